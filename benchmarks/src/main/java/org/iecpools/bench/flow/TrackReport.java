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
 * @param with the dashboard's answers per second with the publications, one per turn; empty if wrk
 *     is missing
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
    List<Double> with,
    List<Double> without,
    int bytesWith,
    int bytesWithout) {

  TrackReport {
    with = List.copyOf(with);
    without = List.copyOf(without);
  }

  private static double median(List<Double> rates) {
    return Spread.of(rates.stream().mapToDouble(rate -> rate)).median();
  }

  /** The rate with publications divided by the rate without. */
  private double ratio() {
    return median(with) / median(without);
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
              "%n%-24s %12s %12s %8s%n%-24s %,12.0f %,12d %8s%n%-24s %,12.0f %,12d %8.2f%n",
              "dashboard",
              "answers/s",
              "bytes",
              "ratio",
              "without publications",
              median(without),
              bytesWithout,
              "1",
              "with them",
              median(with),
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
      json.put("answersPerSecondWith", Figures.rounded(with, 0));
      json.put("answersPerSecondWithout", Figures.rounded(without, 0));
      json.put("bytesWith", bytesWith);
      json.put("bytesWithout", bytesWithout);
      json.put("ratio", Figures.rounded(ratio(), 3));
    }
    json.put("machine", machine.json());
    return Figures.json(json);
  }
}
