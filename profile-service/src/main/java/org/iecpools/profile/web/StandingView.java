package org.iecpools.profile.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.domain.Reference;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
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
 * A standing as JSON.
 *
 * @param status PENDING: a decision is on its way; ACTIVE: in at least one pool; INVITED: holds an
 *     open invitation and is in no pool; ENDED: over for ever
 * @param ended why, exactly when the status is ENDED
 * @param invitation the open one, or the last one
 * @param withdrawal NONE, ASKED, REFUSED or GRANTED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StandingView(
    UUID profileId,
    @Nullable Integer season,
    @Nullable String country,
    @Nullable String countryName,
    String status,
    @Nullable Ended ended,
    @Nullable Submission submission,
    List<Stay> stays,
    List<Refused> refusals,
    @Nullable InvitationView invitation,
    List<InvitationView> earlierInvitations,
    String withdrawal,
    @Nullable String withdrawalRefusedBecause) {

  /** Why a profile is over. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Ended(EndCause cause, @Nullable Instant at, String detail, List<ReasonView> reasons) {}

  /** One reason. */
  record ReasonView(String code, String detail) {
    static List<ReasonView> of(List<org.iecpools.events.Reason> reasons) {
      return reasons.stream().map(r -> new ReasonView(r.getCode(), r.getDetail())).toList();
    }
  }

  /** What was submitted. */
  record Submission(
      Instant at,
      LocalDate birthDate,
      String residence,
      List<String> wanted,
      boolean jobOffer,
      boolean student,
      boolean placement,
      int previousParticipations,
      String timeZone) {}

  /** A stay in a pool. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Stay(
      String pool,
      Category category,
      @Nullable String stream,
      int stay,
      Standing.StayState state,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable String cause,
      @Nullable LocalDate eligibleUntil) {}

  /** A pool that was not entered. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refused(
      String pool, Category category, @Nullable String stream, List<ReasonView> reasons) {}

  /**
   * An invitation.
   *
   * @param state OPEN, ACCEPTED, APPLIED or CLOSED
   * @param answerBy end, exclusive, of the days to answer
   * @param submitBy end, exclusive, of the days to submit the application, once accepted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record InvitationView(
      UUID invitationId,
      String pool,
      @Nullable UUID roundId,
      String state,
      @Nullable Instant issuedAt,
      @Nullable Instant answerBy,
      @Nullable Instant acceptedAt,
      @Nullable Instant submitBy,
      @Nullable Instant appliedAt,
      @Nullable Instant closedAt,
      @Nullable String closedBecause,
      List<RejectedAnswer> rejectedAnswers) {

    /** An answer that came too late. */
    record RejectedAnswer(String answer, String reason) {}

    static InvitationView of(Invitation invitation, ZoneId zone) {
      var issued = invitation.issued();
      var closed = invitation.closed();
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
          closed == null ? null : closed.getCause().name(),
          invitation.rejected().entrySet().stream()
              .map(entry -> new RejectedAnswer(entry.getKey().name(), entry.getValue()))
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
    var submitted = profile.submitted();
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
        standing.status() instanceof Status.Ended(var cause, var at, var reasons)
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
    var cause = stay.cause();
    return new Stay(
        PoolIds.text(pool),
        pool.getCategory(),
        pool.getStream(),
        stay.number(),
        stay.state(),
        stay.from(),
        stay.until(),
        cause == null ? null : cause.name(),
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
