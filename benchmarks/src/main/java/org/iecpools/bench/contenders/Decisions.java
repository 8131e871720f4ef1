package org.iecpools.bench.contenders;

import java.util.UUID;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;

/** The decision of the simple contenders: every profile enters its first pool. */
final class Decisions {

  /** Highest age in the pools of the benchmark, in years. */
  private static final int MAX_AGE = 35;

  private Decisions() {}

  static PoolEntered entered(ProfileSubmitted profile) {
    WantedPool wanted = profile.getWanted().getFirst();
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(profile.getOccurredAt())
        .setPool(
            new PoolId(
                profile.getSeason(),
                profile.getCitizenship(),
                wanted.getCategory(),
                wanted.getStream()))
        .setProfileId(profile.getProfileId())
        .setCandidateId(profile.getCandidateId())
        .setEligibleUntil(profile.getBirthDate().plusYears(MAX_AGE + 1).minusDays(1))
        .setTimeZone(profile.getTimeZone())
        .build();
  }
}
