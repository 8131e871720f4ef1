package org.iecpools.simulator.season;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.simulator.upstream.Dashboards;
import tools.jackson.databind.JsonNode;

/**
 * Compares the chances shown before weekly rounds with the results. Each person who could be drawn
 * counts once per round, as invited or not. The Brier score is the mean of (chance - outcome)
 * squared; 0 is perfect, and a constant chance of one half scores 0.25.
 */
final class Calibrator {

  private static final int DECILES = 10;

  /** The chance and rating shown for a pool before its next round. */
  record Forecast(double chance, String rating) {}

  /** Sums over the rounds of one decile. */
  private static final class Sums {
    int rounds;
    long people;
    long invited;
    double chances;
  }

  private final Map<PoolId, Forecast> forecasts = new HashMap<>();
  private final Map<UUID, RoundScheduled> announced = new HashMap<>();
  private final Map<PoolId, Double> lastShares = new HashMap<>();
  private final Set<String> ratings = new TreeSet<>();
  private final Sums[] deciles = new Sums[DECILES];
  private final List<String> faults = new ArrayList<>();
  private double score;
  private double scoreAfterFirst;
  private double scoreOfLastShare;
  private long peopleAfterFirst;

  Calibrator() {
    for (int i = 0; i < DECILES; i++) {
      deciles[i] = new Sums();
    }
  }

  /** Takes the chances of the live dashboard, which must include everything known. */
  void shown(JsonNode dashboard) {
    forget();
    for (JsonNode row : Dashboards.rows(dashboard)) {
      if (!row.get("chance").isNull()) {
        shown(
            PoolIds.parse(row.get("pool").asString()),
            row.get("chance").asDouble(),
            row.get("rating").asString());
      }
    }
  }

  /** Drops the chances shown so far. */
  void forget() {
    forecasts.clear();
  }

  /** Takes the chance of one pool. */
  void shown(PoolId pool, double chance, String rating) {
    forecasts.put(pool, new Forecast(chance, rating));
    ratings.add(rating);
  }

  /** Takes an announced round; a round is counted only by {@link #drawn}. */
  void announced(RoundsEvent event) {
    if (event instanceof RoundScheduled e) {
      announced.merge(
          e.getRoundId(), e, (one, other) -> other.getRevision() > one.getRevision() ? other : one);
    }
  }

  /** Counts a weekly round that was drawn directly after the last {@link #shown}. */
  void drawn(RoundRun run) {
    Forecast forecast = forecasts.get(run.getPool());
    int people = run.getDrawable();
    if (run.getRevision() > 0 || people == 0) {
      return;
    }
    double share = (double) run.getInvited() / people;
    if (forecast == null) {
      faults.add(name(run) + " ran, but no chance was shown before it");
      lastShares.put(run.getPool(), share);
      return;
    }
    check(run, forecast.chance());
    double loss = loss(forecast.chance(), share);
    score += people * loss;
    Double last = lastShares.put(run.getPool(), share);
    if (last != null) {
      peopleAfterFirst += people;
      scoreAfterFirst += people * loss;
      scoreOfLastShare += people * loss(last, share);
    }
    Sums decile = deciles[Math.min(DECILES - 1, (int) (forecast.chance() * DECILES))];
    decile.rounds++;
    decile.people += people;
    decile.invited += run.getInvited();
    decile.chances += people * forecast.chance();
  }

  /** The mean of (chance - outcome) squared over a group of whom a share was invited. */
  private static double loss(double chance, double share) {
    return share * (1 - chance) * (1 - chance) + (1 - share) * chance * chance;
  }

  private void check(RoundRun run, double chance) {
    RoundScheduled rule = announced.get(run.getRoundId());
    Integer cap = rule == null ? null : rule.getRoundCap();
    if (cap != null && chance > Math.min(1, (double) cap / run.getDrawable()) + 1e-9) {
      faults.add(
          "%s: chance %s was shown, but the cap of %d divided by %d drawable candidates is less"
              .formatted(name(run), chance, cap, run.getDrawable()));
    }
    if (chance == 1 && run.getInvited() < run.getDrawable()) {
      faults.add(
          "%s: chance 1 was shown, but only %d of %d were invited"
              .formatted(name(run), run.getInvited(), run.getDrawable()));
    }
  }

  private static String name(RoundRun run) {
    return "%s at %s".formatted(PoolIds.text(run.getPool()), run.getOccurredAt());
  }

  /** The result over all rounds. */
  SeasonResult.Calibration result() {
    var table = new ArrayList<SeasonResult.Decile>();
    long people = 0;
    int rounds = 0;
    for (Sums sums : deciles) {
      people += sums.people;
      rounds += sums.rounds;
      table.add(
          new SeasonResult.Decile(
              sums.rounds,
              sums.people,
              ratio(sums.chances, sums.people),
              ratio((double) sums.invited, sums.people)));
    }
    return new SeasonResult.Calibration(
        rounds,
        people,
        ratio(score, people),
        ratio(scoreAfterFirst, peopleAfterFirst),
        ratio(scoreOfLastShare, peopleAfterFirst),
        table,
        ratings,
        faults);
  }

  private static double ratio(double part, long whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
