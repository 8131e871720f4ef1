package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.BeaconClient;
import org.iecpools.beacon.relay.LocalBeaconServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeaconValuesTest {

  private static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  /** Longer than a test waits. */
  private static final BeaconClient.Limits PATIENT =
      new BeaconClient.Limits(Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofMinutes(2));

  private static final BeaconClient.Limits HASTY =
      new BeaconClient.Limits(
          Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(600));

  private final LocalBeacon beacon =
      LocalBeacon.generate(new SecureRandom(), GENESIS, Duration.ofSeconds(3));
  private final AtomicReference<Instant> now = new AtomicReference<>(GENESIS.plusSeconds(30));
  private LocalBeaconServer relay;
  private BeaconValues values;

  @BeforeEach
  void start() throws IOException {
    relay =
        LocalBeaconServer.start(
            beacon, now::get, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    values.close();
    relay.close();
  }

  private void from(URI... relays) {
    from(BeaconClient.Limits.DEFAULT, relays);
  }

  private void from(BeaconClient.Limits limits, URI... relays) {
    values =
        BeaconValues.from(
            new BeaconClient(beacon.chain(), List.of(relays), limits, now::get), now::get);
  }

  /** A relay that does not answer requests for rounds up to a number, and gives all others. */
  private final class SlowRelay implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Long> held = ConcurrentHashMap.newKeySet();

    SlowRelay(long highest) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(executor);
      server.createContext("/", exchange -> answer(exchange, highest));
      server.start();
    }

    private void answer(HttpExchange exchange, long highest) throws IOException {
      String path = exchange.getRequestURI().getPath();
      long number = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
      if (number <= highest) {
        held.add(number);
        return;
      }
      try (exchange;
          InputStream body = URI.create(address() + path).toURL().openStream()) {
        byte[] round = body.readAllBytes();
        exchange.sendResponseHeaders(200, round.length);
        exchange.getResponseBody().write(round);
      }
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
      executor.shutdownNow();
    }
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + relay.address().getPort());
  }

  @Test
  void aRoundThatExistsIsFetchedOnceItIsRequested() {
    from(address());

    assertThat(values.apply(5)).isEmpty();
    await().untilAsserted(() -> assertThat(values.apply(5)).contains(beacon.round(5)));
    assertThat(values.awaited()).isEmpty();
  }

  @Test
  void aRoundInTheFutureIsFetchedWhenItsTimeHasCome() {
    from(address());
    long number = beacon.chain().firstAfter(now.get().plusSeconds(60));
    values.apply(number);
    values.apply(3);
    await().untilAsserted(() -> assertThat(values.apply(3)).isPresent());

    assertThat(values.apply(number)).isEmpty();
    assertThat(values.awaited()).isEmpty();
    now.set(beacon.chain().timeOf(number));
    await().untilAsserted(() -> assertThat(values.apply(number)).contains(beacon.round(number)));
  }

  @Test
  void aRelayThatIsDownIsNamedUntilItGivesTheRound() {
    int port = relay.address().getPort();
    relay.close();
    from(address());
    values.apply(7);

    await()
        .untilAsserted(
            () ->
                assertThat(values.awaited().getFirst().faults())
                    .containsEntry(address(), "gave no complete answer: no connection"));
    assertThat(values.awaited().getFirst().since()).isEqualTo(beacon.chain().timeOf(7));
    await()
        .untilAsserted(
            () ->
                relay =
                    LocalBeaconServer.start(
                        beacon,
                        now::get,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    await().untilAsserted(() -> assertThat(values.apply(7)).contains(beacon.round(7)));
  }

  @Test
  void aRelayThatIsDownStopsNoOther() {
    from(NOBODY, address());
    values.apply(4);

    await().untilAsserted(() -> assertThat(values.apply(4)).contains(beacon.round(4)));
  }

  @Test
  void aRoundThatNoRelayGivesDelaysNoOther() throws IOException {
    try (SlowRelay slow = new SlowRelay(1)) {
      from(PATIENT, slow.url());
      values.apply(1);
      await().until(() -> slow.held.contains(1L));

      values.apply(5);

      await().untilAsserted(() -> assertThat(values.apply(5)).contains(beacon.round(5)));
      assertThat(values.awaited()).extracting(BeaconValues.Awaited::number).containsExactly(1L);
    }
  }

  /** More rounds than are fetched at once, and none of them is given. */
  @Test
  void manyLateRoundsTakeTurnsWithOthers() throws IOException {
    long late = 40;
    now.set(beacon.chain().timeOf(late + 1));
    try (SlowRelay slow = new SlowRelay(late)) {
      from(HASTY, slow.url());
      for (long number = 1; number <= late; number++) {
        values.apply(number);
      }
      values.apply(late + 1);

      await()
          .untilAsserted(() -> assertThat(values.apply(late + 1)).contains(beacon.round(late + 1)));
      await()
          .untilAsserted(
              () ->
                  assertThat(values.awaited())
                      .hasSize((int) late)
                      .allSatisfy(awaited -> assertThat(awaited.faults()).isNotEmpty()));
    }
  }

  @Test
  void closingDoesNotWaitForARelay() throws IOException {
    try (SlowRelay slow = new SlowRelay(1)) {
      from(PATIENT, slow.url());
      values.apply(1);
      await().until(() -> slow.held.contains(1L));

      assertTimeoutPreemptively(Duration.ofSeconds(10), values::close);

      assertThat(values.apply(1)).isEmpty();
    }
  }
}
