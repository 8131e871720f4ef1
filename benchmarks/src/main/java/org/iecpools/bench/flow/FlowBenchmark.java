package org.iecpools.bench.flow;

import java.net.URI;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.iecpools.bench.harness.ContenderProcess;
import org.iecpools.bench.harness.EventWriter;
import org.iecpools.events.Event;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackListener;
import org.iecpools.stack.StackOptions;

/** Writes the same profiles to each contender in turn and measures what becomes of them. */
final class FlowBenchmark {

  /** Share of a burst after which the steady rate is measured. */
  static final double WARM_UP = 0.2;

  private static final long POLL_INTERVAL_MS = 20;

  /** Longest time without progress; then profiles have been lost. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final String BROKER = Component.BROKER.label();

  /**
   * The options of the benchmark.
   *
   * @param profiles number of profiles in a burst
   * @param rounds number of bursts of each contender
   */
  record Options(long seed, int profiles, int rounds) {}

  private final Options options;
  private final Consumer<String> progress;
  private final LocalStack stack;
  private final EventCodec codec;
  private final Profiles profiles;
  private final int season;

  private FlowBenchmark(
      Options options, Consumer<String> progress, LocalStack stack, EventCodec codec) {
    this.options = options;
    this.progress = progress;
    this.stack = stack;
    this.codec = codec;
    this.season = Year.now(ZoneOffset.UTC).getValue();
    this.profiles = new Profiles(season, options.seed());
  }

  /**
   * Runs the benchmark and removes all its data.
   *
   * @param progress receives progress messages, one line each
   * @throws StackException if measuring is not possible; the message states the reason
   */
  static void run(Options options, Consumer<String> progress) throws InterruptedException {
    progress.accept("Starting the stack ...");
    StackListener listener =
        new StackListener() {
          @Override
          public void note(String text) {
            progress.accept(text);
          }
        };
    try (LocalStack stack = LocalStack.start(StackOptions.throwaway(), listener)) {
      EventCodec codec =
          new EventCodec(new SchemaRegistry(URI.create(stack.addresses().registry())));
      try {
        new FlowBenchmark(options, progress, stack, codec).measure();
      } catch (RuntimeException e) {
        if (!ContenderProcess.areBeingStopped()) {
          stack.keepLogs();
        }
        throw e;
      }
    }
  }

  private void measure() throws InterruptedException {
    try (EventWriter writer = writer()) {
      for (Event event : profiles.announcements(Instant.now().truncatedTo(ChronoUnit.MILLIS))) {
        writer.send(event);
      }
      writer.flush();
    }
    try (ServiceStack services = new ServiceStack(stack, season)) {
      for (int round = 1; round <= options.rounds(); round++) {
        Burst burst = burst(services, profiles.burst(options.profiles()));
        progress.accept("round " + round + "  " + sentence(burst));
      }
    }
  }

  private static String sentence(Burst burst) {
    return "%,d profiles: decided %,.0f/s, visible %,.0f/s (after 20 %%: %,.0f/s and %,.0f/s), settled %,.0f/s; CPU %.3f ms per profile: %s"
        .formatted(
            burst.profiles(),
            burst.decidedPerSecond(),
            burst.visiblePerSecond(),
            burst.decided().rateAfter(burst.profiles(), WARM_UP),
            burst.visible().rateAfter(burst.profiles(), WARM_UP),
            burst.settledPerSecond(),
            burst.cpuMillis(),
            burst.cpuNanos().entrySet().stream()
                .map(e -> "%s %.3f".formatted(e.getKey(), e.getValue() / 1e6 / burst.profiles()))
                .collect(Collectors.joining(", ")));
  }

  /** Writes profiles as fast as possible and waits until all of them are processed. */
  private Burst burst(RunningContender contender, List<ProfileSubmitted> batch)
      throws InterruptedException {
    try (CommittedRecords decisions =
            new CommittedRecords(stack.addresses().bootstrapServers(), contender.output());
        EventWriter writer = writer()) {
      long before = contender.visible();
      Map<String, Long> cpuBefore = cpuNanos(contender);
      AtomicLong first = new AtomicLong();
      AtomicLong last = new AtomicLong();
      for (ProfileSubmitted profile : batch) {
        writer.send(
            contender.input(),
            profile,
            () -> {
              long now = System.nanoTime();
              first.compareAndSet(0, now);
              last.set(now);
            });
      }
      writer.flush();
      Timeline visible = new Timeline();
      long lastProgress = System.nanoTime();
      long progress = 0;
      while (true) {
        contender.checkAlive();
        visible.add(System.nanoTime(), contender.visible() - before);
        long now = System.nanoTime();
        long count = decisions.timeline().count() + visible.count();
        if (count > progress) {
          progress = count;
          lastProgress = now;
        }
        if (count >= 2L * batch.size() && contender.isSettled()) {
          break;
        }
        if (now - lastProgress > TIMEOUT_NANOS) {
          throw new StackException(
              "of %,d profiles, %,d are decided and %,d visible; no progress for %d s"
                  .formatted(
                      batch.size(),
                      decisions.timeline().count(),
                      visible.count(),
                      TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NANOS)));
        }
        TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
      }
      long settled = System.nanoTime();
      Map<String, Long> cpu = new LinkedHashMap<>(cpuNanos(contender));
      cpu.replaceAll((process, nanos) -> nanos - cpuBefore.getOrDefault(process, 0L));
      return new Burst(
          batch.size(), first.get(), last.get(), decisions.timeline(), visible, settled, cpu);
    }
  }

  /** Processor time by process, the broker's included. */
  private Map<String, Long> cpuNanos(RunningContender contender) {
    Map<String, Long> cpu = new LinkedHashMap<>();
    Long broker = stack.pids().get(Component.BROKER);
    cpu.put(BROKER, broker == null ? 0 : ServiceStack.cpuNanos(broker));
    cpu.putAll(contender.cpuNanos());
    return cpu;
  }

  private EventWriter writer() {
    return new EventWriter(stack.addresses().bootstrapServers(), codec, 5);
  }
}
