package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.COOP;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;
import static org.iecpools.invitation.domain.CountryHarness.number;
import static org.iecpools.invitation.domain.CountryHarness.order;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A round is announced with a commitment and runs once the announcement has been read back. */
class AnnouncementsTest {

  private final CountryHarness season = CountryHarness.running();

  @Nested
  class Orders {

    @Test
    void aRoundRunsOnlyWhenItsCommitmentHasBeenReadBack() {
      season.enters(WH);
      season.withholdsAnnouncements = true;

      assertThat(season.command(order(WH, 1))).isEmpty();
      season.tick();
      assertThat(season.decisions).isEmpty();
      assertThat(season.country.waits()).isTrue();
      season.withholdsAnnouncements = false;
      season.readBack();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
      assertThat(season.country.waits()).isFalse();
    }

    @Test
    void theRevealedSeedIsTheOneThatWasCommittedTo() {
      season.enters(WH);

      RoundRun run = season.command(order(WH, 7)).getFirst();

      RoundScheduled announced = scheduled().getFirst();
      assertThat(announced.getRevision()).isZero();
      assertThat(announced.getSize()).isEqualTo(7);
      assertThat(announced.getRoundCap()).isNull();
      assertThat(announced.getExpectedYield()).isNull();
      assertThat(announced.getCommitment())
          .isEqualTo(
              ByteBuffer.wrap(
                  Commitment.of(
                      run.getRoundId(), new SizeRule.Operator(7), run.getSeed().array())));
    }

    @Test
    void theDrawStatesThatItHasReadItsCommitment() {
      season.enters(WH);

      RoundRun run = season.command(order(WH, 1)).getFirst();

      long read = season.stored.position("iec.rounds").offset();
      assertThat(run.getPositions())
          .filteredOn(at -> at.getTopic().equals("iec.rounds"))
          .singleElement()
          .satisfies(at -> assertThat(at.getOffset()).isEqualTo(read));
    }

    @Test
    void poolsOfOneOrderWaitForEachOther() {
      season.enters(COOP);
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1), order(COOP, 1));

      season.give(scheduled(WH));
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.give(scheduled(COOP));

