package org.iecpools.profile.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.Objection;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Reason;
import org.iecpools.events.Residence;
import org.iecpools.events.WantedPool;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.iecpools.profile.web.StandingView.ReasonView;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers which pools would admit a person, before a profile is submitted. */
@RestController
final class EligibilityController {

  static final Set<String> PARAMETERS =
      new TreeSet<>(
          Set.of(
              "season",
              "country",
              "birthDate",
              "residence",
              "jobOffer",
              "student",
              "placement",
              "previousParticipations",
              "timeZone"));

  // Objections to the choice of pools, which this query does not have.
  private static final Set<String> OF_THE_CHOICE =
      Set.of(
          Objection.NOTHING_CHOSEN.name(),
          Objection.CHOSEN_TWICE.name(),
          Objection.TOO_MANY_POOLS.name());

  private final SeasonBook book;
  private final ClosedPools closed;
  private final Clock clock;

  EligibilityController(SeasonBook book, ClosedPools closed, Clock clock) {
    this.book = book;
    this.closed = closed;
    this.clock = clock;
  }

  /**
   * The answer.
   *
   * @param reasons reasons against any profile of this person
   * @param pools pools of the country and season, ordered by category and stream
   */
  @Schema(name = "Eligibility")
  record Answer(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country of citizenship, ISO 3166-1 alpha-2.", example = "IE")
          String country,
      @Schema(description = "Its English name.", example = "Ireland") String countryName,
      @Schema(description = "The instant of the judgement, UTC; its day decides the age.")
          Instant at,
      @Schema(description = "Against any profile of this person.") List<ReasonView> reasons,
      @Schema(description = "Every pool of the country and season, in the order of the draw.")
          List<Pool> pools) {}

  /**
   * One pool.
   *
   * @param eligibleUntil last day on which the age fits; null unless eligible
   * @param reasons every reason against this pool; may be empty if only the person's reasons
   *     exclude it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pool(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Its category.") Category category,
      @Schema(description = "Its special stream, if it has one.", example = "VIE")
          @Nullable String stream,
      @Schema(description = "Whether it would take this person now.") boolean eligible,
      @Schema(description = "Last day on which the age fits; only when eligible.")
          @Nullable LocalDate eligibleUntil,
      @Schema(description = "Everything that speaks against it.") List<ReasonView> reasons,
      @Schema(description = "Who may enter.") @Nullable Rule rule,
      @Schema(description = "From when it takes entries, UTC.") @Nullable Instant opensAt,
      @Schema(description = "When everybody leaves it, UTC.") @Nullable Instant closesAt) {}

  /** Conditions for entering a pool. */
  record Rule(
      @Schema(description = "Lowest age in years, inclusive.") int minAge,
      @Schema(description = "Highest age in years, inclusive.") int maxAge,
      @Schema(description = "Whether a job offer is needed.") boolean jobOffer,
      @Schema(description = "Whether the candidate must be a registered student.") boolean student,
      @Schema(description = "Whether a placement is needed.") boolean placement,
      @Schema(description = "Participations allowed in all, this one included.") int participations,
      @Schema(description = "Where the candidate must live.") Residence residence) {

    static Rule of(EligibilityRule rule) {
      return new Rule(
          rule.getMinAge(),
          rule.getMaxAge(),
          rule.getJobOffer(),
          rule.getStudent(),
          rule.getPlacement(),
          rule.getParticipations(),
          rule.getResidence());
    }
  }

