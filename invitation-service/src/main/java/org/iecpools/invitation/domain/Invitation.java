package org.iecpools.invitation.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * An invitation and its state.
 *
 * @param stay number of the stay that was drawn, from 1
 * @param eligibleUntil last eligible day of that stay; the stay after a decline inherits it
 * @param drawnAt when the round ran
 * @param answerBy deadline for the answer: end of the tenth day in the candidate's time zone,
 *     exclusive
 * @param timeZone time zone in which the candidate's days end
 * @param issued whether {@code InvitationIssued} has been written
 * @param withdrawalsRejected number of withdrawals rejected because of an application; 0 or more
 */
public record Invitation(
    UUID id,
    UUID roundId,
    UUID profileId,
    PoolId pool,
    int stay,
    LocalDate eligibleUntil,
    Instant drawnAt,
    Instant answerBy,
    String timeZone,
    State state,
    boolean issued,
    int withdrawalsRejected) {

  /** State of an invitation. */
  public sealed interface State {}

  /** Waiting for the answer, until {@link Invitation#answerBy}. */
  public record Invited() implements State {}

  /**
   * Accepted, waiting for the application.
   *
   * @param submitBy deadline for the application: end of the twentieth day in the candidate's time
   *     zone, exclusive
   */
  public record Accepted(Instant submitBy) implements State {}

  /** The application is in progress: no deadline, and no way to withdraw. */
  public record Applied() implements State {}

  /**
   * Ended, for good.
   *
   * @param accepted whether it was ever accepted
   * @param reason why it was voided, in a sentence; null for every other cause
   */
  public record Closed(ClosedCause cause, boolean accepted, Instant at, @Nullable String reason)
      implements State {}

  /** Whether it has not ended. */
  public boolean open() {
    return !(state instanceof Closed);
  }

  /** Whether the candidate ever accepted it; an application implies that. */
  public boolean accepted() {
    return switch (state) {
      case Invited() -> false;
      case Accepted _, Applied _ -> true;
      case Closed closed -> closed.accepted();
    };
  }

  /** When it lapses, exclusive; null if no deadline applies. */
  public @Nullable Instant due() {
    return switch (state) {
      case Invited() -> answerBy;
      case Accepted(Instant submitBy) -> submitBy;
      case Applied _, Closed _ -> null;
    };
  }

  Invitation in(State next) {
    return new Invitation(
        id,
        roundId,
        profileId,
        pool,
        stay,
        eligibleUntil,
        drawnAt,
        answerBy,
        timeZone,
        next,
        issued,
        withdrawalsRejected);
  }

  Invitation asIssued() {
    return new Invitation(
        id,
        roundId,
        profileId,
        pool,
        stay,
        eligibleUntil,
        drawnAt,
        answerBy,
        timeZone,
        state,
        true,
        withdrawalsRejected);
  }

  Invitation withWithdrawalRejected() {
    return new Invitation(
        id,
        roundId,
        profileId,
        pool,
        stay,
        eligibleUntil,
        drawnAt,
        answerBy,
        timeZone,
        state,
        issued,
        withdrawalsRejected + 1);
  }
}
