package org.iecpools.profile.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.CandidateEvent;

/**
 * What the log says of one candidate, by profile. Facts only: what they mean is worked out on
 * reading ({@link Standing}), so the order in which the topics are read does not matter.
 */
public record Candidate(Map<UUID, Profile> profiles) {

  /** Takes a copy that keeps the order. */
  public Candidate {
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** A candidate of whom nothing is known. */
  public static Candidate unknown() {
    return new Candidate(Map.of());
  }

  /** This candidate with one more fact; a repeat changes nothing. */
  public Candidate with(CandidateEvent event) {
    var next = new LinkedHashMap<>(profiles);
    next.put(
        event.getProfileId(),
        profiles
            .getOrDefault(event.getProfileId(), Profile.unknown(event.getProfileId()))
            .with(event));
    return new Candidate(next);
  }

  /** One of the profiles, if anything is known of it. */
  public Optional<Profile> profile(UUID profileId) {
    return Optional.ofNullable(profiles.get(profileId));
  }
}
