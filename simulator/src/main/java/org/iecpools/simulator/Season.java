package org.iecpools.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;
import org.iecpools.simulator.Calendar.Turn;
import org.iecpools.simulator.Director.Scene;
import org.iecpools.simulator.Operators.Order;
import org.iecpools.simulator.Operators.Saying;
import org.iecpools.simulator.World.Invitation;
import tools.jackson.databind.JsonNode;

/**
 * Simulates one season from the upstream side against running services, and compares their
 * dashboard with independent books.
 *
 * <p>Time advances in turns, at most two per week. A turn begins with a tick of {@code iec.clock}.
 * When all services rest, upstream sends the events since the last tick. When all services rest
 * again, the dashboard is compared if the week ends; then the next tick follows. So everything sent
 * between two ticks is handled at the time of the first one, which makes the results predictable.
 *
 * <p>{@link World} describes what the books take from the events of the services and what they
 * derive on their own.
 */
public final class Season {

  private final SeasonOptions options;
  private final SeasonListener listener;
  private final Calendar calendar;
  private final Books books;
  private final World world;
  private final Operators operators;
  private final Director director;
  private final List<String> differences = new ArrayList<>();
  private final Calibrator calibration = new Calibrator();
  private final List<List<Books.Row>> published = new ArrayList<>();
  private final Set<String> submitted = new HashSet<>();
  private final long start = System.nanoTime();
  private final String run;
  private Services services;
  private Wire wire;

  private Season(SeasonOptions options, SeasonListener listener) {
    this.options = options;
    this.listener = listener;
    this.calendar = new Calendar(options.season(), options.weeks());
    this.books = new Books(calendar);
    this.world = new World(books);
    Announcement announcement = Announcement.of(options.season());
    this.operators =
        Operators.of(
            options.scenario(), announcement, calendar, options.candidates(), options.seed());
    List<Person> people =
        Population.of(announcement, calendar, options.candidates(), options.seed());
    this.director = new Director(world, calendar, announcement, people);
    this.run =
        "season-%d-%s-%d".formatted(options.season(), options.seed(), System.currentTimeMillis());
  }

  /**
   * Simulates the season to its end. Takes minutes.
   *
   * @throws IllegalStateException if the stack is not suitable (no simulated clock, a clock ahead
   *     of the season, a season that was already played there), or if the services do not come to
   *     rest within the {@code timeout} of the options
   */
  public static SeasonResult play(SeasonOptions options, SeasonListener listener) {
    var season = new Season(options, listener);
    try (var services = new Services(options.endpoints());
        var wire = new Wire(options.bootstrapServers(), options.registry())) {
      season.services = services;
      season.wire = wire;
      return season.play();
    }
  }

  private SeasonResult play() {
    List<Turn> turns = calendar.turns();
    checkStack(turns.getFirst());
    wire.follow(Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS);
    for (Turn turn : turns) {
      play(turn);
      if (turn.endsWeek()) {
        tell(turn);
      }
    }
    JsonNode dashboard = services.dashboard(options.season(), null);
    compareWeeks();
    differences.addAll(world.differences());
    return new SeasonResult(
        SeasonTable.of(dashboard),
        differences,
        submitted.size(),
        books.total(Books.Number.INVITATIONS),
        books.total(Books.Number.LOIS),
        wire.sent(),
        calibration.result(),
        elapsed());
  }

  private void checkStack(Turn first) {
    Instant clock = services.latestClock().now();
    if (clock.isAfter(first.now())) {
      throw new IllegalStateException(
          "the stack's clock is at %s, past the beginning of season %d at %s: a fresh stack is needed"
              .formatted(clock, options.season(), first.now()));
    }
    for (JsonNode row : Dashboards.rows(services.dashboard(options.season(), null))) {
      if (Dashboards.used(row)) {
        throw new IllegalStateException(
            "season %d was played on this stack before: a fresh stack is needed"
                .formatted(options.season()));
      }
    }
  }

  private void play(Turn turn) {
    wire.send(new ClockTicked(run, (long) turn.number(), turn.now()));
    wire.flush();
    react(
        turn,
        observed -> {
          observed.rounds().stream()
              .filter(RoundRun.class::isInstance)
              .forEach(run -> calibration.drawn((RoundRun) run));
          return world.tick(turn.now(), observed);
        });

    var sent = new ArrayList<CandidateEvent>();
    announce(turn);
    List<Scene> scenes = director.scenes(turn);
    List<Scene> byHttp = scenes.stream().filter(scene -> scene.way() == Director.Way.HTTP).toList();
    int half = scenes.size() / 2;
    sent.addAll(send(scenes.subList(0, half)));
    if (turn.endsWeek()) {
      listener.inTheMiddleOf(turn.week());
    }
    sent.addAll(send(scenes.subList(half, scenes.size())));
    sent.addAll(request(byHttp));
    order(turn);
    react(turn, observed -> world.turn(sent, observed));
    for (CandidateEvent event : sent) {
      if (event instanceof ProfileSubmitted) {
        submitted.add(event.getCandidateId().toString());
      }
    }
  }

