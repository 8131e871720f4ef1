package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.invitation.web.OrderResult.RefusedPool;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Peers;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.TimeBudget;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes orders of rounds, and shows the rounds that are announced and that ran. */
@RestController
final class RoundsController implements RoundsApi {

  private final RoundOrderReader reader;
  private final Orders orders;
  private final DryRuns dryRuns;
  private final Peers peers;
  private final RoundLog log;
  private final ServiceClock clock;

  RoundsController(
      RoundOrderReader reader,
      Orders orders,
      DryRuns dryRuns,
      Peers peers,
      RoundLog log,
      ServiceClock clock) {
    this.reader = reader;
    this.orders = orders;
    this.dryRuns = dryRuns;
    this.peers = peers;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public ResponseEntity<?> order(
      JsonNode body,
      @Nullable String key,
      @Nullable String prefer,
      @Nullable Principal caller,
      HttpServletRequest request) {
    TimeBudget budget = orders.roundBudget(prefer);
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    boolean dryRun = query.optional("dryRun").flag().orElse(false);
    query.end();
    Problems.throwBadRequest(faults);
    return dryRun
        ? dryRun(reader.readDryRun(body, key), body, request, budget)
        : order(reader.read(body, key), caller, body, request, budget);
  }

  private ResponseEntity<?> dryRun(
      RunRounds order, JsonNode body, HttpServletRequest request, TimeBudget budget) {
    Optional<ResponseEntity<byte[]>> elsewhere =
        answerOfOwner(request, body, PoolIds.country(order.getSeason(), order.getCountry()));
    return elsewhere.isPresent() ? elsewhere.get() : ResponseEntity.ok(dryRuns.run(order, budget));
  }

  private ResponseEntity<?> order(
      RoundOrderReader.Request order,
      @Nullable Principal caller,
      JsonNode body,
      HttpServletRequest request,
      TimeBudget budget) {
    Optional<ResponseEntity<byte[]>> elsewhere = answerOfOwner(request, body, order.country());
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    boolean repeat =
        switch (order) {
          case RoundOrderReader.Request.New(
                  RunRounds command,
                  String fingerprint,
                  Optional<String> reason) ->
              orders.publish(command, fingerprint, Attribution.of(caller, reason));
          case RoundOrderReader.Request.Repeat _ -> true;
        };
    return orders
        .await(order.country(), order.commandId(), budget)
        .map(outcome -> answer(order.country(), outcome, repeat))
        .orElseGet(() -> ResponseEntity.accepted().body(OrderResult.pending(order.commandId())));
  }

  private Optional<ResponseEntity<byte[]>> answerOfOwner(
      HttpServletRequest request, JsonNode body, String country) {
    return peers.answerOfOwner(
        request, body.toString().getBytes(UTF_8), InvitationReads.BY_COUNTRY, country);
  }

  private ResponseEntity<OrderResult> answer(String country, OrderOutcome outcome, boolean repeat) {
    List<Round> rounds = new ArrayList<>();
    List<RefusedPool> refused = new ArrayList<>();
    for (OrderOutcome.PoolDecision pool : outcome.pools()) {
      switch (pool) {
        case Ran ran -> log.run(ran.roundId()).map(Round::of).ifPresent(rounds::add);
        case NotRun notRun -> refused.add(RefusedPool.of(notRun));
        case Corrected _, NotCorrected _ -> throw Problems.commandIdUsed(outcome.id());
      }
    }
    if (rounds.isEmpty()) {
      throw allRefused(refused);
    }
    return Orders.answer(repeat, country, rounds.getFirst().roundId())
        .body(OrderResult.decided(outcome.id(), rounds, refused));
  }

  /** The announcements have changed between the request and the decision. */
  private static Problem allRefused(List<RefusedPool> refused) {
    return Problems.noRound(
        refused.stream()
            .flatMap(pool -> pool.reasons().stream())
            .map(reason -> new Fault("/orders", reason.code(), reason.detail()))
            .toList());
  }

  @Override
  public Rounds rounds(HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<Integer> season = query.required("season").season();
    Optional<String> country = query.required("country").country();
    query.end();
    Problems.throwBadRequest(faults);
    String ofCountry = PoolIds.country(season.orElseThrow(), country.orElseThrow());
    return new Rounds(
        season.get(),
        country.get(),
        upcoming(season, country, clock.instant()),
        log.run(ofCountry).stream().map(Round::of).toList());
  }

  @Override
  public UpcomingRounds upcoming(HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<Integer> season = query.optional("season").season();
    Optional<String> country = query.optional("country").country();
    query.end();
    Problems.throwBadRequest(faults);
    Instant now = clock.instant();
    return new UpcomingRounds(now, upcoming(season, country, now));
  }

  @Override
  public Round round(String season, String country, String roundId) {
    return Round.of(RoundPath.read(season, country, roundId, new Faults()).find(log));
  }

  /** Upcoming rounds of a season, a country, both, or all. */
  private List<UpcomingRound> upcoming(
      Optional<Integer> season, Optional<String> country, Instant now) {
    return log
        .upcoming(
            pool ->
                season.filter(year -> year != pool.getSeason()).isEmpty()
                    && country.filter(code -> !code.equals(pool.getCountry())).isEmpty(),
            now)
        .stream()
        .map(round -> UpcomingRound.of(round, log.seal(round.getRoundId())))
        .toList();
  }
}
