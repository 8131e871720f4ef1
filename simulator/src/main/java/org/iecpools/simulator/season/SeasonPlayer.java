package org.iecpools.simulator.season;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.Event;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.Topics;
import org.iecpools.simulator.season.Calendar.Turn;
import org.iecpools.simulator.season.Director.Scene;
import org.iecpools.simulator.season.Operators.Announcement;
import org.iecpools.simulator.season.World.Invitation;
import org.iecpools.simulator.upstream.Dashboards;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.simulator.upstream.RoundOrder;
import org.iecpools.simulator.upstream.SeasonFacts;
import org.iecpools.simulator.upstream.ServiceClient;
import org.iecpools.simulator.upstream.TopicClient;
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
public final class SeasonPlayer {

  private final SeasonOptions options;
  private final SeasonListener listener;
  private final ServiceClient services;
  private final TopicClient topics;
  private final Calendar calendar;
  private final Books books;
  private final World world;
  private final Operators operators;
  private final Director director;
  private final List<String> differences = new ArrayList<>();
  private final Calibrator calibration = new Calibrator();
  private final OpenRounds openRounds;
  private final List<List<Books.Row>> published = new ArrayList<>();
  private final Set<String> submitted = new HashSet<>();
  private final long start = System.nanoTime();
  private final String run;
  private long tick;
  private Instant time = Instant.EPOCH;

  private SeasonPlayer(
      SeasonOptions options, SeasonListener listener, ServiceClient services, TopicClient topics) {
    this.options = options;
    this.listener = listener;
    this.services = services;
    this.topics = topics;
    this.calendar = new Calendar(options.season(), options.weeks());
    this.books = new Books(calendar);
    this.openRounds = new OpenRounds(options.season());
    this.world = new World(books);
    SeasonFacts facts = SeasonFacts.of(options.season());
    this.operators =
        Operators.of(options.scenario(), facts, calendar, options.candidates(), options.seed());
    List<Person> people = Population.of(facts, calendar, options.candidates(), options.seed());
    this.director = new Director(world, calendar, facts, people);
    this.run =
        "season-%d-%s-%d".formatted(options.season(), options.seed(), System.currentTimeMillis());
  }

  /**
   * Simulates the season to its end. Takes minutes.
   *
   * @param stack a running stack
   * @throws IllegalStateException if the stack is not suitable (no simulated clock, a clock ahead
   *     of the season, a season that was already played there), or if the services do not come to
   *     rest within the stack's {@code timeout}
   */
  public static SeasonResult play(SeasonOptions options, Endpoints stack, SeasonListener listener) {
    try (var services = new ServiceClient(stack);
        var topics = new TopicClient(stack.bootstrapServers(), stack.registry(), stack.client())) {
      return new SeasonPlayer(options, listener, services, topics).play();
    }
  }

  private SeasonResult play() {
    List<Turn> turns = calendar.turns();
    checkStack(turns.getFirst());
    topics.follow(Topics.POOLS, Topics.ROUNDS, Topics.INVITATIONS);
    for (Turn turn : turns) {
      play(turn);
      if (turn.endsWeek()) {
        endWeek(turn);
      }
    }
    JsonNode dashboard = services.dashboard(options.season());
    compareWeeks();
    differences.addAll(world.differences());
    return new SeasonResult(
        SeasonTable.of(dashboard),
        differences,
        submitted.size(),
        books.total(Books.Figure.INVITATIONS),
        books.total(Books.Figure.LOIS),
        topics.sent(),
        calibration.result(),
        elapsed());
  }

  private void checkStack(Turn first) {
    Instant clock = services.latestTime().now();
    if (clock.isAfter(first.now())) {
      throw new IllegalStateException(
          "the stack's clock (%s) is past the beginning of season %d (%s): start a fresh stack"
              .formatted(clock, options.season(), first.now()));
    }
    for (JsonNode row : Dashboards.rows(services.dashboard(options.season()))) {
      if (Dashboards.used(row)) {
        throw new IllegalStateException(
            "season %d was already played on this stack: start a fresh one"
                .formatted(options.season()));
      }
    }
  }

