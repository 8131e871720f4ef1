package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.iecpools.events.LeaveCause.WITHDRAWN;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.CountryHarness.Person;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.Kept;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CorrectionsTest {

  private final CountryHarness season = CountryHarness.running();

  @Nested
  class Named {

    @Test
    void anInvitationIsVoidedWithTheReasonAndTheRoundStatesIt() {
      season.enters(WH);
      season.enters(WH);
      List<InvitationIssued> invitations = List.copyOf(season.round(WH, 2));
      RoundRun draw = lastRun();

      var corrected = (Corrected) season.corrects(season.correction(invitations.getFirst()));

      assertThat(corrected.voided()).containsExactly(invitations.getFirst().getInvitationId());
      assertThat(corrected.kept()).isEmpty();
      InvitationClosed closed = (InvitationClosed) season.invitations.getLast();
      assertThat(closed.getCause()).isEqualTo(ClosedCause.VOIDED);
      assertThat(closed.getReason()).isEqualTo("ordered by mistake");
      assertThat(closed.getSeq()).isEqualTo(draw.getSeq() + 1);
      assertThat(season.stateOf(invitations.getFirst()).state())
          .isEqualTo(new Closed(ClosedCause.VOIDED, false, season.now, "ordered by mistake"));
      assertThat(season.stateOf(invitations.getLast()).open()).isTrue();
      assertThat(lastRun())
          .isEqualTo(
              RoundRun.newBuilder(draw)
                  .setEventId(lastRun().getEventId())
                  .setRevision(1)
                  .setInvited(1)
                  .setCorrection("ordered by mistake")
                  .setVoided(corrected.voided())
                  .build());
      assertThat(lastRun().getEventId()).isNotEqualTo(draw.getEventId());
    }

    @Test
    void theHolderIsBackInThePoolAtOnceAndInTheNextRoundAsAfterADecline() {
      season.enters(WH, YP);
      InvitationIssued invitation = season.invites(WH);

      season.corrects(season.correction(invitation));

      assertThat(season.drawable(WH)).isEqualTo(1);
      assertThat(season.drawable(YP)).as("only the drawn pool, until the entry").isZero();
      assertThat(season.size(WH)).isEqualTo(1);
      assertThat(season.invites(WH).getStay()).isEqualTo(2);
    }

    @Test
    void anAcceptedInvitationIsVoidedToo() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.accepts(invitation);

      assertThat(season.corrects(season.correction(invitation))).isInstanceOf(Corrected.class);
    }

    @Test
    void anInvitationOfAnOlderProfileBeginsNoStay() {
      Person person = season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.enters(person.withAnotherProfile(), YP, 1, null);

      season.corrects(season.correction(invitation));

      assertThat(season.drawable(WH)).isZero();
      assertThat(season.size(WH)).as("counted, until pool-service leaves it").isEqualTo(1);
    }

    @Test
    void anInvitationNotYetIssuedIsIssuedFirst() {
      season.enters(WH);
      RoundRun draw = season.command(CountryHarness.order(WH, 1)).getFirst();
      UUID profile = season.country.row(onlyOne()).current();

      season.corrects(
          season
              .correction(draw.getRoundId())
              .setInvitations(List.of(Draw.invitationId(draw.getRoundId(), profile)))
              .build());
      season.tick();

      assertThat(season.invitations)
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("InvitationIssued", "InvitationClosed");
    }

    @Test
    void ifOneCannotBeVoidedNoneIsAndEveryReasonIsReported() {
      for (int i = 0; i < 3; i++) {
        season.enters(WH);
      }
      List<InvitationIssued> three = List.copyOf(season.round(WH, 3));
      season.applies(three.get(0));
      season.declines(three.get(1));
      season.enters(WH);
      InvitationIssued ofAnotherRound = season.invites(WH);
      season.forget();

      var refused =
          (NotCorrected)
              season.corrects(
                  season
                      .correction(three.getFirst().getRoundId())
                      .setInvitations(
                          List.of(
                              three.get(0).getInvitationId(),
                              three.get(1).getInvitationId(),
                              three.get(2).getInvitationId(),
                              ofAnotherRound.getInvitationId()))
                      .build());

      assertThat(refused.reasons())
          .extracting(ReasonAgainst::code)
          .containsExactlyInAnyOrder(
              "APPLICATION_IN_PROGRESS", "INVITATION_ENDED", "NOT_OF_THIS_ROUND");
      assertThat(season.rounds).isEmpty();
      assertThat(season.invitations).isEmpty();
      assertThat(season.stateOf(three.get(2)).open()).isTrue();
    }

    private UUID onlyOne() {
      return season.outcome.candidates().iterator().next();
    }
  }

  @Nested
  class Fewer {

    @Test
    void invitationsAboveThatManyLowestTicketsAreVoidedAndTheOthersStay() {
      for (int i = 0; i < 6; i++) {
        season.enters(WH);
      }
      List<InvitationIssued> six = byTicket(season.round(WH, 6));

      var corrected = (Corrected) season.corrects(fewer(six, 4));

      assertThat(corrected.invited()).isEqualTo(4);
      assertThat(corrected.voided())
          .containsExactly(six.get(4).getInvitationId(), six.get(5).getInvitationId());
      assertThat(six.subList(0, 4)).allMatch(i -> season.stateOf(i).open());
    }

    @Test
    void invitationsThatCannotBeVoidedStayAndAreReported() {
      for (int i = 0; i < 4; i++) {
        season.enters(WH);
      }
      List<InvitationIssued> four = byTicket(season.round(WH, 4));
      season.applies(four.get(1));
      season.declines(four.get(2));

      var corrected = (Corrected) season.corrects(fewer(four, 1));

      assertThat(corrected.voided()).containsExactly(four.get(3).getInvitationId());
      assertThat(corrected.invited()).isEqualTo(3);
      assertThat(corrected.kept())
          .extracting(Kept::invitationId, kept -> kept.why().code())
          .containsExactly(
              tuple(four.get(1).getInvitationId(), "APPLICATION_IN_PROGRESS"),
              tuple(four.get(2).getInvitationId(), "INVITATION_ENDED"));
    }

    @Test
    void aSecondCorrectionListsTheVoidedInvitationsOfBoth() {
      for (int i = 0; i < 4; i++) {
        season.enters(WH);
      }
      List<InvitationIssued> four = byTicket(season.round(WH, 4));
      season.corrects(fewer(four, 3));

      var corrected = (Corrected) season.corrects(fewer(four, 1));

      assertThat(corrected.revision()).isEqualTo(2);
      assertThat(corrected.kept()).as("what was voided before is done").isEmpty();
      assertThat(lastRun().getInvited()).isEqualTo(1);
      assertThat(lastRun().getVoided())
          .containsExactly(
              four.get(3).getInvitationId(),
              four.get(1).getInvitationId(),
              four.get(2).getInvitationId());
    }

    @Test
    void aCorrectionThatCanVoidNothingIsRefused() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);
      season.applies(invitation);

      assertThat(codes(season.correction(invitation.getRoundId()).setSize(0).build()))
          .containsExactly("NOTHING_TO_VOID", "APPLICATION_IN_PROGRESS");
    }

    @Test
    void aSizeNotBelowTheNumberOfInvitedIsRefused() {
      season.enters(WH);
      InvitationIssued invitation = season.invites(WH);

      assertThat(codes(season.correction(invitation.getRoundId()).setSize(1).build()))
          .containsExactly("NOT_FEWER");
    }

    private CorrectRound fewer(List<InvitationIssued> of, int size) {
      return season.correction(of.getFirst().getRoundId()).setSize(size).build();
    }

    private List<InvitationIssued> byTicket(List<InvitationIssued> all) {
      byte[] seed = bytes(lastRun().getSeed());
      return all.stream()
          .sorted(
              Comparator.comparing(
                  i -> Draw.ticket(seed, i.getRoundId(), i.getProfileId()),
                  Arrays::compareUnsigned))
          .toList();
    }
  }

  @Test
  void anIncompleteOrderIsRefusedWithEveryReason() {
    assertThat(codes(season.correction(UUID.randomUUID()).setReason(" ").build()))
        .containsExactly("UNKNOWN_ROUND", "NO_REASON", "NOT_ONE_OF_TWO");
  }

  @Test
  void aRefusedCorrectionDoesNotUseUpTheRoundsId() {
    RoundOrder order = CountryHarness.order(WH, 1);
    season.corrects(season.correction(order.getRoundId()).setSize(0).build());

    season.enters(WH);

    assertThat(season.command(order)).hasSize(1);
  }

  @Test
  void aRepeatDoesNothing() {
    season.enters(WH);
    season.enters(WH);
    List<InvitationIssued> two = List.copyOf(season.round(WH, 2));
    CorrectRound order = season.correction(two.getFirst());
    season.corrects(order);
    season.forget();

    Outcome again = season.country.on(order, new Position("iec.round-commands", 0, 99), season.now);

    assertThat(again.decisions()).isEmpty();
    assertThat(again.rounds()).isEmpty();
    assertThat(again.invitations()).isEmpty();
  }

  @Test
  void afterARestartARoundIsCorrectedAsBefore() {
    season.enters(WH);
    season.enters(WH);
    List<InvitationIssued> two = List.copyOf(season.round(WH, 2));
    season.corrects(season.correction(two.getFirst()));
    CountryHarness restarted = season.restored();

    restarted.corrects(season.correction(two.getLast()));

    assertThat(CountryHarness.runs(restarted.rounds).getLast())
        .returns(2, RoundRun::getRevision)
        .returns(0, RoundRun::getInvited)
        .returns(
            List.of(two.getFirst().getInvitationId(), two.getLast().getInvitationId()),
            RoundRun::getVoided);
  }

  @Test
  void lateAnswersAreRejectedWithTheReason() {
    season.enters(WH);
    InvitationIssued invitation = season.invites(WH);
    season.corrects(season.correction(invitation));
    season.forget();

    season.accepts(invitation);
    season.declines(invitation);
    season.getsLoi(invitation);

    assertThat(season.invitations)
        .extracting(e -> ((AnswerRejected) e).getAnswer())
        .containsExactly(Answer.ACCEPT, Answer.DECLINE, Answer.LOI);
    assertThat(season.invitations)
        .allSatisfy(
            e ->
                assertThat(e)
                    .asInstanceOf(type(AnswerRejected.class))
                    .extracting(AnswerRejected::getReason)
                    .asString()
                    .contains("VOIDED", "ordered by mistake"));
    assertThat(season.size(WH)).isEqualTo(1);
  }

  @Test
  void aLaterWithdrawalOfTheDrawnStayEndsNothing() {
    Person person = season.enters(WH);
    InvitationIssued invitation = season.invites(WH);
    season.corrects(season.correction(invitation));
    season.forget();

    season.leaves(person, WH, 1, WITHDRAWN);
    season.leaveVoided(person, WH, 1);

    assertThat(season.invitations).extracting(InvitationsEvent::getClass).isEmpty();
    season.leaves(person, WH, 2, WITHDRAWN);
    assertThat(season.size(WH)).isZero();
    assertThat(season.drawable(WH)).isZero();
  }

  private List<String> codes(CorrectRound order) {
    return ((NotCorrected) season.corrects(order))
        .reasons().stream().map(ReasonAgainst::code).toList();
  }

  private RoundRun lastRun() {
    return CountryHarness.runs(season.rounds).getLast();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
