package org.iecpools.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.BaselineTaken;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.events.DeliveryProgress;
import org.iecpools.events.Event;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolSizeShare;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.events.PublishedRecord;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.events.RebuildProgress;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RowPublished;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.events.WebhookRegistered;
import org.iecpools.events.WebhookRemoved;
import org.iecpools.events.WebhooksRecord;
import org.iecpools.kafka.Topic.Cleanup;
import org.iecpools.kafka.Topic.Timestamps;
import org.jspecify.annotations.Nullable;

/** All topics of the system. */
public final class Topics {

  /** Default number of partitions per topic. All topics keyed by candidate need the same number. */
  public static final int PARTITIONS = 4;

  /** Largest value in bytes of events that consist of ids and a pool, about 120 bytes. */
  private static final int SMALL = 8 * 1024;

  /** Largest value in bytes of events with texts or lists; an HTTP request has the same limit. */
  private static final int MEDIUM = 64 * 1024;

  /** Largest value in bytes of what services write; a request to the broker has the same limit. */
  private static final int LARGE = 1024 * 1024;

  private static final String UPSTREAM = Principal.UPSTREAM.id();
  private static final String PROFILE = Principal.PROFILE_SERVICE.id();
  private static final String POOL = Principal.POOL_SERVICE.id();
  private static final String INVITATION = Principal.INVITATION_SERVICE.id();
  private static final String STATS = Principal.STATS_SERVICE.id();
  private static final String HISTORY = Principal.HISTORY.id();
  private static final String SIMULATOR = Principal.SIMULATOR.id();
  private static final String TRACK = Principal.TRACK.id();
  private static final String WEBHOOKS_USER = Principal.WEBHOOKS.id();
  private static final String SET_UP = Principal.SET_UP.id();
  private static final Set<String> SERVICES = Set.of(PROFILE, POOL, INVITATION, STATS);

  /** Writers outside of the system. */
  public static final Set<String> OUTSIDE = Set.of(UPSTREAM, HISTORY, SIMULATOR);

  /** Announcements of operators. */
  public static final Topic<SeasonsEvent> SEASONS =
      new Topic<>(
          "iec.seasons",
          members(SeasonsEvent.class),
          Topics::seasonsKey,
          "season/country; of a publication time the season",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          MEDIUM,
          INVITATION,
          Set.of(UPSTREAM, INVITATION),
          SERVICES);

  /** Profiles that candidates submit or withdraw. */
  public static final Topic<ProfilesEvent> PROFILES =
      judged(
          "iec.profiles",
          ProfilesEvent.class,
          MEDIUM,
          POOL,
          Set.of(PROFILE, UPSTREAM),
          Set.of(PROFILE, POOL, INVITATION));

  /** Pool membership. */
  public static final Topic<PoolsEvent> POOLS =
      byCandidate(
          "iec.pools",
          PoolsEvent.class,
          INVITATION,
          Set.of(POOL, HISTORY),
          Set.of(PROFILE, INVITATION, STATS, UPSTREAM));

  /** Decisions about pools. */
  public static final Topic<RoundsEvent> ROUNDS =
      new Topic<>(
          "iec.rounds",
          members(RoundsEvent.class),
          e -> PoolIds.country(e.getPool()),
          "season/country",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          LARGE,
          STATS,
          Set.of(INVITATION, HISTORY),
          SERVICES);

  /** Invitations, confirmed acceptances, and how invitations end. */
  public static final Topic<InvitationsEvent> INVITATIONS =
      byCandidate(
          "iec.invitations",
          InvitationsEvent.class,
          POOL,
          Set.of(INVITATION),
          Set.of(PROFILE, POOL, STATS, UPSTREAM));

  /** Answers of candidates to invitations. */
  public static final Topic<ResponsesEvent> RESPONSES =
      judged(
          "iec.responses",
          ResponsesEvent.class,
          SMALL,
          INVITATION,
          Set.of(INVITATION, UPSTREAM),
          Set.of(PROFILE, INVITATION, STATS));