  private void play(Turn turn) {
    var drawn = new Observed(options.season());
    tick(turn.now());
    draw(drawn);
    react(
        turn,
        drawn,
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
    react(turn, new Observed(options.season()), observed -> world.turn(sent, observed));
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
    events.forEach(topics::send);
    topics.flush();
    return events;
  }

  /**
   * Waits until the services rest, reads what they published, and plans the reactions of those
   * invited. Lists that were closed since the last draw are drawn: those of rounds that operators
   * have ordered.
   */
  private void react(Turn turn, Observed observed, Function<Observed, List<Invitation>> fold) {
    rest(observed);
    while (openRounds.nextDraw().isPresent()) {
      draw(observed);
      rest(observed);
    }
    observed.rounds().forEach(calibration::announced);
    fold.apply(observed).forEach(invitation -> director.invited(invitation, turn));
  }

  private void tick(Instant now) {
    time = now;
    topics.send(new ClockTicked(run, ++tick, now));
    topics.flush();
  }

  /**
   * Where a beacon decides draws, moves the clock to one round of the beacon after the other until
   * all rounds that are due are decided, which takes some simulated seconds. The services need not
   * rest in between: nothing is sent, and a draw counts from the time when its list was closed.
   */
  private void draw(Observed observed) {
    awaitDraws(observed);
    for (var at = openRounds.nextDraw(); at.isPresent(); at = openRounds.nextDraw()) {
      tick(at.get());
      awaitDraws(observed);
    }
  }

  /** Waits until nothing can happen to rounds before the clock moves. */
  private void awaitDraws(Observed observed) {
    services.await(
        () -> {
          boolean done = openRounds.waitForBeacon(time);
          if (!done) {
            topics.readNext(record -> take(observed, record));
          }
          return done;
        },
        "not all rounds that are due were drawn or closed at %s".formatted(time));
  }

  /** Waits until the services rest, and reads what they published. */
  private void rest(Observed observed) {
    services.awaitRest(tick);
    topics.readToEnd(record -> take(observed, record));
  }

  private void take(Observed observed, ConsumerRecord<String, byte[]> record) {
    Event event = topics.decode(record);
    observed.take(event);
    if (event instanceof RoundsEvent round) {
      openRounds.take(round);
    }
  }

  private void announce(Turn turn) {
    for (Announcement announcement : operators.announce(turn)) {
      if (announcement.byHttp()) {
        // The service stamps the event with its own time.
        world.announced(
            switch (announcement.event()) {
              case SeasonPlanned plan -> {
                expectDone(services.announce(plan));
                yield SeasonPlanned.newBuilder(plan).setOccurredAt(turn.now()).build();
              }
              case QuotaAnnounced quota -> {
                expectDone(services.announce(quota));
                yield QuotaAnnounced.newBuilder(quota).setOccurredAt(turn.now()).build();
              }
              case PublicationTimeSet set -> {
                expectDone(services.announce(set));
                yield PublicationTimeSet.newBuilder(set).setOccurredAt(turn.now()).build();
              }
              case AnnouncementWithdrawn withdrawn ->
                  throw new IllegalArgumentException(
                      "no scenario withdraws an announcement: " + withdrawn);
            });
      } else {
        topics.send(announcement.event());
        world.announced(announcement.event());
      }
    }
  }

  private void order(Turn turn) {
    List<RoundOrder> orders = operators.rounds(turn);
    if (!orders.isEmpty()) {
      // The order is refused if no round may run; rounds that run are seen by their invitations.
      services.orderRoundsWithoutWaiting(UUID.randomUUID(), orders);
    }
  }

  private void expectDone(ServiceClient.Response response) {
    if (!response.done()) {
      differences.add("an announcement was refused: " + response);
    }
  }

  /** Sends the candidates' HTTP requests in parallel; returns the resulting events. */
  private List<CandidateEvent> request(List<Scene> scenes) {
    List<Callable<List<CandidateEvent>>> requests =
        scenes.stream()
            .map(scene -> (Callable<List<CandidateEvent>>) () -> request(scene))
            .toList();
    return services.inParallel(requests).stream().flatMap(List::stream).toList();
  }

  private List<CandidateEvent> request(Scene scene) {
    CandidateEvent event = scene.events().getFirst();
    ServiceClient.CandidateResponse response = services.send(event);
    Optional<String> difference = world.unexpected(event, response.status());
    if (difference.isPresent()) {
      synchronized (differences) {
        differences.add(difference.get() + ": " + response);
      }
    }
    return response.published().stream().toList();
  }

  /** Compares the live dashboard with the books and reports the week. */
  private void endWeek(Turn turn) {
    JsonNode dashboard = services.dashboard(options.season());
    calibration.shown(dashboard);
    List<String> differing =
        DashboardComparison.compare(books.rows(), dashboard, "in week " + turn.week() + ", live");
    differences.addAll(differing);
    // No events occur between the last turn of the week and its end.
    published.add(books.rows(turn.week()));
    listener.weekPlayed(
        new SeasonListener.Week(
            turn.week(),
            calendar.fridayOf(turn.week()),
            submitted.size(),
            books.total(Books.Figure.IN_POOL),
            books.total(Books.Figure.INVITATIONS),
            books.total(Books.Figure.LOIS),
            topics.sent(),
            differing.size(),
            elapsed()));
  }

  /** Compares all weeks again at the end, because late events may change earlier weeks. */
  private void compareWeeks() {
    for (int week = 0; week < calendar.weeks(); week++) {
      differences.addAll(
          DashboardComparison.compare(
              books.rows(week),
              services.dashboard(options.season(), calendar.friday(week)),
              "as of " + calendar.fridayOf(week)));
    }
    // No tick reaches the end of the last week, so it is not over and not published.
    differences.addAll(
        DashboardComparison.compare(
            books.rows(calendar.weeks()), services.dashboard(options.season()), "at the end"));
    for (int week = 0; week < calendar.weeks(); week++) {
      Instant publication = books.publication(week);
      JsonNode theirs = services.published(options.season(), publication);
      differences.addAll(
          DashboardComparison.compare(
              published.get(week).stream().filter(row -> isPublished(row, theirs)).toList(),
              theirs,
              "as published at " + publication));
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
