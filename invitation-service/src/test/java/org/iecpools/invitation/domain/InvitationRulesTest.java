package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.FOREVER;
import static org.iecpools.invitation.domain.CountryHarness.WH;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.domain.Invitation.State;
import org.iecpools.invitation.domain.InvitationInput.Acceptance;
import org.iecpools.invitation.domain.InvitationInput.Application;
import org.iecpools.invitation.domain.InvitationInput.ApplicationEnd;
import org.iecpools.invitation.domain.InvitationInput.Correction;
import org.iecpools.invitation.domain.InvitationInput.DeadlinePassed;
import org.iecpools.invitation.domain.InvitationInput.Decline;
import org.iecpools.invitation.domain.InvitationInput.Loi;
import org.iecpools.invitation.domain.InvitationInput.Withdrawal;
import org.iecpools.invitation.domain.Verdict.Advance;
import org.iecpools.invitation.domain.Verdict.Close;
import org.iecpools.invitation.domain.Verdict.Confirm;
import org.iecpools.invitation.domain.Verdict.Ignore;
import org.iecpools.invitation.domain.Verdict.Reject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transitions of docs/invitation-states.md, one test per row, in the order of the table. */
class InvitationRulesTest {

  private static final Instant ANSWER_BY = Instant.parse("2026-02-14T05:00:00Z");
  private static final Instant ACCEPTED_AT = Instant.parse("2026-02-10T12:00:00Z");
  private static final Instant SUBMIT_BY = Instant.parse("2026-03-03T05:00:00Z");
  private static final Instant ENDED = Instant.parse("2026-02-20T12:00:00Z");
  private static final String MISTAKE = "ordered by mistake";

  private static final String ACCEPTED_BEFORE =
      "the invitation was accepted before: it can no longer be declined";
  private static final String APPLICATION_IN_PROGRESS =
      "an application is in progress: the profile cannot be withdrawn";

  record Row(State state, InvitationInput input, Verdict verdict) {}

