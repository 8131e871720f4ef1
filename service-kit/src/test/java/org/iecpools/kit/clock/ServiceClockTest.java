package org.iecpools.kit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.iecpools.events.ClockTicked;
import org.junit.jupiter.api.Test;

class ServiceClockTest {

  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-03-03T12:00:00Z");

  private final ServiceClock clock = ServiceClock.simulated();

  @Test
  void aSimulatedClockStandsStillUntilATickMovesIt() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

    clock.accept(new ClockTicked("run", 1L, MONDAY));

    assertThat(clock.instant()).isEqualTo(MONDAY);
    assertThat(clock.tick()).isOne();
  }

  @Test
  void timeNeverGoesBack() {
    clock.accept(new ClockTicked("run", 2L, TUESDAY));
    clock.accept(new ClockTicked("run", 1L, MONDAY));

    assertThat(clock.instant()).isEqualTo(TUESDAY);
    assertThat(clock.tick()).isEqualTo(2);
  }

  @Test
  void anEventOfTheNextTickWaitsUntilTheTickArrives() throws Exception {
    clock.accept(new ClockTicked("run", 1L, MONDAY));

    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return clock.isAtLeast(TUESDAY, Duration.ofSeconds(30));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    clock.accept(new ClockTicked("run", 2L, TUESDAY));

    assertThat(waiting.get()).isTrue();
    assertThat(clock.isAtLeast(TUESDAY.plusMillis(1), Duration.ofMillis(1))).isFalse();
  }
}
