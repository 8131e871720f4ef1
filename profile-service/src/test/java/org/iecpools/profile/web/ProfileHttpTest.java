package org.iecpools.profile.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.profile.Story.NOW;
import static org.iecpools.profile.Story.WH;
import static org.iecpools.profile.Story.YP;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.Answer;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.keys.SecretKey;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Candidate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP API without a log: published events are applied immediately, and other services respond
 * as the test defines.
 */
class ProfileHttpTest {

  private static final ProfileIds IDS = new ProfileIds(new SecretKey(new byte[SecretKey.BYTES]));
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String GOOD =
      """
      {"season": 2026, "citizenship": "IE", "birthDate": "2000-06-15", "residence": "IE",
       "wanted": ["WORKING_HOLIDAY"], "timeZone": "Europe/Dublin"}
      """;

  private final Map<UUID, Candidate> log = new ConcurrentHashMap<>();
  private final List<Event> published = new ArrayList<>();
  private final Story story = new Story();
  private final SeasonBook book = new SeasonBook();
  private final ClosedPools closed = new ClosedPools();
  private Function<Event, List<? extends CandidateEvent>> others = _ -> List.of();
  private Instant now = NOW;
  private MockMvc http;

  @ControllerAdvice
  static class Problems extends ResponseEntityExceptionHandler {}

  @BeforeEach
  void openTheSeason() {
    book.apply(Story.season());
    book.apply(Story.season("SE", Category.WORKING_HOLIDAY));
    openTheDoor(IDS);
  }

  private void openTheDoor(ProfileIds ids) {
    ServiceClock clock = ServiceClock.real(() -> now);
    var submissions =
        new ProfileSubmissions(
            id -> log.getOrDefault(id, Candidate.unknown()),
            this::publish,
            book,
            closed,
            ids,
            clock,
            Duration.ofMillis(60));
    http =
        MockMvcBuilders.standaloneSetup(
                new ProfileController(submissions), new EligibilityController(book, closed, clock))
            .setControllerAdvice(new Problems())
            .build();
  }

  private CompletableFuture<?> publish(Event event) {
    published.add(event);
    serviceHasRead((CandidateEvent) event);
    others.apply(event).forEach(this::serviceHasRead);
    return CompletableFuture.completedFuture(null);
  }

  private void serviceHasRead(CandidateEvent... events) {
    for (CandidateEvent event : events) {
      log.merge(
          event.getCandidateId(),
          Candidate.unknown().with(event),
          (before, _) -> before.with(event));
    }
  }

  /** Makes pool-service admit every profile to Working Holiday. */
  private void poolServiceAdmits() {
    others =
        event ->
            event instanceof ProfileSubmitted submitted
                ? List.of(
                    PoolEntered.newBuilder(story.entered(WH, 1))
                        .setProfileId(submitted.getProfileId())
                        .build())
                : List.of();
  }

  private record Response(int status, String type, JsonNode body, String location) {
    List<String> errors() {
      return body.get("errors")
          .valueStream()
          .map(error -> error.get("pointer").asString() + " " + error.get("code").asString())
          .toList();
    }

    String text(String field) {
      return body.get(field).asString();
    }
  }

  private Response ask(RequestBuilder request) throws Exception {
    MvcResult result = http.perform(request).andReturn();
    var response = result.getResponse();
    return new Response(
        response.getStatus(),
        response.getContentType(),
        JSON.readTree(response.getContentAsString(UTF_8)),
        response.getHeader("Location"));
  }

  private Response submit(String body) throws Exception {
    return submit(story.candidate.toString(), body);
  }

  private Response submitAs(String key, String body) throws Exception {
    return ask(
        post("/api/v1/candidates/{id}/profiles", story.candidate)
            .header("Idempotency-Key", key)
            .contentType(MediaType.APPLICATION_JSON)
            .content(body));
  }

  private Response submit(String candidate, String body) throws Exception {
    return ask(
        post("/api/v1/candidates/{id}/profiles", candidate)
            .contentType(MediaType.APPLICATION_JSON)
            .content(body));
  }

  private static String with(String field, String value) {
    var body = (ObjectNode) JSON.readTree(GOOD);
    body.set(field, JSON.readTree(value));
    return body.toString();
  }

