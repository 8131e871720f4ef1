package org.iecpools.pool.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One candidate in one season: the state that pool-service decides on. The profile that counts is
 * derived from the profiles and not stored, so that the two cannot disagree.
 *
 * @param candidateId the candidate
 * @param season year of the programme
 * @param country country of the first profile that entered a pool; later ones must have the same
 *     (R10a)
 * @param profiles all profiles, in order of submission
 * @param tombstones profiles whose withdrawal came before their submission (R13)
 */
public record Candidacy(
    UUID candidateId,
    int season,
    @Nullable String country,
    Map<UUID, Profile> profiles,
    Set<UUID> tombstones) {

  /** Takes copies. */
  public Candidacy {
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    tombstones = Collections.unmodifiableSet(new LinkedHashSet<>(tombstones));
  }

  /** A candidate about whom nothing is known. */
  public static Candidacy unknown(UUID candidateId, int season) {
    return new Candidacy(candidateId, season, null, Map.of(), Set.of());
  }

  /** Whether nothing is known about the candidate. */
  public boolean isUnknown() {
    return profiles.isEmpty() && tombstones.isEmpty();
  }

  /** Whether all profiles have ended, as after the season; another one may still be submitted. */
  public boolean isClosed() {
    for (Profile profile : profiles.values()) {
      if (!profile.hasEnded()) {
        return false;
      }
    }
    return true;
  }

  /** The profile that is active or invited, if there is one. */
  public Optional<Profile> current() {
    for (Profile profile : profiles.values()) {
      switch (profile.status()) {
        case Status.Active _, Status.Invited _ -> {
          return Optional.of(profile);
        }
        case Status.Parked _, Status.Ended _ -> {}
      }
    }
    return Optional.empty();
  }

  /** The parked profile, if there is one. */
  public Optional<Profile> parked() {
    for (Profile profile : profiles.values()) {
      if (profile.status() instanceof Status.Parked) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  Candidacy with(Profile profile) {
    Map<UUID, Profile> next = new LinkedHashMap<>(profiles);
    next.put(profile.profileId(), profile);
    return new Candidacy(candidateId, season, country, next, tombstones);
  }

  Candidacy of(String firstCountry) {
    return new Candidacy(candidateId, season, firstCountry, profiles, tombstones);
  }

  Candidacy withTombstone(UUID profileId) {
    Set<UUID> next = new LinkedHashSet<>(tombstones);
    next.add(profileId);
    return new Candidacy(candidateId, season, country, profiles, next);
  }
}
