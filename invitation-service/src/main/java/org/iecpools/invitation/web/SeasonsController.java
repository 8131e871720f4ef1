package org.iecpools.invitation.web;

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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.SeasonBook;
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
import org.iecpools.kit.ServiceClock;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What operators announce: a country's season, a pool's quota. */
@RestController
final class SeasonsController {

  private static final String NOT_ANNOUNCED = "Not announced";

  /** IRCC: "at least five days notice before the first round and the final round". */
  private static final Duration NOTICE = Duration.ofDays(5);

  private final Publishing publishing;
  private final SeasonBook book;
  private final ServiceClock clock;

  SeasonsController(Publishing publishing, SeasonBook book, ServiceClock clock) {
    this.publishing = publishing;
    this.book = book;
    this.clock = clock;
  }

  /** What was announced. */
  record Announced(
      @Schema(description = "Identity of the event.") UUID eventId,
      @Schema(description = "From when it counts, UTC.") Instant occurredAt) {}

  /** A country's plan as it was sent; null where something was wrong. */
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
        @ApiResponse(responseCode = "201", description = "It is announced."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/seasons")
  @ResponseStatus(HttpStatus.CREATED)
  Announced season(@Parameter(hidden = true) @RequestBody JsonNode body) {
    Form form = Form.of(body);
    Integer season = form.integer("season", true, 2000, 2999);
    String country = form.country("country");
    boolean shortNotice = Boolean.TRUE.equals(form.bool("shortNotice"));
    Set<String> seen = new HashSet<>();
    List<Plan> plans =
        form.each(
            "pools",
            true,
            pool -> {
              Plan plan = plan(pool, seen);
              if (season != null && country != null && !shortNotice) {
                noticed(pool, plan, new PoolId(season, country, plan.category(), plan.stream()));
              }
              return plan;
            });
    form.done();
    form.check(NOT_ANNOUNCED);
    return announce(
        SeasonPlanned.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now())
            .setSeason(season)
            .setCountry(country)
            .setPools(plans.stream().map(SeasonsController::plan).toList())
            .build());
  }

  private static Plan plan(Form form, Set<String> seen) {
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
    Instant opensAt = form.instant("opensAt");
    Instant firstRoundAt = form.instant("firstRoundAt");
    Instant finalRoundAt = form.instant("finalRoundAt");
    Instant closesAt = form.instant("closesAt");
    ascending(form, "opensAt", opensAt, "firstRoundAt", firstRoundAt);
    ascending(form, "firstRoundAt", firstRoundAt, "finalRoundAt", finalRoundAt);
    ascending(form, "finalRoundAt", finalRoundAt, "closesAt", closesAt);
    List<Pause> pauses = form.each("pauses", false, SeasonsController::pause);
    Integer roundCap = form.integer("roundCap", false, 0, Integer.MAX_VALUE);
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

  /** First and final rounds are announced some days ahead, unless nothing changes about them. */
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
    Integer minAge = form.integer("minAge", false, 0, 120);
    Integer maxAge = form.integer("maxAge", true, 0, 120);
    Boolean jobOffer = form.bool("jobOffer");
    Boolean student = form.bool("student");
    Boolean placement = form.bool("placement");
    Integer participations = form.integer("participations", false, 1, 100);
    Residence residence = form.choice("residence", Residence.class, false);
    rule.setMinAge(minAge == null ? rule.getMinAge() : minAge);
    rule.setMaxAge(maxAge == null ? rule.getMaxAge() : maxAge);
    rule.setJobOffer(Boolean.TRUE.equals(jobOffer));
    rule.setStudent(Boolean.TRUE.equals(student));
    rule.setPlacement(Boolean.TRUE.equals(placement));
    rule.setParticipations(participations == null ? 1 : participations);
    rule.setResidence(residence == null ? Residence.ANY : residence);
    if (minAge != null && maxAge != null && minAge > maxAge) {
      form.fault("minAge", "NOT_ASCENDING", "minAge must not be above maxAge.");
    }
  }

  private static Pause pause(Form form) {
    Instant from = form.instant("from");
    Instant until = form.instant("until");
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
        @ApiResponse(responseCode = "201", description = "It is announced."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/quotas")
  @ResponseStatus(HttpStatus.CREATED)
  Announced quota(@Parameter(hidden = true) @RequestBody JsonNode body) {
    Form form = Form.of(body);
    PoolId pool = form.pool("pool");
    Quota quota = quota(form);
    form.done();
    form.check(NOT_ANNOUNCED);
    return announce(new QuotaAnnounced(UUID.randomUUID(), now(), pool, quota));
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

  private Announced announce(SeasonsEvent event) {
    publishing.publish(event);
    // Who has announced it sees it at once here; the topic will say it again.
    book.apply(event);
    return new Announced(event.getEventId(), event.getOccurredAt());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
