package org.iecpools.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.events.PoolEntered;
import org.iecpools.stack.StackException;
import org.springframework.util.FileSystemUtils;

/**
 * Measures restarts of the service after it has counted the season: the time from the start of the
 * process until the dashboard shows an entry on every partition that was written before. Half of
 * the restarts find the snapshots of the previous run, the other half do not.
 */
final class RestartBenchmark {

  private static final long POLL_INTERVAL_MS = 50;
  private static final long TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Map<String, PoolTotals> expected;
  private final EventWriter probes;
  private final Path snapshots;
  private final Supplier<ScaleBenchmark.Instance> start;
  private final Consumer<String> progress;
  private final ProbeEntries entries = new ProbeEntries(new SplittableRandom(11));
  private long entered;

  /**
   * @param expected the season's numbers
   * @param probes writes the probes, one at a time
   * @param snapshots the directory with the service's snapshots
   * @param start starts the service, always with the same data directory
   * @param progress receives the results, one line each
   */
  RestartBenchmark(
      Map<String, PoolTotals> expected,
      EventWriter probes,
      Path snapshots,
      Supplier<ScaleBenchmark.Instance> start,
      Consumer<String> progress) {
    this.expected = expected;
    this.probes = probes;
    this.snapshots = snapshots;
    this.start = start;
    this.progress = progress;
  }

  /** Counts the season, then restarts the service that many times with and without snapshots. */
  void measure(int restarts) throws InterruptedException {
    try (ScaleBenchmark.Instance first = start.get()) {
      await(first, () -> first.dashboard().read().equals(expected));
    }
    for (int restart = 0; restart < restarts; restart++) {
      progress.accept("  restart with %,d MB of snapshots: %s".formatted(size() >> 20, restart()));
      FileSystemUtils.deleteRecursively(snapshots.toFile());
      progress.accept("  restart without snapshots: %s".formatted(restart()));
    }
  }

  private String restart() throws InterruptedException {
    for (PoolEntered entry : entries.onEveryPartition()) {
      probes.sendAndWait(entry);
      entered++;
    }
    long started = System.nanoTime();
    try (ScaleBenchmark.Instance instance = start.get()) {
      await(instance, () -> ProbeEntries.countOn(instance.dashboard()) == entered);
      return "fresh after %.1f s, %.1f s of processor time, peak memory %,d MB"
          .formatted(
              (System.nanoTime() - started) / 1e9,
              instance.process().cpuNanos() / 1e9,
              instance.process().peakMemory().orElse(0) >> 20);
    }
  }

  private static void await(ScaleBenchmark.Instance instance, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (!condition.getAsBoolean()) {
      instance.process().checkAlive();
      if (System.nanoTime() > deadline) {
        throw new StackException("the service did not become fresh within ten minutes");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }

  private long size() {
    try (Stream<Path> files = Files.walk(snapshots)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    } catch (IOException e) {
      throw new StackException("the service has stored no snapshots: " + e, e);
    }
  }
}