  private static final List<Row> TABLE =
      List.of(
          row(
              new Invited(),
              new Acceptance(ACCEPTED_AT, SUBMIT_BY),
              new Confirm(ACCEPTED_AT, SUBMIT_BY)),
          row(new Invited(), new Decline(), new Close(ClosedCause.DECLINED)),
          row(new Invited(), new DeadlinePassed(), new Close(ClosedCause.NOT_ANSWERED)),
          row(accepted(), new Acceptance(ACCEPTED_AT, SUBMIT_BY.plusSeconds(1)), new Ignore()),
          row(accepted(), new Decline(), new Reject(Answer.DECLINE, ACCEPTED_BEFORE)),
          row(accepted(), new DeadlinePassed(), new Close(ClosedCause.NOT_SUBMITTED)),
          row(new Invited(), new Application(), new Advance(new Applied())),
          row(accepted(), new Application(), new Advance(new Applied())),
          row(new Invited(), new Withdrawal(), new Close(ClosedCause.PROFILE_WITHDRAWN)),
          row(accepted(), new Withdrawal(), new Close(ClosedCause.PROFILE_WITHDRAWN)),
          row(new Invited(), new Correction(MISTAKE), new Close(ClosedCause.VOIDED, MISTAKE)),
          row(accepted(), new Correction(MISTAKE), new Close(ClosedCause.VOIDED, MISTAKE)),
          row(new Invited(), new ApplicationEnd(), new Close(ClosedCause.APPLICATION_CLOSED)),
          row(accepted(), new ApplicationEnd(), new Close(ClosedCause.APPLICATION_CLOSED)),
          row(new Applied(), new ApplicationEnd(), new Close(ClosedCause.APPLICATION_CLOSED)),
          row(new Invited(), new Loi(), new Close(ClosedCause.LOI_ISSUED)),
          row(accepted(), new Loi(), new Close(ClosedCause.LOI_ISSUED)),
          row(new Applied(), new Loi(), new Close(ClosedCause.LOI_ISSUED)),
          row(new Applied(), new Acceptance(ACCEPTED_AT, SUBMIT_BY), new Ignore()),
          row(new Applied(), new Application(), new Ignore()),
          row(new Applied(), new Decline(), new Reject(Answer.DECLINE, ACCEPTED_BEFORE)),
          row(
              new Applied(),
              new Withdrawal(),
              new Reject(Answer.WITHDRAWAL, APPLICATION_IN_PROGRESS)),
          row(new Applied(), new Correction(MISTAKE), new Ignore()),
          row(new Applied(), new DeadlinePassed(), new Ignore()),
          row(
              closed(ClosedCause.NOT_ANSWERED, false),
              new Acceptance(ACCEPTED_AT, SUBMIT_BY),
              new Reject(Answer.ACCEPT, ended("NOT_ANSWERED"))),
          row(
              new Closed(ClosedCause.VOIDED, false, ENDED, MISTAKE),
              new Acceptance(ACCEPTED_AT, SUBMIT_BY),
              new Reject(Answer.ACCEPT, ended("VOIDED, ordered by mistake"))),
          row(
              closed(ClosedCause.NOT_SUBMITTED, true),
              new Acceptance(ACCEPTED_AT, SUBMIT_BY),
              new Ignore()),
          row(
              closed(ClosedCause.NOT_SUBMITTED, true),
              new Decline(),
              new Reject(Answer.DECLINE, ended("NOT_SUBMITTED"))),
          row(closed(ClosedCause.DECLINED, false), new Decline(), new Ignore()),
          row(
              closed(ClosedCause.APPLICATION_CLOSED, true),
              new Loi(),
              new Reject(Answer.LOI, ended("APPLICATION_CLOSED"))),
          row(closed(ClosedCause.LOI_ISSUED, true), new Loi(), new Ignore()),
          row(closed(ClosedCause.LOI_ISSUED, true), new Application(), new Ignore()),
          row(closed(ClosedCause.LOI_ISSUED, true), new ApplicationEnd(), new Ignore()),
          row(closed(ClosedCause.LOI_ISSUED, true), new Withdrawal(), new Ignore()),
          row(closed(ClosedCause.LOI_ISSUED, true), new Correction(MISTAKE), new Ignore()),
          row(closed(ClosedCause.LOI_ISSUED, true), new DeadlinePassed(), new Ignore()));

  private static Row row(State state, InvitationInput input, Verdict verdict) {
    return new Row(state, input, verdict);
  }

  private static Accepted accepted() {
    return new Accepted(SUBMIT_BY);
  }

  private static Closed closed(ClosedCause cause, boolean accepted) {
    return new Closed(cause, accepted, ENDED, null);
  }

