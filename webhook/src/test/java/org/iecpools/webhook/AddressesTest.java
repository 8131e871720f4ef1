package org.iecpools.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AddressesTest {

  /** First and last address of each range that is not public, as the registries list them. */
  private static final List<String> NOT_PUBLIC =
      List.of(
          "0.0.0.0-0.255.255.255",
          "10.0.0.0-10.255.255.255",
          "100.64.0.0-100.127.255.255",
          "127.0.0.0-127.255.255.255",
          "169.254.0.0-169.254.255.255",
          "172.16.0.0-172.31.255.255",
          "192.0.0.0-192.0.0.255",
          "192.0.2.0-192.0.2.255",
          "192.88.99.0-192.88.99.255",
          "192.168.0.0-192.168.255.255",
          "198.18.0.0-198.19.255.255",
          "198.51.100.0-198.51.100.255",
          "203.0.113.0-203.0.113.255",
          "224.0.0.0-255.255.255.255");

  private static final List<String> NOT_PUBLIC_V6 =
      List.of(
          "::",
          "::1",
          "fc00::",
          "fd00::",
          "fe80::",
          "fec0::",
          "ff02::",
          "100::",
          "64:ff9b:1::",
          "2001::",
          "2001:db8::",
          "3fff::",
          "4000::",
          "5f00::",
          "8000::",
          "e000::");

  @Provide
  Arbitrary<Long> v4() {
    Arbitrary<Long> edges =
        Arbitraries.of(NOT_PUBLIC)
            .flatMap(
                range -> {
                  long first = number(range.split("-")[0]);
                  long last = number(range.split("-")[1]);
                  return Arbitraries.of(
                      first, last, Math.max(0, first - 1), Math.min(0xFFFFFFFFL, last + 1));
                });
    Arbitrary<Long> inside =
        Arbitraries.of(NOT_PUBLIC)
            .flatMap(
                range ->
                    Arbitraries.longs()
                        .between(number(range.split("-")[0]), number(range.split("-")[1])));
    return Arbitraries.oneOf(edges, inside, Arbitraries.longs().between(0, 0xFFFFFFFFL));
  }

  @Property(tries = 2_000)
  void anIpv4AddressIsRefusedInEveryFormIfItIsNotPublic(@ForAll("v4") long address) {
    boolean isPublic =
        NOT_PUBLIC.stream()
            .noneMatch(
                range ->
                    number(range.split("-")[0]) <= address
                        && address <= number(range.split("-")[1]));
    byte[] four = ByteBuffer.allocate(4).putInt((int) address).array();

    assertThat(AddressRange.notPublic(address(four)).isEmpty()).isEqualTo(isPublic);
    assertThat(AddressRange.notPublic(address(mapped(four))).isEmpty()).isEqualTo(isPublic);
    assertThat(AddressRange.notPublic(address(nat64(four))).isEmpty()).isEqualTo(isPublic);
    assertThat(AddressRange.notPublic(address(sixToFour(four))).isEmpty()).isEqualTo(isPublic);
    assertThat(AddressRange.notPublic(address(compatible(four)))).isPresent();
  }

  @Property
  void anIpv6AddressOfASpecialRangeIsRefused(
      @ForAll("specialV6") String start, @ForAll long lower) {
    byte[] bytes = address(start).getAddress();
    byte[] generated =
        start.equals("::1") || start.equals("::")
            ? bytes
            : ByteBuffer.wrap(bytes.clone()).putLong(8, lower).array();

    assertThat(AddressRange.notPublic(address(generated))).isPresent();
  }

  @Provide
  Arbitrary<String> specialV6() {
    return Arbitraries.of(NOT_PUBLIC_V6);
  }

  @Property
  void otherGlobalIpv6AddressesArePublic(@ForAll("globalV6") String start, @ForAll long lower) {
    byte[] bytes = ByteBuffer.wrap(address(start).getAddress()).putLong(8, lower).array();

    assertThat(AddressRange.notPublic(address(bytes))).isEmpty();
  }

  @Provide
  Arbitrary<String> globalV6() {
    return Arbitraries.of("2001:200::", "2001:4860:4860::", "2600::", "2a00::", "2c00::", "3000::");
  }

  @Property
  void aUrlIsRefusedWithAllFaultsAtOnce(@ForAll("badParts") List<Integer> parts)
      throws InterruptedException {
    String url =
        (parts.contains(0) ? "http" : "https")
            + "://"
            + (parts.contains(1) ? "user:word@" : "")
            + (parts.contains(2) ? "127.0.0.1" : "8.8.8.8")
            + (parts.contains(3) ? ":70000" : "")
            + "/hook"
            + (parts.contains(4) ? "a".repeat(1_000) : "")
            + (parts.contains(5) ? "#part" : "");

    List<String> faults = Addresses.usual().faults(url, false);

    assertThat(faults).hasSize(parts.size());
  }

  @Provide
  Arbitrary<List<Integer>> badParts() {
    return Arbitraries.integers().between(0, 5).set().ofMaxSize(6).map(List::copyOf);
  }

  @Property
  void otherSpellingsOfThisMachineAreRefused(@ForAll("loopbacks") String host)
      throws InterruptedException {
    assertThat(Addresses.usual().faults("https://" + host + "/", false)).isNotEmpty();
    assertThat(Addresses.usual().faults("http://" + host + "/", true).isEmpty())
        .isEqualTo(URI.create("http://" + host + "/").getHost() != null && isKnown(host));
  }

  private static boolean isKnown(String host) {
    try {
      return InetAddress.getAllByName(host).length > 0;
    } catch (UnknownHostException _) {
      return false;
    }
  }

  @Provide
  Arbitrary<String> loopbacks() {
    return Arbitraries.of(
        "127.0.0.1",
        "127.1.2.3",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "[::]",
        "localhost",
        "2130706433",
        "127.1",
        "0x7f000001");
  }

  @Example
  void whateverElseIsWrongIsReported() throws InterruptedException {
    assertThat(Addresses.usual().faults("", false)).isNotEmpty();
    assertThat(Addresses.usual().faults("https:///x", false)).isNotEmpty();
    assertThat(Addresses.usual().faults("https://a b/", false)).hasSize(1);
    assertThat(Addresses.usual().faults("https://user@under_score/", false)).hasSize(2);
    assertThat(Addresses.usual().faults("https://" + RebindingNames.UNKNOWN, false)).hasSize(1);
    assertThat(Addresses.usual().faults("https://8.8.8.8/hook?x=1", false)).isEmpty();
  }

  @Example
  void aRequestGoesToTheAddressThatWasCheckedAlthoughTheNameHasAnotherOneNow() throws Exception {
    RebindingNames.reset();
    Addresses onlyTheFirst =
        new Addresses(
            new Names(),
            address ->
                address.getHostAddress().equals("127.0.0.2")
                    ? Optional.empty()
                    : Optional.of("loopback"));
    try (Counting allowed = new Counting("127.0.0.2", 0);
        Counting refused = new Counting("127.0.0.1", allowed.port());
        Poster poster = new Poster(onlyTheFirst, false, Duration.ofSeconds(5))) {
      Webhook webhook =
          Given.webhook(
              URI.create("https://%s:%d/".formatted(RebindingNames.NAME, allowed.port())), false);

      poster.post(
          webhook, new Poster.Message(UUID.randomUUID(), new byte[32], new byte[2]), Instant.EPOCH);

      assertThat(allowed.connections()).isPositive();
      assertThat(refused.connections()).isZero();
      assertThat(RebindingNames.lookups()).isEqualTo(1);
    }
  }

  @Example
  void aNameWhoseServerAnswersLateDelaysNoOtherOne() throws Exception {
    Addresses addresses = Addresses.usual();
    Thread slow =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    addresses.refusal(RebindingNames.SLOW, false);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      RebindingNames.SLOW_LOOKUP.asked().await();

      Optional<String> other =
          CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return addresses.refusal(RebindingNames.UNKNOWN, false);
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  })
              .get(10, TimeUnit.SECONDS);

      assertThat(other).isPresent();
      assertThat(slow.isAlive()).isTrue();
    } finally {
      RebindingNames.SLOW_LOOKUP.answered().countDown();
      slow.join();
    }
  }

  @Example
  void nothingIsSentToAnAddressThatIsNotAllowed() throws Exception {
    try (Counting here = new Counting("127.0.0.1", 0);
        Poster poster = new Poster(Addresses.usual(), true, Duration.ofSeconds(5));
        Poster strict = new Poster(Addresses.usual(), false, Duration.ofSeconds(5))) {
      Poster.Message message = new Poster.Message(UUID.randomUUID(), new byte[32], new byte[2]);
      URI https = URI.create("https://127.0.0.1:" + here.port());
      URI http = URI.create("http://127.0.0.1:" + here.port());

      assertThat(
              List.of(
                  poster.post(Given.webhook(https, false), message, Instant.EPOCH),
                  poster.post(Given.webhook(http, false), message, Instant.EPOCH),
                  strict.post(Given.webhook(https, true), message, Instant.EPOCH),
                  strict.post(Given.webhook(http, true), message, Instant.EPOCH)))
          .allMatch(Attempt.Failed.class::isInstance);
      assertThat(here.connections()).isZero();

      poster.post(Given.webhook(http, true), message, Instant.EPOCH);
      assertThat(here.connections()).isPositive();
    }
  }

  /** Counts connections and closes them. */
  private static final class Counting implements AutoCloseable {
    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();

    Counting(String address, int port) throws IOException {
      socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!socket.isClosed()) {
        try (Socket _ = socket.accept()) {
          connections.incrementAndGet();
        } catch (IOException _) {
          return;
        }
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    int connections() {
      return connections.get();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static long number(String address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address(address).getAddress()).getInt());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] mapped(byte[] four) {
    return ByteBuffer.allocate(16).putShort(10, (short) -1).put(12, four).array();
  }

  private static byte[] nat64(byte[] four) {
    return ByteBuffer.allocate(16).putInt(0, 0x0064ff9b).put(12, four).array();
  }

  private static byte[] sixToFour(byte[] four) {
    return ByteBuffer.allocate(16).putShort(0, (short) 0x2002).put(2, four).array();
  }

  private static byte[] compatible(byte[] four) {
    return ByteBuffer.allocate(16).put(12, four).array();
  }
}
