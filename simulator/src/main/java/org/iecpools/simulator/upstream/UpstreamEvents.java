package org.iecpools.simulator.upstream;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;

/** Creates the upstream events of candidates, officers and portals, each with a new event id. */
public final class UpstreamEvents {

  private UpstreamEvents() {}

  /** A candidate withdraws a profile. */
  public static ProfileWithdrawn withdrawn(
      ProfileSubmitted form, Instant at, SplittableRandom random) {
    return withdrawn(
        form.getProfileId(),
        form.getCandidateId(),
        form.getSeason(),
        form.getCitizenship(),
        at,
        random);
  }

  /** A candidate withdraws a profile. */
  public static ProfileWithdrawn withdrawn(
      UUID profileId,
      UUID candidateId,
      int season,
      String citizenship,
      Instant at,
      SplittableRandom random) {
    return ProfileWithdrawn.newBuilder()
        .setEventId(Ids.next(random))
        .setOccurredAt(at)
        .setProfileId(profileId)
        .setCandidateId(candidateId)
        .setSeason(season)
        .setCitizenship(citizenship)
        .build();
  }

  /** A candidate accepts an invitation. */
  public static InvitationAccepted accepted(
      InvitationIssued i, Instant at, SplittableRandom random) {
    return new InvitationAccepted(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  /** A candidate declines an invitation. */
  public static InvitationDeclined declined(
      InvitationIssued i, Instant at, SplittableRandom random) {
    return new InvitationDeclined(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  /** A candidate applies. */
  public static ApplicationSubmitted applied(
      InvitationIssued i, Instant at, SplittableRandom random) {
    return new ApplicationSubmitted(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  /** An application is closed without an LOI. */
  public static ApplicationClosed closed(InvitationIssued i, Instant at, SplittableRandom random) {
    return new ApplicationClosed(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  /** An application is approved. */
  public static LoiIssued loi(InvitationIssued i, Instant at, SplittableRandom random) {
    return new LoiIssued(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }

  /** An LOI is cancelled. */
  public static LoiCancelled cancelled(InvitationIssued i, Instant at, SplittableRandom random) {
    return new LoiCancelled(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }
}
