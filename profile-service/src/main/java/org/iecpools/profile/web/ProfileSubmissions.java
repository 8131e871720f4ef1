package org.iecpools.profile.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.Objection;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.Event;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.Reason;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.TimeBudget;
import org.iecpools.kit.web.Uuids;
import org.iecpools.profile.domain.Candidate;
import org.iecpools.profile.domain.EndCause;
import org.iecpools.profile.domain.Standing;
import org.iecpools.profile.domain.Standing.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Accepts profiles and withdrawals: refuses invalid ones, publishes the others, and waits briefly
 * for the decision of pool-service and invitation-service.
 */
public final class ProfileSubmissions {

  /**
   * How long a request waits in all for the end of another profile and for the decision. Then it is
   * answered as undecided.
   */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(ProfileSubmissions.class);

  private static final String REFUSED = "The profile is refused";
  private static final String SECOND = "Another profile has not ended";

  private final Function<UUID, Candidate> candidates;
  private final Function<Event, CompletableFuture<?>> publisher;
  private final SeasonBook book;
  private final ClosedPools closed;
  private final ProfileIds ids;
  private final Clock clock;
  private final Duration timeout;

  /**
   * @param candidates returns what is known about a candidate now
   * @param publisher publishes an event; completes when the event is on its topic
   * @param ids assigns ids to new profiles
   * @param timeout how long a request waits in all
   */
  public ProfileSubmissions(
      Function<UUID, Candidate> candidates,
      Function<Event, CompletableFuture<?>> publisher,
      SeasonBook book,
      ClosedPools closed,
      ProfileIds ids,
      Clock clock,
      Duration timeout) {
    this.candidates = candidates;
    this.publisher = publisher;
    this.book = book;
    this.closed = closed;
    this.ids = ids;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** Result of a submission. */
  sealed interface Submitted {
    Standing standing();

    /** It is in at least one pool. */
    record Entered(Standing standing) implements Submitted {}

    /** The decision has not been read yet. */
    record Undecided(Standing standing) implements Submitted {}

    /** The same profile was submitted before. */
    record Before(Standing standing) implements Submitted {}
  }

  /** Result of a withdrawal. */
  sealed interface Withdrawn {
    Standing standing();

    /** The profile has ended. */
    record Done(Standing standing) implements Withdrawn {}

    /** The verdict has not been read yet. */
    record Undecided(Standing standing) implements Withdrawn {}
  }

  /**
   * Submits a profile.
   *
   * @param key idempotency key, or null
   * @throws Problem with every fault: 400 if the request cannot be read, 413 if it is too large,
   *     409 if only another profile blocks it, 422 for other rejections
   */
  Submitted submit(String candidateId, @Nullable String key, byte[] body) {
    TimeBudget budget = TimeBudget.of(timeout);
    Instant now = now();
    ProfileForm form = ProfileForm.read(candidateId, key, body, ids, now);
    ProfileSubmitted profile = form.submission();
    List<Standing> known = Uuids.parse(candidateId).map(this::standings).orElse(List.of());
    if (form.faults().isEmpty() && form.isRepeatable()) {
      Optional<Standing> before =
          known.stream()
              .filter(of(profile.getProfileId()).or(submittedAs(profile.getEventId())))
              .findFirst();
      if (before.isPresent()) {
        return again(form, before.get());
      }
    }

    List<Fault> against = new ArrayList<>(form.faults());
    against.addAll(form.judge(book, closed::closing, now));
    otherCountry(profile, known).ifPresent(against::add);
    if (against.isEmpty()) {
      refuseSecond(profile, budget);
    } else {
      another(profile, known).map(ProfileSubmissions::second).ifPresent(against::add);
      throw new Problem(
          form.isReadable() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.BAD_REQUEST,
          form.isReadable() ? REFUSED : ProfileForm.UNREADABLE,
          against);
    }

    publish(profile);
    return decided(profile, budget);
  }

  /** The profiles of a candidate, latest season first, within a season in the order read. */
  List<Standing> standings(UUID candidateId) {
    Instant now = now();
    return candidates.apply(candidateId).profiles().values().stream()
        .map(
            profile ->
                Standing.of(profile, pool -> book.plan(pool).map(PoolPlan::getClosesAt), now))
        .sorted(
            Comparator.comparing((Standing standing) -> standing.profile().season().orElse(0))
                .reversed())
        .toList();
  }

  /**
   * Returns one profile.
   *
   * @throws Problem 404 if it is unknown
   */
  Standing standing(UUID candidateId, UUID profileId) {
    return find(candidateId, profileId)
        .orElseThrow(
            () ->
                new Problem(
                    FaultCode.UNKNOWN_PROFILE,
                    "The candidate has no profile %s.".formatted(profileId)));
  }

  /**
   * Withdraws a profile; has no effect on one that was withdrawn before.
   *
   * @throws Problem 404 if it is unknown; 409 if it has ended otherwise or an application is in
   *     progress
   */
  Withdrawn withdraw(UUID candidateId, UUID profileId) {
    TimeBudget budget = TimeBudget.of(timeout);
    Standing before = standing(candidateId, profileId);
    if (before.status() instanceof Status.Ended(EndCause cause, _, _)) {
      if (cause == EndCause.WITHDRAWN) {
        return new Withdrawn.Done(before);
      }
      throw new Problem(
          FaultCode.PROFILE_ENDED, "The profile has already ended. " + cause.sentence());
    }
    // A new event id each time: a request that was refused during an application may be repeated
    // later.
    publish(
        ProfileWithdrawn.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now())
            .setProfileId(profileId)
            .setCandidateId(candidateId)
            .setSeason(before.profile().season().orElseThrow())
            .setCitizenship(before.profile().country().orElseThrow())
            .build());
    Standing after =
        budget.await(
            () -> standing(candidateId, profileId),
            standing ->
                !standing.isLive() || standing.withdrawalsRefused() > before.withdrawalsRefused());
    if (after.status() instanceof Status.Ended(EndCause cause, _, _)) {
      if (cause == EndCause.WITHDRAWN || cause == EndCause.REJECTED) {
        return new Withdrawn.Done(after);
      }
      throw new Problem(
          FaultCode.PROFILE_ENDED,
          "The profile ended before it could be withdrawn. " + cause.sentence());
    }
    if (after.withdrawalsRefused() > before.withdrawalsRefused()) {
      throw new Problem(
          HttpStatus.CONFLICT,
          FaultCode.APPLICATION_IN_PROGRESS,
          "A profile cannot be withdrawn while an application is in progress; the application must"
              + " be withdrawn or decided first.");
    }
    return new Withdrawn.Undecided(after);
  }

