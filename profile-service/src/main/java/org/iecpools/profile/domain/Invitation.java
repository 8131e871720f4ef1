package org.iecpools.profile.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.Deadlines;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * What the log states about one invitation.
 *
 * @param pool pool that was drawn
 * @param issued null if it was issued elsewhere or has not been read yet
 * @param closed the verdict; null while it is open
 * @param marks other events about it, each with the time of the first one read
 * @param rejected answers without effect, with invitation-service's reason
 * @param withdrawalsRejected event ids of invitation-service's rejections of withdrawals
 * @param confirmed states the deadline for the application; null unless an acceptance was
 *     confirmed, and always null for acceptances that an earlier version of invitation-service took
 */
public record Invitation(
    UUID id,
    PoolId pool,
    @Nullable InvitationIssued issued,
    @Nullable InvitationClosed closed,
    Map<Mark, Instant> marks,
    Map<Answer, String> rejected,
    Set<UUID> withdrawalsRejected,
    @Nullable AcceptanceConfirmed confirmed) {

  /** Events of candidates and of the case system about an invitation; not the verdict. */
  public enum Mark {
    ACCEPTED,
    DECLINED,
    APPLIED,
    APPLICATION_CLOSED,
    LOI_ISSUED,
    LOI_CANCELLED
  }

  /** State of an invitation. */
  public sealed interface State {
    /** To be accepted or declined. */
    record Open() implements State {}

    /** Accepted; the application is due. */
    record Accepted() implements State {}

    /** An application is in progress. */
    record Applied() implements State {}

    /** Ended. */
    record Closed(ClosedCause cause, Instant at) implements State {}
  }

  /** Takes copies. */
  public Invitation {
    marks = Collections.unmodifiableMap(copy(Mark.class, marks));
    rejected = Collections.unmodifiableMap(copy(Answer.class, rejected));
    withdrawalsRejected = Set.copyOf(withdrawalsRejected);
  }

  /** The current state. It equals invitation-service's once all answers have been read. */
  public State state() {
    if (closed != null) {
      return new State.Closed(closed.getCause(), closed.getOccurredAt());
    }
    if (marks.containsKey(Mark.APPLIED)) {
      return new State.Applied();
    }
    return acceptedAt().isPresent() ? new State.Accepted() : new State.Open();
  }

  /** Whether a round has issued it and no verdict has ended it. */
  public boolean isOpen() {
    return issued != null && closed == null;
  }

  /** When it was accepted; empty if it was not, or if the acceptance was rejected. */
  public Optional<Instant> acceptedAt() {
    if (confirmed != null) {
      return Optional.of(confirmed.getAcceptedAt());
    }
    return rejected.containsKey(Answer.ACCEPT)
        ? Optional.empty()
        : Optional.ofNullable(marks.get(Mark.ACCEPTED));
  }

  /**
   * Deadline for the application, exclusive; empty before acceptance. It is the one that
   * invitation-service states. If that has not been read, or was never stated, it is computed by
   * the same rule.
   *
   * @param zone the candidate's time zone, for the computation
   */
  public Optional<Instant> submitBy(ZoneId zone) {
    if (confirmed != null) {
      return Optional.of(confirmed.getSubmitBy());
    }
    return acceptedAt()
        .map(at -> Deadlines.submitBy(at, issued == null ? at : issued.getOccurredAt(), zone));
  }

  /** Number of the stay that was drawn, if known. */
  public Optional<Integer> stay() {
    return issued != null
        ? Optional.of(issued.getStay())
        : Optional.ofNullable(closed).map(InvitationClosed::getStay);
  }

  private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> type, Map<K, V> map) {
    var copy = new EnumMap<K, V>(type);
    copy.putAll(map);
    return copy;
  }
}
