package org.iecpools.profile.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.Reference;
import org.iecpools.events.Answer;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Reason;
import org.iecpools.kit.web.Described;
import org.iecpools.profile.domain.EndCause;
import org.iecpools.profile.domain.Invitation;
import org.iecpools.profile.domain.Invitation.Mark;
import org.iecpools.profile.domain.Profile;
import org.iecpools.profile.domain.Standing;
import org.iecpools.profile.domain.Standing.PoolStay;
import org.iecpools.profile.domain.Standing.Status;
import org.iecpools.profile.domain.Standing.Withdrawal;
import org.jspecify.annotations.Nullable;

/**
 * JSON representation of a {@link Standing}.
 *
 * @param status PENDING: not decided yet; ACTIVE: in at least one pool; INVITED: holds an open
 *     invitation and is in no pool; ENDED: ended for good
 * @param ended why it ended; null unless the status is ENDED
 * @param invitation the open invitation, or else the last one
 * @param withdrawal NONE, ASKED, REFUSED or GRANTED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Standing", description = "Where a profile stands.")
record StandingView(
    @Schema(description = "The profile.") UUID profileId,
    @Schema(description = "Year of the programme.") @Nullable Integer season,
    @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
        @Nullable String country,
    @Schema(description = "Its English name.", example = "Ireland") @Nullable String countryName,
    @Schema(
            description =
                "PENDING: not decided yet; ACTIVE: in at least one pool; INVITED: has an open invitation"
                    + " and is in no pool; ENDED: ended for good.",
            allowableValues = {"PENDING", "ACTIVE", "INVITED", "ENDED"})
        String status,
    @Schema(description = "Why it ended; only with ENDED.") @Nullable Ended ended,
    @Schema(description = "The submitted profile; absent if only other events are known.")
        @Nullable Submission submission,
    @Schema(description = "Stays in pools.") List<Stay> stays,
    @Schema(description = "Wanted pools that were not entered.") List<Refused> refusals,
    @Schema(description = "The open invitation, or else the last one.")
        @Nullable InvitationView invitation,
    @Schema(description = "All other invitations.") List<InvitationView> earlierInvitations,
    @Schema(
            description = "Whether a withdrawal was requested, and its result.",
            allowableValues = {"NONE", "ASKED", "REFUSED", "GRANTED"})
        String withdrawal,
    @Schema(description = "Why the withdrawal was refused; only with REFUSED.")
        @Nullable String withdrawalRefusedBecause) {

  /** Why a profile has ended. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Ended(
      @Schema(description = "Stable, for programs.") EndCause cause,
      @Schema(description = "When, UTC.") @Nullable Instant at,
      @Schema(description = "The cause in a sentence.") String detail,
      @Schema(description = "Every reason; only of a rejected profile.")
          List<ReasonView> reasons) {}

  /** One reason. */
  @Schema(name = "Reason")
  record ReasonView(
      @Schema(description = "Stable, for programs.", example = "TOO_OLD") String code,
      @Schema(description = "A sentence for people: what is wrong and what would be right.")
          String detail) {
    static List<ReasonView> of(List<Reason> reasons) {
      return reasons.stream().map(r -> new ReasonView(r.getCode(), r.getDetail())).toList();
    }
  }

  /** The submission. */
  record Submission(
      @Schema(description = "When, UTC.") Instant at,
      @Schema(description = "Date of birth.") LocalDate birthDate,
      @Schema(description = "Country of residence, ISO 3166-1 alpha-2.", example = "IE")
          String residence,
      @Schema(description = "Each as category or category/stream.") List<String> wanted,
      @Schema(description = "Whether there is a job offer in Canada.") boolean jobOffer,
      @Schema(description = "Whether the candidate is a registered student.") boolean student,
      @Schema(description = "Whether there is a placement in Canada.") boolean placement,
      @Schema(description = "Number of previous participations.") int previousParticipations,
      @Schema(
              description = "IANA time zone in which the candidate's days end.",
              example = "Europe/Dublin")
          String timeZone) {}

  /** A stay in a pool. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stay(
      @Described.Pool String pool,
      @Schema(description = "Its category.") Category category,
      @Schema(description = "Its special stream, if it has one.", example = "VIE")
          @Nullable String stream,
      @Schema(
              description = "Number of the stay of this profile in this pool, from 1.",
              minimum = "1")
          int stay,
      @Schema(description = "State of the stay.") Standing.StayState state,
      @Schema(description = "When it began, UTC.") @Nullable Instant from,
      @Schema(description = "When it ended, UTC.") @Nullable Instant until,
      @Schema(description = "Why it ended.") @Nullable LeaveCause cause,
      @Schema(
              description =
                  "Last day on which the candidate may be in the pool, by age and by the 365 days of the profile.")
          @Nullable LocalDate eligibleUntil) {}

  /** A pool that was not entered. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refused(
      @Described.Pool String pool,
      @Schema(description = "Its category.") Category category,
      @Schema(description = "Its special stream, if it has one.", example = "VIE")
          @Nullable String stream,
      @Schema(description = "Every reason.") List<ReasonView> reasons) {}

  /**
   * An invitation.
   *
   * @param state OPEN, ACCEPTED, APPLIED or CLOSED
   * @param answerBy deadline for the answer, exclusive
   * @param submitBy deadline for the application, exclusive; null before acceptance
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Invitation")
  record InvitationView(
      @Schema(description = "The invitation.") UUID invitationId,
      @Described.Pool String pool,
      @Schema(description = "The round in which it was drawn.") @Nullable UUID roundId,
      @Schema(
              description = "State of the invitation.",
              allowableValues = {"OPEN", "ACCEPTED", "APPLIED", "CLOSED"})
          String state,
      @Schema(description = "When, UTC.") @Nullable Instant issuedAt,
      @Schema(description = "End, exclusive, of the 10 days to answer, UTC.")
          @Nullable Instant answerBy,
      @Schema(description = "When, UTC.") @Nullable Instant acceptedAt,
      @Schema(
              description =
                  "End, exclusive, of the 20 days to submit the application, UTC; once accepted.")
          @Nullable Instant submitBy,
      @Schema(description = "When, UTC.") @Nullable Instant appliedAt,
      @Schema(description = "When, UTC.") @Nullable Instant closedAt,
      @Schema(description = "How it ended.", example = "DECLINED")
          @Nullable ClosedCause closedBecause,
      @Schema(description = "Why it was voided, as a sentence; only with VOIDED.")
          @Nullable String closedReason,
      @Schema(description = "Answers that came too late.") List<RejectedAnswer> rejectedAnswers) {

    /** An answer that invitation-service rejected. */
    record RejectedAnswer(
        @Schema(description = "Which answer.") Answer answer,
        @Schema(description = "Why, as a sentence.") String reason) {}

    static InvitationView of(Invitation invitation, ZoneId zone) {
      InvitationIssued issued = invitation.issued();
      InvitationClosed closed = invitation.closed();
      return new InvitationView(
          invitation.id(),
          PoolIds.text(invitation.pool()),
          issued == null ? null : issued.getRoundId(),
          switch (invitation.state()) {
            case Invitation.State.Open() -> "OPEN";
            case Invitation.State.Accepted() -> "ACCEPTED";
            case Invitation.State.Applied() -> "APPLIED";
            case Invitation.State.Closed _ -> "CLOSED";
          },
          issued == null ? null : issued.getOccurredAt(),
          issued == null ? null : issued.getAnswerBy(),
          invitation.acceptedAt().orElse(null),
          invitation.submitBy(zone).orElse(null),
          invitation.marks().get(Mark.APPLIED),
          closed == null ? null : closed.getOccurredAt(),
          closed == null ? null : closed.getCause(),
          closed == null ? null : closed.getReason(),
          invitation.rejected().entrySet().stream()
              .map(entry -> new RejectedAnswer(entry.getKey(), entry.getValue()))
              .toList());
    }
  }

  static StandingView of(Standing standing) {
    Profile profile = standing.profile();
    List<Invitation> invitations = profile.invitations().values().stream().toList();
    Optional<Invitation> shown =
        invitations.stream()
            .filter(Invitation::isOpen)
            .findFirst()
            .or(() -> invitations.stream().reduce((_, last) -> last));
    String country = profile.country().orElse(null);
    ProfileSubmitted submitted = profile.submitted();
    return new StandingView(
        profile.profileId(),
        profile.season().orElse(null),
        country,
        country == null ? null : Reference.shipped().countryName(country),
        switch (standing.status()) {
          case Status.Pending() -> "PENDING";
          case Status.Active() -> "ACTIVE";
          case Status.Invited _ -> "INVITED";
          case Status.Ended _ -> "ENDED";
        },
        standing.status() instanceof Status.Ended(EndCause cause, Instant at, List<Reason> reasons)
            ? new Ended(cause, at, cause.sentence(), ReasonView.of(reasons))
            : null,
        submitted == null ? null : submission(submitted),
        standing.stays().stream().map(StandingView::stay).toList(),
        profile.refused().values().stream()
            .map(
                refused ->
                    new Refused(
                        PoolIds.text(refused.getPool()),
                        refused.getPool().getCategory(),
                        refused.getPool().getStream(),
                        ReasonView.of(refused.getReasons())))
            .toList(),
        shown.map(invitation -> InvitationView.of(invitation, profile.zone())).orElse(null),
        invitations.stream()
            .filter(invitation -> shown.filter(invitation::equals).isEmpty())
            .map(invitation -> InvitationView.of(invitation, profile.zone()))
            .toList(),
        switch (standing.withdrawal()) {
          case Withdrawal.None() -> "NONE";
          case Withdrawal.Asked() -> "ASKED";
          case Withdrawal.Refused _ -> "REFUSED";
          case Withdrawal.Granted() -> "GRANTED";
        },
        standing.withdrawal() instanceof Withdrawal.Refused(String reason) ? reason : null);
  }

  private static Stay stay(PoolStay stay) {
    PoolId pool = stay.pool();
    return new Stay(
        PoolIds.text(pool),
        pool.getCategory(),
        pool.getStream(),
        stay.number(),
        stay.state(),
        stay.from(),
        stay.until(),
        stay.cause(),
        stay.eligibleUntil());
  }

  private static Submission submission(ProfileSubmitted submitted) {
    return new Submission(
        submitted.getOccurredAt(),
        submitted.getBirthDate(),
        submitted.getResidence(),
        submitted.getWanted().stream()
            .map(
                wanted ->
                    wanted.getStream() == null
                        ? wanted.getCategory().name()
                        : wanted.getCategory() + "/" + wanted.getStream())
            .toList(),
        submitted.getJobOffer(),
        submitted.getStudent(),
        submitted.getPlacement(),
        submitted.getPreviousParticipations(),
        submitted.getTimeZone());
  }
}