  /** Sends the scenes that use the topics; returns when the broker has stored the events. */
  private List<CandidateEvent> send(List<Scene> scenes) {
    List<CandidateEvent> events =
        scenes.stream()
            .filter(scene -> scene.way() == Director.Way.TOPICS)
            .flatMap(scene -> scene.events().stream())
            .toList();
    events.forEach(wire::send);
    wire.flush();
    return events;
  }

  /**
   * Waits until the services rest, reads what they published, and plans the reactions of those
   * invited.
   */
  private void react(Turn turn, Function<Observed, List<Invitation>> fold) {
    services.awaitRest(turn.number());
    var observed = new Observed(options.season());
    wire.readToEnd(record -> observed.take(wire.decode(record)));
    observed.rounds().forEach(calibration::announced);
    fold.apply(observed).forEach(invitation -> director.invited(invitation, turn));
  }

  private void announce(Turn turn) {
    for (Saying saying : operators.announce(turn)) {
      if (saying.byHttp()) {
        // The service stamps the event with its own time.
        world.announced(
            switch (saying.event()) {
              case SeasonPlanned plan -> {
                expectDone(services.post("/api/v1/seasons", Requests.season(plan)));
                yield SeasonPlanned.newBuilder(plan).setOccurredAt(turn.now()).build();
              }
              case QuotaAnnounced quota -> {
                expectDone(services.post("/api/v1/quotas", Requests.quota(quota)));
                yield QuotaAnnounced.newBuilder(quota).setOccurredAt(turn.now()).build();
              }
              case AnnouncementWithdrawn withdrawn ->
                  throw new IllegalArgumentException(
                      "no scenario withdraws an announcement: " + withdrawn);
            });
      } else {
        wire.send(saying.event());
        world.announced(saying.event());
      }
    }
  }

  private void order(Turn turn) {
    List<Order> orders = operators.rounds(turn);
    if (!orders.isEmpty()) {
      // The order is refused if no round may run; rounds that run are seen by their invitations.
      services.post("/api/v1/rounds", Requests.rounds(UUID.randomUUID(), orders));
    }
  }

  private void expectDone(Services.Answer answer) {
    if (!answer.done()) {
      differences.add("an announcement was refused: " + answer);
    }
  }

  /** Sends the candidates' HTTP requests in parallel; returns the resulting events. */
  private List<CandidateEvent> request(List<Scene> scenes) {
    List<Callable<List<CandidateEvent>>> requests =
        scenes.stream()
            .map(scene -> (Callable<List<CandidateEvent>>) () -> request(scene))
            .toList();
    return services.together(requests).stream().flatMap(List::stream).toList();
  }

  private List<CandidateEvent> request(Scene scene) {
    CandidateEvent event = scene.events().getFirst();
    Requests.Sent sent = Requests.send(services, event);
    String expected = world.expects(event, sent.status());
    if (expected != null) {
      synchronized (differences) {
        differences.add(expected + ": " + sent);
      }
    }
    return sent.become() == null ? List.of() : List.of(sent.become());
  }

  private void tell(Turn turn) {
    JsonNode dashboard = services.dashboard(options.season(), null);
    calibration.shown(dashboard);
    List<String> differing =
        Dashboards.compare(books.rows(), dashboard, "in week " + turn.week() + ", live");
    differences.addAll(differing);
    // No events occur between the last turn of the week and its end.
    published.add(books.rows(turn.week()));
    listener.weekPlayed(
        new SeasonListener.Week(
            turn.week(),
            calendar.fridayOf(turn.week()),
            submitted.size(),
            books.total(Books.Number.IN_POOL),
            books.total(Books.Number.INVITATIONS),
            books.total(Books.Number.LOIS),
            wire.sent(),
            differing.size(),
            elapsed()));
  }

  /** Compares all weeks again at the end, because late events may change earlier weeks. */
  private void compareWeeks() {
    for (int week = 0; week <= calendar.weeks(); week++) {
      differences.addAll(
          Dashboards.compare(
              books.rows(week),
              services.dashboard(options.season(), calendar.friday(week)),
              "as of " + calendar.fridayOf(week)));
    }
    // No tick reaches the end of the last week, so it is not published.
    for (int week = 0; week < calendar.weeks(); week++) {
      JsonNode theirs = services.published(options.season(), calendar.friday(week));
      differences.addAll(
          Dashboards.compare(
              published.get(week).stream().filter(row -> isPublished(row, theirs)).toList(),
              theirs,
              "as published on " + calendar.fridayOf(week)));
    }
  }

  /** A pool is published from its opening or its first event on. */
  private static boolean isPublished(Books.Row row, JsonNode dashboard) {
    return row.invitations() + row.inPool() + row.lois() > 0
        || Dashboards.has(dashboard, row.pool());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
