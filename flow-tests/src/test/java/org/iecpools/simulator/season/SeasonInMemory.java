package org.iecpools.simulator.season;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.iecpools.domain.ClosedPools;
import org.iecpools.domain.IdentityDigests;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.Outcome;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kafka.Topics;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.IdentityHolder;
import org.iecpools.pool.domain.Input;
import org.iecpools.pool.domain.Moment;
import org.iecpools.pool.domain.PlannedSeason;
import org.iecpools.pool.domain.PoolRules;
import org.iecpools.simulator.season.Calendar.Turn;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.Tally;
import org.iecpools.stats.domain.View;

/**
 * A whole season of the simulator on the domain cores of pool-service, invitation-service and
 * stats-service, without Kafka: every reader reads every event immediately, in the order written.
 */
final class SeasonInMemory {

  private static final Instant WALL = Instant.parse("2026-07-01T00:00:00Z");

  private final int season;
  private final Calendar calendar;
  private final World world;
  private final Calibrator calibrator = new Calibrator();

  private final SeasonBook book = new SeasonBook();
  private final ClosedPools closedPools = new ClosedPools();
  private final Map<UUID, Candidacy> candidacies = new LinkedHashMap<>();
  private final Map<String, IdentityHolder> holders = new HashMap<>();
  private final Map<String, Country> countries = new LinkedHashMap<>();
  private final PoolIndex poolNumbers = new PoolIndex();
  private final Map<String, Tally> tallies = new HashMap<>();
  private final Ledger ledger = new Ledger();
  private final RoundBook rounds = new RoundBook();
  private final Dashboard dashboard =
      new Dashboard(
          ledger,
          rounds,
          new DoubleEntry("log", "iec.pools", "iec.responses", "iec.invitations"),
          book,
          Reference.shipped());

  private final Deque<Event> unread = new ArrayDeque<>();
  private Observed observed;
  private Instant now;
  private long offset;
  private int seeds;
  private long people;
  private long takenBefore;
  private final Map<LeaveCause, Integer> leaves = new EnumMap<>(LeaveCause.class);

  private SeasonInMemory(Scenario scenario, int season, int weeks, int candidates, long seed) {
    this.season = season;
    this.calendar = new Calendar(season, weeks);
    this.world = new World(new Books(calendar));
    var facts = SeasonFacts.of(season);
    facts
        .countries()
        .forEach(
            country ->
                countries.put(
                    country.code(),
                    new Country(
                        season, country.code(), Reference.shipped()::quota, this::nextSeed)));
    var operators = Operators.of(scenario, facts, calendar, candidates, seed);
    var director =
        new Director(world, calendar, facts, Population.of(facts, calendar, candidates, seed));
    for (Turn turn : calendar.turns()) {
      play(turn, operators, director);
    }
  }

  /** Plays a season to its end. */
  static SeasonInMemory played(
      Scenario scenario, int season, int weeks, int candidates, long seed) {
    return new SeasonInMemory(scenario, season, weeks, candidates, seed);
  }

  /** The chances shown before weekly rounds, and the results. */
  SeasonResult.Calibration calibration() {
    return calibrator.result();
  }

  /** Violations of the rules by the services, found by the simulator's own books. */
  List<String> differences() {
    return world.differences();
  }

  /** The live table at the end. */
  List<Row> rows() {
    return dashboard.rows(season, _ -> true, View.live(now));
  }

  /** The share of candidates in the drawn pools who could no longer be drawn. */
  double takenBefore() {
    return (double) takenBefore / people;
  }

  /** How many stays in pools ended by a cause. */
  int leaves(LeaveCause cause) {
    return leaves.getOrDefault(cause, 0);
  }

  private byte[] nextSeed() {
    return ByteBuffer.allocate(32).putInt(28, ++seeds).array();
  }

  private void play(Turn turn, Operators operators, Director director) {
    now = turn.now();
    observed = new Observed(season);
    tick();
    observed.rounds().forEach(calibrator::announced);
    observed.rounds().stream()
        .filter(RoundRun.class::isInstance)
        .map(RoundRun.class::cast)
        .forEach(this::drawn);
    world.tick(now, observed).forEach(invitation -> director.invited(invitation, turn));

    observed = new Observed(season);
    for (Operators.Announcement announcement : operators.announce(turn)) {
      world.announced(announcement.event());
      publish(announcement.event());
    }
    drain();
    List<CandidateEvent> sent = new ArrayList<>();
    for (Director.Scene scene : director.scenes(turn)) {
      sent.addAll(scene.events());
    }
    sent.forEach(this::publish);
    drain();
    observed.rounds().forEach(calibrator::announced);
    world.turn(sent, observed).forEach(invitation -> director.invited(invitation, turn));
    calibrator.forget();
    for (Row row : rows()) {
      row.chance().ifPresent(chance -> calibrator.shown(row.pool(), chance, row.rating().text()));
    }
  }

  private void drawn(RoundRun run) {
    calibrator.drawn(run);
    people += run.getPoolSize();
    takenBefore += run.getPoolSize() - run.getDrawable();
  }

