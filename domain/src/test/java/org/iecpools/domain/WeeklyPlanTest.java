package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolPlan;

/** Weekly rounds of generated plans, including plans that the HTTP API would refuse. */
class WeeklyPlanTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Property(tries = 500)
  void latestAndNextAgreeWithTheListOfAllRounds(
      @ForAll("plans") PoolPlan plan, @ForAll("instants") Instant now) {
    List<Instant> all = allRounds(plan);

    assertThat(WeeklyPlan.latest(plan, now))
        .isEqualTo(last(all.stream().filter(round -> !round.isAfter(now)).toList()));
    assertThat(WeeklyPlan.nextAfter(plan, now))
        .isEqualTo(all.stream().filter(round -> round.isAfter(now)).findFirst());
  }

  @Property(tries = 500)
  void firstFromAgreesWithTheListOfAllRounds(
      @ForAll("plans") PoolPlan plan,
      @ForAll("instants") Instant from,
      @ForAll("instants") Instant close) {
    PoolPlan closing = PoolPlan.newBuilder(plan).setClosesAt(close).build();

    assertThat(WeeklyPlan.firstFrom(closing, from))
        .isEqualTo(
            allRounds(plan).stream()
                .filter(round -> !round.isBefore(from) && round.isBefore(close))
                .findFirst());
  }

  @Property(tries = 500)
  void fromAgreesWithTheListOfAllRounds(
      @ForAll("plans") PoolPlan plan,
      @ForAll("instants") Instant from,
      @ForAll("instants") Instant close) {
    PoolPlan closing = PoolPlan.newBuilder(plan).setClosesAt(close).build();

    assertThat(WeeklyPlan.from(closing, from))
        .isEqualTo(
            allRounds(plan).stream()
                .filter(round -> !round.isBefore(from) && round.isBefore(close))
                .toList());
  }

  @Property(tries = 500)
  void everyWeeklyRoundBeforeTheCloseIsAllowed(@ForAll("plans") PoolPlan plan) {
    PoolPlan open =
        PoolPlan.newBuilder(plan).setClosesAt(plan.getFinalRoundAt().plusMillis(1)).build();

    assertThat(allRounds(open)).allMatch(round -> WeeklyPlan.allows(open, round));
    assertThat(allRounds(plan))
        .allMatch(round -> WeeklyPlan.allows(plan, round) == round.isBefore(plan.getClosesAt()));
  }

  @Example
  void aRoundInTheHourThatIsSkippedInSpringRunsAnHourLater() {
    PoolPlan plan =
        plan(instant("2026-03-01T02:30"), Instant.parse("2026-04-01T00:00:00Z"), List.of());

    assertThat(WeeklyPlan.nextAfter(plan, instant("2026-03-02T00:00")))
        .contains(instant("2026-03-08T03:30"));
    assertThat(WeeklyPlan.nextAfter(plan, instant("2026-03-08T03:30")))
        .contains(instant("2026-03-15T02:30"));
  }

  /**
   * Every week from the first round, at the same local time, until the final round, not in pauses.
   */
  private static List<Instant> allRounds(PoolPlan plan) {
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    return IntStream.range(0, 200)
        .mapToObj(week -> first.plusWeeks(week).toInstant())
        .filter(round -> !round.isAfter(plan.getFinalRoundAt()))
        .filter(
            round ->
                plan.getPauses().stream()
                    .noneMatch(
                        pause ->
                            !round.isBefore(pause.getFrom()) && round.isBefore(pause.getUntil())))
        .toList();
  }

  private static Optional<Instant> last(List<Instant> rounds) {
    return rounds.isEmpty() ? Optional.empty() : Optional.of(rounds.getLast());
  }

  private static Instant instant(String local) {
    return LocalDateTime.parse(local).atZone(Weeks.ZONE).toInstant();
  }

  private static PoolPlan plan(Instant firstRound, Instant finalRound, List<Pause> pauses) {
    return PoolPlan.newBuilder()
        .setCategory(Category.WORKING_HOLIDAY)
        .setRule(EligibilityRule.newBuilder().build())
        .setOpensAt(START)
        .setFirstRoundAt(firstRound)
        .setFinalRoundAt(finalRound)
        .setClosesAt(finalRound)
        .setPauses(new ArrayList<>(pauses))
        .build();
  }

  /** Instants in the nights on which Toronto changes its clocks, and anywhere in two years. */
  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.oneOf(
        Arbitraries.longs()
            .between(0, 2 * 365 * 96)
            .map(quarters -> START.plus(Duration.ofMinutes(15 * quarters))),
        Combinators.combine(
                Arbitraries.of("2026-03-08T00:00", "2026-11-01T00:00", "2027-03-14T00:00"),
                Arbitraries.integers().between(0, 20))
            .as((night, quarters) -> instant(night).plus(Duration.ofMinutes(15L * quarters))));
  }

  @Provide
  Arbitrary<PoolPlan> plans() {
    Arbitrary<Pause> pauses = Combinators.combine(instants(), instants()).as(Pause::new);
    return Combinators.combine(instants(), instants(), pauses.list().ofMaxSize(6))
        .as(WeeklyPlanTest::plan);
  }
}
