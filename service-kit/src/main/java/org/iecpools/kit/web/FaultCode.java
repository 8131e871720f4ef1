package org.iecpools.kit.web;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The codes of faults in HTTP responses, the same in all services. They are stable, so programs may
 * rely on them; {@code docs/faults.md} is generated from this list.
 *
 * <p>Reasons of the rules keep the codes of the domain: every {@code Objection} and every reason
 * against a round or an announcement has a constant of the same name.
 */
public enum FaultCode {
  // ---- the request, before a handler reads it

  BAD_ENCODING(
      Group.REQUEST,
      HttpStatus.BAD_REQUEST,
      "The address is not percent-encoded UTF-8 without control characters."),
  BAD_QUERY(Group.REQUEST, HttpStatus.BAD_REQUEST, "The query string cannot be parsed."),
  BAD_REQUEST(
      Group.REQUEST,
      HttpStatus.BAD_REQUEST,
      "The server does not accept the request, for example because of an invalid or too long"
          + " header."),
  BODY_INCOMPLETE(Group.REQUEST, HttpStatus.BAD_REQUEST, "The body did not arrive completely."),
  MALFORMED_JSON(
      Group.REQUEST,
      HttpStatus.BAD_REQUEST,
      "The body is not valid JSON, has two fields with the same name, or goes on after its end."),
  NOT_FOUND(Group.REQUEST, HttpStatus.NOT_FOUND, "There is no such path."),
  METHOD_NOT_ALLOWED(
      Group.REQUEST, HttpStatus.METHOD_NOT_ALLOWED, "The path does not support the method."),
  BAD_ACCEPT(
      Group.REQUEST, HttpStatus.NOT_ACCEPTABLE, "The header Accept is not a list of media types."),
  NOT_ACCEPTABLE(
      Group.REQUEST,
      HttpStatus.NOT_ACCEPTABLE,
      "None of the media types in the header Accept is available."),
  UPLOAD_TIMEOUT(Group.REQUEST, HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time."),
  TOO_LARGE(Group.REQUEST, HttpStatus.CONTENT_TOO_LARGE, "The body is too long."),
  QUERY_TOO_LONG(Group.REQUEST, HttpStatus.URI_TOO_LONG, "The query string is too long."),
  CONTENT_TYPE(Group.REQUEST, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not JSON in UTF-8."),
  CONTENT_ENCODING(Group.REQUEST, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is compressed."),
  RATE_LIMITED(
      Group.REQUEST,
      HttpStatus.TOO_MANY_REQUESTS,
      "The client's address, or the subject of its token, has sent too many requests, or has too"
          + " many at once. Repeat it after the time in Retry-After."),

  // ---- access

  TOKEN_REQUIRED(
      Group.ACCESS,
      HttpStatus.UNAUTHORIZED,
      "The request needs a bearer token in the header Authorization."),
  BAD_TOKEN(
      Group.ACCESS,
      HttpStatus.UNAUTHORIZED,
      "The token is malformed, expired, not valid yet, of another issuer or for another audience,"
          + " or its signature is wrong."),
  SCOPE_REQUIRED(Group.ACCESS, HttpStatus.FORBIDDEN, "The token has none of the required scopes."),
  OTHER_SUBJECT(
      Group.ACCESS, HttpStatus.FORBIDDEN, "The candidate in the path is not the token's subject."),
  FORBIDDEN(Group.ACCESS, HttpStatus.FORBIDDEN, "Nobody may send this request."),
  UNKNOWN_HOST(
      Group.ACCESS,
      HttpStatus.FORBIDDEN,
      "The header Host is missing, or names a host that is not in iec.access.allowed-hosts."),
  UNKNOWN_ORIGIN(
      Group.ACCESS,
      HttpStatus.FORBIDDEN,
      "A web page of another site has sent the change; its origin is not in"
          + " iec.access.allowed-origins."),

  // ---- single values: fields, parameters and headers

  MISSING(Group.VALUE, "A required value is missing."),
  WRONG_TYPE(Group.VALUE, "The value has the wrong type, such as a number instead of a string."),
  UNKNOWN_FIELD(Group.VALUE, "The body has a field that is not defined."),
  UNKNOWN_PARAMETER(
      Group.VALUE, HttpStatus.BAD_REQUEST, "The query has a parameter that is not defined."),
  GIVEN_TWICE(
      Group.VALUE, "The value is given more than once: a parameter, or a pool in one request."),
  CONTROL_CHARACTER(
      Group.VALUE,
      HttpStatus.UNPROCESSABLE_CONTENT,
      "A string or a field's name contains a control character, such as a line break."),
  EMPTY(Group.VALUE, "The string or list is empty."),
  TOO_LONG(Group.VALUE, "The string is too long."),
  TOO_MANY(Group.VALUE, "The list has too many elements."),
  OUT_OF_RANGE(Group.VALUE, "The number or time is outside the allowed range."),
  NOT_ASCENDING(Group.VALUE, "Two values are in the wrong order, such as an end before its start."),
  OVERLAP(Group.VALUE, "Two periods overlap."),
  NOT_ONE_OF_TWO(Group.VALUE, "Exactly one of two values is required."),
  UNKNOWN_VALUE(Group.VALUE, "The value is not one of the allowed values, which are listed."),
  BAD_ID(Group.VALUE, "The value is not a valid UUID."),
  BAD_SEASON(Group.VALUE, "The value is not a year from 2000 to 2999."),
  UNKNOWN_COUNTRY(Group.VALUE, "The value is not an ISO 3166-1 alpha-2 country code."),
  BAD_STREAM(Group.VALUE, "The value is not a valid name of a stream."),
  BAD_POOL(Group.VALUE, "The value is not a pool as season/country/category[/stream]."),
  BAD_QUOTA(Group.VALUE, "The value is neither a number of permits nor one of the words."),
  BAD_DATE(Group.VALUE, "The value is not a valid date as year-month-day."),
  BAD_TIME_OF_DAY(Group.VALUE, "The value is not a time of day as hours and minutes."),
  BAD_DIGEST(Group.VALUE, "The value is not a digest of 64 hexadecimal digits."),
  BAD_INSTANT(Group.VALUE, "The value is not an ISO 8601 instant with an offset."),
  BAD_CHANGE_ID(Group.VALUE, "The value is not the id of a change as the stream has sent it."),
  BAD_VERSION(
      Group.VALUE, HttpStatus.BAD_REQUEST, "The value is not a version from an earlier response."),

  // ---- repeated requests

  BAD_IDEMPOTENCY_KEY(
      Group.REPEAT, "The Idempotency-Key is not 1 to 255 printable ASCII characters."),
  KEY_REUSED(
      Group.REPEAT, "Another request was sent with this Idempotency-Key or commandId before."),
  KEYS_DIFFER(Group.REPEAT, "Idempotency-Key and commandId are both given, and differ."),
  PROFILE_ID_IS_ASSIGNED(
      Group.REPEAT,
      HttpStatus.UNPROCESSABLE_CONTENT,
      "The body contains a profileId, which the service assigns."),

  // ---- resources and their state

  UNKNOWN_CANDIDATE(Group.STATE, HttpStatus.NOT_FOUND, "The candidate has no known profile."),
  UNKNOWN_PROFILE(Group.STATE, HttpStatus.NOT_FOUND, "The candidate has no such profile."),
  UNKNOWN_INVITATION(Group.STATE, HttpStatus.NOT_FOUND, "The candidate has no such invitation."),
  UNKNOWN_POOL(
      Group.STATE, HttpStatus.NOT_FOUND, "Nothing is announced, counted or published of the pool."),
  NOT_PUBLISHED(
      Group.STATE, HttpStatus.NOT_FOUND, "Nothing is counted or published of the season."),
  UNKNOWN_ROUND(Group.STATE, "No such round has run in the season and country."),
  UNKNOWN_ANNOUNCEMENT(Group.STATE, HttpStatus.NOT_FOUND, "There is no such announcement."),
  NO_PROOF(
      Group.STATE,
      HttpStatus.NOT_FOUND,
      "The round has no proof: it was run elsewhere, or before rounds had commitments."),
  NOT_DRAWN(
      Group.STATE,
      HttpStatus.NOT_FOUND,
      "The round was announced, and has not been drawn: it is still to come, or it was cancelled."),
  NO_BUNDLE(
      Group.STATE,
      HttpStatus.NOT_FOUND,
      "The round has no bundle, because its list consists of the ids of profiles."),
  NOT_DRAWABLE(Group.STATE, HttpStatus.NOT_FOUND, "The profile could not be drawn in the round."),
  PROOFS_NOT_SERVED(
      Group.STATE,
      HttpStatus.NOT_FOUND,
      "stats-service serves no proofs, because it has no address of invitation-service."),
  PROFILE_ENDED(Group.STATE, HttpStatus.CONFLICT, "The profile has ended."),
  APPLICATION_IN_PROGRESS(
      Group.STATE, "The application must be withdrawn or decided before this is possible."),
  ALREADY_ACCEPTED(
      Group.STATE, HttpStatus.CONFLICT, "The invitation was accepted and cannot be declined."),
  INVITATION_ENDED(Group.STATE, "The invitation has ended."),
  RUN_ELSEWHERE(
      Group.STATE, HttpStatus.CONFLICT, "The round was run elsewhere and cannot be corrected."),
  IS_A_PUBLICATION_TIME(
      Group.STATE,
      HttpStatus.UNPROCESSABLE_CONTENT,
      "A time of publication cannot be withdrawn; another one can be set."),
  IS_A_WITHDRAWAL(
      Group.STATE, HttpStatus.UNPROCESSABLE_CONTENT, "A withdrawal cannot be withdrawn."),
  REBUILD_RUNNING(Group.STATE, HttpStatus.CONFLICT, "A rebuild is already running."),
  REBUILDS_NOT_SERVED(
      Group.STATE,
      HttpStatus.NOT_FOUND,
      "invitation-service orders no rebuilds, because it has no address of stats-service."),
  UNKNOWN_DEAD_LETTER(Group.STATE, HttpStatus.NOT_FOUND, "There is no such dead letter."),
  VERSION_OF_ANOTHER_LOG(
      Group.STATE,
      HttpStatus.CONFLICT,
      "The version is of another Kafka cluster or of topics that were created again."),
  CHANGE_ID_OF_ANOTHER_LOG(
      Group.STATE,
      HttpStatus.CONFLICT,
      "The id is of another Kafka cluster or of a topic that was created again."),
  CHANGES_GONE(Group.STATE, HttpStatus.GONE, "Changes after this id are no longer kept."),

  // ---- rules: reasons against a profile or a pool entry (Objection)

  UNKNOWN_RESIDENCE(Group.PROFILE, "The residence is not an ISO 3166-1 alpha-2 country code."),
  SEASON_NOT_PLANNED(Group.PROFILE, "The season has no plan."),
  COUNTRY_NOT_IN_SEASON(Group.PROFILE, "The season has no plan for the country."),
  SEASON_NOT_OPEN(Group.PROFILE, "None of the country's pools has opened yet."),
  SEASON_OVER(Group.PROFILE, "All of the country's pools have closed for the season."),
  NOTHING_CHOSEN(Group.PROFILE, "No pool is chosen."),
  CHOSEN_TWICE(Group.PROFILE, "A pool is chosen more than once."),
  TOO_MANY_POOLS(Group.PROFILE, "More than three pools are chosen."),
  BAD_TIME_ZONE(Group.PROFILE, "The time zone is not a region of the IANA database."),
  BIRTH_DATE_IMPLAUSIBLE(
      Group.PROFILE, "The date of birth is in the future or more than 120 years ago."),
  BAD_PARTICIPATIONS(Group.PROFILE, "The number of previous participations is negative."),
  CATEGORY_NOT_OFFERED(
      Group.PROFILE, "The category or stream is not offered to the country this season."),
  POOL_NOT_OPEN(Group.PROFILE, "The pool has not opened yet."),
  POOL_CLOSED(Group.PROFILE, "The pool takes no entries for now."),
  POOL_OVER(Group.PROFILE, "The pool has closed for the season."),
  TOO_YOUNG(Group.PROFILE, "The candidate is below the minimum age."),
  TOO_OLD(Group.PROFILE, "The candidate is above the maximum age."),
  NO_JOB_OFFER(Group.PROFILE, "The category requires a job offer."),
  NOT_A_STUDENT(Group.PROFILE, "The category requires a registered student."),
  NO_PLACEMENT(Group.PROFILE, "The category requires a placement."),
  NO_PARTICIPATION_LEFT(Group.PROFILE, "All allowed participations are used."),
  NOT_RESIDENT(Group.PROFILE, "Residence in the country of citizenship is required."),
  RULE_NOT_UNDERSTOOD(Group.PROFILE, "The rule has a requirement that this version cannot check."),
  SECOND_PROFILE(Group.PROFILE, "Another profile of the season has not ended."),
  OTHER_COUNTRY(
      Group.PROFILE,
      "The country differs: from that of the candidate's first profile, or from the order's."),
  IDENTITY_IN_USE(
      Group.PROFILE, "Another candidate of the season has submitted the same identity document."),
  WITHDRAWN(Group.PROFILE, "The profile was withdrawn before it was decided."),

  // ---- rules: reasons against a round or a correction

  NOT_PLANNED(Group.ROUND, "The season's plan does not contain the pool or country."),
  NO_QUOTA(Group.ROUND, "No quota of the pool is known."),
  QUOTA_TO_BE_ANNOUNCED(Group.ROUND, "The quota is to be announced."),
  NOT_OFFERED(Group.ROUND, "The country does not offer the category this season."),
  BEFORE_FIRST_ROUND(Group.ROUND, "The first round is later."),
  AFTER_FINAL_ROUND(Group.ROUND, "The final round is over, and the order has no reason."),
  SEASON_CLOSED(Group.ROUND, "The season has closed."),
  PAUSED(Group.ROUND, "The pool's rounds are paused."),
  NO_POOL_MAY(Group.ROUND, "None of the country's pools may have a round now."),
  NOBODY_TO_INVITE(Group.ROUND, "The round would invite nobody."),
  BEACON_ENDED(
      Group.ROUND, "The beacon's chain ends before the value that would decide the round."),
  ROUND_ID_USED(Group.ROUND, "A round with this id was decided or announced before."),
  SIZE_NEGATIVE(Group.ROUND, "The size is negative."),
  OTHER_POOL(Group.ROUND, "The round is of another pool."),
  NO_REASON(Group.ROUND, "The correction has no reason."),
  NOT_FEWER(Group.ROUND, "A correction can only lower the number of invitations."),
  NOT_OF_THIS_ROUND(Group.ROUND, "The invitation is not of the round."),
  NOTHING_TO_VOID(Group.ROUND, "No invitation of the round can be voided."),

  // ---- rules: doubts about an announcement

  SHORT_NOTICE(Group.ANNOUNCEMENT, "The first or final round is less than five days ahead."),
  FAR_SEASON(Group.ANNOUNCEMENT, "The season is before last year or over two years ahead."),
  COUNTRY_NOT_TAKING_PART(Group.ANNOUNCEMENT, "The country did not take part in any season."),
  NOT_IN_PLAN(Group.ANNOUNCEMENT, "The season's plan does not contain the pool."),
  LARGE_QUOTA(Group.ANNOUNCEMENT, "The quota is unusually large."),

  // ---- the service cannot answer now

  OVERLOADED(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "Too many requests at once; nothing of this one was stored."),
  KAFKA_DOWN(Group.SERVER, HttpStatus.SERVICE_UNAVAILABLE, "Kafka does not answer in time."),
  REGISTRY_DOWN(
      Group.SERVER, HttpStatus.SERVICE_UNAVAILABLE, "The schema registry does not answer."),
  UNAVAILABLE(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "The data are moving between instances, the service is stopping, or the same request is"
          + " still being processed."),
  ISSUER_DOWN(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "The issuer of the tokens does not answer, so the token cannot be verified."),
  INVITATION_SERVICE_DOWN(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "invitation-service does not answer in time with the proof of a draw."),
  STATS_SERVICE_DOWN(
      Group.SERVER, HttpStatus.SERVICE_UNAVAILABLE, "stats-service does not answer in time."),
  UNEXPECTED_ANSWER(
      Group.SERVER,
      HttpStatus.BAD_GATEWAY,
      "invitation-service has answered with something else than the proof of a draw."),
  VERSION_NOT_REACHED(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "The instance has not reached the requested version."),
  TOO_MANY_WAITING(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "Too many requests wait for a version already."),
  TOO_MANY_STREAMS(
      Group.SERVER,
      HttpStatus.SERVICE_UNAVAILABLE,
      "The instance sends its changes to the maximum number of clients already."),
  INTERNAL(
      Group.SERVER,
      HttpStatus.INTERNAL_SERVER_ERROR,
      "The service failed; the reason is in its log.");

  /** Groups of codes, in the order of the documentation. */
  public enum Group {
    /** The request itself, before its values are read. */
    REQUEST("Request", "The server refuses the request before a handler reads its values."),
    /** Who may send the request. */
    ACCESS("Access", "Tokens, hosts and origins; see [security.md](security.md)."),
    /** Values of fields, parameters and headers. */
    VALUE("Values", "Fields, parameters and headers."),
    /** Idempotency. */
    REPEAT("Repeated requests", "Idempotency keys and ids."),
    /** Resources that do not exist or are in another state. */
    STATE("Resources", "The resource does not exist, or its state does not allow the request."),
    /** Rules for profiles. */
    PROFILE("Rules for profiles", "Reasons against a profile or a pool entry; also in events."),
    /** Rules for rounds. */
    ROUND("Rules for rounds", "Reasons against a round or a correction."),
    /** Checks of announcements. */
    ANNOUNCEMENT("Checks of announcements", "Doubts about an announcement that can be overridden."),
    /** The service itself. */
    SERVER("Service", "The request may be valid; the service cannot answer it now.");

    private final String title;
    private final String description;

    Group(String title, String description) {
      this.title = title;
      this.description = description;
    }

    /** Heading in the documentation. */
    public String title() {
      return title;
    }

    /** A sentence about the codes of the group. */
    public String description() {
      return description;
    }
  }

  private final Group group;
  private final @Nullable HttpStatus status;
  private final String description;

  FaultCode(Group group, String description) {
    this(group, null, description);
  }

  FaultCode(Group group, @Nullable HttpStatus status, String description) {
    this.group = group;
    this.status = status;
    this.description = description;
  }

  /** The group to which the code belongs. */
  public Group group() {
    return group;
  }

  /** The status of every response with this code; empty if it depends on the operation. */
  public Optional<HttpStatus> status() {
    return Optional.ofNullable(status);
  }

  /** What is wrong, in a sentence. */
  public String description() {
    return description;
  }

  /** The code of an error that the framework reports only by its status. */
  public static FaultCode of(HttpStatus status) {
    return Stream.of(
            TOKEN_REQUIRED,
            FORBIDDEN,
            NOT_FOUND,
            METHOD_NOT_ALLOWED,
            NOT_ACCEPTABLE,
            UPLOAD_TIMEOUT,
            TOO_LARGE,
            QUERY_TOO_LONG,
            CONTENT_TYPE,
            RATE_LIMITED,
            UNAVAILABLE)
        .filter(code -> code.status == status)
        .findFirst()
        .orElse(status.is5xxServerError() ? INTERNAL : BAD_REQUEST);
  }
}