  private void tick() {
    countries.values().forEach(country -> take(country.tick(now, now)));
    drain();
    for (UUID id : List.copyOf(candidacies.keySet())) {
      PoolRules.nextDue(candidacies.get(id), planned())
          .filter(due -> !due.isAfter(now))
          .ifPresent(_ -> decide(id, new Input.Tick(), WALL));
    }
    drain();
  }

  /** Delivers all events to all readers until no new event is written. */
  private void drain() {
    boolean busy = true;
    while (busy) {
      while (!unread.isEmpty()) {
        read(unread.removeFirst());
      }
      countries.values().stream()
          .filter(country -> country.pending() > 0)
          .forEach(country -> take(country.issue(Integer.MAX_VALUE)));
      if (unread.isEmpty()) {
        for (UUID id : List.copyOf(candidacies.keySet())) {
          if (candidacies.get(id).parked().isPresent()) {
            decide(id, new Input.Tick(), WALL.plus(PoolRules.PARKING_LIMIT).plusSeconds(1));
          }
        }
      }
      busy = !unread.isEmpty();
    }
  }

  private void publish(Event event) {
    unread.add(event);
  }

  private void read(Event event) {
    count(event);
    Consumer<String> toCountry =
        code -> {
          Country country = countries.get(code);
          if (country != null) {
            Position at = new Position(Topics.of(event).name(), 0, offset++);
            take(country.on(event, at, now, now));
          }
        };
    switch (event) {
      case SeasonsEvent e -> {
        book.apply(e);
        country(e).ifPresent(toCountry);
      }
      case RoundsEvent e -> {
        closedPools.apply(e);
        observed.take(e);
        toCountry.accept(e.getPool().getCountry());
      }
      case ResponsesEvent e -> toCountry.accept(e.getPool().getCountry());
      case ApplicationsEvent e -> toCountry.accept(e.getPool().getCountry());
      case PoolsEvent e -> {
        if (e instanceof PoolLeft left) {
          leaves.merge(left.getCause(), 1, Integer::sum);
        }
        observed.take(e);
        country(e).ifPresent(toCountry);
      }
      case ProfilesEvent e -> {
        UUID id = e.getCandidateId();
        candidacies.computeIfAbsent(id, _ -> Candidacy.unknown(id, season(e)));
        decide(id, new Input.FromCandidate(e), WALL);
        claim(e);
      }
      case InvitationsEvent e -> {
        observed.take(e);
        decide(e.getCandidateId(), new Input.FromInvitations(e), WALL);
      }
    }
  }

  private static Optional<String> country(SeasonsEvent event) {
    return switch (event) {
      case SeasonPlanned e -> Optional.of(e.getCountry());
      case QuotaAnnounced e -> Optional.of(e.getPool().getCountry());
      case AnnouncementWithdrawn e -> Optional.of(e.getCountry());
      case PublicationTimeSet _ -> Optional.empty();
    };
  }

  private static Optional<String> country(PoolsEvent event) {
    return switch (event) {
      case PoolEntered e -> Optional.of(e.getPool().getCountry());
      case PoolLeft e -> Optional.of(e.getPool().getCountry());
      case PoolLeaveVoided e -> Optional.of(e.getPool().getCountry());
      case PoolEntryRefused e -> Optional.of(e.getPool().getCountry());
      case ProfileRejected _ -> Optional.empty();
    };
  }

  private static int season(ProfilesEvent event) {
    return switch (event) {
      case ProfileSubmitted e -> e.getSeason();
      case ProfileWithdrawn e -> e.getSeason();
    };
  }

  private PlannedSeason planned() {
    return new PlannedSeason(book, closedPools::closing);
  }

  private void decide(UUID candidate, Input input, Instant wall) {
    org.iecpools.pool.domain.Outcome decided =
        PoolRules.decide(candidacies.get(candidate), input, new Moment(now, wall), planned());
    candidacies.put(candidate, decided.candidacy());
    decided.events().forEach(this::publish);
  }

  /** Answers the claim of a profile that states an identity document. */
  private void claim(ProfilesEvent event) {
    if (event instanceof ProfileSubmitted e && e.getIdentityDigest() != null) {
      String digest = IdentityDigests.text(e.getIdentityDigest());
      IdentityHolder holder = IdentityHolder.after(holders.get(digest), e.getCandidateId());
      holders.put(digest, holder);
      boolean granted = holder.is(e.getCandidateId());
      decide(
          e.getCandidateId(),
          new Input.FromIdentities(e.getProfileId(), e.getSeason(), digest, granted),
          WALL);
    }
  }

  private void take(Outcome outcome) {
    outcome.rounds().forEach(this::publish);
    outcome.invitations().forEach(this::publish);
  }

  private void count(Event event) {
    if (event instanceof RoundsEvent e) {
      rounds.apply(e);
    }
    Fact.of(event)
        .ifPresent(
            fact -> {
              Tally tally =
                  tallies.computeIfAbsent(
                      Topics.of(event).name(), topic -> new Tally(topic, 0, poolNumbers));
              tally.count(fact);
              tally.changes().forEach(ledger::apply);
              tally.forgetChanges();
            });
  }
}
