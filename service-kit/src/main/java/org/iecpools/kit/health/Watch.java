package org.iecpools.kit.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kit.barrier.Work;
import org.iecpools.kit.process.Termination;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.TopicFollower;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Checks every five seconds whether this process still works: its threads are alive, and the
 * positions of its inputs move. Readiness is derived from that. A process that has lost a thread
 * that nothing replaces, or that has stalled, is ended, because a new process can recover. A
 * process whose Kafka does not answer is not ended, because a new one would not help.
 */
final class Watch implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** Time between two checks. */
  static final Duration PERIOD = Duration.ofSeconds(5);

  /**
   * How long a commit may be overdue. A rebalance after the loss of an instance takes ten seconds.
   */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Age from which a check is outdated; longer than a check takes if the broker answers none of its
   * requests.
   */
  private static final Duration STALE = Duration.ofSeconds(40);

  private final Work work;
  private final Followers followers;
  private final Backlog backlog;
  private final BooleanSupplier registryAnswers;
  private final Termination termination;
  private final Duration period;
  private final Duration limit;
  private final Progress progress;
  private final Progress following;
  private final MultiGauge lags;
  private final MultiGauge positions;
  private final MultiGauge open;
  private Set<TopicPartition> inputs = Set.of();
  private List<Thread> server = List.of();
  private volatile @Nullable Pattern serverThreads;
  private volatile Look last = Look.none();
  private volatile Optional<String> failure = Optional.empty();
  private volatile @Nullable Thread thread;

  /**
   * @param registryAnswers checked before a stalled process is ended: records may wait for a
   *     registry that is down, and a new process would wait too
   */
  Watch(
      Work work,
      Followers followers,
      Backlog backlog,
      BooleanSupplier registryAnswers,
      Termination termination,
      MeterRegistry meters,
      Duration period,
      Duration limit) {
    this.period = period;
    this.limit = limit;
    this.progress = new Progress(limit);
    this.following = new Progress(limit);
    this.work = work;
    this.followers = followers;
    this.backlog = backlog;
    this.registryAnswers = registryAnswers;
    this.termination = termination;
    this.lags =
        MultiGauge.builder("iec.progress.lag")
            .description("Records and markers between the committed offset and what can be read")
            .register(meters);
    this.positions =
        MultiGauge.builder("iec.progress.committed")
            .description("Committed offset: the next record")
            .register(meters);
    Gauge.builder("iec.progress.idle", this, w -> w.last.idle.toMillis() / 1000.0)
        .description("Since the last commit, while there was something to commit")
        .baseUnit("seconds")
        .register(meters);
    this.open =
        MultiGauge.builder("iec.transactions.oldest")
            .description("Age of the oldest open transaction; 0 if it is below 5 s")
            .baseUnit("seconds")
            .register(meters);
  }

  /**
   * Result of a check.
   *
   * @param atNanos of a monotonic clock
   * @param problem why Kafka could not be asked; empty if it answered
   */
  private record Look(
      long atNanos,
      Optional<String> problem,
      Instant committedAt,
      long lag,
      Set<TopicPartition> stuck,
      Duration idle,
      List<Backlog.OpenTransaction> open) {

    static Look none() {
      return new Look(
          System.nanoTime(),
          Optional.empty(),
          Instant.now(),
          0,
          Set.of(),
          Duration.ZERO,
          List.of());
    }

    Duration oldestOpen() {
      return open.isEmpty() ? Duration.ZERO : age(open.getFirst());
    }

    /** The age in seconds of the oldest transaction on each partition. */
    Map<TopicPartition, Double> oldestOpen(Set<TopicPartition> partitions) {
      Map<TopicPartition, Double> oldest = new HashMap<>();
      partitions.forEach(partition -> oldest.put(partition, 0.0));
      for (Backlog.OpenTransaction transaction : open) {
        double seconds = age(transaction).toMillis() / 1000.0;
        transaction
            .partitions()
            .forEach(p -> oldest.computeIfPresent(p, (_, at) -> Math.max(at, seconds)));
      }
      return oldest;
    }

    private static Duration age(Backlog.OpenTransaction transaction) {
      return Duration.between(Instant.ofEpochMilli(transaction.startMillis()), Instant.now());
    }
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server) {
      watchServer(
          Arrays.stream(server.getTomcat().getService().findConnectors())
              .map(connector -> Integer.toString(connector.getLocalPort()))
              .collect(Collectors.joining("|")));
    }
  }

  /**
   * @param ports of the server, separated by {@code |}
   */
  void watchServer(String ports) {
    serverThreads = Pattern.compile(".*-(%s)-(Acceptor|Poller)".formatted(ports));
  }

  @Override
  public void start() {
    // Assigned before it runs, because the thread ends as soon as it is not the current one.
    Thread watching = Thread.ofPlatform().name("watch").daemon().unstarted(this::run);
    thread = watching;
    watching.start();
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Starts last and stops first, so that an orderly shutdown does not count as a failure. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  private void run() {
    while (thread == Thread.currentThread()) {
      try {
        lostThread().ifPresent(this::end);
        look();
        Thread.sleep(period);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("watching failed: {}", e.toString());
      }
    }
  }

  private void end(String reason) {
    if (thread == Thread.currentThread() && failure.isEmpty()) {
      failure = Optional.of(reason);
      termination.because(reason);
    }
  }

  private Optional<String> lostThread() {
    return followers.all().stream()
        .filter(TopicFollower::isDead)
        .findFirst()
        .map(follower -> "the thread that follows %s has died".formatted(follower.topic().name()))
        .or(work::failure)
        .or(this::lostServerThread);
  }

  private Optional<String> lostServerThread() {
    Pattern names = serverThreads;
    if (server.isEmpty() && names != null) {
      server = threads().stream().filter(t -> names.matcher(t.getName()).matches()).toList();
    }
    return server.stream()
        .filter(t -> !t.isAlive())
        .findFirst()
        .map(t -> "the HTTP server's thread %s has died".formatted(t.getName()));
  }

  private static List<Thread> threads() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] found = new Thread[all.activeCount() * 2 + 16];
    return Arrays.asList(found).subList(0, all.enumerate(found));
  }

  /** Queries the broker once and evaluates the result. */
  private void look() throws InterruptedException {
    Look before = last;
    try {
      if (inputs.isEmpty()) {
        inputs = work.inputs();
      }
      Backlog.State state = backlog.look(work.group(), inputs);
      Set<TopicPartition> owned = work.owned();
      Progress.Verdict verdict =
          progress.judge(
              new Progress.Observation(
                  state.committed(), state.unread(), state.blocked(), owned, work.restored()),
              System.nanoTime());
      Progress.Verdict followed = judgeFollowers();
      Set<TopicPartition> stuck = new HashSet<>(verdict.stuck());
      stuck.addAll(followed.stuck());
      Duration idle = Duration.ofNanos(verdict.idleNanos());
      last =
          new Look(
              System.nanoTime(),
              Optional.empty(),
              Instant.now().minus(idle),
              owned.stream().mapToLong(p -> state.lag().getOrDefault(p, 0L)).sum(),
              Set.copyOf(stuck),
              idle,
              open());
      register(lags, state.lag(), owned);
      register(positions, state.committed(), owned);
      Set<TopicPartition> read = read();
      register(open, last.oldestOpen(read), read);
      if (!stuck.isEmpty() && before.stuck().isEmpty()) {
        LOG.warn(
            "no progress for {} s partitions={} open transactions={}",
            limit.toSeconds(),
            stuck,
            last.open());
      }
      if ((verdict.stalled() || followed.stalled()) && registryAnswers.getAsBoolean()) {
        end(
            "nothing was committed or followed for %d s though there are unread records on %s"
                .formatted(limit.toSeconds(), stuck));
      }
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      last =
          new Look(
              System.nanoTime(),
              Optional.of(cause.toString()),
              before.committedAt(),
              before.lag(),
              before.stuck(),
              before.idle(),
              before.open());
    }
  }

  /** Judges followers by their positions, because they do not commit. */
  private Progress.Verdict judgeFollowers() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    followers
        .all()
        .forEach(f -> f.positions().forEach((p, at) -> positions.merge(p, at, Math::min)));
    Map<TopicPartition, Long> ends = backlog.readableEnds(positions.keySet());
    Set<TopicPartition> unread =
        ends.entrySet().stream()
            .filter(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return following.judge(
        new Progress.Observation(positions, unread, Set.of(), positions.keySet(), 0),
        System.nanoTime());
  }

  /** The partitions that this instance or another one of the service reads. */
  private Set<TopicPartition> read() {
    Set<TopicPartition> read = new HashSet<>(inputs);
    followers.all().forEach(follower -> read.addAll(follower.positions().keySet()));
    return read;
  }

  private List<Backlog.OpenTransaction> open() throws InterruptedException {
    try {
      return backlog.openTransactions(read());
    } catch (ExecutionException e) {
      // The transaction may just have ended, or the broker denies the request.
      LOG.debug("cannot list transactions: {}", String.valueOf(e.getCause()));
      return List.of();
    }
  }

  private static void register(
      MultiGauge gauge, Map<TopicPartition, ? extends Number> values, Set<TopicPartition> shown) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (TopicPartition p : shown) {
      // Nothing is committed before the first record.
      Number value = Objects.requireNonNullElse(values.get(p), 0);
      rows.add(
          MultiGauge.Row.of(
              Tags.of("topic", p.topic(), "partition", Integer.toString(p.partition())), value));
    }
    gauge.register(rows, true);
  }

  /** Not ready while the process makes no progress, or while that is unknown. */
  Health readiness() {
    Look look = last;
    boolean current = System.nanoTime() - look.atNanos() < STALE.toNanos();
    boolean ready =
        current && look.problem().isEmpty() && look.stuck().isEmpty() && failure.isEmpty();
    Health.Builder health = ready ? Health.up() : Health.outOfService();
    health.withDetail("lag", look.lag()).withDetail("lastProgress", look.committedAt().toString());
    failure.ifPresent(reason -> health.withDetail("failure", reason));
    look.problem().ifPresent(problem -> health.withDetail("kafka", problem));
    if (!current) {
      health.withDetail("kafka", "not asked since " + STALE);
    }
    if (!look.stuck().isEmpty()) {
      health.withDetail(
          "stuck", look.stuck().stream().map(TopicPartition::toString).sorted().toList());
    }
    if (!look.open().isEmpty()) {
      Backlog.OpenTransaction oldest = look.open().getFirst();
      Map<String, Object> details = new HashMap<>();
      details.put("transactionalId", oldest.id());
      details.put("producerId", oldest.producerId());
      details.put("seconds", look.oldestOpen().toSeconds());
      details.put(
          "partitions",
          oldest.partitions().stream()
              .map(TopicPartition::toString)
              .sorted()
              .collect(Collectors.toList()));
      health.withDetail("oldestOpenTransaction", details);
    }
    return health.build();
  }

  /** Down as soon as this process needs to be replaced. */
  Health liveness() {
    return failure
        .map(reason -> Health.down().withDetail("failure", reason).build())
        .orElseGet(() -> Health.up().build());
  }
}
