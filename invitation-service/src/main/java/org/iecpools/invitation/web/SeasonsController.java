package org.iecpools.invitation.web;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Residence;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Doubts;
import org.iecpools.invitation.stream.Announcements;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes the announcements of operators: a country's season, a pool's quota, and withdrawals. */
@RestController
final class SeasonsController {

  private static final String NOT_ANNOUNCED = "Not announced";

  /** IRCC: "at least five days notice before the first round and the final round". */
  private static final Duration NOTICE = Duration.ofDays(5);

  private static final int MOST_PAUSES = 100;
  private static final int OLDEST = 120;
  private static final int USUAL_MIN_AGE = 18;
  private static final int MOST_INVITATIONS = 1_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Publishing publishing;
  private final SeasonBook book;
  private final Announcements announcements;
  private final IdempotencyKeys keys;
  private final ServiceClock clock;

  SeasonsController(
      Publishing publishing,
      SeasonBook book,
      Announcements announcements,
      IdempotencyKeys keys,
      ServiceClock clock) {
    this.publishing = publishing;
    this.book = book;
    this.announcements = announcements;
    this.keys = keys;
    this.clock = clock;
  }

  /** Result of an announcement. */
  record Announced(
      @Schema(description = "Identity of the event.") UUID eventId,
      @Schema(description = "From when it counts, UTC.") Instant occurredAt) {
    static Announced of(SeasonsEvent event) {
      return new Announced(event.getEventId(), event.getOccurredAt());
    }
  }

  /** An announcement, or the withdrawal of one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Announcement")
  record Known(
      @Schema(description = "Identity of the event.") UUID eventId,
      @Schema(description = "From when it counts, UTC.") Instant occurredAt,
      @Schema(
              description = "What it is.",
              allowableValues = {"SEASON", "QUOTA", "WITHDRAWAL"})
          String kind,
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country, ISO 3166-1 alpha-2.", example = "IE") String country,
      @Schema(
              description = "Of a quota: the pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Of a quota: permits, or one of three words.", example = "100")
          String quota,
      @Schema(description = "Why it was announced in spite of the checks; absent without override.")
          String override,
      @Schema(description = "From when it no longer counts, UTC; absent unless it is withdrawn.")
          Instant withdrawnAt,
      @Schema(description = "Of a withdrawal: the announcement.") UUID announcement,
      @Schema(description = "Of a withdrawal: why.") String reason) {}

  /** All announcements on the log. */
  record AllKnown(
      @Schema(description = "In the order of their times. May be empty.")
          List<Known> announcements) {}

  /** A pool's plan as it was sent; invalid fields are null. */
  private record Plan(
      Category category,
      String stream,
      EligibilityRule rule,
      Instant opensAt,
      Instant firstRoundAt,
      Instant finalRoundAt,
      Instant closesAt,
      List<Pause> pauses,
      Integer roundCap,
      Double expectedYield) {}

