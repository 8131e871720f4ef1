package org.iecpools.pool.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.Objection;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.events.WantedPool;

/**
 * One candidate, a season that the test arranges, and a clock that it sets. Each input returns the
 * events that were written for it, as text.
 */
final class Scene implements SeasonLookup {

  static final PoolId X = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  static final PoolId Y = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);
  static final PoolId Z = PoolIds.of(2026, "IE", Category.INTERNATIONAL_COOP);

  private static final Map<PoolId, String> NAMES = Map.of(X, "X", Y, "Y", Z, "Z");

  final UUID candidate = UUID.randomUUID();
  final Map<PoolId, LocalDate> eligibleUntil = new HashMap<>();
  final Set<PoolId> closedToEntries = new HashSet<>();
  final Map<PoolId, Instant> closesAt = new HashMap<>();
  boolean planned = true;
  String zone = "UTC";

  Instant now = Instant.parse("2026-03-01T12:00:00Z");
  Instant wall = Instant.parse("2026-11-22T12:00:00Z");
  Candidacy candidacy = Candidacy.unknown(candidate, 2026);
  List<PoolsEvent> lastWritten = List.of();

  private final Map<String, UUID> ids = new LinkedHashMap<>();

  Scene() {
    for (PoolId pool : List.of(X, Y, Z)) {
      eligibleUntil.put(pool, LocalDate.parse("2030-12-31"));
      closesAt.put(pool, Instant.parse("2026-10-31T00:00:00Z"));
    }
  }

  @Override
  public Eligibility.Assessment admissions(ProfileSubmitted profile, Instant at) {
    if (!planned) {
      return new Eligibility.Assessment(
          List.of(Objection.SEASON_NOT_PLANNED.because("no plan")), List.of(), List.of());
    }
    List<Reason> against = new ArrayList<>();
    if (!closesAt.values().stream().anyMatch(at::isBefore)) {
      against.add(Objection.SEASON_OVER.because("over"));
    }
    List<Eligibility.Admission> admitted = new ArrayList<>();
    List<Eligibility.Refusal> refused = new ArrayList<>();
    for (PoolId pool : Eligibility.wanted(profile)) {
      List<Reason> reasons = new ArrayList<>();
      if (pool.getCategory() == Category.UNKNOWN) {
        reasons.add(Objection.CATEGORY_NOT_OFFERED.because("unknown"));
      } else if (at.atZone(ZoneOffset.UTC)
          .toLocalDate()
          .isAfter(eligibleUntil.getOrDefault(pool, LocalDate.MAX))) {
        reasons.add(Objection.TOO_OLD.because("too old"));
      }
      if (closedToEntries.contains(pool)) {
        reasons.add(Objection.POOL_CLOSED.because("quota met"));
      }
      if (!reasons.isEmpty()) {
        refused.add(new Eligibility.Refusal(pool, reasons));
      } else if (against.isEmpty()) {
        admitted.add(
            new Eligibility.Admission(
                pool, eligibleUntil.getOrDefault(pool, LocalDate.parse("2030-12-31"))));
      }
    }
    return new Eligibility.Assessment(against, admitted, refused);
  }

  @Override
  public Optional<Instant> closesAt(PoolId pool) {
    return Optional.ofNullable(closesAt.get(pool));
  }

  // ---- inputs

  List<String> submitted(String profile, PoolId... wanted) {
    return submittedBy("IE", profile, wanted);
  }

  List<String> submittedBy(String country, String profile, PoolId... wanted) {
    return decide(new Input.FromCandidate(submission(country, profile, wanted).build()));
  }

  /** A profile that states a document; its check is not answered yet. */
  List<String> submittedWith(String document, String profile, PoolId... wanted) {
    return submittedBy("IE", document, profile, wanted);
  }

  List<String> submittedBy(String country, String document, String profile, PoolId... wanted) {
    return decide(
        new Input.FromCandidate(
            submission(country, profile, wanted).setIdentityDigest(digest(document)).build()));
  }

  /** The answer to the check of a profile's document. */
  List<String> identified(String profile, String document, boolean granted) {
    return decide(
        new Input.FromIdentities(
            id(profile), 2026, IdentityDigests.text(digest(document)), granted));
  }

  static ByteBuffer digest(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Arrays.copyOf(bytes, IdentityDigests.BYTES));
  }

  private ProfileSubmitted.Builder submission(String country, String profile, PoolId... wanted) {
    ProfileSubmitted.Builder event =
        ProfileSubmitted.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now)
            .setProfileId(id(profile))
            .setCandidateId(candidate)
            .setSeason(2026)
            .setCitizenship(country)
            .setBirthDate(LocalDate.parse("2000-01-01"))
            .setResidence(country)
            .setTimeZone(zone);
    event.setWanted(
        List.of(wanted).stream().map(p -> new WantedPool(p.getCategory(), p.getStream())).toList());
    return event;
  }

  /** A withdrawal with the name {@code wish}; the same name again is a repeat of it. */
  List<String> withdrawn(String profile, String wish) {
    return decide(
        new Input.FromCandidate(
            ProfileWithdrawn.newBuilder()
                .setEventId(id(wish))
                .setOccurredAt(now)
                .setProfileId(id(profile))
                .setCandidateId(candidate)
                .setSeason(2026)
                .setCitizenship("IE")
                .build()));
  }

  List<String> issued(String invitation, String profile, PoolId pool, int stay) {
    return decide(
        new Input.FromInvitations(
            InvitationIssued.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(now)
                .setPool(pool)
                .setRoundId(id("round of " + invitation))
                .setInvitationId(id(invitation))
                .setProfileId(id(profile))
                .setCandidateId(candidate)
                .setStay(stay)
                .setAnswerBy(now.plus(Duration.ofDays(10)))
                .build()));
  }

  List<String> closed(String invitation, ClosedCause cause, String profile, PoolId pool, int stay) {
    return decide(
        new Input.FromInvitations(
            InvitationClosed.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(now)
                .setPool(pool)
                .setRoundId(id("round of " + invitation))
                .setInvitationId(id(invitation))
                .setProfileId(id(profile))
                .setCandidateId(candidate)
                .setStay(stay)
                .setCause(cause)
                .setSeq(1)
                .build()));
  }

  List<String> acceptanceConfirmed(String invitation, String profile) {
    return decide(
        new Input.FromInvitations(
            AcceptanceConfirmed.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(now)
                .setPool(X)
                .setInvitationId(id(invitation))
                .setProfileId(id(profile))
                .setCandidateId(candidate)
                .setAcceptedAt(now)
                .setSubmitBy(now)
                .build()));
  }

  List<String> answerRejected(String invitation, Answer answer, String profile) {
    return decide(
        new Input.FromInvitations(
            AnswerRejected.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(now)
                .setPool(X)
                .setInvitationId(id(invitation))
                .setProfileId(id(profile))
                .setCandidateId(candidate)
                .setAnswer(answer)
                .setReason("too late")
                .build()));
  }

  List<String> ticked() {
    return decide(new Input.Tick());
  }

  List<String> tickedAt(String instant) {
    now = Instant.parse(instant);
    return ticked();
  }

  List<String> tickedAfter(Duration wallTime) {
    wall = wall.plus(wallTime);
    return ticked();
  }

  private List<String> decide(Input input) {
    Outcome outcome = PoolRules.decide(candidacy, input, new Moment(now, wall), this);
    candidacy = outcome.candidacy();
    lastWritten = outcome.events();
    return lastWritten.stream().map(this::text).toList();
  }

  // ---- queries

  Status status(String profile) {
    return candidacy.profiles().get(id(profile)).status();
  }

  /** Stays that have not ended: {@code X1} is the profile's first stay in X. */
  List<String> in(String profile) {
    return candidacy.profiles().get(id(profile)).staysIn().stream()
        .map(stay -> NAMES.get(stay.pool()) + stay.number())
        .toList();
  }

  UUID id(String name) {
    return ids.computeIfAbsent(name, _ -> UUID.randomUUID());
  }

  private String name(UUID id) {
    return ids.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("?");
  }

  private String text(PoolsEvent event) {
    return switch (event) {
      case PoolEntered e ->
          "Entered "
              + NAMES.get(e.getPool())
              + e.getStay()
              + (e.getAfter() == null ? "" : " after " + name(e.getAfter()));
      case PoolLeft e -> "Left " + NAMES.get(e.getPool()) + e.getStay() + " " + e.getCause();
      case PoolLeaveVoided e -> "Voided " + NAMES.get(e.getPool()) + e.getStay();
      case PoolEntryRefused e ->
          "Refused " + NAMES.getOrDefault(e.getPool(), "?") + codes(e.getReasons());
      case ProfileRejected e -> "Rejected " + name(e.getProfileId()) + codes(e.getReasons());
    };
  }

  private static String codes(List<Reason> reasons) {
    return reasons.stream().map(Reason::getCode).toList().toString();
  }
}
