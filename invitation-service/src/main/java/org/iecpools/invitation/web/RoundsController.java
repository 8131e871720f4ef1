package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.domain.DrawingOrder;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.Reference;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.Spots;
import org.iecpools.events.InputPosition;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.Forecast;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.invitation.domain.RoundRules;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.Questions;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.Described;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Unavailable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes orders of operators for rounds, and serves their results to anyone. */
@RestController
final class RoundsController {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String NO_ROUND = "No round";

  private final Publishing publishing;
  private final InvitationReads reads;
  private final Questions questions;
  private final Peers peers;
  private final RoundLog log;
  private final SeasonBook book;
  private final IdempotencyKeys keys;
  private final ServiceClock clock;

  RoundsController(
      Publishing publishing,
      InvitationReads reads,
      Questions questions,
      Peers peers,
      RoundLog log,
      SeasonBook book,
      IdempotencyKeys keys,
      ServiceClock clock) {
    this.publishing = publishing;
    this.reads = reads;
    this.questions = questions;
    this.peers = peers;
    this.log = log;
    this.book = book;
    this.keys = keys;
    this.clock = clock;
  }

  /** Result of an order. */
  record Outcome(
      @Schema(description = "The order.") UUID commandId,
      @Schema(
              description = "DECIDED, or PENDING while it is not.",
              allowableValues = {"DECIDED", "PENDING"})
          String status,
      @Schema(description = "Rounds that ran, in the order of the draw.") List<Round> rounds,
      @Schema(description = "Pools whose round did not run.") List<Refused> refused) {}