  @Operation(
      summary = "Announces a country's season, or replaces its plan as a whole",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = SeasonBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "season": 2026,
                                "country": "IE",
                                "shortNotice": true,
                                "pools": [
                                  {
                                    "category": "WORKING_HOLIDAY",
                                    "rule": {"minAge": 18, "maxAge": 35, "participations": 2, "residence": "ANY"},
                                    "opensAt": "2025-12-15T05:00:00Z",
                                    "firstRoundAt": "2026-01-19T15:00:00Z",
                                    "finalRoundAt": "2026-10-05T14:00:00Z",
                                    "closesAt": "2026-10-16T04:00:00Z",
                                    "pauses": [{"from": "2026-07-01T04:00:00Z", "until": "2026-07-15T04:00:00Z"}],
                                    "roundCap": 500,
                                    "expectedYield": 0.6
                                  }
                                ]
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "It was announced by the same request before.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(
            responseCode = "201",
            description = "It is announced.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/seasons")
  ResponseEntity<Announced> season(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @Parameter(
              description =
                  "Client-chosen idempotency key, of one scope with those of orders. A repeat of"
                      + " the request returns the first outcome; another request with the key is"
                      + " refused.",
              example = "season-2026-ie")
          @RequestHeader(name = "Idempotency-Key", required = false)
          String key) {
    Form form = Form.of(body);
    Integer season = form.integer("season", true, 2000, 2999);
    String country = form.code("country");
    boolean shortNotice = Boolean.TRUE.equals(form.bool("shortNotice"));
    String override = form.sentence("override", false);
    Optional<UUID> id = IdempotencyKeys.id(form, key);
    SeasonWindow window = season == null ? SeasonWindow.WIDEST : SeasonWindow.of(season);
    Set<String> seen = new HashSet<>();
    List<Runnable> checksOfNow = new ArrayList<>();
    List<Plan> plans =
        form.each(
            "pools",
            true,
            pool -> {
              Plan plan = plan(pool, seen, window);
              if (season != null && country != null && !shortNotice) {
                checksOfNow.add(
                    () ->
                        noticed(
                            pool,
                            plan,
                            new PoolId(season, country, plan.category(), plan.stream())));
              }
              return plan;
            });
    form.done();
    Supplier<SeasonsEvent> event =
        () ->
            SeasonPlanned.newBuilder()
                .setEventId(id.orElseGet(UUID::randomUUID))
                .setOccurredAt(now())
                .setSeason(season)
                .setCountry(country)
                .setPools(plans.stream().map(SeasonsController::plan).toList())
                .setOverride(override)
                .build();
    return announce(
        form,
        id,
        event,
        () -> {
          checksOfNow.forEach(Runnable::run);
          if (season != null && country != null) {
            doubt(form, Doubts.ofSeason(season, country, now()), override);
          }
        });
  }

  private static Plan plan(Form form, Set<String> seen, SeasonWindow window) {
    Category category = form.category("category");
    String stream = form.text("stream", false);
    if (category != null) {
      String fault = PoolIds.fault(new PoolId(2026, "IE", category, stream));
      if (fault != null) {
        form.fault("stream", "BAD_STREAM", Form.sentence(fault));
      }
      if (!seen.add(category + "/" + stream)) {
        form.fault("category", "TWICE", "A pool can be planned once: this one is here twice.");
      }
    }
    EligibilityRule.Builder rule = EligibilityRule.newBuilder();
    form.object("rule", true, r -> rule(r, rule));
    Instant opensAt = form.instant("opensAt", window);
    Instant firstRoundAt = form.instant("firstRoundAt", window);
    Instant finalRoundAt = form.instant("finalRoundAt", window);
    Instant closesAt = form.instant("closesAt", window);
    ascending(form, "opensAt", opensAt, "firstRoundAt", firstRoundAt);
    ascending(form, "firstRoundAt", firstRoundAt, "finalRoundAt", finalRoundAt);
    ascending(form, "finalRoundAt", finalRoundAt, "closesAt", closesAt);
    List<Pause> pauses = pauses(form, window);
    Integer roundCap = form.integer("roundCap", false, 0, MOST_INVITATIONS);
    Double expectedYield = form.share("expectedYield");
    return new Plan(
        category,
        stream,
        rule.build(),
        opensAt,
        firstRoundAt,
        finalRoundAt,
        closesAt,
        pauses,
        roundCap,
        expectedYield);
  }

  /** Requires notice of first and final rounds, unless they stay unchanged. */
  private void noticed(Form form, Plan plan, PoolId pool) {
    Optional<PoolPlan> before = plan.category() == null ? Optional.empty() : book.plan(pool);
    noticed(form, "firstRoundAt", plan.firstRoundAt(), before.map(PoolPlan::getFirstRoundAt));
    noticed(form, "finalRoundAt", plan.finalRoundAt(), before.map(PoolPlan::getFinalRoundAt));
  }

