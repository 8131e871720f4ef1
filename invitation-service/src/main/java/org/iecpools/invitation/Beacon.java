package org.iecpools.invitation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.BeaconClient;
import org.iecpools.invitation.domain.PublicRandomness;
import org.iecpools.invitation.stream.BeaconValues;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.ServiceClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;

/**
 * The beacon that decides draws, if a chain is set. A bean in either case, because images are built
 * with the set of beans.
 *
 * @param values empty if seeds alone decide
 * @param notice least time between closing a list and the beacon's round
 * @param reading how long after the time of a weekly round its list is closed
 */
record Beacon(Optional<BeaconValues> values, Duration notice, Duration reading)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Beacon.class);

  /**
   * Begins to fetch rounds that draws wait for.
   *
   * @throws IllegalStateException if the settings contradict each other or the clock
   */
  static Beacon of(BeaconSettings settings, ServiceClock clock) {
    Duration reading = LogWatermark.usualLag(clock);
    if (settings.chain().isBlank()) {
      return new Beacon(Optional.empty(), settings.notice(), reading);
    }
    BeaconChain chain = settings.readChain();
    if (clock.isSimulated() && !chain.id().equals(LocalBeacon.ID)) {
      throw new IllegalStateException(
          "iec.beacon.chain is %s, whose rounds have real times, but the clock is simulated: use a local chain"
              .formatted(chain.id()));
    }
    chain
        .end()
        .filter(end -> clock.instant().isAfter(end))
        .ifPresent(
            end -> {
              throw new IllegalStateException(
                  "iec.beacon.chain is %s, which ended at %s with its certificate: set another one"
                      .formatted(chain, end));
            });
    LOG.info("draws depend on {}, from {}", chain, settings.relays());
    BeaconClient client =
        new BeaconClient(chain, settings.relays(), BeaconClient.Limits.DEFAULT, clock);
    return new Beacon(Optional.of(BeaconValues.from(client, clock)), settings.notice(), reading);
  }

  /** What decides draws besides the seed; empty if it decides alone. */
  Optional<PublicRandomness> randomness() {
    return values.map(them -> new PublicRandomness(them.chain(), notice, reading, them));
  }

  /**
   * States which rounds of the beacon draws wait for. Always up, because another instance would
   * wait as well.
   */
  Health health() {
    return values
        .map(
            them -> {
              Health.Builder health =
                  Health.up()
                      .withDetail("chain", them.chain().toString())
                      .withDetail("awaited", them.awaited());
              them.chain().end().ifPresent(end -> health.withDetail("chainEnds", end));
              return health;
            })
        .orElseGet(
            () ->
                Health.up()
                    .withDetail("chain", "none: seeds alone decide")
                    .withDetail("awaited", List.of()))
        .build();
  }

  @Override
  public void close() {
    values.ifPresent(BeaconValues::close);
  }
}
