package org.iecpools.pool.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.jspecify.annotations.Nullable;

/**
 * State of one profile.
 *
 * @param profileId the profile
 * @param country country of citizenship, as submitted
 * @param timeZone time zone in which the candidate's days end, as submitted
 * @param status current status
 * @param outcome result of its submission
 * @param stays all stays, in the order in which they began
 * @param seen inputs that were processed before
 * @param identity where the check of its identity document stands; null if it states none, and in
 *     state of versions that did not read it
 */
public record Profile(
    UUID profileId,
    String country,
    String timeZone,
    Status status,
    SubmissionOutcome outcome,
    List<Stay> stays,
    Seen seen,
    @Nullable Identity identity) {

  /** Takes a copy. */
  public Profile {
    stays = List.copyOf(stays);
  }

  static Profile submitted(ProfileSubmitted event, Status status) {
    return new Profile(
        event.getProfileId(),
        event.getCitizenship(),
        event.getTimeZone(),
        status,
        SubmissionOutcome.NONE,
        List.of(),
        Seen.NOTHING,
        event.getIdentityDigest() == null ? null : Identity.AWAITED);
  }

  /** Whether it no longer blocks another profile of the candidate. */
  public boolean hasEnded() {
    return status instanceof Status.Ended;
  }

  /** Stays that have not ended. */
  public List<Stay> staysIn() {
    return stays.stream().filter(Stay::isIn).toList();
  }

  Optional<Stay> stayIn(PoolId pool) {
    return stays.stream().filter(stay -> stay.isIn() && stay.pool().equals(pool)).findFirst();
  }

  Optional<Stay> stay(PoolId pool, int number) {
    return stays.stream().filter(stay -> stay.is(pool, number)).findFirst();
  }

  int lastStay(PoolId pool) {
    return stays.stream()
        .filter(stay -> stay.pool().equals(pool))
        .mapToInt(Stay::number)
        .max()
        .orElse(0);
  }

  Profile as(Status next) {
    return new Profile(profileId, country, timeZone, next, outcome, stays, seen, identity);
  }

  Profile with(SubmissionOutcome next) {
    return new Profile(profileId, country, timeZone, status, next, stays, seen, identity);
  }

  Profile with(Seen next) {
    return new Profile(profileId, country, timeZone, status, outcome, stays, next, identity);
  }

  Profile with(Identity next) {
    return new Profile(profileId, country, timeZone, status, outcome, stays, seen, next);
  }

  /** Adds a stay, or replaces the one with the same pool and number. */
  Profile with(Stay stay) {
    List<Stay> next =
        stay(stay.pool(), stay.number()).isPresent()
            ? stays.stream().map(s -> s.is(stay.pool(), stay.number()) ? stay : s).toList()
            : Stream.concat(stays.stream(), Stream.of(stay)).toList();
    return new Profile(profileId, country, timeZone, status, outcome, next, seen, identity);
  }
}