  private Submitted again(ProfileForm form, Standing before) {
    ProfileSubmitted submitted = before.profile().submitted();
    if (submitted != null && !form.hasContentOf(submitted)) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "The idempotency key was used for another profile",
          List.of(
              new Fault(
                  ProfileForm.IDEMPOTENCY_KEY,
                  FaultCode.KEY_REUSED,
                  "The profile %s was submitted with this key and with other content. A profile is"
                          .formatted(submitted.getProfileId())
                      + " never edited: withdraw it and submit another one with a new key.")));
    }
    return new Submitted.Before(before);
  }

  /**
   * Refuses a second profile. Waits first, because the event that ends the other profile may still
   * be in flight.
   */
  private void refuseSecond(ProfileSubmitted profile, TimeBudget budget) {
    Optional<Standing> another =
        budget.await(
            () -> another(profile, standings(profile.getCandidateId())), Optional::isEmpty);
    another.ifPresent(
        standing -> {
          throw new Problem(HttpStatus.CONFLICT, SECOND, List.of(second(standing)));
        });
  }

  private Submitted decided(ProfileSubmitted profile, TimeBudget budget) {
    Optional<Standing> decided =
        budget.await(
            () -> find(profile.getCandidateId(), profile.getProfileId()),
            found -> found.filter(s -> !(s.status() instanceof Status.Pending)).isPresent());
    // If nothing has been read yet, the status follows from the published event.
    Standing standing =
        decided.orElseGet(
            () ->
                Standing.of(
                    Candidate.unknown().with(profile).profile(profile.getProfileId()).orElseThrow(),
                    _ -> Optional.empty(),
                    now()));
    return switch (standing.status()) {
      case Status.Pending _ -> new Submitted.Undecided(standing);
      case Status.Ended(EndCause cause, _, List<Reason> reasons) when cause == EndCause.REJECTED ->
          throw rejected(reasons);
      case Status.Active _, Status.Invited _, Status.Ended _ -> new Submitted.Entered(standing);
    };
  }

  private static Problem rejected(List<Reason> reasons) {
    boolean second =
        reasons.stream().anyMatch(r -> r.getCode().equals(Objection.SECOND_PROFILE.name()));
    return new Problem(
        second ? HttpStatus.CONFLICT : HttpStatus.UNPROCESSABLE_CONTENT,
        second ? SECOND : REFUSED,
        reasons.stream()
            .map(reason -> new Fault(pointer(reason), reason.getCode(), reason.getDetail()))
            .toList());
  }

  private static String pointer(Reason reason) {
    return Stream.of(Objection.values())
        .filter(objection -> objection.name().equals(reason.getCode()))
        .findFirst()
        .map(objection -> ProfileForm.pointer(objection, "/wanted"))
        .orElse("");
  }

  private static Optional<Standing> another(ProfileSubmitted profile, List<Standing> known) {
    return known.stream()
        .filter(of(profile.getProfileId()).negate())
        .filter(standing -> standing.profile().season().equals(Optional.of(profile.getSeason())))
        .filter(Standing::isLive)
        .findFirst();
  }

  private static Fault second(Standing another) {
    return new Fault(
        "",
        Objection.SECOND_PROFILE.name(),
        "The candidate's profile %s of this season has not ended; withdraw it, then submit again."
            .formatted(another.profile().profileId()));
  }

  private static Optional<Fault> otherCountry(ProfileSubmitted profile, List<Standing> known) {
    return known.stream()
        .map(Standing::profile)
        .filter(other -> other.season().equals(Optional.of(profile.getSeason())))
        .filter(other -> other.hasEntered())
        .flatMap(other -> other.country().stream())
        .filter(country -> !Objects.equals(country, profile.getCitizenship()))
        .findFirst()
        .map(
            country ->
                new Fault(
                    "/citizenship",
                    Objection.OTHER_COUNTRY.name(),
                    "Within a season a candidate keeps the country of the first profile, which was %s."
                        .formatted(Reference.shipped().countryName(country))));
  }

  private Optional<Standing> find(UUID candidateId, UUID profileId) {
    return standings(candidateId).stream().filter(of(profileId)).findFirst();
  }

  private static Predicate<Standing> submittedAs(UUID eventId) {
    return standing ->
        standing.profile().submitted() != null
            && standing.profile().submitted().getEventId().equals(eventId);
  }

  private static Predicate<Standing> of(UUID profileId) {
    return standing -> standing.profile().profileId().equals(profileId);
  }

  /** Waits for Kafka's acknowledgement as long as the producer does, not only within the budget. */
  private void publish(ProfilesEvent event) {
    try {
      publisher.apply(event).join();
    } catch (CompletionException e) {
      LOG.warn(
          "event not acknowledged candidate={} profile={}: {}",
          event.getCandidateId(),
          event.getProfileId(),
          e.toString());
      throw new Problem(
          FaultCode.KAFKA_DOWN,
          "Kafka did not acknowledge the event, so it may or may not be stored. Try again, for a"
              + " profile with the same Idempotency-Key.");
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
