package org.iecpools.stats;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.barrier.Drain;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.environment.EnvironmentWatch;
import org.iecpools.kit.process.IecSettings;
import org.iecpools.kit.stream.EventPublisher;
import org.iecpools.kit.stream.Followers;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.stream.TopicFollower;
import org.iecpools.kit.trace.Traces;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.Rebuilds;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.snapshot.ProgramFingerprint;
import org.iecpools.stats.stream.AnswerVersions;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.ChangeWriter;
import org.iecpools.stats.stream.ChangesTopic;
import org.iecpools.stats.stream.OlderChanges;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.stats.stream.Publisher;
import org.iecpools.stats.stream.RebuildOrders;
import org.iecpools.stats.stream.RowTraces;
import org.iecpools.stats.stream.SnapshotSettings;
import org.iecpools.stats.stream.StatsWork;
import org.iecpools.stats.stream.SumsLoop;
import org.iecpools.stats.web.ProofClient;
import org.iecpools.stats.web.page.PagePaths;
import org.iecpools.track.PublishedHistory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.web.filter.UrlHandlerFilter;

/** Wires the service: followed topics, the loop that counts, publications and the HTTP API. */
@Configuration(proxyBeanMethods = false)
class StatsConfiguration {

  /**
   * Maximum number of requests that wait for a version: half of the concurrent reads that the kit
   * admits, so that a slow instance still answers requests that need not wait.
   */
  private static final int WAITING_REQUESTS = 16;

  /** A proof takes milliseconds, or a few seconds while tasks move between instances. */
  private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Every instance follows all data from which rows are computed, so any instance can answer any
   * request.
   */
  @Bean
  Dashboard dashboard(Followers followers, Ledger ledger, DoubleEntry draws) {
    RoundBook rounds = new RoundBook();
    SeasonBook seasons = new SeasonBook();
    followers.follow(Topics.SEASONS, seasons::apply);
    followers.follow(
        Topics.ROUNDS,
        event -> {
          rounds.apply(event);
          draws.apply(event);
        });
    return new Dashboard(ledger, rounds, draws, seasons, Reference.shipped());
  }

  @Bean
  UrlHandlerFilter pathsWithoutSlashAtEnd() {
    return PagePaths.withoutSlashAtEnd();
  }

  @Bean
  TopicFollower<StatisticsRecord> statistics(
      Followers followers, Ledger ledger, DoubleEntry draws, Rebuilds rebuilds) {
    return followers.followAttributed(
        Topics.STATISTICS,
        (row, by) -> {
          switch (row) {
            case PartialSums sums -> ledger.apply(sums);
            case PoolSizeShare share -> draws.apply(share);
            case RebuildOrdered ordered -> rebuilds.apply(ordered, by.operator(), by.reason());
            case RebuildProgress progress -> rebuilds.apply(progress);
          }
        });
  }

  @Bean
  Ledger ledger() {
    return new Ledger();
  }

  @Bean
  Rebuilds rebuilds(RecordValidator validator, Ledger ledger, DoubleEntry draws) {
    return new Rebuilds(SumsLoop.sources(validator.partitions()), ledger, draws);
  }

  @Bean
  DoubleEntry doubleEntry(Admin kafka, MeterRegistry meters)
      throws ExecutionException, InterruptedException {
    DoubleEntry draws =
        new DoubleEntry(
            kafka.describeCluster().clusterId().get(),
            Topics.POOLS.name(),
            Topics.RESPONSES.name(),
            Topics.INVITATIONS.name());
    meters.gauge("iec.stats.draws.compared", draws, book -> book.totals().compared());
    meters.gauge("iec.stats.draws.waiting", draws, book -> book.totals().waiting());
    meters.gauge("iec.stats.draws.difference", draws, book -> book.totals().difference());
    return draws;
  }

  @Bean
  RebuildOrders rebuildOrders(
      Rebuilds rebuilds, EventPublisher publisher, Admin kafka, RecordValidator validator) {
    return new RebuildOrders(
        rebuilds,
        (ordered, by) -> publisher.publish(Topics.STATISTICS, ordered, by),
        RebuildOrders.ends(kafka, SumsLoop.sources(validator.partitions())));
  }

  @Bean
  Publications publications(Followers followers) {
    Publications publications = new Publications(Reference.shipped());
    followers.follow(Topics.PUBLICATIONS, publications::apply);
    return publications;
  }

  /** What others count and publish. No number depends on it. */
  @Bean
  PublishedHistory published() {
    return new PublishedHistory();
  }