  /** Events from the case system about applications. */
  public static final Topic<ApplicationsEvent> APPLICATIONS =
      judged(
          "iec.applications",
          ApplicationsEvent.class,
          SMALL,
          INVITATION,
          Set.of(UPSTREAM),
          Set.of(PROFILE, INVITATION, STATS));

  /** Partial sums of the statistics, pool sizes at draws, and state of rebuilds. */
  public static final Topic<StatisticsRecord> STATISTICS =
      new Topic<>(
          "iec.statistics",
          members(StatisticsRecord.class),
          Topics::statisticsKey,
          "[version/]pool/week/source topic-partition, or with a round for the week; or rebuild",
          Cleanup.COMPACT,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          Set.of(STATS),
          Set.of(STATS));

  /** The numbers published each week. */
  public static final Topic<PublicationsRecord> PUBLICATIONS =
      new Topic<>(
          "iec.publications",
          members(PublicationsRecord.class),
          Topics::publicationKey,
          "pool, or week",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          Set.of(STATS),
          Set.of(STATS));

  /** Figures that IRCC publishes. They are counted elsewhere, so they are no events of the flow. */
  public static final Topic<PublishedRecord> PUBLISHED =
      new Topic<>(
          "iec.published",
          members(PublishedRecord.class),
          Topics::publishedKey,
          "pool; of the row of recognized organizations season/NONE/NA; of a refusal the source",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          MEDIUM,
          null,
          Set.of(TRACK),
          Set.of(TRACK, STATS));

  /**
   * What has changed, for people who follow it. It has one partition, because its order is total
   * and its offsets are the positions of listeners. It is kept for good, because what was reported
   * is known from it alone (ADR 70).
   */
  public static final Topic<ChangesRecord> CHANGES =
      new Topic<>(
          "iec.changes",
          members(ChangesRecord.class),
          Topics::changesKey,
          "pool; season of a change of no pool; all of a change of no season",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          Set.of(STATS),
          Set.of(STATS, WEBHOOKS_USER));

  /**
   * Who is told of changes, and how far. It has one partition, so that a registration, its progress
   * and its removal are read in the order in which they were written (ADR 71).
   */
  public static final Topic<WebhooksRecord> WEBHOOKS =
      new Topic<>(
          "iec.webhooks",
          members(WebhooksRecord.class),
          Topics::webhooksKey,
          "webhook/ID, progress/ID, or undelivered/ID/CHANGE",
          Cleanup.COMPACT,
          Timestamps.CREATE_TIME,
          MEDIUM,
          null,
          Set.of(WEBHOOKS_USER),
          Set.of(WEBHOOKS_USER));

  /** Commands to run or correct rounds, from invitation-service's HTTP API to its stream tasks. */
  public static final Topic<RoundCommand> ROUND_COMMANDS =
      new Topic<>(
          "iec.round-commands",
          members(RoundCommand.class),
          Topics::countryOf,
          "season/country",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          MEDIUM,
          INVITATION,
          Set.of(INVITATION),
          Set.of(INVITATION));

  /** Simulated time. It has one partition, because ticks need a total order. */
  public static final Topic<ClockTicked> CLOCK =
      new Topic<>(
          "iec.clock",
          List.of(ClockTicked.class),
          ClockTicked::getRun,
          "run",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          Set.of(SIMULATOR),
          SERVICES);

  /**
   * Records that were refused, as received, with the reason in headers. The key is the record's
   * original position, {@code topic/partition/offset}.
   */
  public static final Topic<byte[]> DEAD_LETTERS =
      new Topic<>(
          "iec.dead-letters",
          List.of(),
          letter -> {
            throw new UnsupportedOperationException("the key of a dead letter is its old place");
          },
          "source topic/partition/offset",
          Cleanup.KEEP,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          SERVICES,
          Set.of(UPSTREAM, INVITATION));

