package org.iecpools.profile.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.EventIds;
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
import org.iecpools.kit.web.JsonTexts;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Uuids;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a profile from a request. A fault does not end the reading, so that one answer reports all
 * faults: parts that cannot be read are not judged, the others are.
 */
final class ProfileForm {

  /** Longest body that is read, in bytes; a profile is far below 1,000. */
  static final int LONGEST = 16_384;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static final List<String> FIELDS =
      List.of(
          "season",
          "citizenship",
          "birthDate",
          "residence",
          "wanted",
          "jobOffer",
          "student",
          "placement",
          "previousParticipations",
          "timeZone");
  private static final String PROFILE_ID = "profileId";

  /** Longest idempotency key, in characters. */
  private static final int LONGEST_KEY = 255;

  private static final Pattern KEY =
      Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?");
  private static final Set<String> WANTED_FIELDS = Set.of("category", "stream");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern STREAM = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final String CATEGORIES =
      Arrays.stream(Category.values())
          .filter(category -> category != Category.UNKNOWN)
          .map(Enum::name)
          .collect(Collectors.joining(", "));

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

  private final List<Fault> faults = new ArrayList<>();
  private final Set<Part> unread = new HashSet<>();
  private final List<Integer> wantedAt = new ArrayList<>();
  private final List<Fault> refusals = new ArrayList<>();
  private final boolean repeatable;
  private final ProfileSubmitted submission;

  private ProfileForm(
      Optional<UUID> candidateId,
      @Nullable String key,
      JsonNode body,
      ProfileIds ids,
      Instant now) {
    candidateId.ifPresentOrElse(
        _ -> {}, () -> fault("candidateId", "BAD_UUID", "The candidateId in the path is no UUID."));
    body.propertyNames().stream()
        .filter(name -> !FIELDS.contains(name) && !name.equals(PROFILE_ID))
        .forEach(
            name ->
                fault(
                    "/" + escaped(name),
                    "UNKNOWN_FIELD",
                    "\"%s\" is no field of a profile; its fields are %s."
                        .formatted(name, String.join(", ", FIELDS))));
    if (body.has(PROFILE_ID)) {
      refusals.add(
          new Fault(
              "/" + PROFILE_ID,
              "PROFILE_ID_IS_ASSIGNED",
              "The service assigns the profileId; leave it out, and send a header Idempotency-Key"
                  + " to make the request safe to repeat."));
    }
    refusals.addAll(JsonTexts.faults(body));
    repeatable = isUsable(key);
    UUID candidate = candidateId.orElseGet(ids::next);
    UUID id = repeatable ? ids.of(candidate, key) : ids.next();
    String citizenship = country(body, "citizenship", Part.CITIZENSHIP);
    var builder =
        ProfileSubmitted.newBuilder()
            // A repeat has the same event id, by which it is found whatever the profile's id is.
            .setEventId(
                repeatable
                    ? EventIds.of("ProfileSubmitted", candidate, "Idempotency-Key", key)
                    : EventIds.of("ProfileSubmitted", candidate, id))
            .setOccurredAt(now)
            .setProfileId(id)
            .setCandidateId(candidate)
            .setSeason(season(body.get("season")))
            .setCitizenship(citizenship)
            .setBirthDate(birthDate(body.get("birthDate"), now))
            .setResidence(country(body, "residence", Part.RESIDENCE))
            .setWanted(wanted(body.get("wanted")))
            .setJobOffer(flag(body, "jobOffer"))
            .setStudent(flag(body, "student"))
            .setPlacement(flag(body, "placement"))
            .setPreviousParticipations(participations(body.get("previousParticipations")))
            .setTimeZone(timeZone(body.get("timeZone")));
    submission = builder.build();
  }

