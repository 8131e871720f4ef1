package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.publicationTime;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.scheduled;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Event;
import org.iecpools.events.QuotaKind;
import org.junit.jupiter.api.Test;

/** When a pool is published and drawn, seen from any instant of a season. */
class PoolScheduleTest {

  private static final int WEEKS = 8;
  private static final Instant LAST = NOON.plus(Duration.ofDays(7 * WEEKS));

  private static Instant hour(int hour) {
    return NOON.plus(Duration.ofHours(hour));
  }

  private static PoolSchedule at(Instant at, List<Event> events) {
    return StatsInMemory.with(events).dashboard.overview(POOL, View.live(at)).schedule();
  }

  private static List<Event> season(Event... others) {
    List<Event> events = new ArrayList<>(List.of(quota(5), plan(NOON, LAST)));
    events.addAll(List.of(others));
    return events;
  }

  @Property(tries = 200)
  void publicationsAreTheFridaysAroundTheInstantAtTheTimeOfTheSeason(
      @ForAll @IntRange(min = -400, max = 2200) int hour,
      @ForAll @IntRange(max = 1439) int minute) {
    Instant at = hour(hour);
    LocalTime set = LocalTime.MIDNIGHT.plusMinutes(minute);

    PoolSchedule schedule = at(at, season(publicationTime(set, hour(-1_000))));

    schedule.publishedAt().ifPresent(published -> assertThat(published).isBeforeOrEqualTo(at));
    schedule.nextPublicationAt().ifPresent(next -> assertThat(next).isAfter(at));
    for (Optional<Instant> time : List.of(schedule.publishedAt(), schedule.nextPublicationAt())) {
      time.map(it -> it.atZone(Weeks.ZONE))
          .ifPresent(
              local -> {
                assertThat(local.getDayOfWeek()).isEqualTo(DayOfWeek.FRIDAY);
                assertThat(local.toLocalTime()).isEqualTo(set);
              });
    }
    if (schedule.publishedAt().isPresent() && schedule.nextPublicationAt().isPresent()) {
      ZonedDateTime published = schedule.publishedAt().get().atZone(Weeks.ZONE);
      assertThat(schedule.nextPublicationAt().get()).isEqualTo(published.plusWeeks(1).toInstant());
    }
    assertThat(schedule.publishedAt().isEmpty() && schedule.nextPublicationAt().isEmpty())
        .as("every pool with a plan is published")
        .isFalse();
  }

  @Property(tries = 200)
  void aWeeklyRowIsPublishedAtTheTimeOfItsWeek(
      @ForAll @IntRange(min = 0, max = WEEKS) int week,
      @ForAll @IntRange(max = 1439) int minute,
      @ForAll @IntRange(min = -100, max = 1500) int setAt) {
    StatsInMemory stats =
        StatsInMemory.with(
            season(
                entered(1), publicationTime(LocalTime.MIDNIGHT.plusMinutes(minute), hour(setAt))));

    List<PoolOverview> history =
        stats.dashboard.weeklyOverviews(POOL, LAST.plus(Duration.ofDays(30)));

    PoolOverview overview = history.get(week);
    Instant end = overview.row().asOf();
    boolean isSet = end.isAfter(hour(setAt));
    assertThat(overview.schedule().publishedAt())
        .contains(end.plus(Duration.ofMinutes(isSet ? minute : 0)));
    assertThat(overview.schedule().nextPublicationAt())
        .isEqualTo(
            week + 1 < history.size()
                ? history.get(week + 1).schedule().publishedAt()
                : Optional.empty());
    assertThat(overview.change().map(Change::since))
        .isEqualTo(week > 0 ? Optional.of(overview.row().week().minusWeeks(1)) : Optional.empty());
  }

  @Test
  void betweenTheEndOfAWeekAndItsPublicationTheWeekBeforeIsTheLastOne() {
    LocalDate friday = Weeks.weekOf(NOON).plusWeeks(2);
    StatsInMemory stats =
        StatsInMemory.with(season(entered(1), publicationTime(LocalTime.of(14, 0), NOON)));
    Instant time = Weeks.end(friday).plus(Duration.ofHours(14));

    PoolOverview before = stats.dashboard.overview(POOL, View.live(time.minusMillis(1)));
    PoolOverview after = stats.dashboard.overview(POOL, View.live(time));

    assertThat(before.schedule().publishedAt()).contains(time.minus(Duration.ofDays(7)));
    assertThat(before.schedule().nextPublicationAt()).contains(time);
    assertThat(before.change().orElseThrow().since()).isEqualTo(friday.minusWeeks(1));
    assertThat(after.schedule().publishedAt()).contains(time);
    assertThat(after.change().orElseThrow().since()).isEqualTo(friday);
    assertThat(stats.dashboard.history(POOL, time.minusMillis(1)).getLast().week())
        .isEqualTo(friday.minusWeeks(1));
    assertThat(stats.dashboard.history(POOL, time).getLast().week()).isEqualTo(friday);
  }

  @Property(tries = 200)
  void roundsLeftAreThePlannedAndTheAnnouncedOnes(
      @ForAll @IntRange(min = -400, max = 2200) int hour,
      @ForAll @Size(max = 4) Set<@IntRange(min = -200, max = 2000) Integer> announced) {
    List<Event> events = season();
    int id = 1;
    for (int at : announced) {
      events.add(scheduled(id++, hour(at), null));
    }
    Instant at = hour(Math.max(hour, 1));

    PoolSchedule schedule = at(at, events);

    Set<Instant> expected = new HashSet<>();
    for (int week = 0; week <= WEEKS; week++) {
      expected.add(NOON.atZone(Weeks.ZONE).plusWeeks(week).toInstant());
    }
    announced.forEach(it -> expected.add(hour(it)));
    expected.removeIf(round -> round.isBefore(at) || round.isAfter(LAST) || round.isBefore(NOON));
    assertThat(schedule.roundsLeft()).hasValue(expected.size());
    assertThat(schedule.nextRoundAt().isPresent()).isEqualTo(!expected.isEmpty());
    assertThat(schedule.firstRoundAt()).contains(NOON);
    assertThat(schedule.finalRoundAt()).contains(LAST);
  }

  @Test
  void theAnnouncedSizeIsThatOfTheNextRoundIfItsAnnouncementStatesIt() {
    Instant next = hour(24);

    assertThat(at(hour(1), season(scheduled(1, next, 7))).announcedSize()).hasValue(7);
    assertThat(at(hour(1), season(scheduled(1, next, null))).announcedSize()).isEmpty();
    assertThat(at(hour(1), season()).announcedSize()).isEmpty();
    assertThat(at(hour(25), season(scheduled(1, next, 7))).announcedSize())
        .as("the next one is weekly")
        .isEmpty();
  }

  @Test
  void withoutAPlanNothingIsKnownOfRounds() {
    PoolSchedule schedule = at(hour(1), List.of(quota(5), entered(1)));

    assertThat(schedule.status()).isEmpty();
    assertThat(schedule.firstRoundAt()).isEmpty();
    assertThat(schedule.finalRoundAt()).isEmpty();
    assertThat(schedule.roundsLeft()).isEqualTo(OptionalInt.empty());
    assertThat(at(hour(1), List.of(quota(QuotaKind.NOT_OFFERED), plan(NOON, LAST))).status())
        .isEmpty();
  }
}