      assertThat(CountryHarness.runs(season.rounds))
          .extracting(RoundRun::getPool)
          .containsExactly(COOP, WH);
      assertThat(season.decisions).hasSize(1);
    }

    @Test
    void ordersAreDecidedInTheOrderInWhichTheyCame() {
      season.enters(WH);
      season.enters(YP);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));
      season.command(order(YP, 1));

      season.give(scheduled(YP));
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.give(scheduled(WH));

      assertThat(CountryHarness.runs(season.rounds))
          .extracting(RoundRun::getPool)
          .containsExactly(WH, YP);
    }

    @Test
    void aPoolRefusedImmediatelyIsNotAnnouncedAndIsInTheSameDecision() {
      season.planned(season.plan(WH));
      season.enters(WH);
      season.forget();

      season.command(order(YP, 1), order(WH, 1));

      assertThat(scheduled()).extracting(RoundScheduled::getPool).containsExactly(WH);
      assertThat(season.decisions)
          .singleElement()
          .satisfies(
              decision ->
                  assertThat(decision.pools())
                      .extracting(pool -> pool.getClass().getSimpleName())
                      .containsExactly("NotRun", "Ran"));
    }

    @Test
    void anOrderWithAllPoolsRefusedDoesNotWait() {
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));

      season.command(order(WH, -1));

      assertThat(season.decisions)
          .singleElement()
          .satisfies(d -> assertThat(d.pools()).hasOnlyElementsOfType(NotRun.class));
    }

    @Test
    void aCandidateWhoEntersWhileAnOrderWaitsIsDrawable() {
      season.withholdsAnnouncements = true;
      season.command(order(WH, 9));
      season.enters(WH);
      season.withholdsAnnouncements = false;

      season.readBack();

      assertThat(CountryHarness.runs(season.rounds).getFirst().getDrawable()).isEqualTo(1);
    }

    @Test
    void aRoundThatMayNoLongerRunWhenItIsReadBackDoesNot() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));
      season.planned(season.plan(YP));
      season.withholdsAnnouncements = false;

      season.readBack();

      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      assertThat(refusals()).containsExactly("NOT_PLANNED");
      assertThat(season.seedRows.keySet()).doesNotContain(scheduled(WH).getRoundId());
    }

    @Test
    void aRoundIdThatWaitsIsNotTakenTwice() {
      season.withholdsAnnouncements = true;
      RoundOrder order = order(WH, 1);
      season.command(order);

      season.command(order);

      assertThat(refusals()).containsExactly("ROUND_ID_USED");
      assertThat(scheduled()).hasSize(1);
    }

    @Test
    void aCommandThatWaitsIsNotTakenTwice() {
      season.withholdsAnnouncements = true;
      UUID command = UUID.randomUUID();
      season.command(command, order(WH, 1));
      season.command(command, order(WH, 1));

      CountryHarness restarted = season.restored();
      restarted.command(command, order(WH, 1));
      restarted.withholdsAnnouncements = false;
      restarted.readBack();

      assertThat(CountryHarness.runs(restarted.rounds)).hasSize(1);
    }

    @Test
    void anOrderStillWaitsAfterARestartAndItsSeedIsTheSame() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));
      RoundScheduled announced = scheduled(WH);

      CountryHarness restarted = season.restored();
      assertThat(restarted.country.waits()).isTrue();
      restarted.withholdsAnnouncements = false;
      restarted.readBack();

      RoundRun run = CountryHarness.runs(restarted.rounds).getFirst();
      assertThat(CountryHarness.runs(restarted.rounds)).hasSize(1);
      assertThat(announced.getCommitment().array())
          .isEqualTo(
              Commitment.of(run.getRoundId(), new SizeRule.Operator(1), run.getSeed().array()));
      assertThat(restarted.rounds).doesNotHaveAnyElementsOfTypes(RoundScheduled.class);
    }

    @Test
    void aSeedIsForgottenWhenItsRoundHasRun() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));
      UUID round = scheduled(WH).getRoundId();
      assertThat(season.seedRows).containsKey(round);
      season.withholdsAnnouncements = false;

      season.readBack();

      assertThat(season.seedRows).doesNotContainKey(round);
      assertThat(season.stored.row.announced())
          .extracting(AnnouncedRound::roundId)
          .doesNotContain(round);
    }

    @Test
    void anAnnouncementByAnotherWriterChangesNothing() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, 1));
      RoundScheduled ours = scheduled(WH);

      season.give(
          RoundScheduled.newBuilder(ours)
              .setEventId(UUID.randomUUID())
              .setCommitment(ByteBuffer.wrap(new byte[32]))
              .setRevision(9)
              .build());
      season.give(RoundScheduled.newBuilder(ours).setCommitment(null).build());
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.give(ours);

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
      assertThat(scheduled()).containsExactly(ours);
    }

    @Test
    void theAnnouncementReadTwiceRunsTheRoundOnce() {
      season.enters(WH);
      season.enters(WH);
      season.command(order(WH, 1));

      season.give(scheduled(WH));
      season.tick();

      assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    }
  }

  @Nested
  class ByPlan {

    @Test
    void theNextWeeklyRoundIsAnnouncedAWeekAheadWithTheRuleThatWillSizeIt() {
      season.planned(season.plan(WH).setRoundCap(3).setExpectedYield(0.5));
      season.forget();
      season.at("2026-02-09T15:00:00Z");

      season.tick();

      assertThat(scheduled())
          .singleElement()
          .satisfies(
              round -> {
                assertThat(round.getRunsAt()).isEqualTo("2026-02-16T15:00:00Z");
                assertThat(round.getRoundCap()).isEqualTo(3);
                assertThat(round.getExpectedYield()).isEqualTo(0.5);
                assertThat(round.getSize()).isNull();
                assertThat(round.getCommitment().remaining()).isEqualTo(32);
                assertThat(round.getReason()).isNull();
              });
    }

    @Test
    void aWeeklyRoundThatIsDueBeforeItsCommitmentIsReadBackWaits() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.at("2026-02-17T15:00:00Z"); // the round of the sixteenth is not announced yet

      season.tick();
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.withholdsAnnouncements = false;
      season.readBack();

      assertThat(CountryHarness.runs(season.rounds))
          .singleElement()
          .satisfies(run -> assertThat(run.getRoundId()).isEqualTo(weekly("2026-02-16T15:00:00Z")));
    }

    @Test
    void aNewCapIsAnnouncedAgainWithAnotherCommitmentAndTheReason() {
      RoundScheduled first = nextRound();

      season.planned(season.plan(WH).setRoundCap(300));

      RoundScheduled again = scheduled().getLast();
      assertThat(again.getRoundId()).isEqualTo(first.getRoundId());
      assertThat(again.getRevision()).isEqualTo(first.getRevision() + 1);
      assertThat(again.getRoundCap()).isEqualTo(300);
      assertThat(again.getCommitment()).isNotEqualTo(first.getCommitment());
      assertThat(again.getEventId()).isNotEqualTo(first.getEventId());
      assertThat(again.getReason())
          .isEqualTo(
              "the season's plan changed: cap 300 and expected yield 0.6 instead of no cap and"
                  + " expected yield 0.6");
    }

    @Test
    void aPlanThatKeepsTheRuleAnnouncesNothingAgain() {
      season.planned(
          season
              .plan(WH)
              .setPauses(
                  List.of(CountryHarness.pause("2026-05-01T00:00:00Z", "2026-05-15T00:00:00Z"))));

      assertThat(scheduled()).isEmpty();
    }

    @Test
    void aRoundWhoseRuleChangesWhileItWaitsMustBeReadBackAgain() {
      season.enters(WH);
      season.withholdsAnnouncements = true;
      season.command(order(WH, null));
      RoundScheduled first = scheduled(WH);
      season.planned(season.plan(WH).setRoundCap(0));

      season.give(first);
      assertThat(CountryHarness.runs(season.rounds)).isEmpty();
      season.withholdsAnnouncements = false;
      season.readBack();

      RoundRun run = CountryHarness.runs(season.rounds).getFirst();
      assertThat(run.getSize()).as("by the rule that was committed to last").isZero();
      assertThat(scheduled(WH).getCommitment().array())
          .isEqualTo(
              Commitment.of(run.getRoundId(), new SizeRule.Policy(0, 0.6), run.getSeed().array()));
    }

    @Test
    void aMissingSeedIsNeverMadeUpForAPublishedCommitment() {
      RoundScheduled first = nextRound();
      season.seedRows.remove(first.getRoundId());
      CountryHarness restarted = season.restored();
      restarted.enters(WH);

      restarted.at("2026-02-09T15:00:00Z");
      restarted.tick();

      RoundScheduled again =
          restarted.rounds.stream()
              .filter(
                  e -> e instanceof RoundScheduled s && s.getRoundId().equals(first.getRoundId()))
              .map(RoundScheduled.class::cast)
              .findFirst()
              .orElseThrow();
      assertThat(again.getRevision()).isEqualTo(first.getRevision() + 1);
      assertThat(again.getReason()).isEqualTo("the seed of the previous commitment was not found");
      RoundRun run = CountryHarness.runs(restarted.rounds).getFirst();
      assertThat(again.getCommitment().array())
          .isEqualTo(
              Commitment.of(
                  run.getRoundId(), new SizeRule.Policy(null, 0.6), run.getSeed().array()));
    }

    @Test
    void aSeedThatDoesNotMatchTheCommitmentIsNotUsed() {
      RoundScheduled first = nextRound();
      season.seedRows.put(first.getRoundId(), new byte[32]);

      CountryHarness restarted = season.restored();
      restarted.tick();

      assertThat(restarted.rounds)
          .filteredOn(
              e -> e instanceof RoundScheduled s && s.getRoundId().equals(first.getRoundId()))
          .singleElement()
          .satisfies(
              e -> {
                assertThat(((RoundScheduled) e).getRevision()).isEqualTo(1);
                assertThat(((RoundScheduled) e).getReason())
                    .isEqualTo("the stored seed does not match the previous commitment");
              });
    }

    @Test
    void aSeedThatCannotBeUsedIsReplacedAndTheReasonIsPublished() {
      RoundScheduled first = nextRound();
      season.seedRows.remove(first.getRoundId());
      season.unusableSeeds.put(first.getRoundId(), "its key is lost");

      CountryHarness restarted = season.restored();
      restarted.tick();
      restarted.tick();

      RoundScheduled again = restarted.only(first.getRoundId());
      assertThat(again.getRevision()).isEqualTo(1);
      assertThat(again.getReason()).isEqualTo("its key is lost");
      assertThat(again.getCommitment()).isNotEqualTo(first.getCommitment());
      assertThat(restarted.seedRows).containsKey(first.getRoundId());
    }

    @Test
    void aRoundThatWasAnnouncedWithoutACommitmentIsAnnouncedAgain() {
      CountryHarness upgraded = announcedByAnOlderVersion();

      upgraded.tick();

      assertThat(upgraded.rounds)
          .filteredOn(RoundScheduled.class::isInstance)
          .singleElement()
          .satisfies(
              e -> {
                RoundScheduled again = (RoundScheduled) e;
                assertThat(again.getRoundId()).isEqualTo(weekly("2026-02-09T15:00:00Z"));
                assertThat(again.getRevision()).isEqualTo(1);
                assertThat(again.getReason()).contains("without a commitment");
              });
    }

    @Test
    void aRoundThatWasAnnouncedWithoutACommitmentAndIsDueIsAnnouncedAgainAndThenRuns() {
      CountryHarness upgraded = announcedByAnOlderVersion();
      upgraded.enters(WH);

      upgraded.at("2026-02-09T15:00:00Z");
      upgraded.tick();

      assertThat(CountryHarness.runs(upgraded.rounds))
          .singleElement()
          .satisfies(run -> assertThat(run.getRoundId()).isEqualTo(weekly("2026-02-09T15:00:00Z")));
      assertThat(upgraded.rounds)
          .filteredOn(RoundScheduled.class::isInstance)
          .extracting(e -> ((RoundScheduled) e).getRevision())
          .containsExactly(1, 0);
    }

    @Test
    void aRoundOfAReplacedPlanIsDroppedWhenItsTimeHasPassed() {
      UUID replaced = nextRound().getRoundId();
      season.planned(season.plan(WH).setFirstRoundAt(CountryHarness.FIRST_ROUND.plusSeconds(3600)));
      season.tick();
      assertThat(season.seedRows).containsKey(replaced);

      season.at("2026-02-09T16:00:00Z");
      season.tick();

      assertThat(season.seedRows).doesNotContainKey(replaced);
    }

    private RoundScheduled nextRound() {
      AnnouncedRound round =
          season.stored.row.announced().stream()
              .filter(r -> r.pool().equals(WH))
              .findFirst()
              .orElseThrow();
      return RoundScheduled.newBuilder()
          .setEventId(EventIds.of("RoundScheduled", round.roundId(), round.revision()))
          .setOccurredAt(season.now)
          .setPool(WH)
          .setRoundId(round.roundId())
          .setRunsAt(round.runsAt())
          .setRevision(round.revision())
          .setCommitment(ByteBuffer.wrap(HexFormat.of().parseHex(round.commitment())))
          .build();
    }

    private CountryHarness announcedByAnOlderVersion() {
      CountryHarness older = new CountryHarness();
      older.withholdsAnnouncements = true;
      older.planned(older.plan(WH));
      older.quota(WH, number(100));
      older.stored = new StoredCountry();
      older.stored.row =
          new CountryRow(
              2026,
              "IE",
              0,
              List.of(
                  new PoolRow(
                      WH,
                      0,
                      0,
                      Instant.parse("2026-02-02T15:00:00Z"),
                      Instant.parse("2026-02-09T15:00:00Z"),
                      true,
                      1,
                      null,
                      null)),
              List.of(),
              null,
              null,
              null,
              null);
      CountryHarness upgraded = older.restored();
      upgraded.withholdsAnnouncements = false;
      return upgraded;
    }
  }

  private static UUID weekly(String slot) {
    return EventIds.of("WeeklyRound", PoolIds.text(WH), Instant.parse(slot));
  }

  private List<RoundScheduled> scheduled() {
    return season.rounds.stream()
        .filter(RoundScheduled.class::isInstance)
        .map(RoundScheduled.class::cast)
        .toList();
  }

  /** The last announcement of a pool's round. */
  private RoundScheduled scheduled(PoolId pool) {
    return scheduled().stream().filter(e -> e.getPool().equals(pool)).toList().getLast();
  }

  private List<String> refusals() {
    return season.decisions.stream()
        .flatMap(decision -> decision.pools().stream())
        .filter(NotRun.class::isInstance)
        .flatMap(pool -> ((NotRun) pool).reasons().stream())
        .map(ReasonAgainst::code)
        .toList();
  }
}
