package org.iecpools.profile.web;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.Objection;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Reason;
import org.iecpools.events.WantedPool;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.JsonBody;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * Reads a profile from a request. A fault does not end the reading, so that one answer reports all
 * faults: parts that cannot be read are not judged, the others are.
 */
final class ProfileForm {

  /** Maximum length of a body in bytes; a profile is far below 1,000. */
  static final int MAX_BODY = 16_384;

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String UNREADABLE = "The profile cannot be read";

  private static final int ASSUMED_AGE = 25;

  /** Faults of content that can be read, but is not allowed in any profile. */
  private static final Set<String> REFUSALS =
      Set.of(FaultCode.CONTROL_CHARACTER.name(), FaultCode.PROFILE_ID_IS_ASSIGNED.name());

  /**
   * Parts of a request that may be unreadable; the placeholders in their place are never judged.
   */
  private enum Part {
    SEASON,
    CITIZENSHIP,
    BIRTH_DATE,
    RESIDENCE,
    WANTED
  }

  /** A chosen pool, with its place in the request. */
  private record Choice(String pointer, WantedPool pool) {}

  private final Faults faults;
  private final Set<Part> unread = EnumSet.noneOf(Part.class);
  private final List<Choice> choices;
  private final boolean repeatable;
  private final ProfileSubmitted submission;

  private ProfileForm(
      Faults faults,
      Optional<UUID> candidateId,
      Optional<String> key,
      RequestReader in,
      ProfileIds ids,
      Instant now) {
    this.faults = faults;
    repeatable = key.isPresent();
    UUID candidate = candidateId.orElseGet(ids::next);
    UUID id = key.map(text -> ids.of(candidate, text)).orElseGet(ids::next);
    // A repeat has the same event id, by which it is found whatever the profile's id is.
    UUID eventId =
        key.map(text -> EventIds.of("ProfileSubmitted", candidate, IDEMPOTENCY_KEY, text))
            .orElseGet(() -> EventIds.of("ProfileSubmitted", candidate, id));
    int season = read(Part.SEASON, in.required("season").season(), 0);
    String citizenship =
        read(
            Part.CITIZENSHIP,
            in.required("citizenship").countryCode(FaultCode.UNKNOWN_COUNTRY),
            "");
    LocalDate birthDate =
        read(
            Part.BIRTH_DATE,
            in.required("birthDate").date(),
            now.atZone(ZoneOffset.UTC).toLocalDate().minusYears(ASSUMED_AGE));
    String residence =
        read(Part.RESIDENCE, in.required("residence").countryCode(FaultCode.UNKNOWN_RESIDENCE), "");
    choices = choices(in.required("wanted"));
    submission =
        ProfileSubmitted.newBuilder()
            .setEventId(eventId)
            .setOccurredAt(now)
            .setProfileId(id)
            .setCandidateId(candidate)
            .setSeason(season)
            .setCitizenship(citizenship)
            .setBirthDate(birthDate)
            .setResidence(residence)
            .setWanted(choices.stream().map(Choice::pool).toList())
            .setJobOffer(flag(in, "jobOffer"))
            .setStudent(flag(in, "student"))
            .setPlacement(flag(in, "placement"))
            .setPreviousParticipations(in.optional("previousParticipations").integer().orElse(0))
            .setTimeZone(
                in.optional("timeZone")
                    .text("an IANA time zone, such as Europe/Dublin")
                    .orElse(Weeks.ZONE.getId()))
            .setIdentityDigest(digest(in.optional("identityDigest")).orElse(null))
            .build();
    in.refuse(
        "profileId",
        FaultCode.PROFILE_ID_IS_ASSIGNED,
        "The service assigns the profileId. Leave it out, and send the header Idempotency-Key to"
            + " make the request safe to repeat.");
    in.end();
  }

