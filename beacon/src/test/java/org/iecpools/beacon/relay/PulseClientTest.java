package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iecpools.beacon.BeaconFault;
import org.iecpools.beacon.PulseChain;
import org.iecpools.beacon.relay.BeaconClient.Limits;
import org.iecpools.beacon.relay.FetchResult.Failed;
import org.iecpools.beacon.relay.FetchResult.Genuine;
import org.iecpools.beacon.relay.FetchResult.Late;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client with the API of NIST's beacon. */
class PulseClientTest {

  private static final PulseChain NIST = TestPulses.nist();
  private static final byte[] BODY = TestPulses.recorded("nist-pulse-1884240.json");
  private static final Instant TIME = Instant.parse("2026-07-31T23:20:00Z");
  private static final long NUMBER = NIST.firstAfter(TIME) - 1;

  /** Long enough for a busy machine. */
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private FakeRelay relay(FakeRelay.Behaviour behaviour) {
    FakeRelay relay = new FakeRelay(behaviour);
    open.add(relay);
    return relay;
  }

  private FetchResult fetch(Instant now, URI... relays) throws InterruptedException {
    try (BeaconClient client =
        new BeaconClient(NIST, List.of(relays), LIMITS, InstantSource.fixed(now))) {
      return client.fetch(NUMBER);
    }
  }

  @Test
  void aRecordedPulseIsGenuine() throws Exception {
    FakeRelay relay = relay(FakeRelay.ok(BODY));

    FetchResult result = fetch(TIME, relay.url());

    assertThat(result).isEqualTo(new Genuine(TestPulses.round(BODY, NIST), relay.url(), Map.of()));
    assertThat(relay.paths()).containsExactly("/beacon/2.0/pulse/time/1785540000000");
  }

  @Test
  void noRelayIsAskedBeforeTheTime() throws Exception {
    FakeRelay relay = relay(FakeRelay.ok(BODY));

    assertThat(fetch(TIME.minusMillis(1), relay.url())).isEqualTo(new FetchResult.TooEarly(TIME));
    assertThat(relay.paths()).isEmpty();
  }

  /** The service gives the nearest pulse if there is none at a time. */
  @Test
  void aPulseOfAnotherTimeIsALateRound() throws Exception {
    FakeRelay nearest = relay(FakeRelay.ok(TestPulses.pulse(TIME.plusSeconds(60))));
    FakeRelay without = relay(FakeRelay.status(404, "", new byte[0]));

    FetchResult result = fetch(TIME, nearest.url(), without.url());

    assertThat(result).isInstanceOf(Late.class);
    assertThat(((Late) result).faults().get(nearest.url()).text())
        .isEqualTo("does not have the round, and gave the one of 2026-07-31T23:21:00Z");
  }

  @Test
  void aPulseOfAnotherKeyIsNotGenuine() throws Exception {
    FakeRelay liar =
        relay(
            FakeRelay.ok(
                TestPulses.pulse(
                    TIME,
                    pulse -> {
                      pulse.put("chainIndex", 2);
                      pulse.set("certificateId", PulseJson.read(BODY).path("certificateId"));
                    })));
    FakeRelay honest = relay(FakeRelay.ok(BODY));

    assertThat(fetch(TIME, liar.url()))
        .isEqualTo(
            new Failed(Map.of(liar.url(), new RelayFault.NotGenuine(BeaconFault.WRONG_SIGNATURE))));
    assertThat(fetch(TIME, liar.url(), honest.url())).isInstanceOf(Genuine.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"pulse\"           | \"nothing\"       | pulse is not an object",
        "\"uri\": \"https:   | \"uri2\": \"https: | uri is not text",
        "\"period\": 60000   | \"period\": -1    | period is not a number from 0 to 2147483647",
        "\"period\": 60000   | \"period\": 0.5   | period is not a number from 0 to 2147483647",
        "\"2026-07-31        | \"2026-07-32      | timeStamp is not a time",
        "\"previous\"        | \"hour\"          | listValues does not have one value of type previous",
        "\"31C61E8D61EBDD9A  | \"X1C61E8D61EBDD9 | localRandomValue is not in hexadecimal",
        "\"outputValue\"     | \"output\"        | outputValue is not in hexadecimal",
        "\"version\": \"2.0\" | \"version\": \"2.0\", \"version\": \"2.0\" | it is not JSON"
      })
  void aMalformedPulseIsReported(String part, String changed, String reason) throws Exception {
    String text = new String(BODY, StandardCharsets.UTF_8);
    assertThat(text).contains(part.strip());
    FakeRelay relay = relay(FakeRelay.ok(text.replaceFirst(part.strip(), changed.strip())));

    assertThat(fetch(TIME, relay.url()))
        .isEqualTo(new Failed(Map.of(relay.url(), new RelayFault.Malformed(reason))));
  }
}
