package org.iecpools.auditor;

import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnnouncementWithdrawn;
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

/** The effect of an event on the numbers of a pool. */
enum Effect {
  ENTERED,
  LEFT,
  LEAVE_VOIDED,
  INVITED,
  DECLINED,
  DECLINE_REJECTED,
  /** An invitation ended other than by a decline or an LOI, which have events of their own. */
  ENDED_UNUSED,
  LOI_ISSUED,
  LOI_REJECTED,
  LOI_CANCELLED,
  QUOTA,
  ROUND_ANNOUNCED,
  /** A pool was closed to entries or opened again. */
  ENTRIES,
  PLAN,
  NONE;

  static Effect of(Event event) {
    return switch (event) {
      case PoolEntered _ -> ENTERED;
      case PoolLeft _ -> LEFT;
      case PoolLeaveVoided _ -> LEAVE_VOIDED;
      case RoundRun _ -> INVITED;
      case InvitationDeclined _ -> DECLINED;
      case InvitationClosed e ->
          switch (e.getCause()) {
            case NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, APPLICATION_CLOSED -> ENDED_UNUSED;
            // The corrected RoundRun no longer counts voided invitations as invited.
            case DECLINED, LOI_ISSUED, VOIDED, UNKNOWN -> NONE;
          };
      case AnswerRejected e ->
          switch (e.getAnswer()) {
            case DECLINE -> DECLINE_REJECTED;
            case LOI -> LOI_REJECTED;
            case ACCEPT, WITHDRAWAL, UNKNOWN -> NONE;
          };
      case LoiIssued _ -> LOI_ISSUED;
      case LoiCancelled _ -> LOI_CANCELLED;
      case QuotaAnnounced _ -> QUOTA;
      case RoundScheduled _ -> ROUND_ANNOUNCED;
      case PoolClosed _, PoolOpened _ -> ENTRIES;
      case SeasonPlanned _ -> PLAN;
      case AnnouncementWithdrawn _,
          PublicationTimeSet _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          PoolEntryRefused _,
          ProfileRejected _,
          RoundSealed _,
          RoundCancelled _,
          InvitationIssued _,
          InvitationAccepted _,
          AcceptanceConfirmed _,
          ApplicationSubmitted _,
          ApplicationClosed _ ->
          NONE;
    };
  }

  /** The number that an event adds to the sum of its effect, 0 or more. */
  static int amount(Event event) {
    return switch (of(event)) {
      case INVITED -> ((RoundRun) event).getInvited();
      case ENTERED,
          LEFT,
          LEAVE_VOIDED,
          DECLINED,
          DECLINE_REJECTED,
          ENDED_UNUSED,
          LOI_ISSUED,
          LOI_REJECTED,
          LOI_CANCELLED ->
          1;
      case QUOTA, ROUND_ANNOUNCED, ENTRIES, PLAN, NONE -> 0;
    };
  }
}
