package org.iecpools.invitation.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RunRounds;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.invitation.domain.RoundRules;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Value;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** Reads requests for rounds, and checks them against the plan and quotas in force. */
public final class RoundOrderReader {

  private final SeasonBook book;
  private final IdempotencyKeys keys;
  private final ServiceClock clock;

  /**
   * @param book plans and quotas in force
   */
  public RoundOrderReader(SeasonBook book, IdempotencyKeys keys, ServiceClock clock) {
    this.book = book;
    this.keys = keys;
    this.clock = clock;
  }

  /** A valid request for rounds. */
  sealed interface Request {

    /** The country, as season/country. */
    String country();

    /** The id of the order. */
    UUID commandId();

    /**
     * An order that may run, as far as this instance knows.
     *
     * @param reason why it is ordered, in the operator's words
     */
    record New(RunRounds order, String fingerprint, Optional<String> reason) implements Request {
      @Override
      public String country() {
        return PoolIds.country(order.getSeason(), order.getCountry());
      }

      @Override
      public UUID commandId() {
        return order.getCommandId();
      }
    }

    /** The repeat of an order that is on the log. */
    record Repeat(String country, UUID commandId) implements Request {}
  }

  /**
   * A round of an order.
   *
   * @param pointer where the request names the pool; empty if it does not
   * @param size empty for the size by policy
   */
  private record Wanted(String pointer, PoolId pool, Optional<Integer> size) {

    static Wanted byPolicy(PoolId pool) {
      return new Wanted("", pool, Optional.empty());
    }

    RoundOrder order(UUID commandId) {
      RoundOrder.Builder order =
          RoundOrder.newBuilder()
              .setPool(pool)
              .setRoundId(EventIds.of("OrderedRound", commandId, PoolIds.text(pool)));
      size.ifPresent(order::setSize);
      return order.build();
    }
  }

  /**
   * An order as sent, with invalid values left out.
   *
   * @param id the id that the client has chosen, if any
   * @param reason why it is ordered, in the operator's words
   * @param namesPools whether the order names pools; otherwise it is for all pools
   */
  private record Form(
      Optional<Integer> season,
      Optional<String> country,
      Optional<UUID> id,
      Optional<String> reason,
      boolean namesPools,
      List<Wanted> wanted) {

    static Form read(JsonNode body, @Nullable String key, Faults faults) {
      RequestReader in = RequestReader.body(body, faults);
      Optional<Integer> season = in.required("season").season();
      Optional<String> country = in.required("country").country();
      Optional<UUID> id = IdempotencyKeys.idOfOrder(in, key, faults);
      Optional<String> reason = in.optional("reason").text(Attribution.MAX_REASON);
      Set<PoolId> seen = new HashSet<>();
      List<Wanted> wanted =
          in.optional("orders")
              .nonEmptyList(
                  order -> order.object(fields -> wanted(fields, seen)).flatMap(round -> round));
      Form form = new Form(season, country, id, reason, in.has("orders"), wanted);
      wanted.stream()
          .filter(round -> form.isOfOtherCountry(round.pool()))
          .forEach(
              round ->
                  faults.add(
                      round.pointer(),
                      FaultCode.OTHER_COUNTRY,
                      "%s is not a pool of %s; all rounds of an order must be of one country."
                          .formatted(PoolIds.text(round.pool()), form.seasonAndCountry())));
      in.end();
      return form;
    }

    private static Optional<Wanted> wanted(RequestReader in, Set<PoolId> seen) {
      Value pool = in.required("pool");
      Optional<PoolId> id = pool.pool();
      Optional<Integer> size = in.optional("size").integer(0, Integer.MAX_VALUE);
      if (id.filter(named -> !seen.add(named)).isPresent()) {
        pool.fault(FaultCode.GIVEN_TWICE, "An order can name a pool only once.");
      }
      return id.map(named -> new Wanted(pool.pointer(), named, size));
    }

    /** Whether season and country are valid. */
    boolean hasCountry() {
      return season.isPresent() && country.isPresent();
    }

    /** Season and country of the order, as season/country. */
    String seasonAndCountry() {
      return PoolIds.country(season.orElseThrow(), country.orElseThrow());
    }

    boolean isOfOtherCountry(PoolId pool) {
      return hasCountry() && !PoolIds.country(pool).equals(seasonAndCountry());
    }

    RunRounds.Builder order(List<Wanted> rounds, Instant now) {
      UUID commandId = id.orElseGet(UUID::randomUUID);
      return RunRounds.newBuilder()
          .setReason(reason.orElse(null))
          .setCommandId(commandId)
          .setOccurredAt(now)
          .setSeason(season.orElseThrow())
          .setCountry(country.orElseThrow())
          .setOrders(rounds.stream().map(round -> round.order(commandId)).toList());
    }
  }

