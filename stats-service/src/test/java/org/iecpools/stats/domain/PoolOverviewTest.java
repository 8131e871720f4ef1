package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.loi;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;
import static org.iecpools.stats.domain.Story.scheduled;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.iecpools.events.Event;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is stated about one pool in addition to its row. */
class PoolOverviewTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant LAST = NOON.plus(DAY.multipliedBy(28));

  private static PoolOverview at(Instant at, Event... events) {
    return StatsInMemory.with(events).dashboard.overview(POOL, View.live(at));
  }

  @Nested
  class State {

    @ParameterizedTest
    @CsvSource({
      "-2, NOT_YET_OPEN",
      "-1, OPEN",
      "0, OPEN",
      "3, PAUSED",
      "9, PAUSED",
      "10, OPEN",
      "28, OPEN",
      "29, ENDED",
      "40, ENDED"
    })
    void followsThePlan(int day, PoolState state) {
      SeasonPlanned plan =
          plan(
              NOON,
              LAST,
              new Pause(NOON.plus(DAY.multipliedBy(3)), NOON.plus(DAY.multipliedBy(10))));

      assertThat(at(NOON.plus(DAY.multipliedBy(day)), quota(5), plan).state()).isEqualTo(state);
    }

    @Test
    void isEndedWhenThePlanHasNoRoundLeft() {
      Instant last = NOON.plus(DAY.multipliedBy(9));
      SeasonPlanned plan = plan(NOON, last);

      assertThat(at(NOON.plus(DAY.multipliedBy(7)), quota(5), plan).state())
          .isEqualTo(PoolState.OPEN);
      assertThat(at(NOON.plus(DAY.multipliedBy(8)), quota(5), plan).state())
          .as("the last weekly round has run")
          .isEqualTo(PoolState.ENDED);
      assertThat(at(NOON.plus(DAY.multipliedBy(8)), quota(5), plan, scheduled(1, last, 1)).state())
          .as("one more is announced")
          .isEqualTo(PoolState.OPEN);
    }

    @ParameterizedTest
    @CsvSource({
      "NOT_OFFERED, 0, NOT_OFFERED",
      "NOT_OFFERED, 40, NOT_OFFERED",
      "TO_BE_ANNOUNCED, -2, QUOTA_TO_BE_ANNOUNCED",
      "TO_BE_ANNOUNCED, 0, QUOTA_TO_BE_ANNOUNCED",
      "TO_BE_ANNOUNCED, 40, ENDED",
      "UNLIMITED, 0, OPEN"
    })
    void followsTheQuota(QuotaKind kind, int day, PoolState state) {
      assertThat(at(NOON.plus(DAY.multipliedBy(day)), quota(kind), plan(NOON, LAST)).state())
          .isEqualTo(state);
    }

    @Test
    void isQuotaReachedWithoutASpot() {
      assertThat(at(NOON, quota(1), plan(NOON, LAST), entered(1), round(1, 1), loi(1)).state())
          .isEqualTo(PoolState.QUOTA_REACHED);
    }

    @Test
    void isNotKnownWithoutAPlan() {
      assertThat(at(NOON, quota(1)).state()).isEqualTo(PoolState.NO_PLAN);
    }

    @Test
    void isClosedToEntriesFromAClosingUntilTheNextOpening() {
      PoolClosed closed =
          PoolClosed.newBuilder()
              .setEventId(Story.id("closed", 1))
              .setOccurredAt(NOON.plus(DAY))
              .setPool(POOL)
              .setReason("a test")
              .setChange(1)
              .build();
      PoolOpened opened =
          PoolOpened.newBuilder()
              .setEventId(Story.id("opened", 1))
              .setOccurredAt(NOON.plus(DAY.multipliedBy(3)))
              .setPool(POOL)
              .setReason("a test")
              .setChange(2)
              .build();
      StatsInMemory stats = StatsInMemory.with(quota(5), plan(NOON, LAST), opened, closed, closed);

      assertThat(List.of(1, 3, 5))
          .extracting(
              day ->
                  stats
                      .dashboard
                      .overview(POOL, View.asOf(NOON.plus(DAY.multipliedBy(day))))
                      .state())
          .containsExactly(PoolState.OPEN, PoolState.CLOSED_TO_ENTRIES, PoolState.OPEN);
    }
  }

  @Nested
  class Next {

    @Test
    void isThePlansNextRoundWithTheSizeByThePolicy() {
      PoolOverview overview =
          at(NOON.plus(DAY), quota(1), plan(NOON, LAST), entered(1), entered(2), entered(3));

      assertThat(overview.next()).contains(new NextRound(NOON.plus(DAY.multipliedBy(7)), 2, false));
      assertThat(overview.row().chance()).hasValue(2.0 / 3);
    }

    @Test
    void isTheAnnouncedOneWithItsSize() {
      Instant time = NOON.plus(DAY.multipliedBy(2));

      assertThat(at(NOON, quota(5), plan(NOON, LAST), scheduled(1, time, 4)).next())
          .contains(new NextRound(time, 4, true));
    }

    @Test
    void hasNoTimeWithoutAPlanAndStillAChance() {
      PoolOverview overview = at(NOON, quota(5), entered(1));

      assertThat(overview.next()).isEmpty();
      assertThat(overview.row().chance()).hasValue(1);
    }

    @Test
    void isAbsentAfterTheFinalRound() {
      assertThat(at(LAST.plusMillis(1), quota(5), plan(NOON, LAST)).next()).isEmpty();
    }
  }

  @Nested
  class Rounds {

    private final RoundRun first =
        RoundRun.newBuilder(round(1, 0, 5, NOON))
            .setPoolSize(9)
            .setDrawable(7)
            .setCutOff(ByteBuffer.wrap(new byte[] {0x1e, (byte) 0xc0}))
            .build();
    private final RoundRun corrected =
        RoundRun.newBuilder(first)
            .setEventId(Story.id("run", 101))
            .setRevision(1)
            .setInvited(4)
            .setCorrection("one was not eligible")
            .build();
    private final RoundRun later = round(2, 0, 0, NOON.plus(DAY));

    @Test
    void stateWhyTheyRanAfterTheFinalRoundWhicheverEventIsReadFirst() {
      RoundScheduled announcement =
          RoundScheduled.newBuilder()
              .setEventId(Story.id("scheduled", 1))
              .setOccurredAt(NOON)
              .setPool(POOL)
              .setRoundId(first.getRoundId())
              .setRunsAt(NOON)
              .setAfterFinalRound("three applications were refused")
              .build();

      for (StatsInMemory stats :
          List.of(
              StatsInMemory.with(announcement, first, later),
              StatsInMemory.with(later, first, announcement))) {
        assertThat(stats.dashboard.rounds(POOL, View.live(NOON)))
            .extracting(PastRound::afterFinalRound)
            .containsExactly(null, "three applications were refused");
      }
    }

    @Test
    void areInTheirHighestRevisionNewestFirst() {
      List<PastRound> expected =
          List.of(
              new PastRound(later.getRoundId(), NOON.plus(DAY), null, null, 0, null, 0, null, null),
              new PastRound(
                  first.getRoundId(), NOON, 9, 7, 4, "1ec0", 1, "one was not eligible", null));

      assertThat(
              StatsInMemory.with(first, corrected, later).dashboard.rounds(POOL, View.live(NOON)))
          .isEqualTo(expected);
      assertThat(
              StatsInMemory.with(later, corrected, first).dashboard.rounds(POOL, View.live(NOON)))
          .isEqualTo(expected);
    }

    @Test
    void ofAViewRanBeforeIt() {
      assertThat(StatsInMemory.with(first, later).dashboard.rounds(POOL, View.asOf(NOON.plus(DAY))))
          .extracting(PastRound::id)
          .containsExactly(first.getRoundId());
    }

    @Test
    void theLastOfAnOverviewInvitedSomebody() {
      assertThat(at(NOON.plus(DAY), first, later).last())
          .map(PastRound::id)
          .contains(first.getRoundId());
    }
  }

  @Nested
  class SinceTheLastPublication {

    private static Change change(
        int quota, int candidates, int invitations, int spots, int lois, int open) {
      return new Change(
          LocalDate.of(2026, 1, 16),
          number(quota),
          number(candidates),
          number(invitations),
          number(spots),
          number(lois),
          number(open));
    }

    private static OptionalLong number(int number) {
      return OptionalLong.of(number);
    }

    @Test
    void theChangeIsTheDifferenceOfTheNumbers() {
      PoolOverview overview =
          at(
              NOON.plus(DAY.multipliedBy(5)),
              quota(5),
              entered(1),
              entered(2),
              entered(3, 1, NOON.plus(DAY.multipliedBy(3))),
              round(1, 0, 2, NOON.plus(DAY.multipliedBy(4))),
              loi(1));

      assertThat(overview.change()).contains(change(0, -1, 2, 0, 0, 1));
    }

    @Test
    void aPublicationIsComparedWithTheOneBeforeIt() {
      StatsInMemory stats =
          StatsInMemory.with(entered(1), entered(2, 1, NOON.plus(DAY.multipliedBy(3))));

      assertThat(stats.dashboard.overview(POOL, View.published(LocalDate.of(2026, 1, 23))).change())
          .contains(change(0, 1, 0, 0, 0, 0));
    }

    @Test
    void thereIsNoneBeforeTheFirstPublicationOfThePool() {
      assertThat(at(NOON.plus(DAY), quota(5), entered(1)).change()).isEmpty();
    }
  }
}
