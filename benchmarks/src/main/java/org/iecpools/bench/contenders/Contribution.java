package org.iecpools.bench.contenders;

import java.util.List;
import java.util.UUID;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ClosedCause;
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

/**
 * What one record contributes to a number. Records with the same {@link Identity} count once: stays
 * are identified by profile, pool and number; answers, invitation ends and LOIs by invitation;
 * rejections by invitation and answer; rounds by id, where the highest revision counts.
 *
 * @param identity distinguishes contributions
 * @param revision of a round, 0 or more; 0 for all others
 * @param amount the number to add, 0 or more: invited candidates for a round, 1 for all others
 */
record Contribution(Identity identity, int revision, long amount) {

  /** The sum that a contribution adds to. */
  enum Kind {
    ENTRY,
    LEAVE,
    VOIDED_LEAVE,
    INVITED,
    DECLINE,
    REJECTED_DECLINE,
    UNUSED_END,
    LOI,
    REJECTED_LOI,
    CANCELLED_LOI;

    static final Kind[] ALL = values();
  }

  /**
   * The identity of a contribution.
   *
   * @param pool the pool's id as a string
   * @param id of the profile, invitation or round
   * @param stay number of the stay; 0 if not applicable
   */
  record Identity(Kind kind, String pool, UUID id, int stay) {}

  /** The contribution of an event, if any. */
  static List<Contribution> in(Event event) {
    return switch (event) {
      case PoolEntered e -> stay(Kind.ENTRY, e.getPool(), e.getProfileId(), e.getStay());
      case PoolLeft e -> stay(Kind.LEAVE, e.getPool(), e.getProfileId(), e.getStay());
      case PoolLeaveVoided e -> stay(Kind.VOIDED_LEAVE, e.getPool(), e.getProfileId(), e.getStay());
      case RoundRun e ->
          List.of(
              new Contribution(
                  new Identity(Kind.INVITED, PoolIds.text(e.getPool()), e.getRoundId(), 0),
                  e.getRevision(),
                  e.getInvited()));
      case InvitationDeclined e -> invitation(Kind.DECLINE, e.getPool(), e.getInvitationId());
      case InvitationClosed e ->
          isUnused(e.getCause())
              ? invitation(Kind.UNUSED_END, e.getPool(), e.getInvitationId())
              : List.of();
      case AnswerRejected e -> rejection(e);
      case LoiIssued e -> invitation(Kind.LOI, e.getPool(), e.getInvitationId());
      case LoiCancelled e -> invitation(Kind.CANCELLED_LOI, e.getPool(), e.getInvitationId());
      case InvitationIssued _,
          InvitationAccepted _,
          AcceptanceConfirmed _,
          ApplicationSubmitted _,
          ApplicationClosed _,
          PoolEntryRefused _,
          ProfileRejected _,
          ProfileSubmitted _,
          ProfileWithdrawn _,
          RoundScheduled _,
          RoundSealed _,
          RoundCancelled _,
          PoolClosed _,
          PoolOpened _,
          SeasonPlanned _,
          QuotaAnnounced _,
          AnnouncementWithdrawn _,
          PublicationTimeSet _ ->
          List.of();
    };
  }

  /** Excludes declines, LOIs and voided invitations, which other events count. */
  private static boolean isUnused(ClosedCause cause) {
    return switch (cause) {
      case NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, APPLICATION_CLOSED -> true;
      case DECLINED, LOI_ISSUED, VOIDED, UNKNOWN -> false;
    };
  }

  private static List<Contribution> rejection(AnswerRejected e) {
    Answer answer = e.getAnswer();
    return switch (answer) {
      case DECLINE -> invitation(Kind.REJECTED_DECLINE, e.getPool(), e.getInvitationId());
      case LOI -> invitation(Kind.REJECTED_LOI, e.getPool(), e.getInvitationId());
      case ACCEPT, WITHDRAWAL, UNKNOWN -> List.of();
    };
  }

  private static List<Contribution> stay(Kind kind, PoolId pool, UUID profile, int number) {
    return List.of(new Contribution(new Identity(kind, PoolIds.text(pool), profile, number), 0, 1));
  }

  private static List<Contribution> invitation(Kind kind, PoolId pool, UUID invitation) {
    return List.of(new Contribution(new Identity(kind, PoolIds.text(pool), invitation, 0), 0, 1));
  }
}
