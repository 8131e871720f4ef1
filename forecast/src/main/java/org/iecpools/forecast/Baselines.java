package org.iecpools.forecast;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.feed.PoolKey;

/** The forecasts that ours is compared with, from the weeks of one season that were seen. */
final class Baselines {

  private static final double EVEN = 0.5;

  private final Map<PoolKey, List<PoolWeek>> seen = new HashMap<>();

  void learn(List<PoolWeek> weeks) {
    weeks.forEach(week -> seen.computeIfAbsent(week.pool(), _ -> new ArrayList<>()).add(week));
  }

  Optional<PoolWeek> last(PoolKey pool) {
    List<PoolWeek> weeks = seen.getOrDefault(pool, List.of());
    return weeks.isEmpty() ? Optional.empty() : Optional.of(weeks.getLast());
  }

  Map<Method, Double> forecasts(Situation situation) {
    double mean = mean(situation.pool());
    Map<Method, Double> forecasts = new EnumMap<>(Method.class);
    forecasts.put(Method.IRCC, situation.word().middle().orElse(EVEN));
    forecasts.put(Method.LAST_WEEK, last(situation.pool()).map(PoolWeek::share).orElse(mean));
    forecasts.put(Method.CLIMATOLOGY, mean);
    return forecasts;
  }

  private double mean(PoolKey pool) {
    return seen.getOrDefault(pool, List.of()).stream()
        .mapToDouble(PoolWeek::share)
        .average()
        .orElseGet(
            () ->
                seen.values().stream()
                    .flatMap(List::stream)
                    .mapToDouble(PoolWeek::share)
                    .average()
                    .orElse(EVEN));
  }
}