  /** A pool of an order whose round did not run. */
  record Refused(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Every reason against.") List<Against> reasons) {}

  /** A reason of the domain. */
  @Schema(name = "Reason")
  record Against(
      @Schema(description = "Stable, for programs.", example = "BEFORE_FIRST_ROUND") String code,
      @Schema(description = "A sentence for people.") String detail) {
    static Against of(ReasonAgainst refusal) {
      return new Against(refusal.code(), refusal.detail());
    }
  }

  /** Result that an order would have. */
  record DryRun(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country, ISO 3166-1 alpha-2.", example = "IE") String country,
      @Schema(description = "Its pools, in the order of the draw.") List<WouldBe> pools) {}

  /** Forecast of a round of one pool, as if it ran now. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WouldBe(
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "Candidates in the pool by the sums.") int poolSize,
      @Schema(
              description =
                  "Candidates that could be drawn now; pools drawn before it in the same order may"
                      + " take some away.",
              minimum = "0")
          int drawable,
      @Schema(description = "Spots available; absent where the quota is no number.", minimum = "0")
          Integer spots,
      @Schema(description = "Open invitations, for whom a spot is kept.", minimum = "0")
          Integer reserved,
      @Schema(
              description =
                  "Invitations that the round would be of; absent where nothing sizes it.",
              minimum = "0")
          Integer size,
      @Schema(description = "How the size comes about, warnings included.") String sizeReason,
      @Schema(description = "Every reason against; none: it would run.") List<Against> against) {
    static WouldBe of(Forecast forecast) {
      return new WouldBe(
          PoolIds.text(forecast.pool()),
          forecast.poolSize(),
          forecast.drawable(),
          forecast.spots().filter(Spots::limited).map(Spots::available).orElse(null),
          forecast.spots().map(Spots::reserved).map(Math::toIntExact).orElse(null),
          forecast.size().map(RoundSize::size).orElse(null),
          forecast.size().map(RoundSize::reason).orElse(null),
          forecast.against().stream().map(Against::of).toList());
    }
  }

  /** A country's rounds. */
  record Rounds(
      @Schema(description = "Year of the programme.") int season,
      @Schema(description = "Country, ISO 3166-1 alpha-2.", example = "IE") String country,
      @Schema(description = "Rounds that are announced.") List<ToCome> toCome,
      @Schema(description = "Rounds that ran.") List<Round> rounds) {}

  /** Rounds that are announced. */
  record Coming(
      @Schema(description = "When it was asked, UTC; in a simulation by its clock.") Instant at,
      @Schema(description = "The next first.") List<ToCome> rounds) {}

  /** A round that is announced. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ToCome(
      @Schema(description = "The round.") UUID roundId,
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "When, UTC.") Instant runsAt,
      @Schema(description = "Invitations, where an operator has stated them.", minimum = "0")
          Integer size,
      @Schema(
              description =
                  "SHA-256 commitment to the secret seed, 32 bytes in hexadecimal; absent where the"
                      + " announcement has none.")
          String commitment,
      @Schema(description = "0 when first announced; higher where announced anew.") int revision,
      @Schema(description = "Why it was announced anew.") String reason,
      @Schema(description = "The policy's cap; absent for none.", minimum = "0") Integer cap,
      @Schema(
              description =
                  "The policy's expected yield, over 0 up to 1; absent where an operator sizes it.")
          Double yield) {
    static ToCome of(RoundScheduled round) {
      return new ToCome(
          round.getRoundId(),
          PoolIds.text(round.getPool()),
          round.getRunsAt(),
          round.getSize(),
          Hex.of(round.getCommitment()),
          round.getRevision(),
          round.getReason(),
          round.getRoundCap(),
          round.getExpectedYield());
    }
  }

  /**
   * A round that ran, with everything that is needed to repeat the draw. A field is null if the
   * round ran elsewhere and does not state it.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Round(
      @Schema(description = "The round.") UUID roundId,
      @Schema(
              description = "The pool, as season/country/category[/stream].",
              example = "2026/IE/WORKING_HOLIDAY")
          String pool,
      @Schema(description = "When, UTC.") Instant ranAt,
      @Schema(description = "The day in Toronto on which ages were judged.") LocalDate drawDate,
      @Schema(description = "0 for the draw; higher for its corrections.") int revision,
      @Schema(
              description = "Candidates invited, less those whose invitation was voided.",
              minimum = "0")
          int invited,
      @Schema(description = "Why it was corrected the last time; absent where it never was.")
          String correction,
      @Schema(description = "All invitations that corrections have voided; absent without one.")
          List<UUID> voided,
      @Schema(description = "Invitations asked for by the operator or the policy.") Integer size,
      @Schema(description = "How the size came about, warnings included.") String sizeReason,
      @Schema(description = "Candidates in the pool by the sums.") Integer poolSize,
      @Schema(description = "Candidates that could be drawn.") Integer drawable,
      @Schema(
              description =
                  "Number of this decision in the season and country, shared with verdicts.")
          Long seq,
      @Schema(description = "The seed, 32 bytes in hexadecimal.") String seed,
      @Schema(description = "The highest ticket that was invited, 32 bytes in hexadecimal.")
          String cutOff,
      @Schema(
              description =
                  "Merkle tree hash (RFC 9162) over the drawable profiles, 32 bytes in"
                      + " hexadecimal.")
          String merkleRoot,
      @Schema(description = "What the draw had read.") List<Place> positions) {

    /** A position in the log: the last one that the draw had read. */
    record Place(
        @Schema(description = "Topic.") String topic,
        @Schema(description = "Partition, from 0.") int partition,
        @Schema(description = "Offset of the last record that was seen.") long offset) {
      static Place of(InputPosition position) {
        return new Place(position.getTopic(), position.getPartition(), position.getOffset());
      }
    }

    static Round of(RoundRun run) {
      return new Round(
          run.getRoundId(),
          PoolIds.text(run.getPool()),
          run.getOccurredAt(),
          run.getDrawDate(),
          run.getRevision(),
          run.getInvited(),
          run.getCorrection(),
          run.getVoided().isEmpty() ? null : run.getVoided(),
          run.getSize(),
          run.getSizeReason(),
          run.getPoolSize(),
          run.getDrawable(),
          run.getSeq(),
          Hex.of(run.getSeed()),
          Hex.of(run.getCutOff()),
          Hex.of(run.getMerkleRoot()),
          run.getPositions().stream().map(Place::of).toList());
    }
  }

  private record Wanted(PoolId pool, Integer size) {}

