package org.iecpools.pool.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.kit.web.Described;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.EndCause;
import org.iecpools.pool.domain.Profile;
import org.iecpools.pool.domain.Status;
import org.iecpools.pool.domain.Stay;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of a candidate.
 *
 * @param candidateId the candidate
 * @param seasons one entry per season, latest first
 */
@Schema(name = "Candidate", description = "The profiles of a candidate.")
public record CandidateView(
    @Schema(description = "Pseudonym of the candidate.") UUID candidateId,
    @Schema(description = "One entry per season, latest first.") List<SeasonLookup> seasons) {

  /** A season, with all profiles in order of submission. */
  public record SeasonLookup(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "All profiles, in the order of submission.")
          List<ProfileView> profiles) {}

  /**
   * A profile.
   *
   * @param status PARKED (waits for the end of another profile, or for the country's plan), ACTIVE,
   *     INVITED or ENDED
   * @param endedBecause why it ended; null unless ENDED
   * @param invitationId the open invitation; null unless INVITED
   * @param withdrawalAsked whether invitation-service is deciding on a withdrawal
   * @param reasons reasons against the whole profile
   * @param stays stays in pools, in the order in which they began
   * @param refusals wanted pools that were not entered
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Profile")
  public record ProfileView(
      @Schema(description = "The profile.") UUID profileId,
      @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
          String country,
      @Schema(
              description =
                  "PARKED: waits for the end of another profile, or for the country's plan; ACTIVE: in at"
                      + " least one pool; INVITED: has an open invitation; ENDED: ended for good.",
              allowableValues = {"PARKED", "ACTIVE", "INVITED", "ENDED"})
          String status,
      @Schema(description = "Why it ended; only with ENDED.") @Nullable EndCause endedBecause,
      @Schema(description = "The open invitation; only with INVITED.") @Nullable UUID invitationId,
      @Schema(description = "Whether invitation-service is deciding on a withdrawal.")
          boolean withdrawalAsked,
      @Schema(description = "Reasons against the whole profile.") List<Against> reasons,
      @Schema(description = "Stays in pools, in the order in which they began.")
          List<StayView> stays,
      @Schema(description = "Wanted pools that were not entered.") List<Refusal> refusals) {}

  /**
   * A stay in a pool.
   *
   * @param standing IN, LEFT, or DRAWN: taken out by a round
   * @param leftBecause why it was left; null unless LEFT
   * @param eligibleUntil last day on which the candidate may be in the pool
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Stay")
  public record StayView(
      @Described.Pool String pool,
      @Schema(
              description = "Number of the stay of this profile in this pool, from 1.",
              minimum = "1")
          int stay,
      @Schema(
              description = "IN the pool, LEFT it, or DRAWN: taken out by a round.",
              allowableValues = {"IN", "LEFT", "DRAWN"})
          String standing,
      @Schema(description = "Why it was left; only with LEFT.") @Nullable LeaveCause leftBecause,
      @Schema(
              description =
                  "Last day on which the candidate may be in the pool, by age and by the 365 days of the profile.")
          LocalDate eligibleUntil) {}

  /** A wanted pool that was not entered, with every reason. */
  public record Refusal(
      @Described.Pool String pool, @Schema(description = "Every reason.") List<Against> reasons) {}

  /** A reason: a stable, machine-readable code and a sentence. */
  @Schema(name = "Reason")
  public record Against(
      @Schema(description = "Stable, for programs.", example = "TOO_OLD") String code,
      @Schema(description = "A sentence for people: what is wrong and what would be right.")
          String detail) {}

  static CandidateView of(UUID candidateId, List<Candidacy> candidacies) {
    return new CandidateView(
        candidateId,
        candidacies.stream()
            .sorted((one, other) -> Integer.compare(other.season(), one.season()))
            .map(
                candidacy ->
                    new SeasonLookup(
                        candidacy.season(),
                        candidacy.profiles().values().stream().map(CandidateView::of).toList()))
            .toList());
  }

  private static ProfileView of(Profile profile) {
    Status status = profile.status();
    return new ProfileView(
        profile.profileId(),
        profile.country(),
        switch (status) {
          case Status.Parked _ -> "PARKED";
          case Status.Active _ -> "ACTIVE";
          case Status.Invited _ -> "INVITED";
          case Status.Ended _ -> "ENDED";
        },
        status instanceof Status.Ended(EndCause cause) ? cause : null,
        status instanceof Status.Invited invited ? invited.invitationId() : null,
        status instanceof Status.Invited invited && invited.withdrawalAsked(),
        against(profile.outcome().reasons()),
        profile.stays().stream().map(stay -> of(stay, profile)).toList(),
        profile.outcome().refusals().entrySet().stream()
            .map(refusal -> new Refusal(refusal.getKey(), against(refusal.getValue())))
            .toList());
  }

  private static StayView of(Stay stay, Profile profile) {
    return new StayView(
        PoolIds.text(stay.pool()),
        stay.number(),
        switch (stay.standing()) {
          case Stay.Standing.In _ -> "IN";
          case Stay.Standing.Left _ -> "LEFT";
          case Stay.Standing.Drawn _ -> "DRAWN";
        },
        stay.standing() instanceof Stay.Standing.Left(LeaveCause cause) ? cause : null,
        Objects.requireNonNull(
            profile.outcome().pools().get(stay.pool()), "a stay is in a pool that was entered"));
  }

  private static List<Against> against(List<Reason> reasons) {
    return reasons.stream().map(r -> new Against(r.getCode(), r.getDetail())).toList();
  }
}