  /**
   * The environment that this stack's data belong to: cluster, topics, schemas and source of time.
   * JSON with one key on one partition; see {@link org.iecpools.environment.EnvironmentTopic}.
   */
  public static final Topic<byte[]> ENVIRONMENT =
      new Topic<>(
          "iec.environment",
          List.of(),
          _ -> "environment",
          "environment",
          Cleanup.COMPACT,
          Timestamps.CREATE_TIME,
          LARGE,
          null,
          Set.of(SET_UP),
          SERVICES);

  /** Topics of domain events, in the order of the flow. */
  public static final List<Topic<? extends Event>> EVENTS =
      List.of(SEASONS, PROFILES, POOLS, ROUNDS, INVITATIONS, RESPONSES, APPLICATIONS);

  /** All topics. */
  public static final List<Topic<?>> ALL =
      List.of(
          SEASONS,
          PROFILES,
          POOLS,
          ROUNDS,
          INVITATIONS,
          RESPONSES,
          APPLICATIONS,
          STATISTICS,
          PUBLICATIONS,
          PUBLISHED,
          CHANGES,
          WEBHOOKS,
          ROUND_COMMANDS,
          CLOCK,
          DEAD_LETTERS,
          ENVIRONMENT);

  /** Topics with one partition, because their order is total. */
  public static final List<Topic<?>> OF_ONE_PARTITION =
      List.of(CHANGES, WEBHOOKS, CLOCK, ENVIRONMENT);

  /** Kafka Streams' suffix of a topic through which a topology sends records to another task. */
  private static final String REPARTITION = "-repartition";

  /** Name of pool-service's claims to identity documents within its topology. */
  public static final String IDENTITY_CLAIMS = "identity-claims";

  /** Name of the answers to these claims within pool-service's topology. */
  public static final String IDENTITY_ANSWERS = "identity-answers";

  /**
   * Internal topics of pool-service through which profiles with an identity document pass before
   * they are decided, in this order. invitation-service waits for them (ADR 23). A pool-service of
   * an earlier version has not created them.
   */
  public static final List<String> IDENTITY_CHECK =
      List.of(
          POOL + "-" + IDENTITY_CLAIMS + REPARTITION, POOL + "-" + IDENTITY_ANSWERS + REPARTITION);

  private Topics() {}

  /**
   * The number of partitions of a topic.
   *
   * @param usual that of most topics
   */
  public static int partitions(Topic<?> topic, int usual) {
    return OF_ONE_PARTITION.contains(topic) ? 1 : usual;
  }

  /** The topic of an event. */
  public static Topic<? extends Event> of(Event event) {
    return switch (event) {
      case SeasonsEvent _ -> SEASONS;
      case ProfilesEvent _ -> PROFILES;
      case PoolsEvent _ -> POOLS;
      case RoundsEvent _ -> ROUNDS;
      case InvitationsEvent _ -> INVITATIONS;
      case ResponsesEvent _ -> RESPONSES;
      case ApplicationsEvent _ -> APPLICATIONS;
    };
  }

  /** The key of an event's record. */
  public static String keyOf(Event event) {
    return switch (event) {
      case SeasonsEvent e -> SEASONS.key().apply(e);
      case RoundsEvent e -> ROUNDS.key().apply(e);
      case CandidateEvent e -> e.getCandidateId().toString();
    };
  }

  private static String seasonsKey(SeasonsEvent event) {
    return switch (event) {
      case SeasonPlanned e -> PoolIds.country(e.getSeason(), e.getCountry());
      case QuotaAnnounced e -> PoolIds.country(e.getPool());
      case AnnouncementWithdrawn e -> PoolIds.country(e.getSeason(), e.getCountry());
      case PublicationTimeSet e -> seasonKey(e.getSeason());
    };
  }

  private static String countryOf(RoundCommand command) {
    return switch (command) {
      case RunRounds c -> PoolIds.country(c.getSeason(), c.getCountry());
      case CorrectRound c -> PoolIds.country(c.getPool());
    };
  }