  /**
   * Reads an order of rounds.
   *
   * @param key the Idempotency-Key; null without the header
   * @throws Problem 422 with all faults, or if another request has used the key
   */
  Request read(JsonNode body, @Nullable String key) {
    Instant now = now();
    Faults faults = new Faults();
    Form form = Form.read(body, key, faults);
    String fingerprint = IdempotencyKeys.fingerprint("rounds", body);
    // Before any check that depends on the time: a repeat may arrive when the order is out of date.
    if (faults.isEmpty() && form.id().filter(id -> keys.isLogged(id, fingerprint)).isPresent()) {
      return new Request.Repeat(form.seasonAndCountry(), form.id().get());
    }
    form.wanted().stream()
        .filter(round -> !form.isOfOtherCountry(round.pool()))
        .forEach(
            round ->
                faults.addAll(Reasons.faults(round.pointer(), against(round.pool(), form, now))));
    List<Wanted> rounds =
        form.hasCountry() && !form.namesPools() ? allThatMayRun(form, now, faults) : form.wanted();
    faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, Problems.NO_ROUND);
    RunRounds.Builder order = form.order(rounds, now);
    if (form.id().isPresent()) {
      order.setFingerprint(fingerprint);
    }
    return new Request.New(order.build(), fingerprint, form.reason());
  }

  /**
   * Reads an order for a dry run, which may contain rounds that may not run now.
   *
   * @param key the Idempotency-Key, of which only the form is checked; null without the header
   * @throws Problem 422 with all faults
   */
  RunRounds readDryRun(JsonNode body, @Nullable String key) {
    Faults faults = new Faults();
    Form form = Form.read(body, key, faults);
    List<Wanted> planned = form.hasCountry() ? allPlanned(form, faults) : List.of();
    faults.throwIfAny(HttpStatus.UNPROCESSABLE_CONTENT, Problems.NO_ROUND);
    return form.order(form.namesPools() ? form.wanted() : planned, now()).build();
  }

  /** Every planned pool whose round may run now, sized by the policy. */
  private List<Wanted> allThatMayRun(Form form, Instant now, Faults faults) {
    List<Wanted> planned = allPlanned(form, faults);
    List<Wanted> mayRun = new ArrayList<>();
    List<String> against = new ArrayList<>();
    for (Wanted round : planned) {
      List<ReasonAgainst> reasons = against(round.pool(), form, now);
      if (reasons.isEmpty()) {
        mayRun.add(round);
      }
      reasons.forEach(reason -> against.add(PoolIds.text(round.pool()) + ": " + reason.detail()));
    }
    if (mayRun.isEmpty() && !planned.isEmpty()) {
      faults.add("/country", FaultCode.NO_POOL_MAY, Reasons.sentence(String.join("; ", against)));
    }
    return mayRun;
  }

  /** Every planned pool of the country, sized by the policy; a fault if there is none. */
  private List<Wanted> allPlanned(Form form, Faults faults) {
    List<Wanted> planned =
        book.plan(form.season().orElseThrow(), form.country().orElseThrow()).stream()
            .flatMap(plan -> plan.getPools().stream().map(pool -> SeasonBook.id(plan, pool)))
            .map(Wanted::byPolicy)
            .toList();
    if (planned.isEmpty()) {
      faults.add(
          "/country",
          FaultCode.NOT_PLANNED,
          "No season is planned for %s.".formatted(form.seasonAndCountry()));
    }
    return planned;
  }

  private List<ReasonAgainst> against(PoolId pool, Form form, Instant now) {
    Optional<Quota> quota = book.quota(pool).or(() -> Reference.shipped().quota(pool));
    return RoundRules.against(book.plan(pool), quota, now, now, form.reason().orElse(null));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
