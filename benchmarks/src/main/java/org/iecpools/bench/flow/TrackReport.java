package org.iecpools.bench.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.iecpools.bench.harness.Figures;
import org.iecpools.bench.harness.Machine;
import org.iecpools.bench.harness.Spread;

/**
 * What it took to track publications, and what they cost readers.
 *
 * @param weeks publications in the run
 * @param seconds from the start of the command to its end
 * @param memoryMb peak resident memory of the command, in MB; 0 if the system does not tell
 * @param visibleSeconds from the start of the command until stats-service shows the last
 *     publication
 * @param with reads of the dashboard with the publications, one per turn; empty if wrk is missing
 * @param without those of a stack without publications, in the same turns
 * @param bytesWith size of an answer
 * @param bytesWithout size of an answer without publications
 */
record TrackReport(
    Machine machine,
    int weeks,
    double seconds,
    long memoryMb,
    double visibleSeconds,
    List<Reads> with,
    List<Reads> without,
    int bytesWith,
    int bytesWithout) {

  /**
   * Answers of stats-service in one turn.
   *
   * @param perSecond answers per second
   * @param cpuMicros processor time of the service for each answer, in microseconds
   */
  record Reads(double perSecond, double cpuMicros) {}

  TrackReport {
    with = List.copyOf(with);
    without = List.copyOf(without);
  }

  private static List<Double> rates(List<Reads> turns) {
    return turns.stream().map(Reads::perSecond).toList();
  }

  private static List<Double> micros(List<Reads> turns) {
    return turns.stream().map(Reads::cpuMicros).toList();
  }

  private static double median(List<Double> figures) {
    return Spread.of(figures.stream().mapToDouble(figure -> figure)).median();
  }

  /**
   * The processor time with publications divided by that without. Unlike the rate, it does not
   * depend on what the machine has left for each of the two services.
   */
  private double ratio() {
    return median(micros(with)) / median(micros(without));
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d publications of %d pools were tracked in %.1f s with at most %,d MB;%n"
                    + "stats-service showed the last one after %.1f s.%n",
                weeks,
                PublishedYear.POOLS,
                seconds,
                memoryMb,
                visibleSeconds));
    if (!with.isEmpty()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-24s %10s %14s %10s %8s%n%-24s %,10.0f %,14.0f %,10d %8s%n%-24s %,10.0f %,14.0f %,10d %8.2f%n",
              "dashboard",
              "answers/s",
              "CPU µs/answer",
              "bytes",
              "ratio",
              "without publications",
              median(rates(without)),
              median(micros(without)),
              bytesWithout,
              "1",
              "with them",
              median(rates(with)),
              median(micros(with)),
              bytesWith,
              ratio()));
    }
    return table.toString();
  }

  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", "track");
    json.put("weeks", weeks);
    json.put("pools", PublishedYear.POOLS);
    json.put("seconds", Figures.rounded(seconds, 2));
    json.put("memoryMb", memoryMb);
    json.put("visibleSeconds", Figures.rounded(visibleSeconds, 2));
    if (!with.isEmpty()) {
      json.put("answersPerSecondWith", Figures.rounded(rates(with), 0));
      json.put("answersPerSecondWithout", Figures.rounded(rates(without), 0));
      json.put("cpuMicrosPerAnswerWith", Figures.rounded(micros(with), 0));
      json.put("cpuMicrosPerAnswerWithout", Figures.rounded(micros(without), 0));
      json.put("bytesWith", bytesWith);
      json.put("bytesWithout", bytesWithout);
      json.put("ratio", Figures.rounded(ratio(), 3));
    }
    json.put("machine", machine.json());
    return Figures.json(json);
  }
}