  /**
   * Orders rounds of one country, decided together. Requests with the same command id, in the body
   * or as the Idempotency-Key, are carried out once. A dry run asks the country's task, which would
   * decide, and changes nothing.
   */
  @Operation(
      summary = "Orders rounds of one country, decided together",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = OrderBody.class),
                      examples =
                          @ExampleObject(
                              """
                              {
                                "season": 2026,
                                "country": "IE",
                                "orders": [{"pool": "2026/IE/WORKING_HOLIDAY", "size": 100}],
                                "commandId": "1f0e6a52-9f0c-4c55-8a39-7b6d2f1f4a10"
                              }
                              """))),
      responses = {
        @ApiResponse(
            responseCode = "200",
            description =
                "Of a dry run: what the order would come to; nothing has changed. Of a repeat: the"
                    + " first outcome.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(oneOf = {DryRun.class, Outcome.class}))),
        @ApiResponse(
            responseCode = "201",
            description = "They have run.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Outcome.class))),
        @ApiResponse(
            responseCode = "202",
            description = "The decision takes more than 5 s.",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Outcome.class))),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "409", ref = "Problem"),
        @ApiResponse(responseCode = "422", ref = "Problem"),
        @ApiResponse(responseCode = "503", ref = "Problem")
      })
  @PostMapping("/api/v1/rounds")
  ResponseEntity<?> order(
      @Parameter(hidden = true) @RequestBody JsonNode body,
      @Parameter(
              description =
                  "Client-chosen idempotency key, in place of commandId. A repeat of the request"
                      + " returns the first outcome; another request with the key is refused.",
              example = "monday-2026-02-02")
          @RequestHeader(name = "Idempotency-Key", required = false)
          String key,
      @Parameter(
              description =
                  "true: tells what the order would come to, every reason against it included, and"
                      + " changes nothing.",
              example = "false")
          @RequestParam(name = "dryRun", defaultValue = "false")
          boolean dryRun,
      HttpServletRequest request) {
    String fingerprint = IdempotencyKeys.fingerprint("rounds", body);
    Asked asked = asked(body, key, dryRun, fingerprint);
    String country = asked.country();
    Optional<ResponseEntity<byte[]>> elsewhere =
        peers.answerOfOwner(
            request, body.toString().getBytes(UTF_8), InvitationReads.BY_COUNTRY, country);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    if (dryRun) {
      return ResponseEntity.ok(dryRun(country, asked.order()));
    }
    UUID id = asked.commandId();
    boolean repeat = keys.publishOnce(id, fingerprint, () -> publishing.publish(asked.order()));
    return Publishing.await(TIMEOUT, () -> outcome(country, id))
        .map(outcome -> answer(country, outcome, repeat))
        .orElseGet(
            () -> ResponseEntity.accepted().body(new Outcome(id, "PENDING", List.of(), List.of())));
  }

  /**
   * A request for rounds.
   *
   * @param order null for a repeat of an order that is on the log
   */
  private record Asked(String country, UUID commandId, RunRounds order) {}

  /** Asks the country's task, because only the task knows who could be drawn. */
  private DryRun dryRun(String country, RunRounds order) {
    CompletableFuture<List<Forecast>> asked =
        questions.ask(
            country,
            (here, now) ->
                order.getOrders().stream()
                    .sorted(Comparator.comparing(RoundOrder::getPool, DrawingOrder.OF_POOLS))
                    .map(one -> here.foresee(one.getPool(), one.getSize(), now))
                    .toList());
    try {
      return new DryRun(
          order.getSeason(),
          order.getCountry(),
          asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).stream().map(WouldBe::of).toList());
    } catch (TimeoutException e) {
      throw new Unavailable("no task of this instance has " + country, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a dry run of " + country + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is going down", e);
    } finally {
      asked.cancel(false);
    }
  }

  private Asked asked(JsonNode body, String key, boolean dryRun, String fingerprint) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Form form = Form.of(body);
    Integer season = form.integer("season", true, 2000, 2999);
    String country = form.country("country");
    String of = season == null || country == null ? null : PoolIds.country(season, country);
    Optional<UUID> named = IdempotencyKeys.idOfOrder(form, key);
    // Before any check that depends on the time: a repeat may arrive when the order is out of date.
    if (form.isFaultless()
        && !dryRun
        && named.filter(id -> keys.isLogged(id, fingerprint)).isPresent()) {
      return new Asked(of, named.get(), null);
    }
    UUID commandId = named.orElseGet(UUID::randomUUID);
    Set<PoolId> seen = new HashSet<>();
    List<Wanted> wanted = form.each("orders", false, order -> wanted(order, of, seen, now, dryRun));
    if (of != null && dryRun && book.plan(season, country).isEmpty()) {
      form.fault("country", "NOT_PLANNED", notPlanned(of));
    } else if (of != null && wanted.isEmpty() && !form.has("orders")) {
      wanted = dryRun ? allPlanned(season, country) : allThatMay(form, season, country, now);
    } else if (form.has("orders") && wanted.isEmpty() && form.raw("orders").isArray()) {
      form.fault("orders", "EMPTY", "orders must name a pool, or be left out for all pools.");
    }
    form.done();
    form.check(NO_ROUND);
    return new Asked(
        of,
        commandId,
        order(commandId, now, season, country, wanted, named.isPresent() ? fingerprint : null));
  }

  private static RunRounds order(
      UUID commandId,
      Instant now,
      int season,
      String country,
      List<Wanted> wanted,
      String fingerprint) {
    return new RunRounds(
        commandId,
        now,
        season,
        country,
        wanted.stream()
            .map(
                one ->
                    new RoundOrder(
                        one.pool(),
                        EventIds.of("OrderedRound", commandId, PoolIds.text(one.pool())),
                        one.size()))
            .toList(),
        fingerprint);
  }

  private Wanted wanted(Form form, String country, Set<PoolId> seen, Instant now, boolean dryRun) {
    PoolId pool = form.pool("pool");
    Integer size = form.integer("size", false, 0, Integer.MAX_VALUE);
    if (pool == null) {
      return null;
    }
    if (country != null && !PoolIds.country(pool).equals(country)) {
      form.fault(
          "pool",
          "OTHER_COUNTRY",
          "%s is not a pool of %s: the rounds of one order are of one country."
              .formatted(PoolIds.text(pool), country));
    } else if (!dryRun) {
      against(pool, now).forEach(r -> form.fault("pool", r.code(), Form.sentence(r.detail())));
    }
    if (!seen.add(pool)) {
      form.fault("pool", "TWICE", "A pool is drawn once in one order.");
    }
    return new Wanted(pool, size);
  }

  /** Every planned pool whose round may run now, sized by the policy. */
  private List<Wanted> allThatMay(Form form, int season, String country, Instant now) {
    List<Wanted> may = new ArrayList<>();
    List<String> against = new ArrayList<>();
    for (Wanted planned : allPlanned(season, country)) {
      List<ReasonAgainst> reasons = against(planned.pool(), now);
      if (reasons.isEmpty()) {
        may.add(planned);
      }
      reasons.forEach(r -> against.add(PoolIds.text(planned.pool()) + ": " + r.detail()));
    }
    if (may.isEmpty() && against.isEmpty()) {
      form.fault("country", "NOT_PLANNED", notPlanned(PoolIds.country(season, country)));
    } else if (may.isEmpty()) {
      form.fault("country", "NO_POOL_MAY", Form.sentence(String.join("; ", against)));
    }
    return may;
  }

  private List<Wanted> allPlanned(int season, String country) {
    return book.plan(season, country).stream()
        .flatMap(plan -> plan.getPools().stream().map(pool -> SeasonBook.id(plan, pool)))
        .map(pool -> new Wanted(pool, null))
        .toList();
  }

  private static String notPlanned(String country) {
    return "No season is planned for %s.".formatted(country);
  }

  private List<ReasonAgainst> against(PoolId pool, Instant now) {
    Optional<Quota> quota = book.quota(pool).or(() -> Reference.shipped().quota(pool));
    return RoundRules.against(book.plan(pool), quota, now, now);
  }

  /** The decision, once all of its rounds can be read from the log. */
  private Optional<OrderOutcome> outcome(String country, UUID commandId) {
    return decision(country, commandId)
        .filter(
            decision ->
                decision.pools().stream()
                    .allMatch(
                        pool -> !(pool instanceof Ran) || log.run(pool.roundId()).isPresent()));
  }

  private Optional<OrderOutcome> decision(String country, UUID commandId) {
    try {
      return reads.decision(country, commandId);
    } catch (Unavailable _) {
      return Optional.empty(); // the order is on the log: a repeat will find its result
    }
  }

  private ResponseEntity<Outcome> answer(String country, OrderOutcome decision, boolean repeat) {
    List<Round> rounds = new ArrayList<>();
    List<Refused> refused = new ArrayList<>();
    for (OrderOutcome.PoolDecision pool : decision.pools()) {
      switch (pool) {
        case Ran ran -> log.run(ran.roundId()).map(Round::of).ifPresent(rounds::add);
        case NotRun(PoolId id, _, List<ReasonAgainst> reasons) ->
            refused.add(new Refused(PoolIds.text(id), reasons.stream().map(Against::of).toList()));
        case Corrected _, NotCorrected _ -> throw used(decision.id());
      }
    }
    if (rounds.isEmpty()) {
      // The announcements have changed between the request and the decision.
      throw new Problem(
          HttpStatus.CONFLICT,
          NO_ROUND,
          refused.stream()
              .flatMap(
                  r ->
                      r.reasons().stream()
                          .map(reason -> new Fault("/orders", reason.code(), reason.detail())))
              .toList());
    }
    return done(repeat, "/api/v1/rounds/%s/%s".formatted(country, rounds.getFirst().roundId()))
        .body(new Outcome(decision.id(), "DECIDED", rounds, refused));
  }

  /** 201 for what was done now, 200 for the outcome of an earlier request. */
  static ResponseEntity.BodyBuilder done(boolean repeat, String location) {
    URI at = URI.create(location);
    return repeat ? ResponseEntity.ok().location(at) : ResponseEntity.created(at);
  }

  @Operation(
      summary = "A country's rounds that ran and that are announced",
      responses = {
        @ApiResponse(responseCode = "200", description = "All that are known; none is no error."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @GetMapping("/api/v1/rounds")
  Rounds rounds(
      @Described.Season(required = true) @RequestParam(name = "season", required = false)
          String year,
      @Described.Country(required = true) @RequestParam(name = "country", required = false)
          String code) {
    List<Fault> faults = new ArrayList<>();
    int season = Parameters.season(year, faults);
    String country = Parameters.country(code, faults);
    Parameters.check(faults);
    String of = PoolIds.country(season, country);
    return new Rounds(
        season,
        country,
        log.upcoming(pool -> PoolIds.country(pool).equals(of), clock.instant()).stream()
            .map(ToCome::of)
            .toList(),
        log.run(of).stream().map(Round::of).toList());
  }

  @Operation(
      summary = "The rounds of all countries that are announced, the next first",
      responses = {
        @ApiResponse(responseCode = "200", description = "All that are known; none is no error."),
        @ApiResponse(responseCode = "400", ref = "Problem")
      })
  @GetMapping("/api/v1/rounds/to-come")
  Coming toCome(
      @Described.Season @RequestParam(name = "season", required = false) String year,
      @Described.Country @RequestParam(name = "country", required = false) String code) {
    List<Fault> faults = new ArrayList<>();
    Integer season = year == null ? null : Parameters.season(year, faults);
    String country = code == null ? null : Parameters.country(code, faults);
    Parameters.check(faults);
    Instant now = clock.instant();
    return new Coming(
        now,
        log
            .upcoming(
                pool ->
                    (season == null || pool.getSeason() == season)
                        && (country == null || pool.getCountry().equals(country)),
                now)
            .stream()
            .map(ToCome::of)
            .toList());
  }

  @Operation(
      summary = "A round that ran, with all that it takes to draw again",
      responses = {
        @ApiResponse(responseCode = "200", description = "The round."),
        @ApiResponse(responseCode = "400", ref = "Problem"),
        @ApiResponse(responseCode = "404", ref = "Problem")
      })
  @GetMapping("/api/v1/rounds/{season}/{country}/{roundId}")
  Round round(
      @Described.Season @PathVariable("season") String year,
      @Described.Country @PathVariable("country") String code,
      @Described.RoundId @PathVariable String roundId) {
    List<Fault> faults = new ArrayList<>();
    String country =
        PoolIds.country(Parameters.season(year, faults), Parameters.country(code, faults));
    UUID id = Parameters.uuid("roundId", roundId, faults);
    Parameters.check(faults);
    return log.run(id)
        .filter(run -> PoolIds.country(run.getPool()).equals(country))
        .map(Round::of)
        .orElseThrow(() -> unknown(id, country));
  }

  static Problem used(UUID commandId) {
    return new Problem(
        HttpStatus.CONFLICT,
        "COMMAND_ID_USED",
        "Another order was given as %s before.".formatted(commandId));
  }

  static Problem unknown(UUID roundId, String country) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        "UNKNOWN_ROUND",
        "No round %s of %s has run.".formatted(roundId, country));
  }
}
