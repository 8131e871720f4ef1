package org.iecpools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.iecpools.bench.Report.Workload;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.events.PoolEntered;
import org.iecpools.stack.StackException;

/** Measures several instances of the service on the season's topics. */
final class ScaleBenchmark {

  /** Number of kills for each number of instances. */
  static final int KILLS = 3;

  private static final long POLL_INTERVAL_MS = 50;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(180);

  private final Workload season;
  private final Map<String, PoolTotals> expected;
  private final BrokerAdmin broker;
  private final EventWriter probes;
  private final Supplier<Instance> start;
  private final ProbeEntries entries = new ProbeEntries(new SplittableRandom(7));
  private long entered;

  /** A running instance. */
  record Instance(ContenderProcess process, DashboardNumbers dashboard) implements AutoCloseable {
    @Override
    public void close() {
      try (dashboard) {
        process.close();
      }
    }
  }

  /**
   * @param probes writes the probes, one at a time
   * @param start starts an instance
   */
  ScaleBenchmark(
      Workload season,
      Map<String, PoolTotals> expected,
      BrokerAdmin broker,
      EventWriter probes,
      Supplier<Instance> start) {
    this.season = season;
    this.expected = expected;
    this.broker = broker;
    this.probes = probes;
    this.start = start;
  }

  /**
   * Starts {@code count} instances from an empty state, waits for the numbers, and kills one at a
   * time.
   */
  ScaleResult measure(int count) throws InterruptedException {
    List<Instance> instances = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        instances.add(start.get());
      }
      double rate = readTogether(instances);
      List<Double> seconds = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        seconds.add(killOne(instances));
        instances.add(start.get());
        // Before the next kill, the new instance has its share and no instance is still reading.
        awaitOnAll(instances);
        TimeUnit.SECONDS.sleep(10);
      }
      return new ScaleResult(count, rate, seconds);
    } finally {
      instances.forEach(Instance::close);
    }
  }

  private double readTogether(List<Instance> instances) throws InterruptedException {
    String group = Contender.SERVICE.group().orElseThrow();
    long before = entered;
    long warm = System.nanoTime();
    long warmCommitted = 0;
    long deadline = warm + TIMEOUT_NANOS;
    while (true) {
      instances.forEach(instance -> instance.process().checkAlive());
      long committed = broker.committed(group);
      if (committed < season.warmUp()) {
        warm = System.nanoTime();
        warmCommitted = committed;
      }
      if (committed >= season.events() + before && instances.stream().allMatch(this::isRight)) {
        return (season.events() + before - warmCommitted) * 1e9 / (System.nanoTime() - warm);
      }
      checkTimeout(deadline, "did not compute the season's numbers");
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }

  private boolean isRight(Instance instance) {
    return instance.dashboard().read().equals(expected);
  }

  private double killOne(List<Instance> instances) throws InterruptedException {
    Instance killed = instances.removeFirst();
    long at = System.nanoTime();
    killed.process().kill();
    killed.dashboard().close();
    for (PoolEntered entry : entries.onEveryPartition()) {
      probes.sendAndWait(entry);
      entered++;
    }
    DashboardNumbers remaining = instances.getFirst().dashboard();
    while (ProbeEntries.countOn(remaining) < entered) {
      checkTimeout(at + TIMEOUT_NANOS, "did not take over");
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
    return (System.nanoTime() - at) / 1e9;
  }

  private void awaitOnAll(List<Instance> instances) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    for (Instance instance : instances) {
      while (ProbeEntries.countOn(instance.dashboard()) < entered) {
        checkTimeout(deadline, "did not all answer");
        TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
      }
    }
  }

  private static void checkTimeout(long deadline, String what) {
    if (System.nanoTime() > deadline) {
      throw new StackException(
          "the instances %s within %d s"
              .formatted(what, TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS)));
    }
  }
}
