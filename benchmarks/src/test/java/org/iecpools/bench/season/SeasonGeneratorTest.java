package org.iecpools.bench.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Event;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundRun;
import org.junit.jupiter.api.Test;

class SeasonGeneratorTest {

  private static List<Event> events(SeasonGenerator generator) {
    List<Event> events = new ArrayList<>();
    generator.forEachRemaining(events::addAll);
    return events;
  }

  private static SeasonGenerator season(long seed, int candidates) {
    return new SeasonGenerator(2021, seed, candidates);
  }

  @Test
  void theSameSeedGivesTheSameEvents() {
    List<Event> events = events(season(7, 500));

    assertThat(events).isEqualTo(events(season(7, 500)));
    assertThat(events).isNotEqualTo(events(season(8, 500)));
  }

  @Test
  void afterEveryDayTheExpectedNumbersFollowFromTheEvents() {
    SeasonGenerator generator = season(3, 4_000);
    NaiveSums sums = new NaiveSums();
    Map<PoolId, PoolTotals> last = Map.of();

    while (generator.hasNext()) {
      generator.next().forEach(sums::add);
      last = generator.expectedNumbers();
      assertThat(sums.numbers()).isEqualTo(last);
    }

    assertThat(last).hasSizeGreaterThan(40);
    assertThat(last.values())
        .anyMatch(numbers -> numbers.candidatesInPool() > 0)
        .anyMatch(numbers -> numbers.openInvitations() > 0)
        .anyMatch(numbers -> numbers.declines() > 0)
        .anyMatch(numbers -> numbers.loisIssued() > 0);
  }

  @Test
  void noNumberIsEverNegative() {
    SeasonGenerator generator = season(4, 2_000);

    while (generator.hasNext()) {
      generator.next();
      assertThat(generator.expectedNumbers().values())
          .allMatch(
              n ->
                  n.candidatesInPool() >= 0
                      && n.invitationsIssued() >= n.declines()
                      && n.openInvitations() >= 0
                      && n.loisIssued() >= 0);
    }
  }

  @Test
  void oneToTwoPercentOfTheEventsAreRepeats() {
    List<Event> events = events(season(5, 10_000));
    Set<UUID> ids = new HashSet<>();
    events.forEach(event -> ids.add(event.getEventId()));

    double repeated = 1 - (double) ids.size() / events.size();

    assertThat(repeated).isBetween(0.01, 0.02);
  }

  @Test
  void eventsOccurInEveryWeekOfTheSeasonAndNotBeforeOrAfterIt() {
    Set<Object> weeks = new HashSet<>();
    for (Event event : events(season(6, 3_000))) {
      assertThat(event.getOccurredAt())
          .isBetween(Instant.parse("2020-12-14T00:00:00Z"), Instant.parse("2021-11-15T00:00:00Z"));
      weeks.add(Weeks.weekOf(event.getOccurredAt()));
    }

    assertThat(weeks).hasSizeBetween(47, 49);
  }

  @Test
  void someRoundsHaveAHigherRevision() {
    assertThat(events(season(9, 1_000)))
        .filteredOn(RoundRun.class::isInstance)
        .extracting(event -> ((RoundRun) event).getRevision())
        .contains(0, 1);
  }

  @Test
  void aSeasonHasAboutTheRequestedNumberOfEvents() {
    for (int asked : List.of(20_000, 100_000, 300_000)) {
      int events = events(season(1, SeasonGenerator.candidatesFor(asked))).size();

      assertThat((double) events / asked).isBetween(0.9, 1.15);
    }
  }

  /** Events per candidate by type in a season of the simulator: ./iec demo --candidates 3000. */
  private static final Map<String, Double> SIMULATED =
      Map.ofEntries(
          Map.entry("PoolEntered", 1.25),
          Map.entry("PoolLeft", 0.33),
          Map.entry("PoolLeaveVoided", 0.10),
          Map.entry("PoolEntryRefused", 0.12),
          Map.entry("ProfileRejected", 0.086),
          Map.entry("InvitationIssued", 1.16),
          Map.entry("InvitationClosed", 1.14),
          Map.entry("AnswerRejected", 0.147),
          Map.entry("InvitationAccepted", 0.88),
          Map.entry("InvitationDeclined", 0.18),
          Map.entry("ApplicationSubmitted", 0.71),
          Map.entry("ApplicationClosed", 0.10),
          Map.entry("LoiIssued", 0.605),
          Map.entry("LoiCancelled", 0.015));

  @Test
  void eventTypesHaveTheProportionsOfASimulatedSeason() {
    Map<String, Long> kinds = new TreeMap<>();
    int candidates = 20_000;
    for (Event event : events(season(1, candidates))) {
      kinds.merge(event.getClass().getSimpleName(), 1L, Long::sum);
    }

    Map<String, Double> perCandidate = new HashMap<>();
    SIMULATED
        .keySet()
        .forEach(kind -> perCandidate.put(kind, (double) kinds.get(kind) / candidates));

    assertThat(perCandidate)
        .allSatisfy(
            (kind, count) ->
                assertThat(count)
                    .as(kind)
                    .isCloseTo(SIMULATED.get(kind), within(0.02 + 0.35 * SIMULATED.get(kind))));
  }

  @Test
  void invalidArgumentsAreRejectedWithTheAllowedValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SeasonGenerator(2021, 1, 0))
        .withMessage("a season needs 1 candidate or more, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SeasonGenerator(1999, 1, 10))
        .withMessageStartingWith("no pools ship for season 1999; the seasons are [2021");
  }
}
