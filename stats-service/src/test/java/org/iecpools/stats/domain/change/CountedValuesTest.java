package org.iecpools.stats.domain.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.Event;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Reason;
import org.iecpools.events.RoundCancelled;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.StatsInMemory;
import org.iecpools.stats.domain.Story;
import org.junit.jupiter.api.Test;

/** What is reported of counted seasons. */
class CountedValuesTest {

  private static final Instant LAST_ROUND = NOON.plus(Duration.ofDays(100));

  private final StatsInMemory stats = StatsInMemory.with();
  private final Publications publications = new Publications(Reference.shipped());
  private final Reported reported = new Reported();

  @Test
  void aPoolThatOpensAndClosesByItsPlanIsReported() {
    Instant before = NOON.minusSeconds(100_000);
    changes(before);
    take(Story.plan(NOON, LAST_ROUND), Story.quota(10));

    assertThat(changes(before))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.QUOTA_CHANGED);
    assertThat(changes(NOON))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.SEASON_OPENED, ChangeKind.POOL_OPENED);
    assertThat(changes(LAST_ROUND.plusSeconds(3 * 86_400)))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.SEASON_CLOSED, ChangeKind.POOL_CLOSED);
  }

  @Test
  void aQuotaIsReportedWhenItChanges() {
    take(Story.quota(10));
    changes(NOON);
    take(Story.quota(QuotaKind.UNLIMITED));

    assertThat(changes(NOON))
        .extracting(
            ChangeMade::getKind,
            change -> change.getBefore().getText(),
            change -> change.getAfter().getText())
        .containsExactly(tuple(ChangeKind.QUOTA_CHANGED, "10", "unlimited"));
  }

  @Test
  void aRoundIsReportedWithItsSizeAndSoIsItsCorrection() {
    changes(NOON);
    take(Story.round(1, 100));

    assertThat(changes(NOON))
        .singleElement()
        .satisfies(
            round -> {
              assertThat(round.getKind()).isEqualTo(ChangeKind.ROUND_RAN);
              assertThat(round.getRoundId()).isEqualTo(Story.id("round", 1));
              assertThat(round.getAfter().getNumber()).isEqualTo(100);
            });

    take(Story.round(1, 1, 90, NOON));

    assertThat(changes(NOON))
        .extracting(ChangeMade::getKind, change -> change.getAfter().getNumber())
        .containsExactly(tuple(ChangeKind.ROUND_CORRECTED, 90L));
  }

  @Test
  void aCancelledRoundIsReportedOnceWithItsCause() {
    changes(NOON);
    RoundCancelled first = cancelled(1, CancellationCause.NOBODY_TO_INVITE, NOON);
    take(first);

    assertThat(changes(NOON))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.getKind()).isEqualTo(ChangeKind.ROUND_CANCELLED);
              assertThat(change.getPool()).isEqualTo(Story.POOL);
              assertThat(change.getRoundId()).isEqualTo(Story.id("round", 1));
              assertThat(change.getBefore()).isNull();
              assertThat(change.getAfter().getText()).isEqualTo("NOBODY_TO_INVITE");
              assertThat(change.getReasons())
                  .containsExactly(new Reason("NOBODY_TO_INVITE", "nobody is in the pool"));
            });

    take(first, cancelled(1, CancellationCause.MISSED, NOON.plusSeconds(9)));
    assertThat(changes(NOON.plusSeconds(9))).as("the first record counts").isEmpty();
  }

  @Test
  void roundsThatWereCancelledLongAgoAreNotNews() {
    changes(NOON);
    take(cancelled(1, CancellationCause.MISSED, NOON));

    assertThat(changes(NOON.plus(Reported.NEWS).plusSeconds(1))).isEmpty();
  }

  private static RoundCancelled cancelled(int round, CancellationCause cause, Instant at) {
    return RoundCancelled.newBuilder()
        .setEventId(Story.id("cancelled" + at, round))
        .setOccurredAt(at)
        .setPool(Story.POOL)
        .setRoundId(Story.id("round", round))
        .setCause(cause)
        .setReason("nobody is in the pool")
        .setAfter(0)
        .setPositions(List.of())
        .build();
  }

  @Test
  void theLastSpotIsReportedAtOnceAndSoIsTheReturnOfOne() {
    take(Story.quota(2), Story.loi(1));
    changes(NOON);
    take(Story.loi(2));

    assertThat(changes(NOON))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.SPOTS_RAN_OUT);

    take(Story.loiCancelled(2));

    assertThat(changes(NOON))
        .extracting(ChangeMade::getKind, ChangeMade::getSubject)
        .containsExactly(tuple(ChangeKind.STATUS_CHANGED, ChangeSubject.SPOTS_LEFT));
  }

  @Test
  void figuresAreReportedWithTheWeeklyPublicationAndNotWithEachEvent() {
    take(Story.quota(100), Story.entered(1));
    LocalDate first = Weeks.weekOf(NOON);
    publish(first);
    changes(Weeks.end(first));
    // when many enter
    Instant nextWeek = Weeks.end(first).plusSeconds(3_600);
    for (int profile = 2; profile < 50; profile++) {
      take(Story.entered(profile, 1, nextWeek));
      assertThat(changes(nextWeek)).isEmpty();
    }
    publish(first.plusWeeks(1));

    assertThat(changes(Weeks.end(first.plusWeeks(1))))
        .filteredOn(change -> change.getSubject() == ChangeSubject.CANDIDATES)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.getBefore().getNumber()).isEqualTo(1);
              assertThat(change.getAfter().getNumber()).isEqualTo(49);
              assertThat(change.getPublishedOn()).isEqualTo(first.plusWeeks(1));
            });
  }

  @Test
  void figuresAreReportedAtTheTimeOfPublicationOfTheSeason() {
    LocalDate friday = Weeks.weekOf(NOON);
    Instant time = Weeks.end(friday.plusWeeks(1)).plus(Duration.ofHours(14));
    take(Story.quota(100), Story.entered(1));
    publish(friday);
    changes(Weeks.end(friday));
    take(
        Story.publicationTime(LocalTime.of(14, 0), Weeks.end(friday)),
        Story.entered(2, 1, Weeks.end(friday)));

    publications
        .publication(
            stats.dashboard,
            Weeks.end(friday.plusWeeks(1)),
            Set.of(),
            Weeks.end(friday.plusWeeks(1)))
        .forEach(publications::apply);
    assertThat(changes(time.minusMillis(1))).as("the week has ended").isEmpty();
    publications
        .publication(stats.dashboard, time, Set.of(2026), time)
        .forEach(publications::apply);

    assertThat(changes(time))
        .filteredOn(change -> change.getSubject() == ChangeSubject.CANDIDATES)
        .singleElement()
        .returns(time, ChangeMade::getOccurredAt);
  }

  @Test
  void seasonsBeforeLastYearAreNotFollowed() {
    changes(NOON);
    take(Story.quota(10));

    assertThat(changes(NOON.plus(Duration.ofDays(2 * 366)))).isEmpty();
  }

  private void take(Event... events) {
    List.of(events).forEach(stats::take);
  }

  private void publish(LocalDate week) {
    publications
        .publication(stats.dashboard, Weeks.end(week), stats.dashboard.seasons(), Weeks.end(week))
        .forEach(publications::apply);
  }

  private List<ChangeMade> changes(Instant now) {
    List<ChangesRecord> due =
        reported.due(CountedValues.of(stats.dashboard, publications, now), now);
    due.forEach(reported::apply);
    return due.stream().filter(ChangeMade.class::isInstance).map(ChangeMade.class::cast).toList();
  }
}