  private void noticed(Form form, String field, Instant at, Optional<Instant> before) {
    Instant earliest = now().plus(NOTICE);
    if (at != null && at.isBefore(earliest) && !before.equals(Optional.of(at))) {
      form.fault(
          field,
          "SHORT_NOTICE",
          "%s is announced at least five days ahead, so now not before %s; \"shortNotice\": true beside the pools announces it all the same."
              .formatted(field, earliest));
    }
  }

  private static void rule(Form form, EligibilityRule.Builder rule) {
    Integer minAge = form.integer("minAge", false, 0, OLDEST);
    Integer maxAge = form.integer("maxAge", true, 1, OLDEST);
    Boolean jobOffer = form.bool("jobOffer");
    Boolean student = form.bool("student");
    Boolean placement = form.bool("placement");
    Integer participations = form.integer("participations", false, 1, 100);
    Residence residence = form.choice("residence", Residence.class, false);
    int youngest = minAge == null ? USUAL_MIN_AGE : minAge;
    rule.setMinAge(youngest);
    rule.setMaxAge(maxAge == null ? OLDEST : maxAge);
    rule.setJobOffer(Boolean.TRUE.equals(jobOffer));
    rule.setStudent(Boolean.TRUE.equals(student));
    rule.setPlacement(Boolean.TRUE.equals(placement));
    rule.setParticipations(participations == null ? 1 : participations);
    rule.setResidence(residence == null ? Residence.ANY : residence);
    if (maxAge != null && youngest > maxAge) {
      form.fault(
          "minAge",
          "NOT_ASCENDING",
          "minAge, %d%s, must not be above maxAge, %d."
              .formatted(youngest, minAge == null ? " if omitted" : "", maxAge));
    }
  }

  private static List<Pause> pauses(Form form, SeasonWindow window) {
    if (form.has("pauses") && form.raw("pauses").size() > MOST_PAUSES) {
      form.fault(
          "pauses",
          "TOO_MANY",
          "pauses has %d elements; at most %d are possible."
              .formatted(form.raw("pauses").size(), MOST_PAUSES));
      return List.of();
    }
    List<Pause> pauses = form.each("pauses", false, pause -> pause(pause, window));
    List<Pause> ordered =
        pauses.stream().filter(Objects::nonNull).sorted(comparing(Pause::getFrom)).toList();
    for (int i = 1; i < ordered.size(); i++) {
      Pause before = ordered.get(i - 1);
      Pause pause = ordered.get(i);
      if (pause.getFrom().isBefore(before.getUntil())) {
        form.fault(
            "pauses/" + pauses.lastIndexOf(pause) + "/from",
            "OVERLAP",
            "The pause from %s begins before the one from %s ends, at %s; make one of the two."
                .formatted(pause.getFrom(), before.getFrom(), before.getUntil()));
      }
    }
    return pauses;
  }

  private static Pause pause(Form form, SeasonWindow window) {
    Instant from = form.instant("from", window);
    Instant until = form.instant("until", window);
    if (from == null || until == null) {
      return null;
    }
    if (!from.isBefore(until)) {
      form.fault("until", "NOT_ASCENDING", "until must be after from.");
    }
    return new Pause(from, until);
  }

  private static void ascending(
      Form form, String earlier, Instant one, String later, Instant other) {
    if (one != null && other != null && other.isBefore(one)) {
      form.fault(later, "NOT_ASCENDING", "%s must not be before %s.".formatted(later, earlier));
    }
  }

  private static PoolPlan plan(Plan plan) {
    PoolPlan.Builder builder =
        PoolPlan.newBuilder()
            .setCategory(plan.category())
            .setStream(plan.stream())
            .setRule(plan.rule())
            .setOpensAt(plan.opensAt())
            .setFirstRoundAt(plan.firstRoundAt())
            .setFinalRoundAt(plan.finalRoundAt())
            .setClosesAt(plan.closesAt())
            .setPauses(new ArrayList<>(plan.pauses()))
            .setRoundCap(plan.roundCap());
    return plan.expectedYield() == null
        ? builder.build()
        : builder.setExpectedYield(plan.expectedYield()).build();
  }

