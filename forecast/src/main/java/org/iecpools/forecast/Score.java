package org.iecpools.forecast;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * How far forecasts were from what happened; lower is better.
 *
 * @param label month such as {@code 2026-03}, or empty for all
 * @param poolWeeks number of forecasts
 * @param measures per method; empty if there are no forecasts
 * @param months the same per month in which a pool-week begins; empty for a month
 */
public record Score(
    String label, int poolWeeks, Map<Method, Measures> measures, List<Score> months) {

  /** Forecasts count as at least this and at most 1 less this in the log score. */
  public static final double CLIP = 0.01;

  /** Takes copies. */
  public Score {
    measures = Map.copyOf(measures);
    months = List.copyOf(months);
  }

  /**
   * The scores of one method.
   *
   * @param brier mean squared difference of forecast and share
   * @param logScore mean cross-entropy of the share, in nats, with forecasts clipped at {@link
   *     #CLIP}
   * @param weightedBrier the same, weighted by candidates
   * @param weightedLogScore likewise
   */
  public record Measures(
      double brier, double logScore, double weightedBrier, double weightedLogScore) {}

  /** A forecast of each method and what happened. */
  record Scored(String month, int candidates, Map<Method, Double> forecasts, double realised) {
    double forecast(Method method) {
      return forecasts.getOrDefault(method, Double.NaN);
    }
  }

  static Score of(List<Scored> scored) {
    Map<String, List<Scored>> months =
        scored.stream()
            .collect(Collectors.groupingBy(Scored::month, TreeMap::new, Collectors.toList()));
    return of(
        "",
        scored,
        months.entrySet().stream().map(m -> of(m.getKey(), m.getValue(), List.of())).toList());
  }

  private static Score of(String label, List<Scored> scored, List<Score> months) {
    Map<Method, Measures> measures = new EnumMap<>(Method.class);
    if (!scored.isEmpty()) {
      Arrays.stream(Method.values()).forEach(m -> measures.put(m, measures(scored, m)));
    }
    return new Score(label, scored.size(), measures, months);
  }

  private static Measures measures(List<Scored> scored, Method method) {
    ToDoubleFunction<Scored> brier = s -> squared(s.forecast(method) - s.realised);
    ToDoubleFunction<Scored> log = s -> crossEntropy(s.forecast(method), s.realised);
    return new Measures(
        mean(scored, brier, _ -> 1),
        mean(scored, log, _ -> 1),
        mean(scored, brier, Scored::candidates),
        mean(scored, log, Scored::candidates));
  }

  private static double mean(
      List<Scored> scored, ToDoubleFunction<Scored> value, ToDoubleFunction<Scored> weight) {
    return scored.stream().mapToDouble(s -> weight.applyAsDouble(s) * value.applyAsDouble(s)).sum()
        / scored.stream().mapToDouble(weight).sum();
  }

  private static double squared(double difference) {
    return difference * difference;
  }

  private static double crossEntropy(double forecast, double realised) {
    double clipped = Math.min(1 - CLIP, Math.max(CLIP, forecast));
    return -realised * Math.log(clipped) - (1 - realised) * Math.log(1 - clipped);
  }
}
