package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.iecpools.auditor.draw.CountryModel.HOLIDAY;
import static org.iecpools.auditor.draw.CountryModel.PROFESSIONALS;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.auditor.draw.CountryModel.Draft;
import org.iecpools.auditor.draw.CountryModel.Drawn;
import org.iecpools.auditor.draw.CountryModel.Order;
import org.iecpools.auditor.draw.Rounds.Candidacy;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Ways to cheat in a draw, each identified by the claim that it breaks. The log covers five weeks
 * of one country. The cheat is in the fourth week. Everything that an operator could make
 * consistent with the cheat is consistent.
 */
class CheatsTest {

  private CountryModel model;
  private List<Order> orders;

  @BeforeEach
  void generateTheLogUpToTheDrawsOfTheFourthWeek() {
    model = new CountryModel(20260204).play(3);
    orders = model.ready(4);
    // More candidates than the policy invites.
    for (int i = 0; i < 40; i++) {
      model.submit(HOLIDAY);
    }
    model.readAll();
  }

  // ---- without cheats

  @Test
  void withoutACheatEveryClaimHolds() {
    DrawLog log = drawn(_ -> {});

    assertThat(run(log, holiday()).getInvited()).as("invited").isGreaterThan(1);
    assertThat(run(log, holiday()).getDrawable())
        .as("more could be drawn than were invited")
        .isGreaterThan(run(log, holiday()).getInvited() + 1);
    assertThat(verify(log, holiday()).holds()).isTrue();
    assertThat(verify(log, professionals()).holds()).isTrue();
    assertThat(verify(log, orders.get(0).roundId()).holds()).isTrue();
  }

  // ---- who could be drawn

  @Nested
  class WhoCouldBeDrawn {

    @Test
    void aCandidateWhoNeverEnteredIsAdded() {
      Drawn stranger = model.stranger();

      DrawLog log = drawn(draft -> draft.drawable.put(stranger.profileId(), stranger));

      assertThat(broken(log)).contains("drawable", "merkle-root");
    }

    @Test
    void aCandidateIsLeftOut() {
      DrawLog log = drawn(draft -> draft.drawable.remove(anybody(draft)));

      assertThat(broken(log)).contains("drawable", "merkle-root");
    }

    @Test
    void aCandidateIsReplacedByAnother() {
      Drawn stranger = model.stranger();

      DrawLog log =
          drawn(
              draft -> {
                draft.drawable.remove(anybody(draft));
                draft.drawable.put(stranger.profileId(), stranger);
              });

      assertThat(broken(log)).contains("merkle-root").doesNotContain("drawable");
    }

    @Test
    void theMerkleRootIsOfOtherCandidates() {
      DrawLog log =
          changed(drawn(_ -> {}), run -> run.setMerkleRoot(ByteBuffer.wrap(model.bytes())));

      assertThat(broken(log)).containsExactly("merkle-root");
    }

    @Test
    void theDrawStatesThatEveryIdentityWasChecked() {
      DrawLog honest = drawn(_ -> {});
      assertThat(run(honest, holiday()).getUncheckedIdentities()).isGreaterThan(1);

      DrawLog log = changed(honest, run -> run.setUncheckedIdentities(0));

      assertThat(broken(log)).containsExactly("identities");
    }

    @Test
    void theDrawStatesFewerUncheckedIdentities() {
      DrawLog log =
          changed(
              drawn(_ -> {}), run -> run.setUncheckedIdentities(run.getUncheckedIdentities() - 1));

      assertThat(broken(log)).containsExactly("identities");
    }

    @Test
    void theDrawDoesNotStateHowManyIdentitiesWereUnchecked() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setUncheckedIdentities(null));