  @Operation(
      summary = "Announces a pool's quota, or changes it",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = QuotaBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {"pool": "2026/IE/WORKING_HOLIDAY", "quota": 10500}
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "It was announced by the same request before.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(
            responseCode = "201",
            description = "It is announced.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/quotas")
  ResponseEntity<Announced> quota(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @Parameter(
              description =
                  "Client-chosen idempotency key, of one scope with those of orders. A repeat of"
                      + " the request returns the first outcome; another request with the key is"
                      + " refused.",
              example = "quota-2026-ie-1")
          @RequestHeader(name = "Idempotency-Key", required = false)
          String key) {
    Form form = Form.of(body);
    PoolId pool = form.pool("pool");
    Quota quota = quota(form);
    String override = form.sentence("override", false);
    Optional<UUID> id = IdempotencyKeys.id(form, key);
    form.done();
    return announce(
        form,
        id,
        () -> new QuotaAnnounced(id.orElseGet(UUID::randomUUID), now(), pool, quota, override),
        () -> {
          if (pool != null && quota != null) {
            doubt(form, Doubts.ofQuota(pool, quota, book, now()), override);
          }
        });
  }

  private static Quota quota(Form form) {
    if (form.has("quota") && form.raw("quota").isNumber()) {
      return new Quota(QuotaKind.NUMBER, form.integer("quota", true, 0, Integer.MAX_VALUE));
    }
    String text = form.text("quota", true);
    if (text == null) {
      return null;
    }
    QuotaKind kind =
        switch (text.toLowerCase(Locale.ROOT).replace('_', ' ')) {
          case "unlimited" -> QuotaKind.UNLIMITED;
          case "to be announced" -> QuotaKind.TO_BE_ANNOUNCED;
          case "not offered" -> QuotaKind.NOT_OFFERED;
          default -> null;
        };
    if (kind == null) {
      form.fault(
          "quota",
          "BAD_QUOTA",
          "quota must be a number, \"unlimited\", \"to be announced\" or \"not offered\", not '%s'."
              .formatted(text));
      return null;
    }
    return new Quota(kind, null);
  }