  /**
   * Reads a request.
   *
   * @param key value of the header Idempotency-Key, or null
   * @throws Problem if the body is too large or not a JSON object, so that nothing in it can be
   *     judged
   */
  static ProfileForm read(
      String candidateId, @Nullable String key, byte[] body, ProfileIds ids, Instant now) {
    if (body.length > MAX_BODY) {
      throw new Problem(
          FaultCode.TOO_LARGE,
          "The body is longer than %d bytes; a profile needs a few hundred.".formatted(MAX_BODY));
    }
    Faults faults = new Faults();
    Optional<UUID> candidate = RequestReader.value("candidateId", candidateId, faults).uuid();
    Optional<String> usable = RequestReader.header(IDEMPOTENCY_KEY, key, faults).idempotencyKey();
    JsonNode json = JsonBody.parse(body);
    RequestReader in = RequestReader.body(json, faults);
    if (!json.isObject()) {
      faults.throwIfAny(HttpStatus.BAD_REQUEST, UNREADABLE);
    }
    return new ProfileForm(faults, candidate, usable, in, ids, now);
  }

  /** Whether the request has a valid idempotency key, so that a repeat is recognized. */
  boolean isRepeatable() {
    return repeatable;
  }

  /** Everything that is wrong with the request, without the rules of the season. */
  List<Fault> faults() {
    return faults.all();
  }

  /** Whether every value could be read; the profile may still be refused. */
  boolean isReadable() {
    return faults.all().stream().allMatch(fault -> REFUSALS.contains(fault.code()));
  }

  /** The profile. Publish it only if there are no faults. */
  ProfileSubmitted submission() {
    return submission;
  }

  /** Whether the content equals that of an earlier submission. */
  boolean hasContentOf(ProfileSubmitted before) {
    return ProfileSubmitted.newBuilder(submission)
        .setEventId(before.getEventId())
        .setOccurredAt(before.getOccurredAt())
        .setProfileId(before.getProfileId())
        .build()
        .equals(before);
  }

  /** Objections of the rules, each with its place in the request. */
  List<Fault> judge(SeasonBook book, Function<PoolId, Optional<PoolClosed>> closings, Instant now) {
    Eligibility.Assessment assessment = Eligibility.check(submission, book, closings, now);
    List<Fault> against = new ArrayList<>();
    assessment.profile().forEach(reason -> add(against, reason, "/wanted"));
    for (Eligibility.Refusal refusal : assessment.refused()) {
      String pointer = pointer(refusal.pool());
      refusal.reasons().forEach(reason -> add(against, reason, pointer));
    }
    return against;
  }

  private void add(List<Fault> against, Reason reason, String wanted) {
    Objection objection = Objection.valueOf(reason.getCode());
    if (dependsOn(objection).filter(unread::contains).isEmpty()) {
      against.add(new Fault(pointer(objection, wanted), reason.getCode(), reason.getDetail()));
    }
  }

  /** The part that must have been read for an objection to be meaningful. */
  private static Optional<Part> dependsOn(Objection objection) {
    return switch (objection) {
      case UNKNOWN_COUNTRY, COUNTRY_NOT_IN_SEASON, OTHER_COUNTRY -> Optional.of(Part.CITIZENSHIP);
      case UNKNOWN_RESIDENCE, NOT_RESIDENT -> Optional.of(Part.RESIDENCE);
      case SEASON_NOT_PLANNED, SEASON_NOT_OPEN, SEASON_OVER -> Optional.of(Part.SEASON);
      case BIRTH_DATE_IMPLAUSIBLE, TOO_YOUNG, TOO_OLD -> Optional.of(Part.BIRTH_DATE);
      case NOTHING_CHOSEN -> Optional.of(Part.WANTED);
      case CHOSEN_TWICE,
          TOO_MANY_POOLS,
          BAD_TIME_ZONE,
          BAD_PARTICIPATIONS,
          CATEGORY_NOT_OFFERED,
          POOL_NOT_OPEN,
          POOL_CLOSED,
          POOL_OVER,
          NO_JOB_OFFER,
          NOT_A_STUDENT,
          NO_PLACEMENT,
          NO_PARTICIPATION_LEFT,
          RULE_NOT_UNDERSTOOD,
          SECOND_PROFILE,
          IDENTITY_IN_USE,
          WITHDRAWN ->
          Optional.empty();
    };
  }

