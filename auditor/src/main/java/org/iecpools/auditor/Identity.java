package org.iecpools.auditor;

import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
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
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.SeasonPlanned;

/** The identity of an event. Of several records with the same identity, one counts. */
sealed interface Identity {

  /** Identity of an event about a stay in a pool. */
  record Stay(Class<? extends Event> type, UUID profile, PoolId pool, int stay)
      implements Identity {}

  /** Identity of an event about an invitation: an answer, its end, an LOI. */
  record Invitation(Class<? extends Event> type, UUID invitation) implements Identity {}

  /** Identity of a rejected answer. */
  record Rejection(UUID invitation, Answer answer) implements Identity {}

  /** Identity of a draw and its corrections. */
  record Round(UUID round) implements Identity {}

  /** Identity of all other events: the event id. */
  record Itself(UUID event) implements Identity {}

  /** The identity of an event. */
  static Identity of(Event event) {
    return switch (event) {
      case PoolEntered e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeft e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeaveVoided e -> new Stay(e.getClass(), e.getProfileId(), e.getPool(), e.getStay());
      case InvitationAccepted e -> new Invitation(e.getClass(), e.getInvitationId());
      case InvitationDeclined e -> new Invitation(e.getClass(), e.getInvitationId());
      case AcceptanceConfirmed e -> new Invitation(e.getClass(), e.getInvitationId());
      case InvitationClosed e -> new Invitation(e.getClass(), e.getInvitationId());
      case LoiIssued e -> new Invitation(e.getClass(), e.getInvitationId());
      case LoiCancelled e -> new Invitation(e.getClass(), e.getInvitationId());
      case AnswerRejected e -> new Rejection(e.getInvitationId(), e.getAnswer());
      case RoundRun e -> new Round(e.getRoundId());
      case SeasonPlanned _,
          QuotaAnnounced _,
          AnnouncementWithdrawn _,
          PublicationTimeSet _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          PoolEntryRefused _,
          ProfileRejected _,
          RoundScheduled _,
          RoundSealed _,
          RoundCancelled _,
          PoolClosed _,
          PoolOpened _,
          InvitationIssued _,
          ApplicationSubmitted _,
          ApplicationClosed _ ->
          new Itself(event.getEventId());
    };
  }

  /** The identity's fields for display; empty if the identity is the event id. */
  default String text() {
    return switch (this) {
      case Stay(_, UUID profile, PoolId pool, int stay) ->
          "profile=%s pool=%s stay=%d".formatted(profile, PoolIds.text(pool), stay);
      case Invitation(_, UUID invitation) -> "invitation=" + invitation;
      case Rejection(UUID invitation, Answer answer) ->
          "invitation=%s answer=%s".formatted(invitation, answer);
      case Round(UUID round) -> "round=" + round;
      case Itself _ -> "";
    };
  }
}
