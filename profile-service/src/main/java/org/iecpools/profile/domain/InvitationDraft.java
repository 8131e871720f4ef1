package org.iecpools.profile.domain;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.iecpools.profile.domain.Invitation.Mark;
import org.jspecify.annotations.Nullable;

/** Collects the facts of one {@link Invitation}. */
final class InvitationDraft {

  private final UUID id;
  private final PoolId pool;
  private @Nullable InvitationIssued issued;
  private @Nullable InvitationClosed closed;
  private @Nullable AcceptanceConfirmed confirmed;
  private final Map<Mark, Instant> marks = new EnumMap<>(Mark.class);
  private final Map<Answer, String> rejected = new EnumMap<>(Answer.class);
  private final Set<UUID> withdrawalsRejected = new HashSet<>();

  /** Begins without a fact. */
  InvitationDraft(UUID id, PoolId pool) {
    this.id = id;
    this.pool = pool;
  }

  /** Begins with what is known already. */
  InvitationDraft(Invitation known) {
    this(known.id(), known.pool());
    issued = known.issued();
    closed = known.closed();
    confirmed = known.confirmed();
    marks.putAll(known.marks());
    rejected.putAll(known.rejected());
    withdrawalsRejected.addAll(known.withdrawalsRejected());
  }

  void add(InvitationIssued event) {
    issued = event;
  }

  void add(AcceptanceConfirmed event) {
    confirmed = confirmed == null ? event : confirmed;
  }

  void add(InvitationClosed event) {
    closed = closed == null ? event : closed;
  }

  void add(AnswerRejected event) {
    rejected.putIfAbsent(event.getAnswer(), event.getReason());
    if (event.getAnswer() == Answer.WITHDRAWAL) {
      withdrawalsRejected.add(event.getEventId());
    }
  }

  void add(Mark mark, Instant at) {
    marks.putIfAbsent(mark, at);
  }

  Invitation invitation() {
    return new Invitation(
        id, pool, issued, closed, marks, rejected, withdrawalsRejected, confirmed);
  }
}
