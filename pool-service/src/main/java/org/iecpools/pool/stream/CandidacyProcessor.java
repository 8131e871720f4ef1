package org.iecpools.pool.stream;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.iecpools.events.PoolsEvent;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.clock.Ticks;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Input;
import org.iecpools.pool.domain.Moment;
import org.iecpools.pool.domain.Outcome;
import org.iecpools.pool.domain.PoolRules;
import org.jspecify.annotations.Nullable;

/**
 * Stores candidacies, applies the rules and writes the resulting events, all in one transaction.
 */
final class CandidacyProcessor extends ContextualProcessor<String, Input, String, PoolsEvent> {

  /**
   * Most candidacies that one tick takes from each index: at a season's close all of a country are
   * due at once, and a transaction must end in time.
   */
  private static final int AT_ONCE = 2_000;

  private final SeasonWatch watch;
  private final ServiceClock clock;
  private final ClockProgress progress;
  private final DueIndex byClock = new DueIndex();
  private final DueIndex byWall = new DueIndex();
  private final Deque<String> misplaced = new ArrayDeque<>();
  private @Nullable CandidacyStores opened;
  private long plansSeen;

  CandidacyProcessor(SeasonWatch watch, ServiceClock clock, ClockProgress progress) {
    this.watch = watch;
    this.clock = clock;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<String, PoolsEvent> context) {
    super.init(context);
    opened = CandidacyStores.of(context);
    buildIndex();
    // While this task was down, the other profile may have ended, and the event is still to be
    // read.
    Instant until = wall().plus(PoolRules.PARKING_LIMIT);
    for (String key : byWall.keys()) {
      byWall.put(key, Optional.of(until));
    }
    Ticks.every(context, "candidacies", progress, clock, this::tick);
  }

  @Override
  public void process(Record<String, Input> record) {
    Input input = record.value();
    int season = PoolTopology.seasonOf(input);
    String key = CandidacyStores.key(record.key(), season);
    Candidacy known = stores().get(key);
    decide(
        key,
        known != null ? known : Candidacy.unknown(UUID.fromString(record.key()), season),
        input,
        decidedAt(input, record.timestamp()));
  }

  /**
   * The time of a decision. An event of a candidate is judged by the time at which it entered the
   * log, whenever it is read (ADR 23). In a simulation timestamps are of the machine's clock, so
   * the present tick counts instead.
   */
  private Instant decidedAt(Input input, long timestamp) {
    return switch (input) {
      // The answer to a claim has the timestamp of the profile's record.
      case Input.FromCandidate _, Input.FromIdentities _ when !clock.isSimulated() ->
          Instant.ofEpochMilli(timestamp);
      case Input.FromCandidate _, Input.FromIdentities _, Input.FromInvitations _, Input.Tick _ ->
          clock.instant();
    };
  }

  /**
   * Returns true if nothing is due and no profile is parked: a parked profile is still to be
   * decided.
   */
  private boolean tick(Instant now) {
    moveMisplaced();
    long plans = watch.plans();
    boolean replanned = plans != plansSeen;
    if (replanned) {
      List<String> waiting = byWall.keys();
      buildIndex();
      plansSeen = plans;
      waiting.forEach(key -> tick(key, now));
    }
    List<String> late = byWall.due(wall(), AT_ONCE);
    late.forEach(key -> tick(key, now));
    List<String> due = byClock.due(now, AT_ONCE);
    due.forEach(key -> tick(key, now));
    return !replanned && late.isEmpty() && due.isEmpty() && byWall.isEmpty();
  }

  private void tick(String key, Instant now) {
    Candidacy known = stores().get(key);
    if (known != null) {
      decide(key, known, new Input.Tick(), now);
    }
  }

  private void decide(String key, Candidacy known, Input input, Instant now) {
    Outcome outcome = PoolRules.decide(known, input, new Moment(now, wall()), watch.season());
    if (!outcome.candidacy().equals(known)) {
      stores().put(key, known, outcome.candidacy());
    }
    index(key, outcome.candidacy());
    for (PoolsEvent event : outcome.events()) {
      context()
          .forward(
              new Record<>(
                  event.getCandidateId().toString(), event, context().currentSystemTimeMs()));
    }
  }

  private void buildIndex() {
    byClock.clear();
    byWall.clear();
    misplaced.clear();
    stores()
        .forEachOpen(
            (key, candidacy) -> {
              if (candidacy.isClosed()) {
                misplaced.add(key);
              } else {
                index(key, candidacy);
              }
            });
  }

  /**
   * Moves closed candidacies of earlier versions, which had one store. Not part of {@code init},
   * because stores are not written before the task runs.
   */
  private void moveMisplaced() {
    for (int moved = 0; moved < AT_ONCE && !misplaced.isEmpty(); moved++) {
      stores().get(misplaced.remove());
    }
  }

  private void index(String key, Candidacy candidacy) {
    byClock.put(key, PoolRules.nextDue(candidacy, watch.season()));
    byWall.put(key, PoolRules.parkedUntil(candidacy));
  }

  private CandidacyStores stores() {
    return requireNonNull(opened, "init is called before the first record and the first tick");
  }

  private Instant wall() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }
}