  @Bean
  PublishedValues publishedValues(Followers followers, PublishedHistory published) {
    PublishedValues values = new PublishedValues(published);
    followers.follow(
        Topics.PUBLISHED,
        record -> {
          published.apply(record);
          values.apply(record);
        });
    return values;
  }

  @Bean
  ChangeLog changeLog(Admin kafka, MeterRegistry meters)
      throws ExecutionException, InterruptedException {
    ChangeLog log = new ChangeLog(AnswerVersions.log(kafka, List.of(Topics.CHANGES)));
    meters.gauge("iec.stats.changes.reported", log, book -> book.reported().changes());
    return log;
  }

  @Bean
  TopicFollower<ChangesRecord> changes(Followers followers, ChangeLog log) {
    return followers.followRecords(
        Topics.CHANGES, (change, record) -> log.apply(change, record.offset()));
  }

  @Bean
  OlderChanges olderChanges(KafkaAdmin kafka, EventCodec codec) {
    return new ChangesTopic(kafka.getConfigurationProperties(), codec);
  }

  @Bean(destroyMethod = "close")
  ChangeWriter changeWriter(
      @Value("${spring.application.name}-changes") String group,
      KafkaAdmin kafka,
      EventCodec codec,
      ServiceClock clock,
      Drain drain,
      Dashboard dashboard,
      Publications publications,
      PublishedValues published,
      ChangeLog log,
      TopicFollower<ChangesRecord> changes) {
    return new ChangeWriter(
        group,
        kafka.getConfigurationProperties(),
        codec,
        clock,
        () -> {
          Drain.Mark mark = drain.mark();
          return () -> drain.hasPassed(mark);
        },
        changes::mark,
        ChangeWriter.Values.of(dashboard, publications, published),
        log.reported());
  }

  /**
   * Takes the beans that follow the topics as parameters, so that the topics are followed before
   * their state is requested.
   */
  @Bean
  AnswerVersions versions(
      Followers followers,
      Dashboard dashboard,
      TopicFollower<StatisticsRecord> statistics,
      Publications publications,
      PublishedValues published,
      Rebuilds rebuilds,
      ServiceClock clock,
      Admin kafka)
      throws ExecutionException, InterruptedException {
    return new AnswerVersions(
        AnswerVersions.log(kafka),
        followers.state(AnswerVersions.TOPICS),
        rebuilds::serving,
        clock,
        WAITING_REQUESTS);
  }

  @Bean(destroyMethod = "close")
  Publisher publisher(
      @Value("${spring.application.name}-publisher") String group,
      KafkaAdmin kafka,
      EventCodec codec,
      ServiceClock clock,
      Drain drain,
      Dashboard dashboard,
      Publications publications) {
    return new Publisher(
        group,
        kafka.getConfigurationProperties(),
        codec,
        clock,
        () -> {
          Drain.Mark mark = drain.mark();
          return () -> drain.hasPassed(mark);
        },
        dashboard,
        publications);
  }

  /**
   * @param service address of invitation-service; empty if proofs are not served
   */
  @Bean
  ProofClient proofs(@Value("${iec.invitation-service}") String service) {
    return new ProofClient(
        Optional.of(service).filter(it -> !it.isBlank()).map(URI::create), PROOF_TIMEOUT);
  }

  @Bean
  StatsWork work(
      SumsLoop sums, ObjectProvider<Publisher> publisher, ObjectProvider<ChangeWriter> changes) {
    return new StatsWork(sums, publisher, changes);
  }

  @Bean(destroyMethod = "close")
  SumsLoop sums(
      @Value("${spring.application.name}") String group,
      KafkaAdmin kafka,
      RecordValidator validator,
      EventCodec codec,
      DoubleEntry draws,
      Rebuilds rebuilds,
      TopicFollower<StatisticsRecord> statistics,
      IecSettings settings,
      EnvironmentWatch environment,
      Followers followers,
      Traces traces,
      MeterRegistry meters) {
    return new SumsLoop(
        group,
        kafka.getConfigurationProperties(),
        validator,
        codec,
        draws,
        rebuilds,
        statistics::mark,
        new SnapshotSettings(
            settings.dataDir().resolve("snapshots"),
            ProgramFingerprint::compute,
            environment.environment().revision(),
            SnapshotSettings.MOST_UNSEALED),
        new RowTraces(traces, followers.state(List.of(Topics.STATISTICS))),
        meters);
  }

  /** All depend on the followed topics, so they start after those have been read. */
  @Bean
  ApplicationListener<ContextRefreshedEvent> beginning(
      SumsLoop sums, Publisher publisher, ChangeWriter changes) {
    return _ -> {
      sums.start();
      publisher.start();
      changes.start();
    };
  }
}