  private static String statisticsKey(StatisticsRecord record) {
    return switch (record) {
      case PartialSums e ->
          statisticsKey(
              e.getVersion(),
              e.getPool(),
              e.getWeek().toString(),
              e.getSourceTopic(),
              e.getSourcePartition());
      case PoolSizeShare e ->
          statisticsKey(
              e.getVersion(),
              e.getPool(),
              e.getRoundId().toString(),
              e.getSourceTopic(),
              e.getSourcePartition());
      case RebuildOrdered _ -> "rebuild";
      case RebuildProgress e -> "rebuild/" + e.getSourceTopic() + "-" + e.getSourcePartition();
    };
  }

  /** Version 0 has no prefix, because its rows were written before versions existed. */
  private static String statisticsKey(
      int version, PoolId pool, String of, String topic, int partition) {
    String key = String.join("/", PoolIds.text(pool), of, topic + "-" + partition);
    return version == 0 ? key : "v" + version + "/" + key;
  }

  private static String publicationKey(PublicationsRecord record) {
    return switch (record) {
      case RowPublished e -> PoolIds.text(e.getPool());
      case PublicationMade e -> e.getWeek().toString();
    };
  }

  private static String publishedKey(PublishedRecord record) {
    return switch (record) {
      case FiguresPublished e ->
          e.getPool() == null ? e.getSeason() + "/NONE/NA" : PoolIds.text(e.getPool());
      case PublicationRefused e -> e.getSource();
    };
  }

  private static String changesKey(ChangesRecord record) {
    return switch (record) {
      case ChangeMade e ->
          e.getPool() == null ? seasonKey(e.getSeason()) : PoolIds.text(e.getPool());
      case BaselineTaken e -> seasonKey(e.getSeason());
    };
  }

  private static String webhooksKey(WebhooksRecord record) {
    return switch (record) {
      case WebhookRegistered e -> "webhook/" + e.getWebhookId();
      case WebhookRemoved e -> "webhook/" + e.getWebhookId();
      case DeliveryProgress e -> "progress/" + e.getWebhookId();
      case DeliveryGivenUp e -> "undelivered/%s/%s".formatted(e.getWebhookId(), e.getChangeId());
    };
  }

  private static String seasonKey(@Nullable Integer season) {
    return season == null ? "all" : season.toString();
  }

  private static <E extends CandidateEvent> Topic<E> byCandidate(
      String name,
      Class<E> family,
      String deadLettersBy,
      Set<String> writers,
      Set<String> readers) {
    return byCandidate(
        name, family, Timestamps.CREATE_TIME, MEDIUM, deadLettersBy, writers, readers);
  }

  /**
   * A topic of candidates or the case system: its records are judged by the time at which they
   * entered the log (ADR 23).
   */
  private static <E extends CandidateEvent> Topic<E> judged(
      String name,
      Class<E> family,
      int largestValue,
      String deadLettersBy,
      Set<String> writers,
      Set<String> readers) {
    return byCandidate(
        name, family, Timestamps.LOG_APPEND_TIME, largestValue, deadLettersBy, writers, readers);
  }

  private static <E extends CandidateEvent> Topic<E> byCandidate(
      String name,
      Class<E> family,
      Timestamps timestamps,
      int largestValue,
      String deadLettersBy,
      Set<String> writers,
      Set<String> readers) {
    return new Topic<>(
        name,
        members(family),
        e -> e.getCandidateId().toString(),
        "candidateId",
        Cleanup.KEEP,
        timestamps,
        largestValue,
        deadLettersBy,
        writers,
        readers);
  }

  /** The record types of a sealed family, so that a new event does not need a second list. */
  private static List<Class<? extends SpecificRecord>> members(Class<?> family) {
    List<Class<? extends SpecificRecord>> members = new ArrayList<>();
    for (Class<?> member : family.getPermittedSubclasses()) {
      if (member.isSealed()) {
        members.addAll(members(member));
      } else {
        members.add(member.asSubclass(SpecificRecord.class));
      }
    }
    return List.copyOf(members);
  }
}
