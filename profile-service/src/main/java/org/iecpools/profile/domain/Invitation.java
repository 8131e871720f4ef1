package org.iecpools.profile.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.Deadlines;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one invitation.
 *
 * @param pool that was drawn
 * @param issued null for one that was issued elsewhere or is not yet read
 * @param closed the verdict; null while it is open
 * @param marks what else was said of it, with the first time each
 * @param rejected answers that changed nothing, with the judge's sentence
 * @param withdrawalsRejected withdrawals of the profile that the judge rejected, by event
 */
public record Invitation(
    UUID id,
    PoolId pool,
    @Nullable InvitationIssued issued,
    @Nullable InvitationClosed closed,
    Map<Mark, Instant> marks,
    Map<Answer, String> rejected,
    Set<UUID> withdrawalsRejected) {

  /** What candidates and the case system say of an invitation; the verdict is another thing. */
  public enum Mark {
    ACCEPTED,
    DECLINED,
    APPLIED,
    APPLICATION_CLOSED,
    LOI_ISSUED,
    LOI_CANCELLED
  }

  /** Where an invitation stands. */
  public sealed interface State {
    /** To be accepted or declined. */
    record Open() implements State {}

    /** Accepted; the application is due. */
    record Accepted() implements State {}

    /** An application is in progress. */
    record Applied() implements State {}

    /** Over. */
    record Closed(ClosedCause cause, Instant at) implements State {}
  }

  /** Takes copies. */
  public Invitation {
    marks = Collections.unmodifiableMap(copy(Mark.class, marks));
    rejected = Collections.unmodifiableMap(copy(Answer.class, rejected));
    withdrawalsRejected = Set.copyOf(withdrawalsRejected);
  }

  static Invitation unknown(UUID id, PoolId pool) {
    return new Invitation(id, pool, null, null, Map.of(), Map.of(), Set.of());
  }

  /** Where it stands, as the judge will see it too once all answers have come. */
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

  /** When it was accepted, unless that came too late. */
  public Optional<Instant> acceptedAt() {
    return rejected.containsKey(Answer.ACCEPT)
        ? Optional.empty()
        : Optional.ofNullable(marks.get(Mark.ACCEPTED));
  }

  /** End, exclusive, of the days to submit the application; empty before acceptance. */
  public Optional<Instant> submitBy(ZoneId zone) {
    return acceptedAt()
        .map(at -> Deadlines.submitBy(at, issued == null ? at : issued.getOccurredAt(), zone));
  }

  /** Number of the stay that was drawn, where known. */
  public Optional<Integer> stay() {
    return issued != null
        ? Optional.of(issued.getStay())
        : Optional.ofNullable(closed).map(InvitationClosed::getStay);
  }

  Invitation with(InvitationIssued event) {
    return new Invitation(id, pool, event, closed, marks, rejected, withdrawalsRejected);
  }

  Invitation with(InvitationClosed event) {
    return new Invitation(
        id, pool, issued, closed == null ? event : closed, marks, rejected, withdrawalsRejected);
  }

  Invitation with(AnswerRejected event) {
    var reasons = copy(Answer.class, rejected);
    reasons.putIfAbsent(event.getAnswer(), event.getReason());
    var withdrawals = new LinkedHashSet<>(withdrawalsRejected);
    if (event.getAnswer() == Answer.WITHDRAWAL) {
      withdrawals.add(event.getEventId());
    }
    return new Invitation(id, pool, issued, closed, marks, reasons, withdrawals);
  }

  Invitation with(Mark mark, Instant at) {
    var all = copy(Mark.class, marks);
    all.putIfAbsent(mark, at);
    return new Invitation(id, pool, issued, closed, all, rejected, withdrawalsRejected);
  }

  private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> type, Map<K, V> map) {
    var copy = new EnumMap<K, V>(type);
    copy.putAll(map);
    return copy;
  }
}
