package org.iecpools.invitation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    values =
        BeaconValues.from(
            new BeaconClient(
                beacon.chain(), List.of(relays), BeaconClient.Limits.DEFAULT, now::get),
            now::get);
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
}
