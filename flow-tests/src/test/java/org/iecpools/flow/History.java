package org.iecpools.flow;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iecpools.domain.Eligibility;
import org.iecpools.domain.EventIds;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Category;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Reason;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Country;
import org.iecpools.invitation.domain.Outcome;
import org.iecpools.invitation.domain.Position;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Input;
import org.iecpools.pool.domain.Moment;
import org.iecpools.pool.domain.PoolRules;
import org.iecpools.pool.domain.SeasonLookup;
import org.iecpools.pool.domain.Status;

/**
 * A random history of a few candidates and up to two countries on the domain cores of pool-service
 * and invitation-service. Upstream events arrive in any order and more than once. Events between
 * the services are first-in-first-out per topic and candidate and otherwise interleaved randomly.
 *
 * <p>Readers pause and continue: a record may be read at any later time, even after its deadline.
 * In real time, every reader's clock is correct, and an event is judged by the time at which it
 * entered the log. In simulated time, the clock of each candidate and country lags independently,
 * and everything is judged by that clock.
 */
final class History {

  static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
  static final int CLOSE = 60;

  /** Placeholder for the candidate in a country's lane. */
  static final int NOBODY = -1;

  static final List<Category> CATEGORIES =
      List.of(Category.INTERNATIONAL_COOP, Category.YOUNG_PROFESSIONALS, Category.WORKING_HOLIDAY);

  private static final int SEASON = 2026;
  private static final List<String> COUNTRIES = List.of("IE", "FR");
  private static final Instant WALL = Instant.parse("2026-07-01T00:00:00Z");
  private static final int NEVER_TOO_OLD = 999;

  /** A first-in-first-out channel from one sender to one receiver. */
  private record Lane(String topic, int candidate, int country) {}

  /** A profile as submitted: until when the age fits, for each wanted pool. */
  private record Submission(int candidate, int country, Map<PoolId, Integer> wanted) {}

  final RandomGenerator random;
  final int candidates;
  final int countries;
  final List<String> trace = new ArrayList<>();

  final List<PoolsEvent> poolEvents = new ArrayList<>();
  final List<RoundsEvent> roundEvents = new ArrayList<>();
  final List<InvitationsEvent> invitationEvents = new ArrayList<>();
  final Set<Event> upstream = new HashSet<>();
  final Set<UUID> withdrawn = new HashSet<>();
  final Map<Lane, List<Event>> log = new HashMap<>();

  /** The times at which the records of each lane entered the log. */
  private final Map<Lane, List<Instant>> logTimes = new HashMap<>();

  /** Number of answers in time that were read when the reader's clock was past their deadline. */
  int readAfterTheirDeadline;

  /** Number of draws that had read an answer which had not been judged yet. */
  int heldAtADraw;

  final Time time;
  final List<Candidacy> candidacies = new ArrayList<>();
  final List<Country> judges = new ArrayList<>();
  private final List<Set<UUID>> judged = new ArrayList<>();

  private final Map<Lane, Integer> read = new HashMap<>();
  private final Deque<Map.Entry<Lane, Event>> onTheWay = new ArrayDeque<>();
  private final Map<UUID, Submission> submissions = new LinkedHashMap<>();
  private final Map<Integer, List<InvitationIssued>> known = new HashMap<>();
  private final Set<List<Object>> sent = new HashSet<>();
  private final List<Set<PoolId>> closedPools = new ArrayList<>();
  private final int[] candidateClock;
  private final int[] countryClock;
  private final int[] profiles;
  private int now;
  private int entered;
  private int numbers;

  /** The clock by which deadlines are judged. */
  enum Time {
    /** The log's timestamps, in real time. */
    LOG,
    /** The last tick that the reader has read. */
    SIMULATED,
    /** The reader's clock in real time: the former, wrong rule, used as a control. */
    READERS_CLOCK
  }

