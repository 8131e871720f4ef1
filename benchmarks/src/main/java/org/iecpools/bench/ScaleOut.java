package org.iecpools.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.iecpools.bench.Report.Workload;
import org.iecpools.bench.season.PoolNumbers;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.StackException;

/** Measures several instances of the service on the season's topics. */
final class ScaleOut {

  /** Number of kills for each number of instances. */
  static final int KILLS = 3;

  private static final long LOOK_MS = 50;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(180);

  private final Workload season;
  private final Map<String, PoolNumbers> book;
  private final Broker broker;
  private final Feed probes;
  private final Supplier<Instance> start;
  private final Entries entries = new Entries(new SplittableRandom(7));
  private long entered;

  /** A running instance. */
  record Instance(ContenderProcess process, ServiceBoard board) implements AutoCloseable {
    @Override
    public void close() {
      try (board) {
        process.close();
      }
    }
  }

  /**
   * @param probes writes the probes, one at a time
   * @param start starts an instance
   */
  ScaleOut(
      Workload season,
      Map<String, PoolNumbers> book,
      Broker broker,
      Feed probes,
      Supplier<Instance> start) {
    this.season = season;
    this.book = book;
    this.broker = broker;
    this.probes = probes;
    this.start = start;
  }

  /**
   * Starts {@code count} instances from an empty state, waits for the numbers, and kills one at a
   * time.
   */
  Scale measure(int count) throws InterruptedException {
    List<Instance> instances = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        instances.add(start.get());
      }
      double rate = share(instances);
      List<Double> seconds = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        seconds.add(killOne(instances));
        instances.add(start.get());
        // Before the next kill, the new instance has its share and no instance is still reading.
        awaitOnAll(instances);
        TimeUnit.SECONDS.sleep(10);
      }
      return new Scale(count, rate, seconds);
    } finally {
      instances.forEach(Instance::close);
    }
  }

  private double share(List<Instance> instances) throws InterruptedException {
    String group = Contender.SERVICE.group().orElseThrow();
    long before = entered;
    long warm = System.nanoTime();
    long warmCommitted = 0;
    long giveUp = warm + TIMEOUT_NANOS;
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
      checkPatience(giveUp, "have not come to the season's numbers");
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private boolean isRight(Instance instance) {
    return instance.board().read().equals(book);
  }

  private double killOne(List<Instance> instances) throws InterruptedException {
    Instance killed = instances.removeFirst();
    long at = System.nanoTime();
    killed.process().kill();
    killed.board().close();
    for (PoolEntered entry : onEveryPartition()) {
      probes.sendAndWait(entry);
      entered++;
    }
    ServiceBoard asked = instances.getFirst().board();
    while (Entries.on(asked) < entered) {
      checkPatience(at + TIMEOUT_NANOS, "have not taken over");
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return (System.nanoTime() - at) / 1e9;
  }

  private void awaitOnAll(List<Instance> instances) throws InterruptedException {
    long giveUp = System.nanoTime() + TIMEOUT_NANOS;
    for (Instance instance : instances) {
      while (Entries.on(instance.board()) < entered) {
        checkPatience(giveUp, "do not all answer");
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    }
  }

  private List<PoolEntered> onEveryPartition() {
    List<PoolEntered> each = new ArrayList<>();
    Set<Integer> partitions = new HashSet<>();
    while (partitions.size() < Topics.PARTITIONS) {
      PoolEntered entry = entries.next();
      byte[] key = Topics.keyOf(entry).getBytes(UTF_8);
      if (partitions.add(Utils.toPositive(Utils.murmur2(key)) % Topics.PARTITIONS)) {
        each.add(entry);
      }
    }
    return each;
  }

  private static void checkPatience(long giveUp, String what) {
    if (System.nanoTime() > giveUp) {
      throw new StackException(
          "the instances %s within %d s"
              .formatted(what, TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS)));
    }
  }
}
