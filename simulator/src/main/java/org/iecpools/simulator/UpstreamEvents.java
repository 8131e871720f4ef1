package org.iecpools.simulator;

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
final class UpstreamEvents {

  private UpstreamEvents() {}

  static ProfileWithdrawn withdrawn(ProfileSubmitted form, Instant at, SplittableRandom dice) {
    return withdrawn(
        form.getProfileId(),
        form.getCandidateId(),
        form.getSeason(),
        form.getCitizenship(),
        at,
        dice);
  }

  static ProfileWithdrawn withdrawn(
      UUID profileId,
      UUID candidateId,
      int season,
      String citizenship,
      Instant at,
      SplittableRandom dice) {
    return ProfileWithdrawn.newBuilder()
        .setEventId(Ids.next(dice))
        .setOccurredAt(at)
        .setProfileId(profileId)
        .setCandidateId(candidateId)
        .setSeason(season)
        .setCitizenship(citizenship)
        .build();
  }

  static InvitationAccepted accepted(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new InvitationAccepted(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }

  static InvitationDeclined declined(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new InvitationDeclined(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }

  static ApplicationSubmitted applied(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new ApplicationSubmitted(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }

  static ApplicationClosed closed(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new ApplicationClosed(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }

  static LoiIssued loi(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new LoiIssued(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }

  static LoiCancelled cancelled(InvitationIssued i, Instant at, SplittableRandom dice) {
    return new LoiCancelled(
        Ids.next(dice), at, i.getPool(), i.getInvitationId(), i.getProfileId(), i.getCandidateId());
  }
}