  private boolean isUsable(@Nullable String key) {
    if (key == null) {
      return false;
    }
    if (key.length() > LONGEST_KEY || !KEY.matcher(key).matches()) {
      fault(
          "Idempotency-Key",
          "BAD_IDEMPOTENCY_KEY",
          "An Idempotency-Key has 1 to %d printable ASCII characters, such as a UUID."
              .formatted(LONGEST_KEY));
      return false;
    }
    return true;
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
    if (body.length > LONGEST) {
      throw new Problem(
          HttpStatus.CONTENT_TOO_LARGE,
          "TOO_LARGE",
          "The body is longer than %d bytes; a profile needs a few hundred.".formatted(LONGEST));
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException e) {
      throw new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_JSON", malformed(e));
    }
    if (!json.isObject()) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "NOT_AN_OBJECT",
          json.isMissingNode()
              ? "The body is empty; a JSON object with the profile's fields is needed."
              : "The body is no JSON object; one with the profile's fields is needed.");
    }
    return new ProfileForm(Uuids.parse(candidateId), key, json, ids, now);
  }

  /** Parses a date as year-month-day; empty if it is invalid. */
  static Optional<LocalDate> date(String text) {
    try {
      return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether the request has a valid idempotency key, so that a repeat is recognized. */
  boolean isRepeatable() {
    return repeatable;
  }

  /** Objections to content that can be read, but is not allowed in any profile. */
  List<Fault> refusals() {
    return List.copyOf(refusals);
  }

  /** Faults of content that cannot be read: types, dates, fields. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** The profile. Publish it only if there are no faults. */
  ProfileSubmitted submission() {
    return submission;
  }

  /** Whether the content equals that of an earlier submission. */
  boolean saysTheSameAs(ProfileSubmitted before) {
    return ProfileSubmitted.newBuilder(submission)
        .setEventId(before.getEventId())
        .setOccurredAt(before.getOccurredAt())
        .setProfileId(before.getProfileId())
        .build()
        .equals(before);
  }

  /** Objections of the rules, each with its place in the request. */
  List<Fault> judge(SeasonBook book, Function<PoolId, Optional<PoolClosed>> closings, Instant now) {
    var verdict = Eligibility.check(submission, book, closings, now);
    var against = new ArrayList<Fault>();
    verdict.profile().forEach(reason -> add(against, reason, "/wanted"));
    for (Eligibility.Refusal refusal : verdict.refused()) {
      String pointer = pointer(refusal.pool());
      refusal.reasons().forEach(reason -> add(against, reason, pointer));
    }
    return against;
  }

  private void add(List<Fault> against, Reason reason, String wanted) {
    var objection = Objection.valueOf(reason.getCode());
    var part = dependsOn(objection);
    if (part == null || !unread.contains(part)) {
      against.add(new Fault(pointer(objection, wanted), reason.getCode(), reason.getDetail()));
    }
  }

  /** The part that must have been read for an objection to be meaningful; null if none. */
  private static @Nullable Part dependsOn(Objection objection) {
    return switch (objection) {
      case UNKNOWN_COUNTRY, COUNTRY_NOT_IN_SEASON, OTHER_COUNTRY -> Part.CITIZENSHIP;
      case UNKNOWN_RESIDENCE, NOT_RESIDENT -> Part.RESIDENCE;
      case SEASON_NOT_PLANNED, SEASON_NOT_OPEN, SEASON_OVER -> Part.SEASON;
      case BIRTH_DATE_IMPLAUSIBLE, TOO_YOUNG, TOO_OLD -> Part.BIRTH_DATE;
      case NOTHING_CHOSEN -> Part.WANTED;
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
          WITHDRAWN ->
          null;
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
      case SECOND_PROFILE, WITHDRAWN -> "";
    };
  }

  private String pointer(PoolId pool) {
    for (int i = 0; i < submission.getWanted().size(); i++) {
      var wanted = submission.getWanted().get(i);
      if (wanted.getCategory() == pool.getCategory()
          && Objects.equals(wanted.getStream(), pool.getStream())) {
        return "/wanted/" + wantedAt.get(i);
      }
    }
    return "/wanted";
  }

  // ---- reading field by field; a fault states what is wrong and what would be right

  private int season(@Nullable JsonNode node) {
    if (isAbsent(node)) {
      missing("/season", "the year of the programme, such as 2026");
    } else if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      wrongType("/season", node, "a year, such as 2026");
    } else {
      return node.asInt();
    }
    unread.add(Part.SEASON);
    return 0;
  }

  private String country(JsonNode body, String field, Part part) {
    JsonNode node = body.get(field);
    if (isAbsent(node)) {
      missing("/" + field, "an ISO 3166-1 code, such as IE");
    } else if (!node.isString()) {
      wrongType("/" + field, node, "an ISO 3166-1 code as text, such as \"IE\"");
    } else if (!COUNTRY.matcher(node.asString()).matches()) {
      fault(
          "/" + field,
          part == Part.CITIZENSHIP
              ? Objection.UNKNOWN_COUNTRY.name()
              : Objection.UNKNOWN_RESIDENCE.name(),
          "%s is no country code; two capital letters of ISO 3166-1 are needed, such as IE."
              .formatted(node));
    } else {
      return node.asString();
    }
    unread.add(part);
    return "";
  }

  private LocalDate birthDate(@Nullable JsonNode node, Instant now) {
    if (isAbsent(node)) {
      missing("/birthDate", "a date, such as 2000-06-15");
    } else if (!node.isString()) {
      wrongType("/birthDate", node, "a date as text, such as \"2000-06-15\"");
    } else {
      Optional<LocalDate> date = date(node.asString());
      if (date.isPresent()) {
        return date.get();
      }
      fault(
          "/birthDate",
          "BAD_DATE",
          "%s is no day of the calendar; year-month-day is needed, such as 2000-06-15."
              .formatted(node));
    }
    unread.add(Part.BIRTH_DATE);
    return now.atZone(ZoneOffset.UTC).toLocalDate().minusYears(25);
  }

  private List<WantedPool> wanted(@Nullable JsonNode node) {
    var wanted = new ArrayList<WantedPool>();
    if (isAbsent(node)) {
      missing("/wanted", "an array of one to three categories");
      unread.add(Part.WANTED);
    } else if (!node.isArray()) {
      wrongType("/wanted", node, "an array of one to three categories");
      unread.add(Part.WANTED);
    } else {
      for (int i = 0; i < node.size(); i++) {
        WantedPool pool = wanted("/wanted/" + i, node.get(i));
        if (pool == null) {
          unread.add(Part.WANTED);
        } else {
          wanted.add(pool);
          wantedAt.add(i);
        }
      }
    }
    return wanted;
  }

  private @Nullable WantedPool wanted(String pointer, JsonNode node) {
    if (node.isString()) {
      String[] parts = node.asString().split("/", 2);
      return wanted(pointer, parts[0], parts.length == 2 ? parts[1] : null);
    }
    if (!node.isObject()) {
      wrongType(pointer, node, "a category, or an object with category and stream");
      return null;
    }
    node.propertyNames().stream()
        .filter(name -> !WANTED_FIELDS.contains(name))
        .forEach(
            name ->
                fault(
                    pointer + "/" + escaped(name),
                    "UNKNOWN_FIELD",
                    "\"%s\" is no field of a wanted pool; its fields are category, stream."
                        .formatted(name)));
    JsonNode category = node.get("category");
    JsonNode stream = node.get("stream");
    if (isAbsent(category)) {
      missing(pointer + "/category", "one of " + CATEGORIES);
      return null;
    }
    if (!category.isString()) {
      wrongType(pointer + "/category", category, "one of " + CATEGORIES);
      return null;
    }
    if (!isAbsent(stream) && !stream.isString()) {
      wrongType(pointer + "/stream", stream, "a stream as text, such as \"VIE\", or nothing");
      return null;
    }
    return wanted(pointer, category.asString(), isAbsent(stream) ? null : stream.asString());
  }

  private @Nullable WantedPool wanted(String pointer, String category, @Nullable String stream) {
    Optional<Category> known =
        Arrays.stream(Category.values())
            .filter(value -> value != Category.UNKNOWN && value.name().equals(category))
            .findFirst();
    if (known.isEmpty()) {
      fault(
          pointer,
          "UNKNOWN_CATEGORY",
          "\"%s\" is no category; %s can be chosen.".formatted(category, CATEGORIES));
      return null;
    }
    if (stream != null && !STREAM.matcher(stream).matches()) {
      fault(
          pointer,
          "BAD_STREAM",
          "\"%s\" is no stream; capital letters, digits and underscores are, such as VIE."
              .formatted(stream));
      return null;
    }
    return new WantedPool(known.get(), stream);
  }

  private boolean flag(JsonNode body, String field) {
    JsonNode node = body.get(field);
    if (isAbsent(node)) {
      return false;
    }
    if (!node.isBoolean()) {
      wrongType("/" + field, node, "true or false");
      return true; // so that no objection to the flag is added
    }
    return node.asBoolean();
  }

  private int participations(@Nullable JsonNode node) {
    if (isAbsent(node)) {
      return 0;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      wrongType("/previousParticipations", node, "a whole number, 0 or more");
      return 0;
    }
    return node.asInt();
  }

  private String timeZone(@Nullable JsonNode node) {
    if (isAbsent(node)) {
      return Weeks.ZONE.getId();
    }
    if (!node.isString()) {
      wrongType("/timeZone", node, "an IANA time zone as text, such as \"Europe/Dublin\"");
      return Weeks.ZONE.getId();
    }
    return node.asString();
  }

  private static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  private void missing(String pointer, String needed) {
    fault(
        pointer,
        "MISSING",
        "%s is missing; %s is needed."
            .formatted(pointer.substring(pointer.lastIndexOf('/') + 1), needed));
  }

  private void wrongType(String pointer, JsonNode node, String needed) {
    fault(
        pointer, "WRONG_TYPE", "%s is not what is needed: %s.".formatted(shortened(node), needed));
  }

  private void fault(String pointer, String code, String detail) {
    faults.add(new Fault(pointer, code, detail));
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  /** Escapes a field's name for a JSON pointer (RFC 6901). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String malformed(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    return "The body is no JSON%s: %s.".formatted(where, e.getOriginalMessage());
  }
}
