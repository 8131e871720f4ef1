package org.iecpools.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.iecpools.domain.Reference;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;

/** Recomputes all numbers from the log and compares every cell of the dashboard with them. */
public final class Audit {

  /** The consumer group of stats-service, and the topics whose offsets it commits. */
  private static final String GROUP = "stats-service";

  private static final List<Topic<?>> COUNTED =
      List.of(
          Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS, Topics.RESPONSES, Topics.APPLICATIONS);

  /** The wait between two attempts. The service shows committed records sooner than this. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final AuditOptions options;
  private final Consumer<String> progress;
  private final LogReader reader;
  private final StatsApi stats;
  private final Instant begin;

  private Audit(
      AuditOptions options,
      Consumer<String> progress,
      LogReader reader,
      StatsApi stats,
      Instant begin) {
    this.begin = begin;
    this.options = options;
    this.progress = progress;
    this.reader = reader;
    this.stats = stats;
  }

  /**
   * Audits a running stack.
   *
   * @param progress receives progress messages, each one sentence
   * @throws AuditFailed if the broker, the registry or the service does not answer, if the service
   *     stays behind the log for longer than {@link AuditOptions#timeout()}, or if the requested
   *     season does not exist
   */
  public static AuditResult run(AuditOptions options, Consumer<String> progress) {
    Instant begin = Instant.now();
    try (StatsApi stats = new StatsApi(options.stats())) {
      // Fail early: reading the log may take minutes.
      stats.now();
      try (LogReader reader =
          new LogReader(options.bootstrapServers(), options.registry(), options.client())) {
        return new Audit(options, progress, reader, stats, begin).run();
      }
    }
  }

  /**
   * The system may be live, so events can arrive between reading the log and querying the
   * dashboard. Therefore both are read again until there is no difference, or until a difference
   * has been found twice in the same form: same values on both sides and same events, all of which
   * the service had processed before the first query.
   */
  private AuditResult run() {
    long deadline = 0;
    List<Difference> before = List.of();
    List<IdentityFault> identitiesBefore = List.of();
    while (true) {
      reader.readToEnd(progress);
      if (deadline == 0) {
        deadline = System.nanoTime() + options.timeout().toNanos();
      }
      awaitCaughtUp(deadline);
      AuditResult found = compare();
      AuditResult confirmed = found.confirmedBy(before, identitiesBefore);
      if (confirmed.unsettled() == 0 || System.nanoTime() > deadline) {
        return confirmed;
      }
      progress.accept(
          "%,d cells differ, %,d of them unchanged since the last attempt; comparing again"
              .formatted(found.differences().size(), confirmed.differences().size()));
      before = found.differences();
      identitiesBefore = found.identities();
      pause();
    }
  }

  private void awaitCaughtUp(long deadline) {
    long lag = reader.lag(GROUP, COUNTED);
    while (lag > 0) {
      if (System.nanoTime() > deadline) {
        throw new AuditFailed(
            "stats-service is still %,d records behind the log after %d s; check that it is running"
                .formatted(lag, options.timeout().toSeconds()));
      }
      progress.accept(
          "waiting for stats-service, which is %,d records behind the log".formatted(lag));
      pause();
      lag = reader.lag(GROUP, COUNTED);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditFailed("interrupted while waiting", e);
    }
  }

  /** Compares all tables once and returns every difference, unconfirmed. */
  private AuditResult compare() {
    Instant now = stats.now();
    EventLog.Contents log = reader.log().contents(now);
    Recount recount = new Recount(log.events(), Reference.shipped());
    NavigableSet<Integer> seasons = new TreeSet<>(recount.seasons());
    seasons.addAll(stats.seasons());
    if (options.season().isPresent()) {
      int only = options.season().get();
      if (!seasons.contains(only)) {
        throw new AuditFailed(
            "season %d has neither events nor rows; seasons found: %s".formatted(only, seasons));
      }
      seasons.retainAll(Set.of(only));
    }
    int instants = 0;
    Comparison comparison = new Comparison(recount, options.events());
    for (int season : seasons) {
      List<Instant> publications = recount.publications(season, now);
      progress.accept(
          "season %d: comparing %,d pools live and as of %,d publications"
              .formatted(season, recount.pools(season).size(), publications.size()));
      for (Instant at : publications) {
        comparison.add(season, Moment.asOf(at), stats.asOf(season, at).rows());
      }
      StatsApi.Table live = stats.live(season);
      comparison.add(season, Moment.live(live.at()), live.rows());
      instants += publications.size() + 1;
    }
    return new AuditResult(
        log.records(),
        recount.distinct(),
        log.events().size() - recount.distinct(),
        log.passedOver(),
        seasons,
        instants,
        comparison.cells(),
        comparison.differences(),
        Documents.faults(log.events()).stream()
            .filter(fault -> seasons.contains(fault.season()))
            .toList(),
        0,
        Duration.between(begin, Instant.now()));
  }
}