  /** Omitted flags are false; an omitted residence is the country of citizenship. */
  @Operation(
      summary = "Which pools would take somebody, and every reason why others would not",
      parameters = {
        @Parameter(
            in = ParameterIn.QUERY,
            name = "season",
            description = "Year of the programme.",
            required = true,
            example = "2026",
            schema = @Schema(type = "integer", minimum = "2000", maximum = "2999")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "country",
            description = "Country of citizenship, ISO 3166-1 alpha-2.",
            required = true,
            example = "IE",
            schema = @Schema(pattern = "^[A-Z]{2}$")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "birthDate",
            description = "Date of birth.",
            required = true,
            example = "2000-06-15",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "residence",
            description =
                "Country of residence, ISO 3166-1 alpha-2; the country of citizenship if not said.",
            example = "FR",
            schema = @Schema(pattern = "^[A-Z]{2}$")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "jobOffer",
            description = "Whether there is a job offer in Canada.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "student",
            description = "Whether the candidate is a registered student.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "placement",
            description = "Whether there is a placement in Canada.",
            schema = @Schema(type = "boolean", defaultValue = "false")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "previousParticipations",
            description = "How often the candidate has taken part before.",
            example = "1",
            schema = @Schema(type = "integer", minimum = "0", defaultValue = "0")),
        @Parameter(
            in = ParameterIn.QUERY,
            name = "timeZone",
            description = "IANA time zone in which the candidate's days end.",
            example = "Europe/Dublin",
            schema = @Schema(defaultValue = "America/Toronto"))
      },
      responses = {
        @ApiResponse(responseCode = "200", description = "Every pool of the country."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @GetMapping(path = "/api/v1/eligibility", produces = MediaType.APPLICATION_JSON_VALUE)
  Answer eligibility(@Parameter(hidden = true) @RequestParam Map<String, String> parameters) {
    Instant now = clock.instant();
    ProfileSubmitted person = new Parameters(parameters).person(now);
    var reasons = new ArrayList<Reason>();
    var pools = new ArrayList<Pool>();
    for (PoolId pool : pools(person)) {
      var wanted = List.of(new WantedPool(pool.getCategory(), pool.getStream()));
      var verdict =
          Eligibility.check(
              ProfileSubmitted.newBuilder(person).setWanted(wanted).build(),
              book,
              closed::closing,
              now);
      var plan = book.plan(pool);
      pools.add(
          new Pool(
              PoolIds.text(pool),
              pool.getCategory(),
              pool.getStream(),
              verdict.enters(),
              verdict.admitted().stream()
                  .findFirst()
                  .map(Eligibility.Admission::eligibleUntil)
                  .orElse(null),
              ReasonView.of(verdict.refused().stream().flatMap(r -> r.reasons().stream()).toList()),
              plan.map(PoolPlan::getRule).map(Rule::of).orElse(null),
              plan.map(PoolPlan::getOpensAt).orElse(null),
              plan.map(PoolPlan::getClosesAt).orElse(null)));
    }
    Eligibility.check(person, book, closed::closing, now).profile().stream()
        .filter(reason -> !OF_THE_CHOICE.contains(reason.getCode()))
        .forEach(reasons::add);
    return new Answer(
        person.getSeason(),
        person.getCitizenship(),
        Reference.shipped().countryName(person.getCitizenship()),
        now,
        ReasonView.of(reasons),
        pools);
  }

  /**
   * The country's pools that the season names, and general pools of categories that it does not
   * offer.
   */
  private List<PoolId> pools(ProfileSubmitted person) {
    if (book.plan(person.getSeason(), person.getCitizenship()).isEmpty()) {
      return List.of();
    }
    var pools = new HashSet<PoolId>();
    for (Category category : Category.values()) {
      if (category != Category.UNKNOWN) {
        pools.add(PoolIds.of(person.getSeason(), person.getCitizenship(), category));
      }
    }
    book.pools(person.getSeason()).stream()
        .filter(pool -> pool.getCountry().equals(person.getCitizenship()))
        .forEach(pools::add);
    return pools.stream().sorted(PoolIds.ORDER).toList();
  }

  /** Reads the query's parameters and reports all faults at once. */
  private static final class Parameters {
    private final Map<String, String> given;
    private final List<Fault> faults = new ArrayList<>();

    Parameters(Map<String, String> given) {
      this.given = given;
    }

    ProfileSubmitted person(Instant now) {
      given.keySet().stream()
          .filter(name -> !PARAMETERS.contains(name))
          .forEach(
              name ->
                  fault(
                      name,
                      "UNKNOWN_PARAMETER",
                      "\"%s\" is no parameter; %s are."
                          .formatted(name, String.join(", ", PARAMETERS))));
      UUID nobody = new UUID(0, 0);
      String country = needed("country", "an ISO 3166-1 code, such as IE").orElse("");
      var person =
          ProfileSubmitted.newBuilder()
              .setEventId(nobody)
              .setOccurredAt(now)
              .setProfileId(nobody)
              .setCandidateId(nobody)
              .setSeason(
                  needed("season", "a year, such as 2026")
                      .map(text -> number("season", text))
                      .orElse(0))
              .setCitizenship(country)
              .setBirthDate(birthDate(now))
              .setResidence(given.getOrDefault("residence", country))
              .setWanted(List.of())
              .setJobOffer(flag("jobOffer"))
              .setStudent(flag("student"))
              .setPlacement(flag("placement"))
              .setPreviousParticipations(
                  number(
                      "previousParticipations", given.getOrDefault("previousParticipations", "0")))
              .setTimeZone(given.getOrDefault("timeZone", Weeks.ZONE.getId()))
              .build();
      if (!faults.isEmpty()) {
        throw new Problem(HttpStatus.BAD_REQUEST, "The question cannot be understood", faults);
      }
      return person;
    }

    private LocalDate birthDate(Instant now) {
      Optional<String> text = needed("birthDate", "a date, such as 2000-06-15");
      Optional<LocalDate> date = text.flatMap(ProfileForm::date);
      if (text.isPresent() && date.isEmpty()) {
        fault(
            "birthDate",
            "BAD_DATE",
            "\"%s\" is no day of the calendar; year-month-day is needed, such as 2000-06-15."
                .formatted(text.get()));
      }
      return date.orElse(now.atZone(ZoneOffset.UTC).toLocalDate());
    }

    private Optional<String> needed(String name, String what) {
      Optional<String> text = Optional.ofNullable(given.get(name)).filter(s -> !s.isBlank());
      if (text.isEmpty()) {
        fault(name, "MISSING", "%s is missing; %s is needed.".formatted(name, what));
      }
      return text;
    }

    private int number(String name, String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        fault(name, "WRONG_TYPE", "\"%s\" is no whole number.".formatted(text));
        return 0;
      }
    }

    private boolean flag(String name) {
      String text = given.getOrDefault(name, "false");
      if (!Set.of("true", "false").contains(text)) {
        fault(name, "WRONG_TYPE", "\"%s\" is neither true nor false.".formatted(text));
      }
      return text.equals("true");
    }

    private void fault(String name, String code, String detail) {
      faults.add(new Fault(name, code, detail));
    }
  }
}