  @Operation(
      summary = "Withdraws an announcement, from now on",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = WithdrawalBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "announcement": "5b1f0b64-2f0e-4a39-a1a6-3f2f5b0c7d21",
                                "reason": "The season was mistyped."
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "It was withdrawn before.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(
            responseCode = "201",
            description = "It is withdrawn.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Announced.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/withdrawals")
  ResponseEntity<Announced> withdraw(@Parameter(hidden = true) @RequestBody JsonNode body) {
    Form form = Form.of(body);
    UUID id = form.id("announcement");
    String reason = form.sentence("reason", true);
    form.done();
    form.check("Not withdrawn");
    SeasonsEvent announcement =
        announcements
            .event(id)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "UNKNOWN_ANNOUNCEMENT",
                        "There is no announcement %s; GET /api/v1/announcements lists them."
                            .formatted(id)));
    Optional<AnnouncementWithdrawn> before = announcements.withdrawal(id);
    if (before.isPresent()) {
      return ResponseEntity.ok(Announced.of(before.get()));
    }
    AnnouncementWithdrawn.Builder withdrawal =
        AnnouncementWithdrawn.newBuilder()
            .setEventId(EventIds.of("AnnouncementWithdrawn", id))
            // Another instance's clock may be ahead.
            .setOccurredAt(
                now().isAfter(announcement.getOccurredAt()) ? now() : announcement.getOccurredAt())
            .setAnnouncementId(id)
            .setReason(reason);
    switch (announcement) {
      case SeasonPlanned e -> withdrawal.setSeason(e.getSeason()).setCountry(e.getCountry());
      case QuotaAnnounced e ->
          withdrawal.setSeason(e.getPool().getSeason()).setCountry(e.getPool().getCountry());
      case AnnouncementWithdrawn _ -> {
        form.fault(
            "announcement",
            "IS_A_WITHDRAWAL",
            "A withdrawal cannot be withdrawn; announce the season or quota again.");
        form.check("Not withdrawn");
      }
    }
    return created(withdrawal.build());
  }

  @Operation(
      summary = "A country's announcements and their withdrawals",
      responses = {
        @ApiResponse(responseCode = "200", description = "May be empty."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @GetMapping("/api/v1/announcements")
  AllKnown announcements(
      @Described.Season @RequestParam(name = "season", required = false) String year,
      @Described.Country @RequestParam(name = "country", required = false) String code) {
    List<Fault> faults = new ArrayList<>();
    Integer season = year == null ? null : Parameters.season(year, faults);
    Parameters.check(faults);
    return new AllKnown(
        announcements.all().stream()
            .map(this::known)
            .filter(known -> season == null || known.season() == season)
            .filter(known -> code == null || known.country().equals(code))
            .toList());
  }

  private Known known(SeasonsEvent event) {
    UUID id = event.getEventId();
    Instant at = event.getOccurredAt();
    Instant withdrawnAt =
        announcements.withdrawal(id).map(AnnouncementWithdrawn::getOccurredAt).orElse(null);
    return switch (event) {
      case SeasonPlanned e ->
          new Known(
              id,
              at,
              "SEASON",
              e.getSeason(),
              e.getCountry(),
              null,
              null,
              e.getOverride(),
              withdrawnAt,
              null,
              null);
      case QuotaAnnounced e ->
          new Known(
              id,
              at,
              "QUOTA",
              e.getPool().getSeason(),
              e.getPool().getCountry(),
              PoolIds.text(e.getPool()),
              e.getQuota().getPermits() == null
                  ? e.getQuota().getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  : e.getQuota().getPermits().toString(),
              e.getOverride(),
              withdrawnAt,
              null,
              null);
      case AnnouncementWithdrawn e ->
          new Known(
              id,
              at,
              "WITHDRAWAL",
              e.getSeason(),
              e.getCountry(),
              null,
              null,
              null,
              null,
              e.getAnnouncementId(),
              e.getReason());
    };
  }

  private static void doubt(Form form, List<Doubts.Doubt> doubts, String override) {
    if (override == null) {
      doubts.forEach(
          doubt ->
              form.fault(
                  doubt.field(),
                  doubt.code(),
                  doubt.detail() + " \"override\" with a reason announces it all the same."));
    }
  }

  /**
   * Announces what a form states. A repeat of an earlier request is answered before any check that
   * depends on the time.
   *
   * @param checksOfNow adds faults that depend on the time or on earlier announcements
   */
  private ResponseEntity<Announced> announce(
      Form form, Optional<UUID> id, Supplier<SeasonsEvent> event, Runnable checksOfNow) {
    if (form.isFaultless() && id.isPresent()) {
      String fingerprint = IdempotencyKeys.fingerprint(event.get());
      if (keys.isLogged(id.get(), fingerprint)) {
        return announcedBefore(id.get());
      }
    }
    checksOfNow.run();
    form.check(NOT_ANNOUNCED);
    SeasonsEvent announcement = event.get();
    if (id.isEmpty()) {
      return created(announcement);
    }
    if (keys.claim(id.get(), IdempotencyKeys.fingerprint(announcement))) {
      return announcedBefore(id.get());
    }
    try {
      return created(announcement);
    } catch (RuntimeException e) {
      keys.release(id.get());
      throw e;
    }
  }

  private ResponseEntity<Announced> announcedBefore(UUID id) {
    return Publishing.await(TIMEOUT, () -> announcements.event(id))
        .map(first -> ResponseEntity.ok(Announced.of(first)))
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "UNAVAILABLE",
                    "The same request is being answered; try again."));
  }

  private ResponseEntity<Announced> created(SeasonsEvent event) {
    publishing.publish(event);
    // Applied here too, so that the operator sees it immediately; the topic will repeat it.
    book.apply(event);
    announcements.apply(event);
    return ResponseEntity.status(HttpStatus.CREATED).body(Announced.of(event));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
