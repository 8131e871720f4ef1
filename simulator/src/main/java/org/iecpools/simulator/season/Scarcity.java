package org.iecpools.simulator.season;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.QuotaKind;
import org.iecpools.simulator.upstream.Quotas;
import org.iecpools.simulator.upstream.SeasonFacts;

/**
 * Quotas and caps for {@link Scenario#SCARCE}, in proportion to the people expected in each pool.
 * The scarcity differs by country, so that all ratings occur.
 */
final class Scarcity {

  /** Permits per person expected in a pool; countries take these values in turn. */
  private static final double[] PERMITS = {0.6, 0.3, 0.8, 0.15, 0.45};

  /** Invitations per round and person expected in a pool, for a season of 40 rounds. */
  private static final double[] CAPS = {0.05, 0.02, 0.12, 0.015, 0.03};

  private static final double ROUNDS = 40;

  private final Map<PoolId, Double> expected = new HashMap<>();
  private final Map<PoolId, Integer> turn = new HashMap<>();
  private final double rounds;

  /** Computes quotas for a number of candidates. */
  Scarcity(SeasonFacts facts, Calendar calendar, int candidates) {
    this.rounds = calendar.rounds();
    List<SeasonFacts.Country> countries = facts.countries();
    double all = countries.stream().mapToDouble(Population::demand).sum();
    for (int i = 0; i < countries.size(); i++) {
      double people = candidates * Population.demand(countries.get(i)) / all;
      for (SeasonFacts.Pool pool : countries.get(i).offered()) {
        expected.put(pool.id(), people * share(pool.id()));
        // Categories start at different values, so that the pools of a country differ too.
        turn.put(pool.id(), i + start(pool.id().getCategory()));
      }
    }
  }

  private static int start(Category category) {
    return switch (category) {
      case WORKING_HOLIDAY -> 0;
      case YOUNG_PROFESSIONALS -> 1;
      case INTERNATIONAL_COOP -> 2;
      case UNKNOWN -> 3;
    };
  }

  /** The share of a country's people who want a pool. */
  private static double share(PoolId pool) {
    return Population.wanting(pool) / 100.0;
  }

  /** Replaces the quotas of a season; quotas that are not numbers are kept. */
  SeasonFacts applied(SeasonFacts facts) {
    var countries = new ArrayList<SeasonFacts.Country>();
    for (SeasonFacts.Country country : facts.countries()) {
      countries.add(
          new SeasonFacts.Country(
              country.code(),
              country.name(),
              country.zone(),
              country.pools().stream()
                  .map(
                      pool ->
                          pool.quota().getKind() == QuotaKind.NUMBER
                              ? new SeasonFacts.Pool(
                                  pool.id(), Quotas.of(permits(pool.id())), pool.rule())
                              : pool)
                  .toList()));
    }
    return new SeasonFacts(facts.season(), countries);
  }

  private int permits(PoolId pool) {
    return atLeastOne(expected.getOrDefault(pool, 0.0) * of(PERMITS, pool));
  }

  /** Maximum number of invitations per round. */
  int cap(PoolId pool) {
    return atLeastOne(expected.getOrDefault(pool, 0.0) * of(CAPS, pool) * ROUNDS / rounds);
  }

  private double of(double[] values, PoolId pool) {
    return values[turn.getOrDefault(pool, 0) % values.length];
  }

  private static int atLeastOne(double number) {
    return Math.max(1, (int) Math.round(number));
  }
}
