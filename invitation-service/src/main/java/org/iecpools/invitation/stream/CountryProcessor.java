package org.iecpools.invitation.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.Event;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.DrawnProfiles;
import org.iecpools.invitation.domain.Outcome;
import org.iecpools.invitation.domain.Position;
import org.iecpools.invitation.domain.SeedChange;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.LogWatermark;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the countries of one task in memory, passes them their inputs, and writes their decisions
 * and changed rows in one transaction. After a start the countries are rebuilt from the rows,
 * without those of closed candidates.
 */
public final class CountryProcessor
    extends ContextualProcessor<String, CountryInput, String, Event> {

  /** Creates a country without any state. */
  @FunctionalInterface
  public interface Countries {
    /** The country of a season. */
    Country of(int season, String country);
  }

  /** Limits the rate of invitations, together with the interval. */
  private static final int ISSUED_AT_ONCE = 500;

  /** A commit is requested after so many, or when all are issued: they are visible after it. */
  private static final int ISSUED_PER_COMMIT = 1_000;

  private static final Duration ISSUED_EVERY = Duration.ofMillis(50);

  /** Candidates closed by one tick: a country has many when it closes, and rounds must not wait. */
  private static final int CLOSED_AT_ONCE = 500;

  private final Countries newCountries;
  private final ServiceClock clock;
  private final LogWatermark watermark;
  private final ClockProgress progress;
  private final Questions questions;
  private final String log;
  private final SeedVault vault;
  private final Map<String, byte[]> resealed = new LinkedHashMap<>();
  private final Map<String, Country> countries = new LinkedHashMap<>();
  private @Nullable TaskStores opened;
  private int issuedSinceCommit;

  /**
   * @param watermark time up to which everything that candidates sent has been read, as far as
   *     known
   * @param questions questions to its countries
   * @param log id of the Kafka cluster that it reads from
   * @param vault seals the stored seeds
   */
  CountryProcessor(
      Countries newCountries,
      ServiceClock clock,
      LogWatermark watermark,
      ClockProgress progress,
      Questions questions,
      String log,
      SeedVault vault) {
    this.newCountries = newCountries;
    this.clock = clock;
    this.watermark = watermark;
    this.progress = progress;
    this.questions = questions;
    this.log = log;
    this.vault = vault;
  }

  @Override
  public void init(ProcessorContext<String, Event> context) {
    super.init(context);
    opened = TaskStores.of(context);
    restore();
    Ticks.every(context, "countries", progress, clock, this::tick);
    context.schedule(
        ISSUED_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        _ -> {
          reseal();
          issue();
          requestCommit();
          questions.answer(key -> Optional.ofNullable(countries.get(key)), clock.instant());
        });
  }

  private TaskStores stores() {
    return Objects.requireNonNull(opened, "the processor is not initialized");
  }

  private void restore() {
    countries.clear();
    resealed.clear();
    stores().countries().restore(this::country);
    each(stores().announcements(), event -> country(Topics.keyOf(event)).restore(event));
    each(stores().decisions(), d -> country(PoolIds.country(d.season(), d.country())).restore(d));
    each(stores().runs(), run -> country(PoolIds.country(run.getPool())).restore(run));
    restoreSeeds();
    stores()
        .candidates()
        .forEachOpen(row -> country(PoolIds.country(row.season(), row.country())).restore(row));
  }

  private void restoreSeeds() {
    try (KeyValueIterator<String, byte[]> all = stores().seeds().all()) {
      all.forEachRemaining(
          entry -> {
            int round = entry.key.lastIndexOf('/');
            restoreSeed(
                entry.key.substring(0, round),
                UUID.fromString(entry.key.substring(round + 1)),
                entry.value);
          });
    }
  }

  private void restoreSeed(String country, UUID round, byte[] stored) {
    switch (vault.open(country, round, stored)) {
      case SeedVault.Opened.Seed(byte[] seed, boolean newest) -> {
        country(country).restore(round, seed);
        if (!newest) {
          resealed.put(Stores.under(country, round), vault.seal(country, round, seed));
        }
      }
      case SeedVault.Opened.Unusable(String why) -> country(country).restoreUnusable(round, why);
    }
  }

  /**
   * Seals seeds again that an older key has sealed. Not part of {@code init}, because stores are
   * not written before the task runs.
   */
  private void reseal() {
    resealed.forEach(stores().seeds()::put);
    resealed.clear();
  }

  private static <V> void each(KeyValueStore<String, V> store, Consumer<V> reader) {
    try (KeyValueIterator<String, V> all = store.all()) {
      all.forEachRemaining(entry -> reader.accept(entry.value));
    }
  }

  @Override
  public void process(Record<String, CountryInput> record) {
    Country country = country(record.key());
    Instant now = clock.instant();
    switch (record.value()) {
      case CountryInput.Happened(Position at, Event event) -> {
        if (event instanceof SeasonsEvent announcement) {
          stores()
              .announcements()
              .put(Stores.under(record.key(), announcement.getEventId()), announcement);
        }
        write(country, country.on(event, at, loggedAt(event, record.timestamp(), now), now));
      }
      case CountryInput.Ordered(Position at, RoundCommand command) ->
          write(country, country.on(command, at, now));
    }
  }

  /**
   * Returns when an input entered the log. A withdrawal entered it on the topic of profiles, and
   * its leave states that time. All other inputs have it as the record's timestamp, which the
   * repartition topic keeps. In a simulation timestamps are of the machine's clock, so the present
   * tick counts instead.
   */
  private Instant loggedAt(Event event, long timestamp, Instant now) {
    if (clock.isSimulated()) {
      return now;
    }
    return event instanceof PoolLeft left ? left.getOccurredAt() : Instant.ofEpochMilli(timestamp);
  }

  private boolean tick(Instant now) {
    if (clock.isSimulated() && clock.tick() == 0) {
      return true; // no clock tick received yet
    }
    // A simulated clock may have advanced since, and a round would then run before its time.
    Instant reached = watermark.reached();
    Instant upTo = reached.isBefore(now) ? reached : now;
    boolean quiet = true;
    boolean idle = true;
    for (Country country : countries.values()) {
      quiet &= write(country, country.tick(now, upTo));
      idle &= country.pending() == 0 && (!country.waits() || country.waitsForBeacon(now));
    }
    closeCandidates(upTo);
    if (!quiet && clock.isSimulated()) {
      // The clock waits for the draws: nothing else would come before the next interval.
      issue();
      context().commit();
    }
    return quiet && idle;
  }

  /** Not part of what a tick has to finish, because it changes no decision. */
  private void closeCandidates(Instant upTo) {
    int left = CLOSED_AT_ONCE;
    for (Country country : countries.values()) {
      if (left > 0 && country.hasCandidatesToClose(upTo)) {
        Outcome closed = country.closeCandidates(upTo, left);
        write(country, closed);
        left -= closed.changes().size();
      }
    }
  }

  private void issue() {
    int left = ISSUED_AT_ONCE;
    for (Country country : countries.values()) {
      int portion = Math.min(left, country.pending());
      if (portion > 0) {
        write(country, country.issue(portion));
        left -= portion;
      }
    }
    issuedSinceCommit += ISSUED_AT_ONCE - left;
  }

  /**
   * Requests a commit if invitations were issued or somebody waits for a commit: otherwise it would
   * come with the next record or after the interval. In a simulation the ticks request commits.
   */
  private void requestCommit() {
    if (clock.isSimulated()) {
      return;
    }
    boolean allIssued = countries.values().stream().allMatch(country -> country.pending() == 0);
    if (progress.isAwaited()
        || issuedSinceCommit >= ISSUED_PER_COMMIT
        || (issuedSinceCommit > 0 && allIssued)) {
      issuedSinceCommit = 0;
      context().commit();
    }
  }

  /** Writes the outcome of an input. Returns whether it is idle. */
  private boolean write(Country country, Outcome outcome) {
    outcome.changes().forEach(stores().candidates()::put);
    if (outcome.country()) {
      stores().countries().put(country.row());
    }
    String key = PoolIds.country(country.season(), country.country());
    outcome.pools().forEach(stores().countries()::put);
    outcome.positions().forEach(position -> stores().countries().put(key, position));
    outcome
        .decisions()
        .forEach(decision -> stores().decisions().put(Stores.key(decision), decision));
    outcome.seeds().forEach(change -> put(key, change));
    outcome.drawn().forEach(round -> put(key, round));
    outcome.rounds().forEach(event -> write(key, event));
    outcome.invitations().forEach(this::forward);
    return outcome.isIdle();
  }

  private void put(String country, SeedChange change) {
    String key = Stores.under(country, change.roundId());
    resealed.remove(key);
    switch (change) {
      case SeedChange.Keep(UUID round, byte[] seed) ->
          stores().seeds().put(key, vault.seal(country, round, seed));
      case SeedChange.Forget _ -> stores().seeds().delete(key);
    }
  }

  private void put(String country, DrawnProfiles round) {
    stores().drawn().put(Stores.under(country, round.roundId()), round.header());
    for (int i = 0; i < round.chunks(); i++) {
      stores().drawn().put(Stores.chunk(country, round.roundId(), i), round.chunk(i));
    }
  }

  /**
   * Forwards an event. Adds the id of the log to events whose positions refer to it, and stores a
   * run for corrections.
   */
  private void write(String country, RoundsEvent event) {
    switch (event) {
      case RoundSealed seal -> forward(RoundSealed.newBuilder(seal).setLog(log).build());
      case RoundRun run -> {
        RoundRun placed = run.getLog() == null ? RoundRun.newBuilder(run).setLog(log).build() : run;
        stores().runs().put(Stores.under(country, run.getRoundId()), placed);
        forward(placed);
      }
      case RoundCancelled cancelled ->
          forward(RoundCancelled.newBuilder(cancelled).setLog(log).build());
      case RoundScheduled _, PoolClosed _, PoolOpened _ -> forward(event);
    }
  }

  private void forward(Event event) {
    context().forward(new Record<>(Topics.keyOf(event), event, context().currentSystemTimeMs()));
  }

  private Country country(String key) {
    return countries.computeIfAbsent(
        key,
        text -> {
          String[] parts = text.split("/", 2);
          Country country = newCountries.of(Integer.parseInt(parts[0]), parts[1]);
          country.restore(stores().candidates().closed(text));
          return country;
        });
  }
}
