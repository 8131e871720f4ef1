package org.iecpools.profile.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.CandidateEvent;

/**
 * What the log states about one candidate, by profile. Contains facts only; {@link Standing}
 * interprets them when they are read, so that the order in which the topics are read does not
 * matter.
 */
public record Candidate(Map<UUID, Profile> profiles) {

  /** Takes a copy that keeps the order. */
  public Candidate {
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** A candidate about whom nothing is known. */
  public static Candidate unknown() {
    return new Candidate(Map.of());
  }

  /** Adds a fact; a repeat changes nothing. */
  public Candidate with(CandidateEvent event) {
    return with(Stream.of(event));
  }

  /**
   * Adds facts one after the other; repeats change nothing. Where events contradict each other,
   * their order decides. Takes time proportional to their number.
   */
  public Candidate with(Stream<CandidateEvent> events) {
    var drafts = new LinkedHashMap<UUID, ProfileDraft>();
    profiles.forEach((id, profile) -> drafts.put(id, new ProfileDraft(profile)));
    events.forEachOrdered(
        event -> drafts.computeIfAbsent(event.getProfileId(), ProfileDraft::new).add(event));
    var next = new LinkedHashMap<UUID, Profile>();
    drafts.forEach((id, draft) -> next.put(id, draft.profile()));
    return new Candidate(next);
  }

  /** A profile, if anything is known about it. */
  public Optional<Profile> profile(UUID profileId) {
    return Optional.ofNullable(profiles.get(profileId));
  }
}
