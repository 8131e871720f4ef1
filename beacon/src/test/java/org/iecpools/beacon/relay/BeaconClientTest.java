package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import org.iecpools.beacon.BeaconFault;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.Recorded;
import org.iecpools.beacon.relay.BeaconClient.Limits;
import org.iecpools.beacon.relay.FakeRelay.Behaviour;
import org.iecpools.beacon.relay.FetchResult.Failed;
import org.iecpools.beacon.relay.FetchResult.Genuine;
import org.iecpools.beacon.relay.FetchResult.Late;
import org.iecpools.beacon.relay.FetchResult.TooEarly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeaconClientTest {

  private static final DrandChain CHAIN = DrandChain.QUICKNET;
  private static final BeaconRound ROUND = Recorded.ROUND_1000.round();
  private static final String RIGHT = text(ROUND);

  /** After the last recorded round. */
  private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

  /** Long enough for a busy machine. */
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));

  /** For relays that do not answer. */
  private static final Limits SHORT =
      new Limits(Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofSeconds(60));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  @AfterTry
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    open.clear();
  }

  private static String text(BeaconRound round) {
    return new String(RoundJson.write(round), StandardCharsets.UTF_8);
  }

  private FakeRelay relay(Behaviour behaviour) {
    FakeRelay relay = new FakeRelay(behaviour);
    open.add(relay);
    return relay;
  }

  private BeaconClient client(Limits limits, Instant now, URI... relays) {
    BeaconClient client =
        new BeaconClient(CHAIN, List.of(relays), limits, InstantSource.fixed(now));
    open.add(client);
    return client;
  }

  private FetchResult fetch(long number, URI... relays) throws InterruptedException {
    return client(LIMITS, NOW, relays).fetch(number);
  }

  // ---- relays that work

  @ParameterizedTest
  @EnumSource
  void aRecordedRoundIsGenuine(Recorded recorded) throws Exception {
    FakeRelay relay = relay(FakeRelay.ok(RoundJson.write(recorded.round())));

    FetchResult result = fetch(recorded.round().number(), relay.url());

    assertThat(result).isEqualTo(new Genuine(recorded.round(), relay.url(), Map.of()));
    assertThat(relay.paths())
        .containsExactly(
            "/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/"
                + recorded.round().number());
  }

  @Test
  void aRelayMayHaveAPathAndStateMore() throws Exception {
    FakeRelay relay =
        relay(FakeRelay.ok("\n" + RIGHT.replace("{", "{\"previous_signature\": \"\", ") + "\n"));

    for (String path : List.of("/", "/drand", "/drand/")) {
      assertThat(fetch(1000, relay.url().resolve(path))).isInstanceOf(Genuine.class);
    }
    assertThat(relay.paths())
        .extracting(path -> path.replace(CHAIN.hash(), "HASH"))
        .containsExactly("/HASH/public/1000", "/drand/HASH/public/1000", "/drand/HASH/public/1000");
  }

  @Test
  void ifTheFirstRelayAnswersNoOtherIsAsked() throws Exception {
    FakeRelay first = relay(FakeRelay.ok(RIGHT));
    FakeRelay second = relay(FakeRelay.ok(RIGHT));

    assertThat(fetch(1000, first.url(), second.url(), first.url())).isInstanceOf(Genuine.class);

    assertThat(first.paths()).hasSize(1);
    assertThat(second.paths()).isEmpty();
  }

  // ---- hostile relays

  static Stream<Arguments> wrongAnswers() {
    BeaconRound other = Recorded.ROUND_1001.round();
    LocalBeacon local = LocalBeacon.of(new byte[] {7}, CHAIN.genesis(), CHAIN.period());
    byte[] value = ROUND.value();
    value[31] ^= 1;
    byte[] negative = ROUND.signature();
    negative[0] ^= 0x20;
    String hex = HexFormat.of().formatHex(ROUND.signature());
    RelayFault notJson = new RelayFault.Malformed("it is not JSON");
    RelayFault noNumber = new RelayFault.Malformed("round is not a number of a round");
    RelayFault noSignature = new RelayFault.Malformed("signature is not in hexadecimal");
    RelayFault noPoint = new RelayFault.NotGenuine(BeaconFault.NOT_A_SIGNATURE);
    RelayFault wrongSignature = new RelayFault.NotGenuine(BeaconFault.WRONG_SIGNATURE);
    RelayFault wrongValue = new RelayFault.NotGenuine(BeaconFault.WRONG_VALUE);
    return Stream.of(
        Arguments.of("another round", text(other), new RelayFault.OtherRound(1001)),
        Arguments.of(
            "the signature of another round",
            text(new BeaconRound(1000, other.value(), other.signature())),
            wrongSignature),
        Arguments.of(
            "another value", text(new BeaconRound(1000, value, ROUND.signature())), wrongValue),
        Arguments.of(
            "a short value",
            text(new BeaconRound(1000, Arrays.copyOf(value, 16), ROUND.signature())),
            wrongValue),
        Arguments.of("a forged signature", RIGHT.replace(hex, "00".repeat(48)), noPoint),
        Arguments.of("no signature", RIGHT.replace(hex, ""), noPoint),
        Arguments.of(
            "the negative of the signature",
            text(new BeaconRound(1000, ROUND.value(), negative)),
            wrongSignature),
        Arguments.of("a genuine round of another chain", text(local.round(1000)), wrongSignature),
        Arguments.of("an empty body", "", new RelayFault.Malformed("it is empty")),
        Arguments.of("HTML", "<!DOCTYPE html><html><body>Welcome</body></html>", notJson),
        Arguments.of("half a round", RIGHT.substring(0, RIGHT.length() / 2), notJson),
        Arguments.of("two rounds", RIGHT + RIGHT, notJson),
        Arguments.of("two numbers", RIGHT.replace("{", "{\"round\":1001,"), notJson),
        Arguments.of("nested arrays", "[".repeat(10_000), notJson),
        Arguments.of("null", "null", new RelayFault.Malformed("it is not an object")),
        Arguments.of("a list", "[" + RIGHT + "]", new RelayFault.Malformed("it is not an object")),
        Arguments.of("an empty object", "{}", noNumber),
        Arguments.of("a number as text", RIGHT.replace("1000", "\"1000\""), noNumber),
        Arguments.of("a fraction", RIGHT.replace("1000", "1000.0"), noNumber),
        Arguments.of("a huge number", RIGHT.replace("1000", "9223372036854775808"), noNumber),
        Arguments.of(
            "a negative number", RIGHT.replace("1000", "-1000"), new RelayFault.OtherRound(-1000)),
        Arguments.of("no hexadecimal", RIGHT.replace(hex, "zz" + hex.substring(2)), noSignature),
        Arguments.of("half a byte", RIGHT.replace(hex, hex.substring(1)), noSignature),
        Arguments.of("a signature in a list", RIGHT.replace("\"" + hex + "\"", "[1]"), noSignature),
        Arguments.of(
            "a large body", RIGHT + " ".repeat(20_000), new RelayFault.TooLarge(16 << 10)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongAnswers")
  void aWrongAnswerIsReportedAndTheNextRelayIsAsked(String name, String body, RelayFault fault)
      throws Exception {
    FakeRelay bad = relay(FakeRelay.ok(body));
    FakeRelay good = relay(FakeRelay.ok(RIGHT));

    assertThat(fetch(1000, bad.url(), good.url()))
        .isEqualTo(new Genuine(ROUND, good.url(), Map.of(bad.url(), fault)));
    assertThat(fetch(1000, bad.url())).isEqualTo(new Failed(Map.of(bad.url(), fault)));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 302, 307, 400, 401, 403, 429, 500, 502, 503})
  void anyOtherStatusIsAFaultAndRedirectsAreNotFollowed(int status) throws Exception {
    FakeRelay elsewhere = relay(FakeRelay.ok(RIGHT));
    FakeRelay bad =
        relay(
            FakeRelay.status(
                status,
                "Location: %s/%s/public/1000\r\n".formatted(elsewhere.url(), CHAIN.hash()),
                status == 204 ? new byte[0] : RIGHT.getBytes(StandardCharsets.UTF_8)));

    assertThat(fetch(1000, bad.url()))
        .isEqualTo(new Failed(Map.of(bad.url(), new RelayFault.UnexpectedStatus(status))));
    assertThat(elsewhere.paths()).isEmpty();
  }

  @Test
  void aTruncatedAnswerIsAFaultWithoutControlCharacters() throws Exception {
    for (String answer :
        List.of(
            "",
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + RIGHT,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + RIGHT,
            "HTTP/1.1 200 OK\r\nContent-Le",
            "\u001b[2J\u0000" + "x".repeat(1000) + "\r\n\r\n",
            "SSH-2.0-OpenSSH_9.6\r\n")) {
      FakeRelay bad = relay((_, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));

      assertThat(fetch(1000, bad.url()))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                RelayFault fault = failed.faults().get(bad.url());
                assertThat(fault).isInstanceOf(RelayFault.Unreachable.class);
                assertThat(fault.text()).hasSizeLessThan(250).doesNotContainPattern("\\p{C}");
              });
    }
  }

  @Test
  void aRelayThatIsNotThereIsUnreachable() throws Exception {
    URI nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
    }
    URI unknown = URI.create("http://relay.invalid");

    assertThat(fetch(1000, nobody, unknown))
        .isEqualTo(
            new Failed(
                Map.of(
                    nobody, new RelayFault.Unreachable("no connection"),
                    unknown, new RelayFault.Unreachable("its host is not known"))));
  }

  // ---- slow relays

  /** Answers with a byte every now and then, so that no read ever times out. */
  private static final Behaviour DRIPPING =
      (_, out) -> {
        out.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        while (true) {
          out.write(' ');
          out.flush();
          Thread.sleep(20);
        }
      };

  private static final Behaviour SILENT = (_, _) -> Thread.sleep(Duration.ofMinutes(5));

  @Test
  void aSlowRelayIsOvertakenByTheNextOne() throws Exception {
    FakeRelay dripping = relay(DRIPPING);
    FakeRelay silent = relay(SILENT);
    FakeRelay good = relay(FakeRelay.ok(RIGHT));
    Limits patient =
        new Limits(Duration.ofMinutes(5), Duration.ofMillis(50), Duration.ofMinutes(5));

    FetchResult result = client(patient, NOW, dripping.url(), silent.url(), good.url()).fetch(1000);

    assertThat(result).isEqualTo(new Genuine(ROUND, good.url(), Map.of()));
  }

  @Test
  void aRelayIsGivenUpAfterItsTime() throws Exception {
    FakeRelay dripping = relay(DRIPPING);
    FakeRelay silent = relay(SILENT);
    RelayFault timedOut = new RelayFault.TimedOut(SHORT.perRelay());

    assertThat(client(SHORT, NOW, dripping.url(), silent.url()).fetch(1000))
        .isEqualTo(new Failed(Map.of(dripping.url(), timedOut, silent.url(), timedOut)));
  }

  @Test
  void theTimeForAllRelaysIsLimited() throws Exception {
    FakeRelay dripping = relay(DRIPPING);
    FakeRelay good = relay(FakeRelay.ok(RIGHT));
    Limits limits =
        new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMillis(300));

    assertThat(client(limits, NOW, dripping.url(), good.url()).fetch(1000))
        .isEqualTo(
            new Failed(
                Map.of(
                    dripping.url(), new RelayFault.TimedOut(limits.overall()),
                    good.url(), new RelayFault.NotAsked())));
    assertThat(good.paths()).isEmpty();
  }

  // ---- rounds that are not there

  @Test
  void noRelayIsAskedBeforeTheTimeOfTheRound() throws Exception {
    FakeRelay eager = relay(FakeRelay.ok(RIGHT));
    Instant time = CHAIN.timeOf(1000);

    assertThat(client(LIMITS, time.minusNanos(1), eager.url()).fetch(1000))
        .isEqualTo(new TooEarly(time));
    assertThat(eager.paths()).isEmpty();

    assertThat(client(LIMITS, time, eager.url()).fetch(1000)).isInstanceOf(Genuine.class);
  }

  @ParameterizedTest
  @CsvSource({"404, 404", "404, 425", "425, 425"})
  void ifNoRelayHasTheRoundItIsLate(int first, int second) throws Exception {
    FakeRelay one = relay(FakeRelay.status(first, "", new byte[0]));
    FakeRelay two = relay(FakeRelay.status(second, "", new byte[0]));

    assertThat(fetch(1000, one.url(), two.url()))
        .isEqualTo(
            new Late(
                Map.of(
                    one.url(), new RelayFault.Missing(first),
                    two.url(), new RelayFault.Missing(second))));
  }

  @Test
  void ifOneRelayFailsItIsNotKnownWhetherTheRoundIsLate() throws Exception {
    FakeRelay missing = relay(FakeRelay.status(404, "", new byte[0]));
    FakeRelay broken = relay(FakeRelay.status(500, "", new byte[0]));

    assertThat(fetch(1000, missing.url(), broken.url())).isInstanceOf(Failed.class);
  }

  // ---- generated

  private enum Bad {
    MISSING,
    BROKEN,
    REDIRECT,
    HTML,
    TRUNCATED,
    CLOSED,
    OTHER_ROUND,
    OTHER_CHAIN,
    FORGED
  }

  private Behaviour behaviour(Bad bad) {
    return switch (bad) {
      case MISSING -> FakeRelay.status(404, "", new byte[0]);
      case BROKEN -> FakeRelay.status(500, "", new byte[0]);
      case REDIRECT -> FakeRelay.status(302, "Location: http://127.0.0.1:1/\r\n", new byte[0]);
      case HTML -> FakeRelay.ok("<html>");
      case TRUNCATED ->
          (_, out) ->
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"
                      .getBytes(StandardCharsets.ISO_8859_1));
      case CLOSED -> (_, _) -> {};
      case OTHER_ROUND -> FakeRelay.ok(text(Recorded.ROUND_657413.round()));
      case OTHER_CHAIN ->
          FakeRelay.ok(
              text(LocalBeacon.of(new byte[] {9}, CHAIN.genesis(), CHAIN.period()).round(1000)));
      case FORGED -> FakeRelay.ok(text(new BeaconRound(1000, new byte[32], new byte[48])));
    };
  }

  @Property(tries = 40)
  void oneGoodRelayAmongBadOnesGivesTheRound(@ForAll List<Bad> before, @ForAll List<Bad> after)
      throws Exception {
    List<URI> relays = new ArrayList<>();
    before.stream().limit(8).forEach(bad -> relays.add(relay(behaviour(bad)).url()));
    FakeRelay good = relay(FakeRelay.ok(RIGHT));
    relays.add(good.url());
    after.stream().limit(3).forEach(bad -> relays.add(relay(behaviour(bad)).url()));

    FetchResult result = fetch(1000, relays.toArray(URI[]::new));

    assertThat(result)
        .isInstanceOfSatisfying(
            Genuine.class,
            genuine -> {
              assertThat(genuine.round()).isEqualTo(ROUND);
              assertThat(genuine.relay()).isEqualTo(good.url());
              assertThat(genuine.faults().keySet())
                  .containsExactlyElementsOf(relays.subList(0, relays.indexOf(good.url())));
            });
  }

  @Property(tries = 200)
  void anAlteredAnswerIsEitherTheRoundOrAFault(@ForAll("altered") byte[] body) throws Exception {
    FakeRelay relay = relay(FakeRelay.ok(body));

    FetchResult result = fetch(1000, relay.url());

    switch (result) {
      // A change of white space or of the case of a digit changes nothing.
      case Genuine genuine -> assertThat(genuine.round()).isEqualTo(ROUND);
      case Failed failed ->
          assertThat(failed.faults().get(relay.url()).text()).doesNotContainPattern("\\p{C}");
      case Late _, TooEarly _ -> throw new AssertionError(result);
    }
  }

  @Provide
  Arbitrary<byte[]> altered() {
    byte[] right = RoundJson.write(ROUND);
    Arbitrary<byte[]> changed =
        Arbitraries.integers()
            .between(0, right.length - 1)
            .flatMap(
                index ->
                    Arbitraries.bytes()
                        .map(
                            value -> {
                              byte[] copy = right.clone();
                              copy[index] = value;
                              return copy;
                            }));
    Arbitrary<byte[]> cut =
        Arbitraries.integers().between(0, right.length).map(length -> Arrays.copyOf(right, length));
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
    return Arbitraries.oneOf(changed, cut, any);
  }

  // ---- parameters

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relay",
        "ftp://relay",
        "file:///etc/passwd",
        "http:///path",
        "http://user:password@relay",
        "http://relay/?a=b",
        "http://relay/#a"
      })
  void anAddressThatCannotBeThatOfARelayIsRefused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> client(LIMITS, NOW, URI.create(address)));
  }

  @Test
  void aClientNeedsARelayAndANumberOfARound() {
    assertThatIllegalArgumentException().isThrownBy(() -> client(LIMITS, NOW));
    BeaconClient client = client(LIMITS, NOW, URI.create("http://127.0.0.1:1"));
    for (long number : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
      assertThatIllegalArgumentException().isThrownBy(() -> client.fetch(number));
    }
  }

  @Property(tries = 20)
  void limitsArePositive(@ForAll @IntRange(min = -1000, max = 0) int millis) {
    Duration none = Duration.ofMillis(millis);
    Duration some = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(none, some, some));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(some, some, none));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(some, none.minusMillis(1), some));
  }
}