      assertThat(broken(log)).isEmpty();
      assertThat(notJudged(log)).containsExactly("identities");
    }

    @Test
    void aDrawFromBeforeIdentitiesWereCheckedStatesNothing() {
      DrawLog log =
          changed(
              replaced(
                  drawn(_ -> {}),
                  PoolEntered.class,
                  _ -> true,
                  entered -> PoolEntered.newBuilder(entered).setIdentityChecked(null).build()),
              run -> run.setUncheckedIdentities(null));

      assertThat(verify(log, holiday()).holds()).isTrue();
    }

    @Test
    void aCandidateWhoIsTooOldIsDrawn() {
      CountryModel.Person old =
          model.submitUntil(
              Weeks.day(CountryModel.OPENS.plus(Duration.ofDays(10))), HOLIDAY, PROFESSIONALS);
      model.readAll();

      DrawLog log = drawn(everybodyAnd(new Drawn(old.profile, old.id, 1)));

      assertThat(broken(log)).contains("ages", "merkle-root");
    }

    @Test
    void theDayOfTheDrawIsWrong() {
      DrawLog log =
          changed(drawn(_ -> {}), run -> run.setDrawDate(run.getDrawDate().minusDays(30)));

      assertThat(broken(log)).contains("draw-date");
    }

    @Test
    void agesAreJudgedAtTheWrongTime() {
      DrawLog log =
          changed(
              drawn(_ -> {}), run -> run.setAgesJudgedAt(run.getOccurredAt().plusSeconds(3600)));

      assertThat(broken(log)).contains("draw-date");
    }

    @Test
    void aCandidateWhoseLastDayHasEndedWhereTheyLiveIsDrawn() {
      ZoneId auckland = ZoneId.of("Pacific/Auckland");
      CountryModel.Person old =
          model.submitUntil(LocalDate.ofInstant(model.now, auckland), auckland, HOLIDAY);
      model.pass(Duration.ofDays(1));
      model.readAll();

      DrawLog log = drawn(everybodyAnd(new Drawn(old.profile, old.id, 1)));

      assertThat(broken(log)).contains("ages", "merkle-root");
    }

    @Test
    void aCandidateWhoseProfileIsNoLongerValidIsDrawn() {
      assertThat(brokenWhenDrawnAtTheEndOfAProfile(Duration.ZERO)).contains("ages");
      generateTheLogUpToTheDrawsOfTheFourthWeek();
      assertThat(brokenWhenDrawnAtTheEndOfAProfile(Duration.ofMillis(1))).doesNotContain("ages");
    }

    /** The entry states a much later day, so only its own time shows the end. */
    private Set<String> brokenWhenDrawnAtTheEndOfAProfile(Duration before) {
      ZoneId auckland = ZoneId.of("Pacific/Auckland");
      LocalDate submitted = LocalDate.ofInstant(model.now, auckland);
      CountryModel.Person old = model.submitUntil(submitted.plusYears(9), auckland, HOLIDAY);
      model.now = submitted.plusDays(366).atStartOfDay(auckland).toInstant().minus(before);
      model.readAll();
      return broken(
          drawn(
              draft -> {
                draft.drawable.clear();
                draft.drawable.put(old.profile, new Drawn(old.profile, old.id, 1));
                draft.size = 1;
              }));
    }

    @Test
    void aCandidateWhoseLastDayHasNotEndedWhereTheyLiveIsLeftOut() {
      ZoneId honolulu = ZoneId.of("Pacific/Honolulu");
      CountryModel.Person last =
          model.submitUntil(LocalDate.ofInstant(model.now, honolulu), honolulu, HOLIDAY);
      model.readAll();

      DrawLog log = drawn(draft -> draft.drawable.remove(last.profile));

      assertThat(broken(log)).contains("drawable", "merkle-root");
    }

    @Test
    void aRoundThatDoesNotStateWhenAgesWereJudgedIsVerifiedByTheDayInToronto() {
      ZoneId auckland = ZoneId.of("Pacific/Auckland");
      LocalDate toronto = Weeks.day(model.now);
      assertThat(LocalDate.ofInstant(model.now, auckland)).isAfter(toronto);
      CountryModel.Person last = model.submitUntil(toronto, auckland, HOLIDAY);
      model.readAll();
      Drawn drawn = new Drawn(last.profile, last.id, 1);

      DrawLog log =
          changed(
              drawn(draft -> draft.drawable.put(last.profile, drawn)),
              run -> run.setAgesJudgedAt(null));

      assertThat(broken(log)).isEmpty();
    }

    @Test
    void theHolderOfAnOpenInvitationIsDrawn() {
      Drawn holder = model.holder();

      DrawLog log = drawn(everybodyAnd(holder));

      assertThat(broken(log)).contains("one-each", "merkle-root");
    }

    @Test
    void aCandidateIsExcludedByADeadLetter() {
      DrawLog log = drawn(_ -> {});
      LoggedEvent entry =
          log.events().stream()
              .filter(at -> at.event() instanceof PoolEntered e && isDrawn(log, e))
              .findFirst()
              .orElseThrow();
      List<LoggedEvent> others = new ArrayList<>(log.events());
      others.remove(entry);

      DrawLog tampered = new DrawLog(log.cluster(), log.ends(), others, List.of(entry));

      assertThat(notJudged(tampered)).contains("left-out");
      assertThat(broken(tampered)).contains("merkle-root");
    }

    @Test
    void thePoolSizeIsWrong() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setPoolSize(run.getPoolSize() + 1));

      assertThat(broken(log)).containsExactly("pool-size");
    }

    private Consumer<Draft> everybodyAnd(Drawn one) {
      return draft -> {
        draft.drawable.put(one.profileId(), one);
        draft.size = draft.drawable.size();
      };
    }
  }

  // ---- seed, tickets, number

  @Nested
  class SeedAndNumber {

    @Test
    void theSeedIsReplaced() {
      byte[] better = model.bytes();

      DrawLog log = drawn(draft -> draft.seed = better);

      assertThat(broken(log)).containsExactly("commitment");
    }

    @Test
    void noSeedIsRevealed() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setSeed(null));

      assertThat(broken(log)).contains("commitment");
    }

    @Test
    void oneMoreIsInvitedThanThePolicyAllows() {
      DrawLog log = drawn(draft -> draft.size++);

      assertThat(broken(log)).containsExactly("size");
    }

    @Test
    void theSizeIsNegative() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setSize(-1_294_967_296));

      assertThat(broken(log)).contains("size");
    }

    @Test
    void oneFewerIsInvitedThanTheOperatorAnnounced() {
      orders.set(2, model.announceOrdered(HOLIDAY, 5));
      model.readAll();

      DrawLog log = drawn(draft -> draft.size--);

      assertThat(broken(log)).containsExactly("size");
    }

    @Test
    void fewerAreInvitedThanTheSizeStates() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setInvited(run.getInvited() - 1));

      assertThat(broken(log)).containsExactly("invited");
    }

    @Test
    void theCutOffIsTheWrongTicket() {
      DrawLog log =
          changed(
              drawn(_ -> {}),
              run ->
                  run.setCutOff(
                      ByteBuffer.wrap(
                          Formats.ticket(
                              Formats.bytes(run.getSeed()), run.getRoundId(), model.id()))));

      assertThat(broken(log)).containsExactly("cut-off");
    }
  }

  // ---- announcements

  @Nested
  class Announcements {

    @Test
    void theCommitmentIsAfterTheDraw() {
      DrawLog log = drawn(_ -> {});
      LoggedEvent announcement = announcement(log, holiday());
      Position end = end(log, announcement.position());

      DrawLog tampered =
          moved(log, announcement, new Position(end.topic(), end.partition(), end.offset() + 1));

      assertThat(broken(tampered)).contains("announced-before", "announcements");
    }

    @Test
    void theDrawHadNotReadItsCommitment() {
      DrawLog log = drawn(_ -> {});
      LoggedEvent announcement = announcement(log, holiday());

      DrawLog tampered =
          changed(
              log,
              run ->
                  run.setPositions(
                      at(run, announcement.position(), announcement.position().offset() - 1)));

      assertThat(broken(tampered)).contains("announced-before");
    }

    @Test
    void theDrawWasNeverAnnounced() {
      DrawLog log = drawn(_ -> {});

      DrawLog tampered = without(log, announcement(log, holiday())::equals);

      assertThat(broken(tampered)).containsExactly("announced-before");
      assertThat(notJudged(tampered)).contains("commitment", "rule", "size");
    }

    @Test
    void theCommitmentIsForAnotherRule() {
      DrawLog log =
          replaced(
              drawn(_ -> {}),
              RoundScheduled.class,
              announcement -> announcement.getRoundId().equals(holiday()),
              announcement -> RoundScheduled.newBuilder(announcement).setRoundCap(1000).build());

      assertThat(broken(log)).contains("commitment", "rule");
    }

    @Test
    void theAnnouncedRuleIsNotThatOfThePlan() {
      DrawLog log =
          replaced(
              drawn(_ -> {}),
              RoundScheduled.class,
              announcement -> announcement.getRoundId().equals(holiday()),
              announcement ->
                  model.committed(
                      RoundScheduled.newBuilder(announcement).setRoundCap(1000).build()));

      assertThat(broken(log)).containsExactly("rule");
    }

    @Test
    void theRoundIsAnnouncedAgainWithoutAReason() {
      model.announceAgain(orders.get(2), null);
      model.readAll();

      assertThat(broken(drawn(_ -> {}))).containsExactly("announcements");
    }

    @Test
    void theRoundIsAnnouncedAgainWithTheSameRevision() {
      model.announceAgain(orders.get(2), "a better seed was found");
      model.readAll();
      DrawLog log =
          replaced(
              drawn(_ -> {}),
              RoundScheduled.class,
              announcement ->
                  announcement.getRoundId().equals(holiday()) && announcement.getRevision() == 1,
              announcement ->
                  RoundScheduled.newBuilder(announcement).setRevision(0).setReason(null).build());

      assertThat(broken(log)).containsExactly("announcements");
    }

    @Test
    void aSecondAnnouncementIsReportedWithItsReason() {
      model.announceAgain(orders.get(2), "the seed was lost");
      model.readAll();

      Verification verification = verify(drawn(_ -> {}), holiday());

      assertThat(verification.holds()).isTrue();
      assertThat(sentence(verification, Claim.ANNOUNCEMENTS))
          .contains("2 times", "the seed was lost");
    }

    @Test
    void theRoundRunsBeforeItIsDue() {
      DrawLog log =
          replaced(
              drawn(_ -> {}),
              RoundScheduled.class,
              announcement -> announcement.getRoundId().equals(holiday()),
              announcement ->
                  RoundScheduled.newBuilder(announcement)
                      .setRunsAt(announcement.getRunsAt().plus(Duration.ofDays(1)))
                      .build());

      assertThat(broken(log)).containsExactly("may-run");
    }

    @Test
    void theRoundRunsAfterTheFinalOneWithoutAReason() {
      model.pass(Duration.ofDays(180));
      orders.set(2, model.announceOrdered(HOLIDAY, 2));
      model.readAll();
      DrawLog log = drawn(_ -> {});

      assertThat(broken(log)).containsExactly("may-run");
      assertThat(broken(withReason(log, " "))).containsExactly("may-run");
      Verification stated = verify(withReason(log, "applications were refused"), holiday());
      assertThat(stated.holds()).isTrue();
      assertThat(sentence(stated, Claim.MAY_RUN)).contains("applications were refused");
    }

    private DrawLog withReason(DrawLog log, String reason) {
      return replaced(
          log,
          RoundScheduled.class,
          announcement -> announcement.getRoundId().equals(holiday()),
          announcement ->
              RoundScheduled.newBuilder(announcement).setAfterFinalRound(reason).build());
    }

    @Test
    void theRoundRunsAfterTheSeasonsClose() {
      model.pass(Duration.ofDays(300));

      assertThat(broken(drawn(_ -> {}))).contains("may-run");
    }
  }

  // ---- decisions and positions

  @Nested
  class DecisionsAndPositions {

    @Test
    void theRoundIsDrawnASecondTime() {
      DrawLog log = drawn(_ -> {});
      RoundRun first = run(log, holiday());
      model.write(
          RoundRun.newBuilder(first)
              .setEventId(model.id())
              .setSeq(model.seq() + 1)
              .setSeed(ByteBuffer.wrap(model.bytes()))
              .build());

      assertThat(broken(model.log())).contains("one-draw");
    }

    @Test
    void anOldDrawIsRepeatedUnderANewId() {
      DrawLog log = drawn(_ -> {});
      UUID roundId = model.id();
      model.write(
          RoundRun.newBuilder(run(log, holiday()))
              .setEventId(model.id())
              .setRoundId(roundId)
              .setSeq(model.seq() + 1)
              .build());

      assertThat(broken(model.log(), roundId)).contains("announced-before", "fresh-seed");
      assertThat(broken(model.log())).as("the original draw").isEmpty();
    }

    @Test
    void theCommitmentIsToASeedThatWasAlreadyRevealed() {
      byte[] known = Formats.bytes(lastRun(model.log(), HOLIDAY).getSeed());
      UUID roundId = orders.get(2).roundId();
      DrawLog log =
          replaced(
              drawn(draft -> draft.seed = known),
              RoundScheduled.class,
              announcement -> announcement.getRoundId().equals(roundId),
              announcement ->
                  RoundScheduled.newBuilder(announcement)
                      .setCommitment(
                          ByteBuffer.wrap(
                              Formats.commitment(
                                  roundId, Rule.of(announcement).orElseThrow(), known)))
                      .build());

      // The seed was revealed in an earlier round of this pool.
      assertThat(broken(log)).containsExactly("fresh-seed");
    }

    @Test
    void positionsAreBeforeThoseOfAnEarlierDraw() {
      DrawLog log =
          drawn(
              draft ->
                  draft.positions.replaceAll(
                      (partition, offset) ->
                          partition.topic().equals("iec.pools") ? offset / 4 : offset));

      assertThat(broken(log)).contains("positions", "merkle-root");
    }

    @Test
    void positionsAreBeyondTheEndOfTheLog() {
      DrawLog log =
          drawn(
              draft ->
                  draft.positions.replaceAll(
                      (partition, offset) ->
                          partition.topic().equals("iec.pools") ? offset + 100_000 : offset));

      assertThat(broken(log)).contains("positions");
    }

    @Test
    void positionsAreMovedToIncludeALaterCandidate() {
      DrawLog log = drawn(_ -> {});
      CountryModel.Person late = model.submit(HOLIDAY);
      Position entry =
          model.log().events().stream()
              .filter(
                  at ->
                      at.event() instanceof PoolEntered e && e.getProfileId().equals(late.profile))
              .findFirst()
              .orElseThrow()
              .position();

      DrawLog tampered =
          changed(model.log(), run -> run.setPositions(at(run, entry, entry.offset())));

      assertThat(broken(log)).isEmpty();
      assertThat(broken(tampered)).contains("drawable", "merkle-root");
    }

    @Test
    void aVerdictIsRemovedFromTheLog() {
      DrawLog log = drawn(_ -> {});

      DrawLog tampered =
          without(
              log,
              at ->
                  at.event() instanceof InvitationClosed e
                      && e.getSeq() == firstEnd(log, ClosedCause.DECLINED).getSeq());

      assertThat(broken(tampered)).contains("sequence");
    }

    @Test
    void twoDecisionsHaveTheSameNumber() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setSeq(run.getSeq() - 1));

      assertThat(broken(log)).contains("sequence");
    }

    @Test
    void aDeclineThatWasReadIsJudgedAfterTheDraw() {
      DrawLog valid = drawn(_ -> {});
      // Selects the last decline that the draw had read. Its decision gets a number after the
      // draw's. A decline from before its own round is excluded: it is judged with that round.
      InvitationClosed end =
          valid.events().stream()
              .filter(at -> at.event() instanceof InvitationClosed)
              .map(at -> (InvitationClosed) at.event())
              .filter(e -> e.getCause() == ClosedCause.DECLINED)
              .filter(e -> e.getSeq() < run(valid, holiday()).getSeq())
              .filter(e -> e.getOccurredAt().isAfter(run(valid, e.getRoundId()).getOccurredAt()))
              .reduce((_, next) -> next)
              .orElseThrow();
      DrawLog log =
          replaced(
              valid,
              InvitationClosed.class,
              end::equals,
              e -> InvitationClosed.newBuilder(e).setSeq(model.seq() + 1).build());

      assertThat(valid.events())
          .anyMatch(
              at ->
                  at.event() instanceof InvitationDeclined d
                      && d.getInvitationId().equals(end.getInvitationId()));
      assertThat(broken(log)).contains("order");
    }
  }

  // ---- invitations

  @Nested
  class Invitations {

    @Test
    void aLoserIsInvitedInsteadOfAWinner() {
      DrawLog valid = drawn(_ -> {});
      Drawn loser = loser(valid);
      InvitationIssued winner = issued(valid).getFirst();

      DrawLog log =
          replaced(
              laterDecisions(valid),
              InvitationIssued.class,
              winner::equals,
              e -> invitation(e, loser));

      assertThat(broken(log)).contains("invitations", "all-issued");
    }

    @Test
    void anAdditionalCandidateIsInvited() {
      DrawLog valid = drawn(_ -> {});
      model.write(
          InvitationIssued.newBuilder(invitation(issued(valid).getFirst(), loser(valid)))
              .setEventId(model.id())
              .build());

      assertThat(broken(model.log())).containsExactly("invitations");
    }

    @Test
    void anInvitationHasTheWrongId() {
      InvitationIssued winner = issued(drawn(_ -> {})).getFirst();

      DrawLog log =
          replaced(
              model.log(),
              InvitationIssued.class,
              winner::equals,
              e -> InvitationIssued.newBuilder(e).setInvitationId(model.id()).build());

      assertThat(broken(log)).contains("invitations");
    }

    @Test
    void anInvitationIsOfARoundThatNeverRan() {
      DrawLog valid = drawn(_ -> {});
      Drawn loser = loser(valid);
      UUID never = model.id();
      model.write(
          InvitationIssued.newBuilder(issued(valid).getFirst())
              .setEventId(model.id())
              .setRoundId(never)
              .setInvitationId(Formats.invitationId(never, loser.profileId()))
              .setProfileId(loser.profileId())
              .setCandidateId(loser.candidateId())
              .build());

      assertThat(broken(model.log())).contains("invitations");
    }

    @Test
    void aWinnerNeverReceivesTheInvitation() {
      drawn(_ -> {});
      DrawLog log = laterDecisions(model.log());

      DrawLog tampered = without(log, at -> at.event().equals(issued(log).getFirst()));

      assertThat(broken(tampered)).containsExactly("all-issued");
    }

    @Test
    void missingInvitationsAreNotJudgedUntilIssuingHasFinished() {
      model.draw(orders);
      model.issue(
          run(model.log(), orders.getFirst().roundId()).getInvited()
              + run(model.log(), professionals()).getInvited()
              + 1);
      DrawLog log = model.log();

      assertThat(broken(log)).isEmpty();
      assertThat(notJudged(log)).containsExactly("all-issued");
      assertThat(sentence(verify(log, holiday()), Claim.ALL_ISSUED)).contains("not finished");
    }

    private InvitationIssued invitation(InvitationIssued winner, Drawn one) {
      return InvitationIssued.newBuilder(winner)
          .setInvitationId(Formats.invitationId(winner.getRoundId(), one.profileId()))
          .setProfileId(one.profileId())
          .setCandidateId(one.candidateId())
          .setStay(one.stay())
          .build();
    }
  }

  // ---- deadlines

  @Nested
  class Deadlines {

    @Test
    void aDeadlineIsADayLaterThanTheAcceptanceGives() {
      AcceptanceConfirmed valid = confirmed(accepted());

      DrawLog log =
          replaced(
              model.log(), AcceptanceConfirmed.class, valid::equals, e -> aDayLater(e).build());

      assertThat(broken(log)).containsExactly("deadlines");
      assertThat(sentence(verify(log, holiday()), Claim.DEADLINES))
          .contains("stated is " + confirmed(log).getSubmitBy());
    }

    @Test
    void anAcceptanceIsConfirmedThatNobodySent() {
      DrawLog valid = accepted();
      UUID invitation = confirmed(valid).getInvitationId();

      DrawLog log =
          without(
              valid,
              at ->
                  at.event() instanceof InvitationAccepted e
                      && e.getInvitationId().equals(invitation));

      assertThat(broken(log)).containsExactly("deadlines");
    }

    @Test
    void anAcceptanceIsConfirmedTwiceWithDifferentDeadlines() {
      model.write(aDayLater(confirmed(accepted())).setEventId(model.id()).build());

      assertThat(broken(model.log())).containsExactly("deadlines");
    }

    @Test
    void aLogFromBeforeDeadlinesWereStatedHolds() {
      assertThat(broken(without(accepted(), at -> at.event() instanceof AcceptanceConfirmed)))
          .isEmpty();
    }

    /** The log after the holder of an open invitation of the round has accepted it. */
    private DrawLog accepted() {
      DrawLog drawn = drawn(_ -> {});
      InvitationIssued open =
          issued(drawn).stream()
              .filter(
                  e ->
                      drawn.events().stream()
                          .noneMatch(
                              at ->
                                  at.event() instanceof InvitationClosed c
                                      && c.getInvitationId().equals(e.getInvitationId())))
              .findFirst()
              .orElseThrow();
      model.accept(open);
      model.readAll();
      assertThat(broken(model.log())).as("as yet").isEmpty();
      return model.log();
    }

    private AcceptanceConfirmed confirmed(DrawLog log) {
      return log.events().stream()
          .filter(at -> at.event() instanceof AcceptanceConfirmed)
          .map(at -> (AcceptanceConfirmed) at.event())
          .reduce((_, last) -> last)
          .orElseThrow();
    }

    private AcceptanceConfirmed.Builder aDayLater(AcceptanceConfirmed confirmed) {
      return AcceptanceConfirmed.newBuilder(confirmed)
          .setSubmitBy(confirmed.getSubmitBy().plus(Duration.ofDays(1)));
    }
  }

  // ---- corrections

  @Nested
  class Corrections {

    @Test
    void aCorrectionIsReportedWithItsReasonAndLaterDrawsHold() {
      drawn(_ -> {});
      model.correct(holiday(), 2, "the operator meant another pool");

      DrawLog log = laterDecisions(model.log());

      Verification verification = verify(log, holiday());
      assertThat(verification.holds()).isTrue();
      assertThat(sentence(verification, Claim.CORRECTIONS))
          .contains("2 invitations voided", "the operator meant another pool");
      assertThat(corrections(log)).singleElement().matches(run -> run.getVoided().size() == 2);
    }

    @Test
    void aCorrectionHasNoReason() {
      assertThat(broken(correctedAs(run -> run.setCorrection(" ")))).containsExactly("corrections");
    }

    @Test
    void aCorrectionChangesOtherFieldsOfTheDraw() {
      DrawLog log = correctedAs(run -> run.setSize(run.getSize() - 1).setSeed(seed()));

      assertThat(broken(log)).containsExactly("corrections");
      assertThat(sentence(verify(log, holiday()), Claim.CORRECTIONS))
          .contains("changes size, seed");
    }

    @Test
    void aCorrectionStatesTheWrongNumberOfInvited() {
      assertThat(broken(correctedAs(run -> run.setInvited(run.getInvited() - 1))))
          .containsExactly("corrections");
    }

    @Test
    void aCorrectionIsRemovedFromTheLog() {
      DrawLog log = correctedAs(run -> run);

      DrawLog tampered = without(log, at -> at.event().equals(corrections(log).getFirst()));

      assertThat(broken(tampered)).containsExactly("corrections");
      assertThat(sentence(verify(tampered, holiday()), Claim.CORRECTIONS))
          .contains("no correction lists it");
    }

    @Test
    void aCorrectionSkipsARevision() {
      assertThat(broken(correctedAs(run -> run.setRevision(2)))).containsExactly("corrections");
    }

    @Test
    void aVoidedInvitationHasNotEnded() {
      DrawLog log = correctedAs(run -> run);
      InvitationClosed end = firstVoided(log);

      DrawLog tampered = without(log, at -> at.event().equals(end));

      assertThat(broken(tampered)).containsExactly("corrections");
      assertThat(sentence(verify(tampered, holiday()), Claim.CORRECTIONS))
          .contains("has not ended");
    }

    @Test
    void aCorrectionDoesNotListAVoidedInvitation() {
      DrawLog log =
          correctedAs(
              run -> run.setVoided(run.getVoided().subList(0, 1)).setInvited(run.getInvited() + 1));

      assertThat(broken(log)).containsExactly("corrections");
    }

    @Test
    void theEndOfAVoidedInvitationStatesAnotherReason() {
      DrawLog log = correctedAs(run -> run);

      DrawLog tampered =
          replaced(
              log,
              InvitationClosed.class,
              firstVoided(log)::equals,
              e -> InvitationClosed.newBuilder(e).setReason("a different reason").build());

      assertThat(broken(tampered)).containsExactly("corrections");
    }

    @Test
    void theHolderOfAVoidedInvitationIsLeftOutOfTheNextDraw() {
      drawn(_ -> {});
      model.correct(holiday(), 1, "a mistake");
      UUID back = firstVoided(model.log()).getProfileId();
      Order next = model.announceOrdered(HOLIDAY, 1);
      model.readAll();

      model.draw(List.of(next), draft -> assertThat(draft.drawable.remove(back)).isNotNull());
      model.issue();

      assertThat(broken(model.log(), next.roundId())).contains("drawable", "merkle-root");
    }

    /** Voids two invitations of the round and replaces the record of the correction. */
    private DrawLog correctedAs(UnaryOperator<RoundRun.Builder> change) {
      drawn(_ -> {});
      RoundRun correction = model.correct(holiday(), 2, "a mistake");
      assertThat(correction.getVoided()).hasSize(2);
      assertThat(broken(model.log())).as("before tampering").isEmpty();
      return replaced(
          model.log(),
          RoundRun.class,
          correction::equals,
          run -> change.apply(RoundRun.newBuilder(run)).build());
    }

    private List<RoundRun> corrections(DrawLog log) {
      return log.events().stream()
          .filter(
              at ->
                  at.event() instanceof RoundRun run
                      && run.getRevision() > 0
                      && run.getRoundId().equals(holiday()))
          .map(at -> (RoundRun) at.event())
          .toList();
    }

    private InvitationClosed firstVoided(DrawLog log) {
      return log.events().stream()
          .filter(at -> at.event() instanceof InvitationClosed)
          .map(at -> (InvitationClosed) at.event())
          .filter(e -> e.getRoundId().equals(holiday()) && e.getCause() == ClosedCause.VOIDED)
          .findFirst()
          .orElseThrow();
    }

    private ByteBuffer seed() {
      return ByteBuffer.wrap(model.bytes());
    }
  }

  // ---- rounds that cannot be verified

  @Nested
  class Unverifiable {

    @Test
    void aRoundThatWasRunElsewhereIsReportedAsSuch() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setSeq(null).setDrawDate(null).setLog(null));

      assertThat(notJudged(log)).containsExactly("verifiable");
      assertThat(sentence(verify(log, holiday()), Claim.VERIFIABLE)).contains("run elsewhere");
    }

    @Test
    void aRoundCopiedFromAnotherLogIsReportedWithThatLog() {
      DrawLog log = changed(drawn(_ -> {}), run -> run.setLog("another"));

      assertThat(notJudged(log)).containsExactly("verifiable");
      assertThat(sentence(verify(log, holiday()), Claim.VERIFIABLE))
          .contains("another", CountryModel.CLUSTER);
    }

    @Test
    void aRoundWithoutProofsIsJudgedByTheOtherClaims() {
      DrawLog log =
          changed(
              replaced(
                  drawn(_ -> {}),
                  RoundScheduled.class,
                  announcement -> announcement.getRoundId().equals(holiday()),
                  announcement ->
                      RoundScheduled.newBuilder(announcement)
                          .setCommitment(null)
                          .setExpectedYield(null)
                          .build()),
              run -> run.setMerkleRoot(null));

      assertThat(broken(log)).isEmpty();
      assertThat(notJudged(log)).containsExactly("commitment", "rule", "merkle-root", "size");
    }

    @Test
    void aDrawIsNotJudgedIfAnEarlierOneHasNotIssuedAllInvitations() {
      DrawLog log = drawn(_ -> {});
      InvitationIssued earlier =
          log.events().stream()
              .filter(at -> at.event() instanceof InvitationIssued)
              .map(at -> (InvitationIssued) at.event())
              .filter(
                  e ->
                      log.events().stream()
                          .noneMatch(
                              at ->
                                  at.event() instanceof InvitationClosed c
                                      && c.getInvitationId().equals(e.getInvitationId())))
              .filter(e -> e.getRoundId().equals(orders.get(1).roundId()))
              .filter(e -> entered(log, e.getProfileId(), HOLIDAY))
              .findFirst()
              .orElseThrow();

      DrawLog tampered = without(log, at -> at.event().equals(earlier));

      assertThat(notJudged(tampered)).contains("drawable", "merkle-root");
      assertThat(sentence(verify(tampered, holiday()), Claim.DRAWABLE))
          .contains(earlier.getRoundId().toString());
    }
  }

  // ---- rounds that did not run

  @Test
  void aRoundThatWasAnnouncedButNeverRunIsListed() {
    Rounds rounds = new Rounds(model.log());

    assertThat(rounds.known())
        .filteredOn(known -> !known.drawn())
        .extracting(Rounds.Known::roundId)
        .contains(holiday(), professionals())
        .doesNotContain(lastRun(model.log(), HOLIDAY).getRoundId());
    assertThatThrownBy(() -> rounds.verify(known(model.log(), holiday())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has not run");
  }

  // ---- candidacy

  @Test
  void aCandidateReceivesTicketAndPath() {
    DrawLog log = drawn(_ -> {});
    Rounds rounds = new Rounds(log);
    UUID winner = issued(log).getFirst().getProfileId();

    Candidacy winners = rounds.candidacy(known(log, holiday()), winner).orElseThrow();
    Candidacy strangers = rounds.candidacy(known(log, holiday()), model.id()).orElseThrow();

    assertThat(winners.drawable()).isTrue();
    assertThat(winners.path()).isNotEmpty();
    assertThat(winners.invitationId()).isEqualTo(issued(log).getFirst().getInvitationId());
    assertThat(strangers.drawable()).isFalse();
    assertThat(strangers.path()).isEmpty();
  }

  // ---- the draw

  /**
   * Runs all three rounds with a cheat in the Working Holiday round, and issues their invitations.
   */
  private DrawLog drawn(Consumer<Draft> cheat) {
    model.draw(
        orders,
        draft -> {
          if (draft.pool.equals(HOLIDAY)) {
            cheat.accept(draft);
          }
        });
    model.issue();
    return model.log();
  }

  private UUID holiday() {
    return orders.get(2).roundId();
  }

  private UUID professionals() {
    return orders.get(1).roundId();
  }

  private static UUID anybody(Draft draft) {
    return draft.drawable.keySet().iterator().next();
  }

  /** Adds later decisions, which show that issuing has ended. */
  private DrawLog laterDecisions(DrawLog before) {
    model.ready(5);
    List<LoggedEvent> events = new ArrayList<>(before.events());
    List<LoggedEvent> all = model.log().events();
    events.addAll(all.subList(before.events().size(), all.size()));
    DrawLog log = new DrawLog(before.cluster(), model.log().ends(), events, List.of());
    assertThat(broken(log)).as("before tampering").isEmpty();
    return log;
  }

  // ---- lookups

  private List<InvitationIssued> issued(DrawLog log) {
    return log.events().stream()
        .filter(at -> at.event() instanceof InvitationIssued e && e.getRoundId().equals(holiday()))
        .map(at -> (InvitationIssued) at.event())
        .toList();
  }

  private boolean isWinner(DrawLog log, UUID profile) {
    return issued(log).stream().anyMatch(e -> e.getProfileId().equals(profile));
  }

  /** Whether the draw ended the stay that began with this entry. */
  private boolean isDrawn(DrawLog log, PoolEntered entry) {
    return issued(log).stream()
        .anyMatch(
            e ->
                e.getProfileId().equals(entry.getProfileId())
                    && e.getPool().equals(entry.getPool())
                    && e.getStay() == entry.getStay());
  }

  private static boolean entered(DrawLog log, UUID profile, PoolId pool) {
    return log.events().stream()
        .anyMatch(
            at ->
                at.event() instanceof PoolEntered e
                    && e.getProfileId().equals(profile)
                    && e.getPool().equals(pool));
  }

  /** A candidate who could be drawn but was not. */
  private Drawn loser(DrawLog log) {
    Rounds rounds = new Rounds(log);
    return log.events().stream()
        .filter(at -> at.event() instanceof PoolEntered e && e.getPool().equals(HOLIDAY))
        .map(at -> (PoolEntered) at.event())
        .filter(
            e -> rounds.candidacy(known(log, holiday()), e.getProfileId()).orElseThrow().drawable())
        .filter(e -> !isWinner(log, e.getProfileId()))
        .map(e -> new Drawn(e.getProfileId(), e.getCandidateId(), e.getStay()))
        .findFirst()
        .orElseThrow();
  }

  private static InvitationClosed firstEnd(DrawLog log, ClosedCause cause) {
    return log.events().stream()
        .filter(at -> at.event() instanceof InvitationClosed e && e.getCause() == cause)
        .map(at -> (InvitationClosed) at.event())
        .findFirst()
        .orElseThrow();
  }

  private static LoggedEvent announcement(DrawLog log, UUID roundId) {
    return log.events().stream()
        .filter(at -> at.event() instanceof RoundScheduled e && e.getRoundId().equals(roundId))
        .reduce((_, next) -> next)
        .orElseThrow();
  }

  private static RoundRun run(DrawLog log, UUID roundId) {
    return log.events().stream()
        .filter(at -> at.event() instanceof RoundRun e && e.getRoundId().equals(roundId))
        .map(at -> (RoundRun) at.event())
        .findFirst()
        .orElseThrow();
  }

  private static RoundRun lastRun(DrawLog log, PoolId pool) {
    return log.events().stream()
        .filter(at -> at.event() instanceof RoundRun e && e.getPool().equals(pool))
        .map(at -> (RoundRun) at.event())
        .reduce((_, next) -> next)
        .orElseThrow();
  }

  private static Position end(DrawLog log, Position partition) {
    return log.ends().stream()
        .filter(
            end ->
                end.topic().equals(partition.topic()) && end.partition() == partition.partition())
        .findFirst()
        .orElseThrow();
  }

  // ---- tampering

  private DrawLog changed(DrawLog log, UnaryOperator<RoundRun.Builder> change) {
    return replaced(
        log,
        RoundRun.class,
        run -> run.getRoundId().equals(holiday()),
        run -> change.apply(RoundRun.newBuilder(run)).build());
  }

  private static <E extends Event> DrawLog replaced(
      DrawLog log, Class<E> type, Predicate<E> which, UnaryOperator<E> change) {
    return new DrawLog(
        log.cluster(),
        log.ends(),
        log.events().stream()
            .map(
                at ->
                    type.isInstance(at.event()) && which.test(type.cast(at.event()))
                        ? new LoggedEvent(at.position(), change.apply(type.cast(at.event())))
                        : at)
            .toList(),
        log.leftOut());
  }

  private static DrawLog without(DrawLog log, Predicate<LoggedEvent> which) {
    return new DrawLog(
        log.cluster(),
        log.ends(),
        log.events().stream().filter(which.negate()).toList(),
        log.leftOut());
  }

  private static DrawLog moved(DrawLog log, LoggedEvent what, Position to) {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.remove(what);
    events.add(new LoggedEvent(to, what.event()));
    return new DrawLog(log.cluster(), log.ends(), events, log.leftOut());
  }

  private static List<InputPosition> at(RoundRun.Builder run, Position partition, long offset) {
    return run.getPositions().stream()
        .map(
            at ->
                at.getTopic().equals(partition.topic())
                        && at.getPartition() == partition.partition()
                    ? new InputPosition(at.getTopic(), at.getPartition(), offset)
                    : at)
        .toList();
  }

  // ---- verifying

  private Set<String> broken(DrawLog log) {
    return broken(log, holiday());
  }

  private static Set<String> broken(DrawLog log, UUID roundId) {
    return verify(log, roundId).broken().stream().map(Claim::id).collect(Collectors.toSet());
  }

  private List<String> notJudged(DrawLog log) {
    return verify(log, holiday()).notJudged().stream().map(Claim::id).toList();
  }

  private static String sentence(Verification verification, Claim claim) {
    return verification.checks().stream()
        .filter(check -> check.claim() == claim)
        .map(check -> check.finding().sentence())
        .findFirst()
        .orElseThrow();
  }

  private static Verification verify(DrawLog log, UUID roundId) {
    return new Rounds(log).verify(known(log, roundId));
  }

  private static Rounds.Known known(DrawLog log, UUID roundId) {
    return new Rounds(log)
        .known().stream()
            .filter(round -> round.roundId().equals(roundId))
            .findFirst()
            .orElseThrow();
  }
}
