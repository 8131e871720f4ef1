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
import org.iecpools.events.PoolId;
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
    return about(i, at, random, InvitationAccepted::new);
  }

  /** A candidate declines an invitation. */
  public static InvitationDeclined declined(
      InvitationIssued i, Instant at, SplittableRandom random) {
    return about(i, at, random, InvitationDeclined::new);
  }

  /** A candidate applies. */
  public static ApplicationSubmitted applied(
      InvitationIssued i, Instant at, SplittableRandom random) {
    return about(i, at, random, ApplicationSubmitted::new);
  }

  /** An application is closed without an LOI. */
  public static ApplicationClosed closed(InvitationIssued i, Instant at, SplittableRandom random) {
    return about(i, at, random, ApplicationClosed::new);
  }

  /** An application is approved. */
  public static LoiIssued loi(InvitationIssued i, Instant at, SplittableRandom random) {
    return about(i, at, random, LoiIssued::new);
  }

  /** An LOI is cancelled. */
  public static LoiCancelled cancelled(InvitationIssued i, Instant at, SplittableRandom random) {
    return about(i, at, random, LoiCancelled::new);
  }

  /** The constructor of an event about an invitation. All of them have the same components. */
  private interface AboutInvitation<E> {
    E create(
        UUID eventId, Instant at, PoolId pool, UUID invitationId, UUID profileId, UUID candidateId);
  }

  private static <E> E about(
      InvitationIssued i, Instant at, SplittableRandom random, AboutInvitation<E> event) {
    return event.create(
        Ids.next(random),
        at,
        i.getPool(),
        i.getInvitationId(),
        i.getProfileId(),
        i.getCandidateId());
  }
}