  History(RandomGenerator random, int candidates, int countries, Time time) {
    this.random = random;
    this.time = time;
    this.candidates = candidates;
    this.countries = countries;
    this.candidateClock = new int[candidates];
    this.countryClock = new int[countries];
    this.profiles = new int[candidates];
    for (int c = 0; c < candidates; c++) {
      candidacies.add(Candidacy.unknown(candidateId(c), SEASON));
      closedPools.add(new HashSet<>());
      known.put(c, new ArrayList<>());
    }
    for (int k = 0; k < countries; k++) {
      Country judge = new Country(SEASON, COUNTRIES.get(k), _ -> Optional.empty(), this::seed);
      judges.add(judge);
      judged.add(new HashSet<>());
      judge.restore(plan(k));
      for (Category category : CATEGORIES) {
        judge.restore(
            new QuotaAnnounced(
                UUID.randomUUID(),
                START,
                pool(k, category),
                new Quota(QuotaKind.UNLIMITED, null),
                null));
      }
    }
  }

  // ---- steps

  /** Performs one random step. */
  void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> deliverOne();
      case 6, 7, 8, 9 -> upstreamArrives();
      case 10 -> submit(random.nextInt(candidates));
      case 11 -> withdraw(random.nextInt(candidates));
      case 12, 13, 14, 15 -> answer(random.nextInt(candidates));
      case 16 -> round(random.nextInt(countries));
      case 17 -> {
        if (random.nextInt(3) == 0) {
          correct(random.nextInt(countries));
        } else {
          round(random.nextInt(countries));
        }
      }
      case 18 -> {
        if (random.nextInt(3) == 0) {
          timePasses();
        } else {
          issueOne(random.nextInt(countries));
        }
      }
      default -> {
        if (random.nextInt(3) == 0) {
          poolClosesOrOpens();
        } else {
          parkingTimeIsOver(random.nextInt(candidates));
          look(random.nextInt(countries));
        }
      }
    }
  }

  /** Triggers a country's clock check, even if records are unread. */
  private void look(int k) {
    take(k, judges.get(k).tick(clock(k), watermark(k)));
  }

  /** The current time, which advances with every record that enters the log. */
  private Instant present() {
    return at(now).plusMillis(entered);
  }

  private Instant clock(int k) {
    return time == Time.SIMULATED ? at(countryClock[k]) : present();
  }

  /**
   * The time up to which the country has processed all records, including those that pool-service
   * forwards.
   */
  private Instant watermark(int k) {
    return switch (time) {
      case SIMULATED, READERS_CLOCK -> clock(k);
      case LOG ->
          waiting().stream()
              .filter(lane -> lane.country() == k || lane.topic().equals("iec.profiles"))
              .filter(lane -> !lane.topic().equals("clock") && !lane.topic().equals("iec.rounds"))
              .map(lane -> entered(lane, read.getOrDefault(lane, 0)).minusMillis(1))
              .min(Instant::compareTo)
              .orElse(present());
    };
  }

  /**
   * The time at which a record or its cause entered the log: pool-service writes the time of its
   * input.
   */
  private Instant entered(Lane lane, int offset) {
    return log.get(lane).get(offset) instanceof PoolsEvent event
        ? event.getOccurredAt()
        : logTimes.get(lane).get(offset);
  }

  /** The time at which a country's input entered the log, as passed to the country. */
  private Instant loggedAt(Lane lane, int offset, Event event) {
    return switch (time) {
      case SIMULATED -> clock(lane.country());
      case READERS_CLOCK -> START;
      case LOG ->
          event instanceof PoolLeft left ? left.getOccurredAt() : logTimes.get(lane).get(offset);
    };
  }

  private void count(Event event, Instant loggedAt) {
    if (event instanceof ResponsesEvent || event instanceof ApplicationsEvent) {
      UUID invitation =
          event instanceof ResponsesEvent response
              ? response.getInvitationId()
              : ((ApplicationsEvent) event).getInvitationId();
      invitationEvents.stream()
          .filter(e -> e instanceof InvitationIssued && e.getInvitationId().equals(invitation))
          .map(e -> ((InvitationIssued) e).getAnswerBy())
          .filter(by -> loggedAt.isBefore(by) && !present().isBefore(by))
          .findFirst()
          .ifPresent(_ -> readAfterTheirDeadline++);
    }
  }

  /**
   * The time at which the first matching event entered the log, in the order of its topic's
   * partition.
   */
  Optional<Instant> firstLogged(String topic, UUID candidateId, Predicate<Event> which) {
    return log.entrySet().stream()
        .filter(e -> e.getKey().topic().equals(topic))
        .filter(e -> e.getKey().candidate() == candidate(candidateId))
        .flatMap(
            e ->
                IntStream.range(0, e.getValue().size())
                    .filter(i -> which.test(e.getValue().get(i)))
                    .mapToObj(i -> logTimes.get(e.getKey()).get(i)))
        .min(Instant::compareTo);
  }

  /** Delivers and processes everything. */
  void drain() {
    boolean busy = true;
    while (busy) {
      busy = false;
      while (!onTheWay.isEmpty()) {
        Map.Entry<Lane, Event> next = onTheWay.removeFirst();
        append(next.getKey(), next.getValue());
        upstream.add(next.getValue());
        busy = true;
      }
      for (int k = 0; k < countries; k++) {
        while (judges.get(k).pending() > 0) {
          issueOne(k);
          busy = true;
        }
      }
      for (Lane lane : waiting()) {
        deliver(lane);
        busy = true;
      }
      if (!busy) {
        for (int c = 0; c < candidates && !busy; c++) {
          busy = candidacies.get(c).parked().isPresent();
          parkingTimeIsOver(c);
        }
      }
      if (!busy) {
        int before = log.values().stream().mapToInt(List::size).sum();
        for (int c = 0; c < candidates; c++) {
          decide(c, new Input.Tick(), WALL);
        }
        for (int k = 0; k < countries; k++) {
          look(k);
        }
        busy = before < log.values().stream().mapToInt(List::size).sum();
      }
    }
  }

  void submit(int c) {
    if (profiles[c] >= 3) {
      return;
    }
    profiles[c]++;
    int k = random.nextInt(4) == 0 ? random.nextInt(countries) : c % countries;
    Map<PoolId, Integer> wanted = new LinkedHashMap<>();
    for (Category category : CATEGORIES) {
      if (random.nextInt(3) > 0) {
        wanted.put(pool(k, category), random.nextInt(8) == 0 ? random.nextInt(50) : NEVER_TOO_OLD);
      }
    }
    UUID profileId = profileId(c, profiles[c]);
    submissions.put(profileId, new Submission(c, k, wanted));
    send(
        new Lane("iec.profiles", c, 0),
        ProfileSubmitted.newBuilder()
            .setEventId(number())
            .setOccurredAt(at(now))
            .setProfileId(profileId)
            .setCandidateId(candidateId(c))
            .setSeason(SEASON)
            .setCitizenship(COUNTRIES.get(k))
            .setBirthDate(LocalDate.parse("2000-01-01"))
            .setResidence(COUNTRIES.get(k))
            .setWanted(
                wanted.keySet().stream()
                    .map(pool -> new WantedPool(pool.getCategory(), null))
                    .toList())
            .setTimeZone("UTC")
            .build());
  }

  void withdraw(int c) {
    if (profiles[c] == 0) {
      return;
    }
    UUID profileId = profileId(c, profiles[c]);
    withdrawn.add(profileId);
    send(
        new Lane("iec.profiles", c, 0),
        ProfileWithdrawn.newBuilder()
            .setEventId(number())
            .setOccurredAt(at(now))
            .setProfileId(profileId)
            .setCandidateId(candidateId(c))
            .setSeason(SEASON)
            .setCitizenship(COUNTRIES.get(submissions.get(profileId).country()))
            .build());
  }

  void answer(int c) {
    List<InvitationIssued> mine = known.get(c);
    if (mine.isEmpty()) {
      return;
    }
    InvitationIssued i =
        mine.get(random.nextInt(5) == 0 ? random.nextInt(mine.size()) : mine.size() - 1);
    UUID id = i.getInvitationId();
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> declines(c, i);
      case 3, 4, 5 -> accepts(c, i);
      case 6, 7 -> {
        accepts(c, i);
        if (sent.add(List.of("applies", id))) {
          send(
              applications(c, i),
              new ApplicationSubmitted(
                  number(), at(now), i.getPool(), id, i.getProfileId(), i.getCandidateId()));
        }
      }
      case 8 -> {
        if (sent.contains(List.of("applies", id)) && sent.add(List.of("application closed", id))) {
          send(
              applications(c, i),
              new ApplicationClosed(
                  number(), at(now), i.getPool(), id, i.getProfileId(), i.getCandidateId()));
        }
      }
      default -> {
        if (sent.contains(List.of("applies", id)) && sent.add(List.of("loi", id))) {
          send(
              applications(c, i),
              new LoiIssued(
                  number(), at(now), i.getPool(), id, i.getProfileId(), i.getCandidateId()));
        } else if (sent.contains(List.of("loi", id)) && sent.add(List.of("loi cancelled", id))) {
          send(
              applications(c, i),
              new LoiCancelled(
                  number(), at(now), i.getPool(), id, i.getProfileId(), i.getCandidateId()));
        }
      }
    }
  }

  private void declines(int c, InvitationIssued i) {
    if (sent.add(List.of("declines", i.getInvitationId()))) {
      send(
          responses(c, i),
          new InvitationDeclined(
              number(),
              at(now),
              i.getPool(),
              i.getInvitationId(),
              i.getProfileId(),
              i.getCandidateId()));
    }
  }

  private void accepts(int c, InvitationIssued i) {
    if (sent.add(List.of("accepts", i.getInvitationId()))) {
      send(
          responses(c, i),
          new InvitationAccepted(
              number(),
              at(now),
              i.getPool(),
              i.getInvitationId(),
              i.getProfileId(),
              i.getCandidateId()));
    }
  }

  void round(int k) {
    List<RoundOrder> orders = new ArrayList<>();
    for (Category category : CATEGORIES) {
      int size = new int[] {0, 1, 1, 2, 99}[random.nextInt(5)];
      if (size > 0) {
        orders.add(new RoundOrder(pool(k, category), number(), size));
      }
    }
    trace.add("round in " + COUNTRIES.get(k) + " at day " + countryClock[k] + " " + orders);
    RunRounds command =
        new RunRounds(number(), at(now), SEASON, COUNTRIES.get(k), orders, null, null);
    take(k, judges.get(k).on(command, new Position("commands", k, numbers), clock(k)));
  }

  /** Corrects a round that ran, by naming an invitation or a smaller size. */
  void correct(int k) {
    List<RoundRun> runs =
        roundEvents.stream()
            .filter(e -> e instanceof RoundRun && e.getPool().getCountry().equals(COUNTRIES.get(k)))
            .map(RoundRun.class::cast)
            .toList();
    if (runs.isEmpty()) {
      return;
    }
    RoundRun run = runs.get(random.nextInt(runs.size()));
    List<UUID> issued =
        invitationEvents.stream()
            .filter(e -> e instanceof InvitationIssued i && i.getRoundId().equals(run.getRoundId()))
            .map(InvitationsEvent::getInvitationId)
            .toList();
    CorrectRound.Builder command =
        CorrectRound.newBuilder()
            .setCommandId(number())
            .setOccurredAt(at(now))
            .setPool(run.getPool())
            .setRoundId(run.getRoundId())
            .setReason("a mistake");
    if (issued.isEmpty() || random.nextBoolean()) {
      command.setSize(random.nextInt(2));
    } else {
      command.setInvitations(List.of(issued.get(random.nextInt(issued.size()))));
    }
    trace.add("correction in " + COUNTRIES.get(k) + " " + command.build());
    take(k, judges.get(k).on(command.build(), new Position("commands", k, numbers), clock(k)));
  }

  void issueOne(int k) {
    take(k, judges.get(k).issue(1));
  }

  void timePasses() {
    now += new int[] {1, 3, 8, 12, 25}[random.nextInt(5)];
    trace.add("day " + now);
    for (int c = 0; c < candidates; c++) {
      append(new Lane("clock", c, -1), null);
    }
    for (int k = 0; k < countries; k++) {
      append(new Lane("clock", -1, k), null);
    }
  }

  void poolClosesOrOpens() {
    int k = random.nextInt(countries);
    PoolId pool = pool(k, CATEGORIES.get(random.nextInt(3)));
    boolean close = random.nextInt(3) > 0;
    trace.add((close ? "closed " : "opened ") + PoolIds.text(pool));
    closedPools.forEach(closed -> closeOrOpen(closed, pool, close));
  }

  private static void closeOrOpen(Set<PoolId> closed, PoolId pool, boolean close) {
    if (close) {
      closed.add(pool);
    } else {
      closed.remove(pool);
    }
  }

  void parkingTimeIsOver(int c) {
    if (candidacies.get(c).parked().isPresent()) {
      decide(c, new Input.Tick(), WALL.plus(Duration.ofSeconds(6)));
    }
  }

  // ---- lanes

  private void send(Lane lane, Event event) {
    onTheWay.add(Map.entry(lane, event));
    if (random.nextInt(3) > 0) {
      upstreamArrives();
    }
  }

  /** Appends a random pending event, which may arrive again later. */
  private void upstreamArrives() {
    if (onTheWay.isEmpty()) {
      return;
    }
    List<Map.Entry<Lane, Event>> all = new ArrayList<>(onTheWay);
    Map.Entry<Lane, Event> next = all.get(random.nextInt(all.size()));
    append(next.getKey(), next.getValue());
    upstream.add(next.getValue());
    if (random.nextInt(5) > 0) {
      onTheWay.remove(next);
    }
  }

  private void append(Lane lane, Event event) {
    entered++;
    log.computeIfAbsent(lane, _ -> new ArrayList<>()).add(event);
    logTimes.computeIfAbsent(lane, _ -> new ArrayList<>()).add(present());
  }

  private List<Lane> waiting() {
    return log.keySet().stream()
        .filter(lane -> read.getOrDefault(lane, 0) < log.get(lane).size())
        .sorted(
            java.util.Comparator.comparing(Lane::topic)
                .thenComparing(Lane::candidate)
                .thenComparing(Lane::country))
        .toList();
  }

  private void deliverOne() {
    List<Lane> waiting = waiting();
    if (!waiting.isEmpty()) {
      deliver(waiting.get(random.nextInt(waiting.size())));
    }
  }

  private void deliver(Lane lane) {
    int offset = read.merge(lane, 1, Integer::sum) - 1;
    Event event = log.get(lane).get(offset);
    trace.add("read " + lane + " " + event);
    int c = lane.candidate();
    switch (lane.topic()) {
      case "iec.profiles" ->
          decide(
              c,
              new Input.FromCandidate((org.iecpools.events.ProfilesEvent) event),
              WALL,
              time == Time.LOG ? logTimes.get(lane).get(offset) : candidatesClock(c));
      case "iec.invitations" ->
          decide(c, new Input.FromInvitations((InvitationsEvent) event), WALL);
      case "clock" -> {
        if (c >= 0) {
          candidateClock[c] = now;
          decide(c, new Input.Tick(), WALL);
        } else {
          countryClock[lane.country()] = now;
          look(lane.country());
        }
      }
      default -> {
        Instant loggedAt = loggedAt(lane, offset, event);
        count(event, loggedAt);
        take(
            lane.country(),
            judges
                .get(lane.country())
                .on(event, new Position(lane.topic(), c, offset), loggedAt, clock(lane.country())));
      }
    }
  }

  private Instant candidatesClock(int c) {
    return time == Time.SIMULATED ? at(candidateClock[c]) : present();
  }

  private void decide(int c, Input input, Instant wall) {
    decide(c, input, wall, candidatesClock(c));
  }

  private void decide(int c, Input input, Instant wall, Instant at) {
    org.iecpools.pool.domain.Outcome decided =
        PoolRules.decide(candidacies.get(c), input, new Moment(at, wall), new Seasons(c));
    candidacies.set(c, decided.candidacy());
    for (PoolsEvent event : decided.events()) {
      trace.add("      pool-service: " + event);
      poolEvents.add(event);
      Submission submission = submissions.get(event.getProfileId());
      append(new Lane("iec.pools", c, submission.country()), event);
    }
  }

  private void take(int k, Outcome outcome) {
    judged.get(k).addAll(outcome.candidates());
    for (RoundsEvent event : outcome.rounds()) {
      trace.add("      invitation-service: " + event);
      roundEvents.add(event);
      if (event instanceof RoundRun
          && judged.get(k).stream().anyMatch(id -> !judges.get(k).row(id).held().isEmpty())) {
        heldAtADraw++;
      }
      // A draw waits for its own announcement to be read back, whatever is read before.
      append(new Lane("iec.rounds", NOBODY, k), event);
    }
    for (InvitationsEvent event : outcome.invitations()) {
      trace.add("      invitation-service: " + event);
      invitationEvents.add(event);
      int c = candidate(event.getCandidateId());
      append(new Lane("iec.invitations", c, 0), event);
      if (event instanceof InvitationIssued issued) {
        known.get(c).add(issued);
      }
    }
  }

  private static Lane responses(int c, InvitationIssued i) {
    return new Lane("iec.responses", c, COUNTRIES.indexOf(i.getPool().getCountry()));
  }

  private static Lane applications(int c, InvitationIssued i) {
    return new Lane("iec.applications", c, COUNTRIES.indexOf(i.getPool().getCountry()));
  }

  // ---- the season as read by one candidate's task

  private final class Seasons implements SeasonLookup {
    private final int candidate;

    Seasons(int candidate) {
      this.candidate = candidate;
    }

    @Override
    public Eligibility.Assessment admissions(ProfileSubmitted profile, Instant at) {
      if (!at.isBefore(at(CLOSE))) {
        return new Eligibility.Assessment(
            List.of(new Reason("SEASON_OVER", "")), List.of(), List.of());
      }
      Map<PoolId, Integer> wanted = submissions.get(profile.getProfileId()).wanted();
      Map<Boolean, List<Map.Entry<PoolId, Integer>>> fits =
          wanted.entrySet().stream()
              .collect(
                  Collectors.partitioningBy(
                      e ->
                          !closedPools.get(candidate).contains(e.getKey())
                              && !day(e.getValue())
                                  .isBefore(LocalDate.ofInstant(at, ZoneOffset.UTC))));
      return new Eligibility.Assessment(
          List.of(),
          fits.get(true).stream()
              .map(e -> new Eligibility.Admission(e.getKey(), day(e.getValue())))
              .toList(),
          fits.get(false).stream()
              .map(e -> new Eligibility.Refusal(e.getKey(), List.of(new Reason("POOL_CLOSED", ""))))
              .toList());
    }

    @Override
    public Optional<Instant> closesAt(PoolId pool) {
      return Optional.of(at(CLOSE));
    }
  }

  private static SeasonPlanned plan(int k) {
    Function<Category, PoolPlan> open =
        category ->
            PoolPlan.newBuilder()
                .setCategory(category)
                .setRule(EligibilityRule.newBuilder().build())
                .setOpensAt(START)
                .setFirstRoundAt(START)
                .setFinalRoundAt(at(CLOSE))
                .setClosesAt(at(CLOSE))
                // weekly rounds invite nobody: all rounds of a history are ordered
                .setRoundCap(0)
                .build();
    return new SeasonPlanned(
        UUID.randomUUID(),
        START,
        SEASON,
        COUNTRIES.get(k),
        CATEGORIES.stream().map(open).toList(),
        null);
  }

  static PoolId pool(int k, Category category) {
    return PoolIds.of(SEASON, COUNTRIES.get(k), category);
  }

  private byte[] seed() {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    return seed;
  }

  private UUID number() {
    return EventIds.of("history", ++numbers);
  }

  static Instant at(int day) {
    return START.plus(Duration.ofDays(day));
  }

  static LocalDate day(int day) {
    return START.atZone(ZoneOffset.UTC).toLocalDate().plusDays(day);
  }

  static UUID candidateId(int c) {
    return new UUID(1, c);
  }

  static int candidate(UUID candidateId) {
    return (int) candidateId.getLeastSignificantBits();
  }

  private static UUID profileId(int c, int n) {
    return new UUID(2, c * 10L + n);
  }

  /** invitation-service's rows of all candidates, per country. */
  List<CandidateRow> rows() {
    List<CandidateRow> rows = new ArrayList<>();
    for (int k = 0; k < countries; k++) {
      judged.get(k).stream().map(judges.get(k)::row).forEach(rows::add);
    }
    return rows;
  }

  /** The events in one candidate's lane of a topic that a country reads. */
  List<Event> lane(String topic, int c, String country) {
    return log.getOrDefault(new Lane(topic, c, COUNTRIES.indexOf(country)), List.of());
  }

  /** A profile's status in pool-service. */
  Optional<Status> status(UUID profileId) {
    return Optional.ofNullable(submissions.get(profileId))
        .map(s -> candidacies.get(s.candidate()).profiles().get(profileId))
        .map(org.iecpools.pool.domain.Profile::status);
  }
}