  /** Pointer to the field that an objection is about; {@code wanted} if it is about a pool. */
  static String pointer(Objection objection, String wanted) {
    return switch (objection) {
      case UNKNOWN_COUNTRY, COUNTRY_NOT_IN_SEASON, OTHER_COUNTRY -> "/citizenship";
      case UNKNOWN_RESIDENCE, NOT_RESIDENT -> "/residence";
      case SEASON_NOT_PLANNED, SEASON_NOT_OPEN, SEASON_OVER -> "/season";
      case BAD_TIME_ZONE -> "/timeZone";
      case BIRTH_DATE_IMPLAUSIBLE, TOO_YOUNG, TOO_OLD -> "/birthDate";
      case BAD_PARTICIPATIONS, NO_PARTICIPATION_LEFT -> "/previousParticipations";
      case NO_JOB_OFFER -> "/jobOffer";
      case NOT_A_STUDENT -> "/student";
      case NO_PLACEMENT -> "/placement";
      case NOTHING_CHOSEN,
          CHOSEN_TWICE,
          TOO_MANY_POOLS,
          CATEGORY_NOT_OFFERED,
          POOL_NOT_OPEN,
          POOL_CLOSED,
          POOL_OVER,
          RULE_NOT_UNDERSTOOD ->
          wanted;
      case IDENTITY_IN_USE -> "/identityDigest";
      case SECOND_PROFILE, WITHDRAWN -> "";
    };
  }

  private String pointer(PoolId pool) {
    return choices.stream()
        .filter(choice -> choice.pool().getCategory() == pool.getCategory())
        .filter(choice -> Objects.equals(choice.pool().getStream(), pool.getStream()))
        .findFirst()
        .map(Choice::pointer)
        .orElse("/wanted");
  }

  private <T> T read(Part part, Optional<T> value, T placeholder) {
    if (value.isEmpty()) {
      unread.add(part);
    }
    return value.orElse(placeholder);
  }

  private List<Choice> choices(Value wanted) {
    List<Choice> readable =
        wanted.list(element -> choice(element).map(pool -> new Choice(element.pointer(), pool)));
    if (!wanted.isArray() || readable.size() < wanted.size()) {
      unread.add(Part.WANTED);
    }
    return readable;
  }

  /** A pool as {@code category} or {@code category/stream}, or as an object with both. */
  private static Optional<WantedPool> choice(Value element) {
    if (!element.isString()) {
      return element.object(ProfileForm::choice);
    }
    String[] parts = element.text().orElse("").split("/", 2);
    Optional<Category> category = element.part(parts[0]).oneOf(Category.class);
    if (parts.length == 1) {
      return category.map(known -> wanted(known, Optional.empty()));
    }
    Optional<String> stream = element.part(parts[1]).stream();
    return stream.isEmpty() ? Optional.empty() : category.map(known -> wanted(known, stream));
  }

  private static @Nullable WantedPool choice(RequestReader in) {
    Optional<Category> category = in.required("category").oneOf(Category.class);
    Value value = in.optional("stream");
    Optional<String> stream = value.stream();
    boolean readable = category.isPresent() && value.isPresent() == stream.isPresent();
    return readable ? wanted(category.get(), stream) : null;
  }

  private static WantedPool wanted(Category category, Optional<String> stream) {
    WantedPool.Builder pool = WantedPool.newBuilder().setCategory(category);
    stream.ifPresent(pool::setStream);
    return pool.build();
  }

  /** The fault does not quote the value, which may be what should have been digested. */
  private static Optional<ByteBuffer> digest(Value value) {
    String expected = "64 hexadecimal digits, an HMAC-SHA-256 of the identity document";
    if (value.isPresent() && !value.isString()) {
      value.fault(FaultCode.WRONG_TYPE, "identityDigest must be %s.".formatted(expected));
      return Optional.empty();
    }
    Optional<ByteBuffer> digest = value.text(expected).flatMap(IdentityDigests::parse);
    if (value.isPresent() && digest.isEmpty()) {
      value.fault(FaultCode.BAD_DIGEST, "identityDigest must be %s.".formatted(expected));
    }
    return digest;
  }

  /** An unreadable flag counts as set, so that no objection to it is added to its fault. */
  private static boolean flag(RequestReader in, String name) {
    return in.optional(name).flag().orElse(in.has(name));
  }
}
