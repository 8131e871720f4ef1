package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.invitation.stream.ChangeLog;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.access.RequiresScope;
import org.iecpools.kit.access.RequiresToken;
import org.iecpools.kit.access.Scope;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * What the operator console needs in addition to the API (ADR 55). Served on the management port
 * only, and not described, because it may change with the console.
 */
@Hidden
@RestController
final class ConsoleController {

  /** Maximum number of changes in an answer. */
  private static final int SHOWN = 200;

  private static final String SCOPE = "SCOPE_";

  private final SeasonBook book;
  private final ChangeLog changes;
  private final RoundLog rounds;
  private final StatsClient stats;
  private final ServiceClock clock;

  ConsoleController(
      SeasonBook book, ChangeLog changes, RoundLog rounds, StatsClient stats, ServiceClock clock) {
    this.book = book;
    this.changes = changes;
    this.rounds = rounds;
    this.stats = stats;
    this.clock = clock;
  }

  /**
   * Whose token was sent, and what it permits.
   *
   * @param subject empty if the token has none
   * @param expiresAt by the clock of the machine
   * @param now by the clock of the service, which may be simulated
   */
  record Session(
      String subject, Instant expiresAt, Set<String> scopes, Instant now, boolean simulated) {}

  @RequiresToken
  @GetMapping("/console/api/session")
  Session session(JwtAuthenticationToken token) {
    Set<String> scopes = new TreeSet<>();
    token.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .filter(name -> name != null && name.startsWith(SCOPE))
        .map(name -> name.substring(SCOPE.length()))
        .forEach(scopes::add);
    return new Session(
        Objects.requireNonNullElse(token.getToken().getSubject(), ""),
        Objects.requireNonNull(token.getToken().getExpiresAt(), "TokenDecoders requires an end"),
        scopes,
        clock.instant(),
        clock.isSimulated());
  }

  /**
   * The plan in force of a country's season, in the form in which it can be announced again.
   *
   * @param nextPublicationAt when the numbers of the season are published next
   * @param pools empty if none is announced
   */
  record PlanInForce(
      int season,
      String country,
      Instant nextPublicationAt,
      List<SeasonBody.Plan> pools,
      List<QuotaInForce> quotas) {}

  /** A pool's announced quota. */
  record QuotaInForce(String pool, String quota) {}

  @RequiresToken
  @GetMapping("/console/api/plans/{season}/{country}")
  PlanInForce plan(@PathVariable("season") String season, @PathVariable("country") String country) {
    Faults faults = new Faults();
    Optional<Integer> year = RequestReader.value("season", season, faults).season();
    Optional<String> code =
        RequestReader.value("country", country, faults).countryCode(FaultCode.UNKNOWN_COUNTRY);
    Problems.throwBadRequest(faults);
    Optional<SeasonPlanned> plan = book.plan(year.orElseThrow(), code.orElseThrow());
    return new PlanInForce(
        year.get(),
        code.get(),
        book.publication(year.get(), book.lastPublished(year.get(), clock.instant()).plusWeeks(1)),
        plan.stream().flatMap(it -> it.getPools().stream()).map(ConsoleController::plan).toList(),
        book.pools(year.get()).stream()
            .filter(pool -> pool.getCountry().equals(code.get()))
            .sorted(PoolIds.ORDER)
            .flatMap(pool -> quota(pool).stream())
            .toList());
  }

  private Optional<QuotaInForce> quota(PoolId pool) {
    return book.quota(pool)
        .map(quota -> new QuotaInForce(PoolIds.text(pool), QuotaWords.text(quota)));
  }

  private static SeasonBody.Plan plan(PoolPlan plan) {
    EligibilityRule rule = plan.getRule();
    return new SeasonBody.Plan(
        plan.getCategory(),
        plan.getStream(),
        new SeasonBody.Rule(
            rule.getMinAge(),
            rule.getMaxAge(),
            rule.getJobOffer(),
            rule.getStudent(),
            rule.getPlacement(),
            rule.getParticipations(),
            rule.getResidence()),
        plan.getOpensAt(),
        plan.getFirstRoundAt(),
        plan.getFinalRoundAt(),
        plan.getClosesAt(),
        plan.getPauses().stream()
            .map(pause -> new SeasonBody.Pause(pause.getFrom(), pause.getUntil()))
            .toList(),
        plan.getRoundCap(),
        plan.getExpectedYield());
  }

  /**
   * The latest changes.
   *
   * @param changes the latest first
   */
  record History(List<ChangeView> changes) {}

  /** Who changed what, and why. */
  @RequiresScope({Scope.ROUNDS_RUN, Scope.ROUNDS_CORRECT, Scope.QUOTAS_WRITE, Scope.SEASONS_WRITE})
  @GetMapping("/console/api/history")
  History history(HttpServletRequest request) {
    Faults faults = new Faults();
    RequestReader query = RequestReader.parameters(request, faults);
    Optional<Integer> season = query.optional("season").season();
    Optional<String> country = query.optional("country").countryCode(FaultCode.UNKNOWN_COUNTRY);
    query.end();
    Problems.throwBadRequest(faults);
    return new History(
        changes.all().stream()
            .map(change -> ChangeView.of(change, rounds))
            .filter(view -> season.filter(year -> year != view.season()).isEmpty())
            .filter(view -> country.filter(code -> !view.concerns(code)).isEmpty())
            .limit(SHOWN)
            .toList());
  }

  @RequiresScope(Scope.STATISTICS_REBUILD)
  @PostMapping("/console/api/rebuilds")
  ResponseEntity<byte[]> orderRebuild(
      @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
      @RequestBody(required = false) @Nullable JsonNode body) {
    return stats.order(authorization, body == null ? new byte[0] : body.toString().getBytes(UTF_8));
  }

  @RequiresScope(Scope.STATISTICS_REBUILD)
  @GetMapping("/console/api/rebuilds/latest")
  ResponseEntity<byte[]> latestRebuild(
      @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
    return stats.latest(authorization);
  }
}
