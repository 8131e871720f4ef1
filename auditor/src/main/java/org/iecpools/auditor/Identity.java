package org.iecpools.auditor;

import java.util.UUID;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;

/** What makes records the same event: one of them counts. */
sealed interface Identity {

  /** Of what happens to a stay in a pool. */
  record Stay(Class<? extends Event> type, UUID profile, PoolId pool, int stay)
      implements Identity {}

  /** Of an answer, a verdict, a letter. */
  record Invitation(Class<? extends Event> type, UUID invitation) implements Identity {}

  /** Of a rejection. */
  record Rejection(UUID invitation, Answer answer) implements Identity {}

  /** Of a draw and its corrections. */
  record Round(UUID round) implements Identity {}

  /** Of everything else. */
  record Itself(UUID event) implements Identity {}

  /** What an event is told apart by. */
  static Identity of(Event event) {
    return switch (event) {
      case PoolEntered e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeft e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeaveVoided e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case InvitationAccepted e -> new Invitation(e.getClass(), e.getInvitationId());
      case InvitationDeclined e -> new Invitation(e.getClass(), e.getInvitationId());
      case InvitationClosed e -> new Invitation(e.getClass(), e.getInvitationId());
      case LoiIssued e -> new Invitation(e.getClass(), e.getInvitationId());
      case LoiCancelled e -> new Invitation(e.getClass(), e.getInvitationId());
      case AnswerRejected e -> new Rejection(e.getInvitationId(), e.getAnswer());
      case RoundRun e -> new Round(e.getRoundId());
      case SeasonPlanned _,
          QuotaAnnounced _,
          AnnouncementWithdrawn _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          PoolEntryRefused _,
          ProfileRejected _,
          RoundScheduled _,
          PoolClosed _,
          PoolOpened _,
          InvitationIssued _,
          ApplicationSubmitted _,
          ApplicationClosed _ ->
          new Itself(event.getEventId());
    };
  }

  /** Its fields, for people; nothing where the event's own id is all. */
  default String text() {
    return switch (this) {
      case Stay(_, var profile, var pool, var stay) ->
          "profile=%s pool=%s stay=%d".formatted(profile, PoolIds.text(pool), stay);
      case Invitation(_, var invitation) -> "invitation=" + invitation;
      case Rejection(var invitation, var answer) ->
          "invitation=%s answer=%s".formatted(invitation, answer);
      case Round(var round) -> "round=" + round;
      case Itself _ -> "";
    };
  }
}