  private static String without(String field) {
    var body = (ObjectNode) JSON.readTree(GOOD);
    body.remove(field);
    return body.toString();
  }

  // ---- submitting

  @Test
  void aValidProfileIsPublishedAndItsStatusReturned() throws Exception {
    poolServiceAdmits();

    var response = submit(GOOD);

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.text("status")).isEqualTo("ACTIVE");
    assertThat(response.text("countryName")).isEqualTo("Ireland");
    assertThat(response.body().at("/stays/0/pool").asString()).isEqualTo("2026/IE/WORKING_HOLIDAY");
    assertThat(response.body().at("/stays/0/eligibleUntil").asString()).isEqualTo("2036-06-14");
    assertThat(response.location())
        .isEqualTo(
            "/api/v1/candidates/" + story.candidate + "/profiles/" + response.text("profileId"));
    assertThat(published).hasSize(1).first().isInstanceOf(ProfileSubmitted.class);
    assertThat(ask(get(response.location())).body()).isEqualTo(response.body());
  }

  @Test
  void aProfileThatIsNotDecidedInTimeIsPending() throws Exception {
    var response = submit(GOOD);

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.text("status")).isEqualTo("PENDING");
    assertThat(ask(get(response.location())).text("status")).isEqualTo("PENDING");
  }

  @Test
  void aProfileThatPoolServiceRejectsIsRefusedWithItsReasons() throws Exception {
    others = _ -> List.of(rejection(((ProfileSubmitted) published.getLast()), "POOL_CLOSED"));
    var closedMeanwhile = submit(GOOD);
    log.clear();
    others = _ -> List.of(rejection(((ProfileSubmitted) published.getLast()), "SECOND_PROFILE"));
    var second = submit(GOOD);

    assertThat(closedMeanwhile.status()).isEqualTo(422);
    assertThat(closedMeanwhile.errors()).containsExactly("/wanted POOL_CLOSED");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.errors()).containsExactly(" SECOND_PROFILE");
  }

  private CandidateEvent rejection(ProfileSubmitted profile, String code) {
    return ProfileRejected.newBuilder(story.rejected(code))
        .setProfileId(profile.getProfileId())
        .build();
  }

  @Test
  void aRepeatWithTheSameKeyIsNotPublishedAgain() throws Exception {
    poolServiceAdmits();

    var first = submitAs("a key", GOOD);
    now = Story.CLOSES; // a repeat is recognized even after the season's close
    var again = submitAs("a key", GOOD);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.location()).isEqualTo(first.location());
    assertThat(published).hasSize(1);
  }

  @Test
  void aRepeatBeforeTheFirstIsReadHasTheSameIdAndTheSameEvent() throws Exception {
    var first = submitAs("a key", GOOD);
    log.clear(); // nothing has been read from the log yet
    var again = submitAs("a key", GOOD);

    assertThat(again.location()).isEqualTo(first.location());
    assertThat(published).hasSize(2);
    assertThat(published.getFirst().getEventId()).isEqualTo(published.getLast().getEventId());
  }

  @Test
  void aRepeatIsRecognizedByAnInstanceWithAnotherSecret() throws Exception {
    poolServiceAdmits();
    var first = submitAs("a key", GOOD);

    openTheDoor(new ProfileIds(new SecretKey("01".repeat(16).getBytes(UTF_8))));
    var again = submitAs("a key", GOOD);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.location()).isEqualTo(first.location());
    assertThat(published).hasSize(1);
  }

  @Test
  void aKeyIsNotUsedTwiceForDifferentProfiles() throws Exception {
    poolServiceAdmits();
    submitAs("a key", GOOD);

    var other = submitAs("a key", with("jobOffer", "true"));

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.errors()).containsExactly("Idempotency-Key KEY_REUSED");
    assertThat(published).hasSize(1);
  }

  /** A client that chooses the id could choose the ticket, if it knew the seed. */
  @ParameterizedTest
  @ValueSource(strings = {"\"1a2ed6f9-0000-4000-8000-000000000000\"", "\"me\"", "7", "null", "{}"})
  void aProfileIdOfTheClientsChoiceIsRefused(String id) throws Exception {
    var response = submit(with("profileId", id));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors()).containsExactly("/profileId PROFILE_ID_IS_ASSIGNED");
    assertThat(response.text("detail")).contains("Idempotency-Key");
    assertThat(published).isEmpty();
  }

  @Property(tries = 200)
  void idsFollowFromCandidateKeyAndSecretAndFromAllOfThem(
      @ForAll long candidate, @ForAll @StringLength(min = 1, max = 40) String key) {
    UUID id = new UUID(candidate, 1);

    assertThat(IDS.of(id, key)).isEqualTo(IDS.of(id, key));
    assertThat(IDS.of(id, key).version()).isEqualTo(8);
    assertThat(
            Set.of(
                IDS.of(id, key),
                IDS.of(id, key + "x"),
                IDS.of(new UUID(candidate, 2), key),
                new ProfileIds(new SecretKey("01".repeat(16).getBytes(UTF_8))).of(id, key)))
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\tb", "é", " a", "a "})
  void aMalformedKeyIsRefused(String key) throws Exception {
    var response = submitAs(key, GOOD);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errors()).containsExactly("Idempotency-Key BAD_IDEMPOTENCY_KEY");
    assertThat(published).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0a, 0x1b, 0x7f, 0x9b, 0x2028, 0x202e, 0x2066})
  void aControlCharacterIsRefusedWhereverItIs(int control) throws Exception {
    var response =
        submit(
            JSON.writeValueAsString(
                ((ObjectNode) JSON.readTree(GOOD))
                    .put("timeZone", "a" + Character.toString(control))));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors()).contains("/timeZone CONTROL_CHARACTER");
    assertThat(published).isEmpty();
  }

  @Test
  void atMostOneProfileAtATime() throws Exception {
    serviceHasRead(story.submitted(Category.WORKING_HOLIDAY), story.entered(WH, 1));

    var response = submit(GOOD);

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.errors()).containsExactly(" SECOND_PROFILE");
    assertThat(response.text("detail")).contains(story.profile.toString());
    assertThat(published).isEmpty();
  }

  @Test
  void anotherProfileMayBeSubmittedAtOnceAfterAWithdrawal() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY),
        story.entered(WH, 1),
        story.left(WH, 1, LeaveCause.WITHDRAWN));

    assertThat(submit(GOOD).status()).isEqualTo(202);
  }

  @Test
  void withinASeasonACandidateKeepsTheCountryOfTheFirstProfile() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY),
        story.entered(WH, 1),
        story.left(WH, 1, LeaveCause.WITHDRAWN));

    var response = submit(with("citizenship", "\"SE\""));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors()).containsExactly("/citizenship OTHER_COUNTRY");
  }

  // ---- identity documents

  @Test
  void theDigestOfTheDocumentIsPublishedAndInNoAnswer() throws Exception {
    poolServiceAdmits();
    String digest = "0a".repeat(31) + "FF";

    var response = submit(with("identityDigest", "\"" + digest + "\""));

    assertThat(response.status()).isEqualTo(201);
    ByteBuffer published = ((ProfileSubmitted) this.published.getFirst()).getIdentityDigest();
    assertThat(IdentityDigests.text(published)).isEqualToIgnoringCase(digest);
    assertThat(response.body().toString().toLowerCase(Locale.ROOT)).doesNotContain("0a0a");
  }

  @Test
  void aProfileWithoutADigestIsPublishedWithoutOne() throws Exception {
    submit(GOOD);
    submit(with("identityDigest", "null"));

    assertThat(((ProfileSubmitted) published.getFirst()).getIdentityDigest()).isNull();
  }

  @Test
  void whatIsNoDigestIsNotQuotedBecauseItMayBeTheDocumentItself() throws Exception {
    var number = submit(with("identityDigest", "\"P1234567\""));
    var another = submit(with("identityDigest", "1234567"));

    assertThat(number.status()).isEqualTo(400);
    assertThat(number.errors()).containsExactly("/identityDigest BAD_DIGEST");
    assertThat(another.errors()).containsExactly("/identityDigest WRONG_TYPE");
    assertThat(number.body().toString() + another.body()).doesNotContain("1234567");
    assertThat(published).isEmpty();
  }

  @Test
  void theDocumentOfAnotherCandidateIsAFaultOfTheDigest() throws Exception {
    others =
        event ->
            event instanceof ProfileSubmitted submitted
                ? List.of(
                    ProfileRejected.newBuilder()
                        .setEventId(UUID.randomUUID())
                        .setOccurredAt(NOW)
                        .setSeason(2026)
                        .setCountry("IE")
                        .setProfileId(submitted.getProfileId())
                        .setCandidateId(submitted.getCandidateId())
                        .setReasons(List.of(new Reason("IDENTITY_IN_USE", "Another candidate.")))
                        .build())
                : List.of();

    var response = submit(with("identityDigest", "\"" + "0a".repeat(32) + "\""));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors()).containsExactly("/identityDigest IDENTITY_IN_USE");
  }

  // ---- bad profiles: each gets one problem with all faults

  static Stream<Arguments> badProfiles() {
    return Stream.of(
        bad("malformed JSON", "{\"season\": 2026,", 400, " MALFORMED_JSON"),
        bad("nothing at all", "", 400, " MISSING"),
        bad("no object", "[1]", 400, " WRONG_TYPE"),
        bad("a field twice", "{\"season\": 2026, \"season\": 2025}", 400, " MALFORMED_JSON"),
        bad("more after the end", "{} {}", 400, " MALFORMED_JSON"),
        bad("too long", "{\"a\": \"" + "x".repeat(20_000) + "\"}", 413, " TOO_LARGE"),
        bad(
            "an empty object",
            "{}",
            400,
            "/citizenship MISSING",
            "/season MISSING",
            "/birthDate MISSING",
            "/residence MISSING",
            "/wanted MISSING"),
        bad("an unknown field", with("name", "\"Ann\""), 400, "/name UNKNOWN_FIELD"),
        bad("a season in words", with("season", "\"next\""), 400, "/season WRONG_TYPE"),
        bad("a season out of range", with("season", "1999"), 400, "/season BAD_SEASON"),
        bad("a season with a fraction", with("season", "2026.5"), 400, "/season WRONG_TYPE"),
        bad(
            "a season that nobody planned",
            with("season", "2031"),
            422,
            "/season SEASON_NOT_PLANNED"),
        bad(
            "an unknown country",
            with("citizenship", "\"XX\""),
            422,
            "/citizenship UNKNOWN_COUNTRY"),
        bad(
            "a country's name",
            with("citizenship", "\"Ireland\""),
            400,
            "/citizenship UNKNOWN_COUNTRY"),
        bad("a number for a country", with("residence", "353"), 400, "/residence WRONG_TYPE"),
        bad(
            "an unknown residence",
            with("residence", "\"XX\""),
            422,
            "/residence UNKNOWN_RESIDENCE"),
        bad(
            "a country that takes no part",
            with("citizenship", "\"BR\""),
            422,
            "/citizenship COUNTRY_NOT_IN_SEASON"),
        bad(
            "a day that does not exist",
            with("birthDate", "\"2001-02-29\""),
            400,
            "/birthDate BAD_DATE"),
        bad(
            "a date the other way round",
            with("birthDate", "\"15.06.2000\""),
            400,
            "/birthDate BAD_DATE"),
        bad(
            "born tomorrow",
            with("birthDate", "\"2026-03-03\""),
            422,
            "/birthDate BIRTH_DATE_IMPLAUSIBLE",
            "/birthDate TOO_YOUNG"),
        bad("too young", with("birthDate", "\"2008-03-03\""), 422, "/birthDate TOO_YOUNG"),
        bad("too old", with("birthDate", "\"1990-03-02\""), 422, "/birthDate TOO_OLD"),
        bad("nothing chosen", with("wanted", "[]"), 422, "/wanted NOTHING_CHOSEN"),
        bad("wanted is no array", with("wanted", "\"WORKING_HOLIDAY\""), 400, "/wanted WRONG_TYPE"),
        bad("an unknown category", with("wanted", "[\"AU_PAIR\"]"), 400, "/wanted/0 UNKNOWN_VALUE"),
        bad(
            "the category of newer schemas",
            with("wanted", "[\"UNKNOWN\"]"),
            400,
            "/wanted/0 UNKNOWN_VALUE"),
        bad(
            "chosen twice",
            with("wanted", "[\"WORKING_HOLIDAY\", {\"category\": \"WORKING_HOLIDAY\"}]"),
            422,
            "/wanted CHOSEN_TWICE"),
        bad(
            "too many",
            with(
                "wanted",
                "[\"WORKING_HOLIDAY\", \"WORKING_HOLIDAY/A\", \"WORKING_HOLIDAY/B\","
                    + " \"WORKING_HOLIDAY/C\"]"),
            422,
            "/wanted TOO_MANY_POOLS",
            "/wanted/1 CATEGORY_NOT_OFFERED",
            "/wanted/2 CATEGORY_NOT_OFFERED",
            "/wanted/3 CATEGORY_NOT_OFFERED"),
        bad(
            "a stream that nobody offers",
            with("wanted", "[{\"category\": \"YOUNG_PROFESSIONALS\", \"stream\": \"VIE\"}]"),
            422,
            "/wanted/0 CATEGORY_NOT_OFFERED"),
        bad(
            "a stream that is no name",
            with("wanted", "[\"WORKING_HOLIDAY\", \"YOUNG_PROFESSIONALS/a b\"]"),
            400,
            "/wanted/1 BAD_STREAM"),
        bad(
            "no job offer",
            with("wanted", "[\"YOUNG_PROFESSIONALS\"]"),
            422,
            "/jobOffer NO_JOB_OFFER"),
        bad(
            "no student, no placement",
            with("wanted", "[\"WORKING_HOLIDAY\", \"INTERNATIONAL_COOP\"]"),
            422,
            "/student NOT_A_STUDENT",
            "/placement NO_PLACEMENT"),
        bad("a flag in words", with("jobOffer", "\"yes\""), 400, "/jobOffer WRONG_TYPE"),
        bad(
            "no participation left",
            with("previousParticipations", "2"),
            422,
            "/previousParticipations NO_PARTICIPATION_LEFT"),
        bad(
            "fewer than none",
            with("previousParticipations", "-1"),
            422,
            "/previousParticipations BAD_PARTICIPATIONS"),
        bad(
            "a number that is none",
            with("previousParticipations", "\"1\""),
            400,
            "/previousParticipations WRONG_TYPE"),
        bad(
            "an unknown time zone",
            with("timeZone", "\"Mars/Olympus\""),
            422,
            "/timeZone BAD_TIME_ZONE"),
        bad("no residence", without("residence"), 400, "/residence MISSING"),
        bad(
            "a bit of everything",
            """
            {"season": 2026, "citizenship": "SE", "birthDate": "2010-01-01", "residence": 7,
             "wanted": ["WORKING_HOLIDAY", "AU_PAIR", "YOUNG_PROFESSIONALS"], "jobOffer": 0,
             "previousParticipations": 3, "timeZone": "+01:00", "e/mail": "a@b"}
            """,
            400,
            "/e~1mail UNKNOWN_FIELD",
            "/residence WRONG_TYPE",
            "/wanted/1 UNKNOWN_VALUE",
            "/jobOffer WRONG_TYPE",
            "/timeZone BAD_TIME_ZONE",
            "/birthDate TOO_YOUNG",
            "/previousParticipations NO_PARTICIPATION_LEFT",
            "/wanted/2 CATEGORY_NOT_OFFERED"));
  }

  private static Arguments bad(String what, String body, int status, String... errors) {
    return Arguments.of(what, body, status, List.of(errors));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badProfiles")
  void aBadProfileGetsOneProblemThatNamesEveryFault(
      String what, String body, int status, List<String> errors) throws Exception {
    var response = submit(body);

    assertThat(response.errors()).as(what).containsExactlyInAnyOrderElementsOf(errors);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.type()).isEqualTo("application/problem+json");
    assertThat(response.text("title")).isNotBlank();
    assertThat(response.body().get("errors").valueStream())
        .allSatisfy(error -> assertThat(error.get("detail").asString()).endsWith("."));
    assertThat(published).isEmpty();
  }

  @Test
  void anInvalidCandidateIdIsReportedWithTheOtherFaults() throws Exception {
    var response = submit("me", with("timeZone", "\"nowhere\""));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errors())
        .containsExactlyInAnyOrder("candidateId BAD_ID", "/timeZone BAD_TIME_ZONE");
  }

  @Test
  void aClosedSeasonTakesNoProfiles() throws Exception {
    now = Story.CLOSES;
    var late = submit(GOOD);
    now = Story.OPENS.minusMillis(1);
    var early = submit(GOOD);

    assertThat(late.status()).isEqualTo(422);
    assertThat(late.errors()).contains("/season SEASON_OVER");
    assertThat(early.errors()).contains("/season SEASON_NOT_OPEN");
  }

  @Test
  void aProfileIsRefusedIfAnyOfItsPoolsTakesNoEntries() throws Exception {
    closed.apply(new PoolClosed(UUID.randomUUID(), NOW, YP, "its quota is met", 1, null, null));

    var response = submit(with("wanted", "[\"WORKING_HOLIDAY\", \"YOUNG_PROFESSIONALS\"]"));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors())
        .containsExactlyInAnyOrder("/wanted/1 POOL_CLOSED", "/jobOffer NO_JOB_OFFER");
  }

  @Test
  void aSecondProfileWithOtherFaultsGetsAllOfThem() throws Exception {
    serviceHasRead(story.submitted(Category.WORKING_HOLIDAY), story.entered(WH, 1));

    var response = submit(with("birthDate", "\"1980-01-01\""));

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.errors())
        .containsExactlyInAnyOrder("/birthDate TOO_OLD", " SECOND_PROFILE");
  }

  @Test
  void onlyJsonIsTaken() throws Exception {
    var response =
        ask(
            post("/api/v1/candidates/{id}/profiles", story.candidate)
                .contentType(MediaType.TEXT_PLAIN)
                .content(GOOD));

    assertThat(response.status()).isEqualTo(415);
    assertThat(response.type()).isEqualTo("application/problem+json");
  }

  // ---- reading

  @Test
  void aCandidateWithoutProfilesHasAnEmptyList() throws Exception {
    var response = ask(get("/api/v1/candidates/{id}/profiles", story.candidate));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().get("profiles").isEmpty()).isTrue();
  }

  @Test
  void anInvitedCandidateSeesTheirDeadlines() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY),
        story.entered(WH, 1),
        story.issued(WH, 1),
        story.accepted(WH, 1));

    var response = ask(get("/api/v1/candidates/{id}/profiles", story.candidate));

    var profile = response.body().at("/profiles/0");
    assertThat(profile.get("status").asString()).isEqualTo("INVITED");
    assertThat(profile.at("/invitation/state").asString()).isEqualTo("ACCEPTED");
    assertThat(profile.at("/invitation/answerBy").asString()).isEqualTo("2026-03-13T00:00:00Z");
    assertThat(profile.at("/invitation/submitBy").asString()).isEqualTo("2026-03-23T00:00:00Z");
  }

  @Test
  void theDeadlineToApplyIsShownAsInvitationServiceStatesIt() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY),
        story.entered(WH, 1),
        story.issued(WH, 1),
        story.accepted(WH, 1),
        story.confirmed(WH, 1, Instant.parse("2026-03-24T00:00:00Z")));

    var response = ask(get("/api/v1/candidates/{id}/profiles", story.candidate));

    assertThat(response.body().at("/profiles/0/invitation/submitBy").asString())
        .isEqualTo("2026-03-24T00:00:00Z");
  }

  @Test
  void anEndedProfileShowsItsCause() throws Exception {
    serviceHasRead(
        story.entered(WH, 1), story.issued(WH, 1), story.closed(WH, 1, ClosedCause.LOI_ISSUED));

    var response = ask(get("/api/v1/candidates/{c}/profiles/{p}", story.candidate, story.profile));

    assertThat(response.text("status")).isEqualTo("ENDED");
    assertThat(response.body().at("/ended/cause").asString()).isEqualTo("LOI_ISSUED");
    assertThat(response.body().at("/invitation/closedBecause").asString()).isEqualTo("LOI_ISSUED");
  }

  @Test
  void aVoidedInvitationIsShownWithTheReason() throws Exception {
    serviceHasRead(
        story.entered(WH, 1), story.issued(WH, 1), story.closed(WH, 1, ClosedCause.VOIDED));

    var response = ask(get("/api/v1/candidates/{c}/profiles/{p}", story.candidate, story.profile));

    assertThat(response.text("status")).isEqualTo("ACTIVE");
    assertThat(response.body().at("/invitation/closedBecause").asString()).isEqualTo("VOIDED");
    assertThat(response.body().at("/invitation/closedReason").asString())
        .isEqualTo("The round was ordered twice.");
  }

  @Test
  void anUnknownProfileIsNotFoundAndAnInvalidIdIsReported() throws Exception {
    var unknown = ask(get("/api/v1/candidates/{c}/profiles/{p}", story.candidate, story.profile));
    var bad = ask(get("/api/v1/candidates/{c}/profiles/{p}", "me", "mine"));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.errors()).containsExactly(" UNKNOWN_PROFILE");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.errors()).containsExactly("candidateId BAD_ID", "profileId BAD_ID");
  }

  // ---- withdrawing

  private Response withdraw() throws Exception {
    return ask(delete("/api/v1/candidates/{c}/profiles/{p}", story.candidate, story.profile));
  }

  @Test
  void aProfileStaysUntilItIsWithdrawn() throws Exception {
    serviceHasRead(story.submitted(Category.WORKING_HOLIDAY), story.entered(WH, 1));
    others = _ -> List.of(story.left(WH, 1, LeaveCause.WITHDRAWN));

    var response = withdraw();
    var again = withdraw();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().at("/ended/cause").asString()).isEqualTo("WITHDRAWN");
    assertThat(response.text("withdrawal")).isEqualTo("GRANTED");
    assertThat(again.status()).isEqualTo(200);
    assertThat(published).hasSize(1).first().isInstanceOf(ProfileWithdrawn.class);
  }

  @Test
  void notWithdrawableWhileAnApplicationIsInProgress() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY),
        story.entered(WH, 1),
        story.issued(WH, 1),
        story.applied(WH, 1));
    others =
        _ ->
            List.of(
                story.left(WH, 1, LeaveCause.WITHDRAWN),
                story.voided(WH, 1),
                story.answerRejected(WH, 1, Answer.WITHDRAWAL));

    var response = withdraw();
    var again = withdraw();

    assertThat(response.status()).isEqualTo(409);
    assertThat(response.errors()).containsExactly(" APPLICATION_IN_PROGRESS");
    assertThat(again.status()).isEqualTo(409);
    assertThat(published).hasSize(2);
  }

  @Test
  void aWithdrawalWithoutAVerdictInTimeIsOnItsWay() throws Exception {
    serviceHasRead(
        story.submitted(Category.WORKING_HOLIDAY), story.entered(WH, 1), story.issued(WH, 1));
    others = _ -> List.of(story.left(WH, 1, LeaveCause.WITHDRAWN), story.voided(WH, 1));

    var response = withdraw();

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.text("status")).isEqualTo("INVITED");
    assertThat(response.text("withdrawal")).isEqualTo("ASKED");
  }

  @Test
  void whatHasEndedOtherwiseCannotBeWithdrawnAndWhatIsUnknownNeither() throws Exception {
    var unknown = withdraw();
    serviceHasRead(
        story.entered(WH, 1), story.issued(WH, 1), story.closed(WH, 1, ClosedCause.NOT_ANSWERED));
    var ended = withdraw();

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(ended.status()).isEqualTo(409);
    assertThat(ended.errors()).containsExactly(" PROFILE_ENDED");
    assertThat(published).isEmpty();
  }

  // ---- eligibility

  @Test
  void eligibilityIsStatedForEachCategoryOfTheCountry() throws Exception {
    var response =
        ask(get("/api/v1/eligibility?season=2026&country=SE&birthDate=2000-06-15&jobOffer=true"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text("countryName")).isEqualTo("Sweden");
    assertThat(response.body().get("reasons").isEmpty()).isTrue();
    var pools = response.body().get("pools");
    assertThat(pools.valueStream().map(pool -> pool.get("category").asString()))
        .containsExactlyInAnyOrder("WORKING_HOLIDAY", "YOUNG_PROFESSIONALS", "INTERNATIONAL_COOP");
    for (JsonNode pool : pools) {
      boolean offered = pool.get("category").asString().equals("WORKING_HOLIDAY");
      assertThat(pool.get("eligible").asBoolean()).isEqualTo(offered);
      if (offered) {
        assertThat(pool.get("eligibleUntil").asString()).isEqualTo("2036-06-14");
        assertThat(pool.at("/rule/maxAge").asInt()).isEqualTo(35);
      } else {
        assertThat(pool.at("/reasons/0/code").asString()).isEqualTo("CATEGORY_NOT_OFFERED");
      }
    }
  }

  @Test
  void eligibilityNamesAllReasonsAtOnce() throws Exception {
    var response = ask(get("/api/v1/eligibility?season=2026&country=IE&birthDate=1980-01-01"));

    var coop =
        response
            .body()
            .get("pools")
            .valueStream()
            .filter(pool -> pool.get("category").asString().equals("INTERNATIONAL_COOP"))
            .findFirst()
            .orElseThrow();
    assertThat(coop.get("reasons").valueStream().map(reason -> reason.get("code").asString()))
        .containsExactly("TOO_OLD", "NOT_A_STUDENT", "NO_PLACEMENT");
  }

  @Test
  void eligibilityInASeasonThatNobodyPlannedIsAReasonNotAnError() throws Exception {
    var response = ask(get("/api/v1/eligibility?season=2031&country=IE&birthDate=2000-06-15"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().at("/reasons/0/code").asString()).isEqualTo("SEASON_NOT_PLANNED");
    assertThat(response.body().get("pools").isEmpty()).isTrue();
  }

  @Test
  void aQueryThatCannotBeReadGetsEveryFault() throws Exception {
    var response =
        ask(get("/api/v1/eligibility?season=soon&birthDate=2001-02-29&jobOffer=maybe&sex=f"));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errors())
        .containsExactlyInAnyOrder(
            "sex UNKNOWN_PARAMETER",
            "country MISSING",
            "season BAD_SEASON",
            "birthDate BAD_DATE",
            "jobOffer WRONG_TYPE");
  }

  // ---- waiting

  @Test
  void allWaitsOfARequestShareOneBudget() {
    Candidate live =
        Candidate.unknown()
            .with(story.submitted(Category.WORKING_HOLIDAY))
            .with(story.entered(WH, 1));
    Candidate ended = live.with(story.left(WH, 1, LeaveCause.WITHDRAWN));
    Duration timeout = Duration.ofMillis(50);
    AtomicInteger reads = new AtomicInteger();
    AtomicInteger readsAfterPublishing = new AtomicInteger();
    var submissions =
        new ProfileSubmissions(
            _ -> {
              if (!published.isEmpty()) {
                readsAfterPublishing.incrementAndGet();
              } else if (reads.incrementAndGet() == 1) {
                return live;
              } else {
                // The other profile has ended when the whole budget is spent.
                LockSupport.parkNanos(timeout.multipliedBy(2).toNanos());
              }
              return ended;
            },
            event -> {
              published.add(event);
              return CompletableFuture.completedFuture(null);
            },
            book,
            closed,
            IDS,
            Clock.fixed(NOW, ZoneOffset.UTC),
            timeout);

    var submitted = submissions.submit(story.candidate.toString(), null, GOOD.getBytes(UTF_8));

    assertThat(submitted).isInstanceOf(ProfileSubmissions.Submitted.Undecided.class);
    assertThat(readsAfterPublishing).hasValue(1);
  }

  @Test
  void upperAndLowerCaseAreTheSameProfile() throws Exception {
    poolServiceAdmits();

    var response =
        submit(GOOD.replace("\"IE\"", "\"ie\"").replace("WORKING_HOLIDAY", "working_holiday"));

    assertThat(response.status()).isEqualTo(201);
    assertThat(published)
        .first()
        .isInstanceOfSatisfying(
            ProfileSubmitted.class,
            profile -> {
              assertThat(profile.getCitizenship()).isEqualTo("IE");
              assertThat(profile.getResidence()).isEqualTo("IE");
              assertThat(profile.getWanted().getFirst().getCategory())
                  .isEqualTo(Category.WORKING_HOLIDAY);
            });
  }

  // ---- failures

  @Test
  void aLogThatDoesNotAnswerIsUnavailable() throws Exception {
    var broken =
        new ProfileSubmissions(
            _ -> Candidate.unknown(),
            _ -> CompletableFuture.failedFuture(new IllegalStateException("no broker")),
            book,
            closed,
            IDS,
            Clock.fixed(NOW, ZoneOffset.UTC),
            Duration.ofMillis(20));
    http =
        MockMvcBuilders.standaloneSetup(new ProfileController(broken))
            .setControllerAdvice(new Problems())
            .build();

    var response = submit(GOOD);

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.errors()).containsExactly(" KAFKA_DOWN");
  }
}
