package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.iecpools.events.PoolPlan;
import org.junit.jupiter.api.Test;

class PoolStatusTest {

  private static final Duration DAY = Duration.ofDays(1);

  /** Opens a day before {@link Story#NOON}; the final round is 28 days after it. */
  private static final PoolPlan PLAN =
      Story.plan(NOON, NOON.plus(DAY.multipliedBy(28))).getPools().getFirst();

  private static Instant at(long second) {
    return NOON.plusSeconds(second);
  }

  @Provide
  static Arbitrary<Amount> offered() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 20_000).map(Amount.Permits::new),
        Arbitraries.of(Amount.Word.values()).filter(word -> word != Amount.Word.NOT_OFFERED));
  }

  @Property
  void isTheFirstThatAppliesByThePlan(
      @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long second,
      @ForAll("offered") Amount quota,
      @ForAll boolean closed) {
    Instant at = at(second);

    Optional<PoolStatus> status = PoolStatus.of(at, Optional.of(PLAN), quota, closed);

    PoolStatus expected =
        at.isAfter(PLAN.getFinalRoundAt())
            ? PoolStatus.SEASON_OVER
            : at.isBefore(PLAN.getOpensAt())
                ? PoolStatus.NOT_YET_OPEN
                : closed ? PoolStatus.CLOSED_TO_ENTRIES : PoolStatus.OPEN;
    assertThat(status).contains(expected);
  }

  @Property
  void neverGoesBackWhileThePlanStaysAndThePoolIsNotReopened(
      @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long one,
      @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long other,
      @ForAll boolean closed) {
    Amount quota = new Amount.Permits(1);
    PoolStatus earlier =
        PoolStatus.of(at(Math.min(one, other)), Optional.of(PLAN), quota, closed).orElseThrow();
    PoolStatus later =
        PoolStatus.of(at(Math.max(one, other)), Optional.of(PLAN), quota, closed).orElseThrow();

    assertThat(later).isGreaterThanOrEqualTo(earlier);
  }

  @Property
  void isNotKnownWithoutAPlanOrAnOffer(
      @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long second,
      @ForAll("offered") Amount quota,
      @ForAll boolean closed) {
    assertThat(PoolStatus.of(at(second), Optional.empty(), quota, closed)).isEmpty();
    assertThat(PoolStatus.of(at(second), Optional.of(PLAN), Amount.Word.NOT_OFFERED, closed))
        .isEmpty();
  }

  @Test
  void aPoolThatHasClosedIsOverEvenIfItsFinalRoundIsLater() {
    PoolPlan closesFirst =
        PoolPlan.newBuilder(PLAN).setClosesAt(PLAN.getFinalRoundAt().minus(DAY)).build();

    assertThat(
            Arrays.stream(new long[] {-1, 0})
                .mapToObj(
                    second ->
                        PoolStatus.of(
                            closesFirst.getClosesAt().plusSeconds(second),
                            Optional.of(closesFirst),
                            new Amount.Permits(1),
                            false)))
        .containsExactly(Optional.of(PoolStatus.OPEN), Optional.of(PoolStatus.SEASON_OVER));
  }
}
