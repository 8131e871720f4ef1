package org.iecpools.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.invitation.domain.PublicRandomness;
import org.iecpools.kit.clock.ServiceClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BeaconTest {

  private static final String RELAY = "http://127.0.0.1:1";
  private static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] SECRET = {7};

  @TempDir private Path directory;

  private static BeaconSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("iec.beacon", BeaconSettings.class);
  }

  private Path localChain() throws IOException {
    DrandChain chain = LocalBeacon.of(SECRET, GENESIS, Duration.ofSeconds(3)).chain();
    return Files.write(directory.resolve("chain-info.json"), ChainInfo.write(chain));
  }

  private static Optional<PublicRandomness> randomness(
      Map<String, String> properties, ServiceClock clock) {
    try (Beacon beacon = Beacon.of(settings(properties), clock)) {
      assertThat(beacon.health().getStatus().getCode()).isEqualTo("UP");
      return beacon.randomness();
    }
  }

  /** As Compose sets the variables. */
  @Test
  void withoutAChainSeedsAloneDecide() {
    ServiceClock clock = ServiceClock.system();
    assertThat(randomness(Map.of(), clock)).isEmpty();
    assertThat(
            randomness(
                Map.of(
                    "iec.beacon.chain", "", "iec.beacon.relays", "", "iec.beacon.notice", "PT12S"),
                clock))
        .isEmpty();
  }

  @Test
  void quicknetIsBuiltIn() {
    Map<String, String> properties =
        Map.of("iec.beacon.chain", "quicknet", "iec.beacon.relays", RELAY + ",http://127.0.0.1:2");

    assertThat(settings(properties).relays())
        .containsExactly(URI.create(RELAY), URI.create("http://127.0.0.1:2"));
    assertThat(randomness(properties, ServiceClock.system()))
        .hasValueSatisfying(
            randomness -> {
              assertThat(randomness.chain().hash()).isEqualTo(DrandChain.QUICKNET.hash());
              assertThat(randomness.longestWait()).isEqualTo(Duration.ofSeconds(15));
            });
  }

  @Test
  void aLocalChainIsAcceptedInBothKindsOfTime() throws IOException {
    Map<String, String> properties =
        Map.of("iec.beacon.chain", localChain().toString(), "iec.beacon.relays", RELAY);
    List<ServiceClock> clocks =
        List.of(ServiceClock.real(InstantSource.fixed(GENESIS)), ServiceClock.simulated());
    for (ServiceClock clock : clocks) {
      assertThat(randomness(properties, clock)).isPresent();
    }
  }

  /** Its certificate ended in September 2026. */
  @Test
  void aChainOfPulsesIsAcceptedUntilItsCertificateEnds() {
    Map<String, String> properties =
        Map.of("iec.beacon.chain", "../docs/nist-2025.json", "iec.beacon.relays", RELAY);
    Instant end = Instant.parse("2026-09-04T23:59:59Z");

    ServiceClock before = ServiceClock.real(InstantSource.fixed(end));
    assertThat(randomness(properties, before))
        .hasValueSatisfying(
            randomness -> assertThat(randomness.longestWait()).isEqualTo(Duration.ofSeconds(72)));
    try (Beacon beacon = Beacon.of(settings(properties), before)) {
      assertThat(beacon.health().getDetails()).containsEntry("chainEnds", end);
    }
    ServiceClock after = ServiceClock.real(InstantSource.fixed(end.plusMillis(1)));
    assertThatThrownBy(() -> Beacon.of(settings(properties), after))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended at 2026-09-04T23:59:59Z with its certificate");
  }

  @Test
  void aSimulatedClockDoesNotAcceptRoundsOfRealTime() {
    Map<String, String> properties =
        Map.of("iec.beacon.chain", "quicknet", "iec.beacon.relays", RELAY);
    assertThatThrownBy(() -> Beacon.of(settings(properties), ServiceClock.simulated()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use a local chain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void aNoticeIsLongerThanNothing(String notice) {
    Map<String, String> properties =
        Map.of(
            "iec.beacon.chain",
            "quicknet",
            "iec.beacon.relays",
            RELAY,
            "iec.beacon.notice",
            notice);
    assertThatThrownBy(() -> Beacon.of(settings(properties), ServiceClock.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("iec.beacon.notice must be longer than nothing");
  }

  @Test
  void aChainWithoutARelayOrAFileIsRefused() throws IOException {
    Path other = Files.writeString(directory.resolve("other.json"), "{}");
    assertThatThrownBy(
            () ->
                Beacon.of(settings(Map.of("iec.beacon.chain", "quicknet")), ServiceClock.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("iec.beacon.relays has no address");
    for (Path file : List.of(other, directory, directory.resolve("none"))) {
      assertThatThrownBy(
              () ->
                  Beacon.of(
                      settings(
                          Map.of("iec.beacon.chain", file.toString(), "iec.beacon.relays", RELAY)),
                      ServiceClock.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