  private static String ended(String how) {
    return "the invitation ended before, at 2026-02-20T12:00:00Z: " + how;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void eachRowHasItsVerdict(Row row) {
    assertThat(InvitationRules.judge(row.state(), row.input())).isEqualTo(row.verdict());
  }

  static List<Row> table() {
    return TABLE;
  }

  @Test
  void theTableHasARowForEveryStateAndInput() {
    List<List<Class<?>>> all = new ArrayList<>();
    for (Class<?> state : State.class.getPermittedSubclasses()) {
      for (Class<?> input : InvitationInput.class.getPermittedSubclasses()) {
        all.add(List.of(state, input));
      }
    }

    assertThat(TABLE)
        .extracting(row -> List.<Class<?>>of(row.state().getClass(), row.input().getClass()))
        .containsAll(all);
  }

  @Property
  void everyStateAndInputHaveExactlyOneVerdict(
      @ForAll("states") State state, @ForAll("inputs") InvitationInput input) {
    Verdict verdict = InvitationRules.judge(state, input);

    assertThat(InvitationRules.judge(state, input)).isEqualTo(verdict);
    switch (verdict) {
      case Confirm _ -> assertThat(state).isEqualTo(new Invited());
      case Advance(State next) ->
          assertThat(next).isNotInstanceOf(Closed.class).isNotEqualTo(state);
      case Close(ClosedCause cause, String reason) -> {
        assertThat(cause).isNotEqualTo(ClosedCause.UNKNOWN);
        assertThat(reason != null)
            .as("only a voided invitation has a reason")
            .isEqualTo(cause == ClosedCause.VOIDED);
      }
      case Reject(Answer answer, String reason) -> {
        assertThat(answer).isNotEqualTo(Answer.UNKNOWN);
        assertThat(reason).isNotBlank();
      }
      case Ignore() -> {}
    }
  }

  @Property
  void aClosedInvitationNeverChanges(
      @ForAll("closed") Closed closed, @ForAll("inputs") InvitationInput input) {
    assertThat(InvitationRules.judge(closed, input)).isInstanceOfAny(Reject.class, Ignore.class);
  }

  @Property
  void aRepeatChangesNothingMore(
      @ForAll("states") State state, @ForAll("inputs") InvitationInput input) {
    State after = after(state, input);

    assertThat(after(after, input)).isEqualTo(after);
  }

  @Property
  void onlyAStateWithADeadlineLapses(@ForAll("states") State state) {
    assertThat(InvitationRules.judge(state, new DeadlinePassed()) instanceof Close)
        .isEqualTo(invitation(state).due() != null);
  }

  @Property
  void anInvitationIsVoidedUnlessThereIsAReasonAgainst(@ForAll("states") State state) {
    assertThat(InvitationRules.judge(state, new Correction(MISTAKE)) instanceof Close)
        .isEqualTo(Corrections.againstVoiding(invitation(state)).isEmpty());
  }

  /** Walks through all states that the inputs reach from the draw, so that none is left out. */
  @Test
  void everyStateIsReachedFromTheDraw() {
    Set<State> reached = new HashSet<>(Set.of(new Invited()));
    List<State> unvisited = new ArrayList<>(reached);
    while (!unvisited.isEmpty()) {
      State state = unvisited.removeLast();
      inputs()
          .allValues()
          .orElseThrow()
          .map(input -> after(state, input))
          .filter(reached::add)
          .forEach(unvisited::add);
    }

    assertThat(reached)
        .extracting(State::getClass)
        .containsAll(List.of(Invited.class, Accepted.class, Applied.class, Closed.class));
    assertThat(reached)
        .filteredOn(Closed.class::isInstance)
        .extracting(state -> ((Closed) state).cause())
        .containsAll(causes());
  }

  private static State after(State state, InvitationInput input) {
    return switch (InvitationRules.judge(state, input)) {
      case Confirm(_, Instant submitBy) -> new Accepted(submitBy);
      case Advance(State next) -> next;
      case Close(ClosedCause cause, String reason) ->
          new Closed(cause, invitation(state).accepted(), ENDED, reason);
      case Reject _, Ignore _ -> state;
    };
  }

  private static Invitation invitation(State state) {
    return new Invitation(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        WH,
        1,
        FOREVER,
        Instant.parse("2026-02-03T16:00:00Z"),
        ANSWER_BY,
        "America/Toronto",
        state,
        true,
        0);
  }

  @Provide
  static Arbitrary<State> states() {
    return Arbitraries.oneOf(
        Arbitraries.of(new Invited(), accepted(), new Applied()), closed().map(State.class::cast));
  }

  @Provide
  static Arbitrary<Closed> closed() {
    return Combinators.combine(Arbitraries.of(causes()), Arbitraries.of(true, false))
        .as(
            (cause, accepted) ->
                new Closed(cause, accepted, ENDED, cause == ClosedCause.VOIDED ? MISTAKE : null));
  }

  @Provide
  static Arbitrary<InvitationInput> inputs() {
    return Arbitraries.of(
        new Acceptance(ACCEPTED_AT, SUBMIT_BY),
        new Decline(),
        new Application(),
        new ApplicationEnd(),
        new Loi(),
        new Withdrawal(),
        new Correction(MISTAKE),
        new DeadlinePassed());
  }

  /** Every cause that an invitation can have; {@code UNKNOWN} is for readers of newer events. */
  private static List<ClosedCause> causes() {
    return Arrays.stream(ClosedCause.values())
        .filter(cause -> cause != ClosedCause.UNKNOWN)
        .toList();
  }
}
