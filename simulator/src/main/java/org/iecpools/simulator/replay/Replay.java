package org.iecpools.simulator.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.kafka.Topics;
import org.iecpools.simulator.replay.ReplayResult.Compared;
import org.iecpools.simulator.replay.ReplayResult.Outcome;
import org.iecpools.simulator.upstream.Dashboards;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.simulator.upstream.Ids;
import org.iecpools.simulator.upstream.Quotas;
import org.iecpools.simulator.upstream.RoundOrder;
import org.iecpools.simulator.upstream.ServiceClient;
import org.iecpools.simulator.upstream.TopicClient;
import org.iecpools.simulator.upstream.UpstreamEvents;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Replays a published table on running services through their public interfaces, and compares their
 * dashboard with it cell by cell.
 *
 * <p>Each published day has one tick of {@code iec.clock}, at noon of the day before. The events of
 * its steps are sent after the tick, in groups: quotas and closed cases, entries, rounds, answers.
 * After each group the services come to rest, so that the next group is handled with the results of
 * the last one. Operators order every round; the season's plan caps the automatic weekly rounds at
 * 0.
 */
public final class Replay {

  private static final LocalTime NOON = LocalTime.NOON;

  /** Days from a pool's opening to its first published day, and from its last one to its close. */
  private static final int MARGIN_DAYS = 7;

  /** Number of events sent before waiting until the services rest. */
  private static final int PORTION = 10_000;

  /** A candidate in a pool. */
  private record Member(UUID profileId, UUID candidateId) {}

  /** The candidates of a pool, by their state. */
  private static final class PoolState {
    final EligibilityRule rule;
    final Map<UUID, Member> inPool = new LinkedHashMap<>();
    final Deque<InvitationIssued> applied = new ArrayDeque<>();
    final Deque<InvitationIssued> approved = new ArrayDeque<>();

    PoolState(PoolId pool) {
      this.rule = Applicants.rule(pool);
    }
  }

  /** The published days of a season. */
  private record PublishedDays(LocalDate first, LocalDate last) {

    PublishedDays with(LocalDate day) {
      return new PublishedDays(day.isBefore(first) ? day : first, day.isAfter(last) ? day : last);
    }

    LocalDate opens() {
      return first.minusDays(MARGIN_DAYS);
    }

    LocalDate closes() {
      return last.plusDays(MARGIN_DAYS);
    }
  }

  private final PublishedTable table;
  private final ReplayPlan plan;
  private final ReplayListener listener;
  private final ServiceClient services;
  private final TopicClient topics;
  private final SplittableRandom random = new SplittableRandom();
  private final Applicants applicants = new Applicants(random);
  private final Map<Integer, PublishedDays> seasons = new TreeMap<>();
  private final Map<PoolId, PoolState> states = new TreeMap<>(PoolIds.ORDER);
  private final List<String> problems = new ArrayList<>();
  private final long start = System.nanoTime();
  private final String run = "replay-" + System.currentTimeMillis();
  private long tick;
  private Instant now;
  private LocalDate asOf;
  private int candidates;
  private int invitations;
  private int lois;
  private int portion;

  private Replay(
      PublishedTable table,
      ReplayPlan plan,
      ReplayListener listener,
      ServiceClient services,
      TopicClient topics) {
    this.table = table;
    this.plan = plan;
    this.listener = listener;
    this.services = services;
    this.topics = topics;
    for (PublishedRow row : table.rows()) {
      seasons.merge(
          row.pool().getSeason(),
          new PublishedDays(row.asOf(), row.asOf()),
          (days, day) -> days.with(day.first()));
      states.computeIfAbsent(row.pool(), PoolState::new);
    }
    this.asOf = plan.weeks().firstKey();
    this.now = tickOf(asOf);
  }

  /**
   * Executes a plan and compares the results. Takes minutes.
   *
   * @param plan the plan of the table
   * @param stack a running stack
   * @throws IllegalStateException if the stack is not suitable (no simulated clock, a clock ahead
   *     of the table, a season that was already played there), or if the services do not come to
   *     rest within the stack's {@code timeout}
   */
  public static ReplayResult play(
      PublishedTable table, ReplayPlan plan, Endpoints stack, ReplayListener listener) {
    try (var services = new ServiceClient(stack);
        var topics = new TopicClient(stack.bootstrapServers(), stack.registry(), stack.client())) {
      return new Replay(table, plan, listener, services, topics).play();
    }
  }

  private ReplayResult play() {
    checkStack();
    topics.follow(Topics.POOLS, Topics.INVITATIONS, Topics.DEAD_LETTERS);
    plan.weeks().forEach(this::week);
    List<Compared> compared = compare();
    int blank =
        table.rows().stream()
            .mapToInt(row -> (int) row.cells().values().stream().filter(c -> !c.stated()).count())
            .sum();
    return new ReplayResult(
        compared, blank, problems, candidates, invitations, lois, topics.sent(), elapsed());
  }

  private void checkStack() {
    ServiceClient.SimulatedTime clock = services.latestTime();
    // Continue the tick numbers, so that ticks of an earlier simulation are not mistaken for these.
    tick = clock.tick();
    if (clock.now().isAfter(now)) {
      throw new IllegalStateException(
          "the stack's clock (%s) is past the time of the first published day (%s): start a fresh stack"
              .formatted(clock.now(), now));
    }
    for (int season : seasons.keySet()) {
      for (JsonNode row : Dashboards.rows(services.dashboard(season))) {
        if (Dashboards.used(row)) {
          throw new IllegalStateException(
              "season %d was already played on this stack: start a fresh one".formatted(season));
        }
      }
    }
  }

  private PoolState state(PoolId pool) {
    return Objects.requireNonNull(states.get(pool), "the plan has the pools of the table only");
  }

  private PublishedDays days(int season) {
    return Objects.requireNonNull(
        seasons.get(season), "the plan has the seasons of the table only");
  }

  // ---- a week

  private void week(LocalDate day, List<Step> steps) {
    asOf = day;
    now = tickOf(day);
    topics.send(new ClockTicked(run, ++tick, now));
    rest();

    planSeasons(steps);
    for (Step step : steps) {
      step.quotaBefore().ifPresent(quota -> announce(step, quota, Duration.ofHours(2)));
      PoolState state = state(step.pool());
      for (int i = 0; i < step.cancelled(); i++) {
        send(UpstreamEvents.cancelled(state.approved.remove(), now, random));
      }
      for (int i = 0; i < step.returned(); i++) {
        InvitationIssued refused = state.applied.remove();
        send(UpstreamEvents.closed(refused, now, random));
        join(state, refused);
      }
    }
    rest();
    steps.forEach(this::enter);
    rest();
    Map<PoolId, Deque<InvitationIssued>> invited = draw(steps);
    for (Step step : steps) {
      answer(step, invited.getOrDefault(step.pool(), new ArrayDeque<>()));
      step.quotaAfter().ifPresent(quota -> announce(step, quota, Duration.ofHours(1)));
    }
    rest();
    listener.weekReplayed(
        new ReplayListener.Week(
            day, steps.size(), candidates, invitations, lois, topics.sent(), elapsed()));
  }

  private static Instant tickOf(LocalDate day) {
    return day.minusDays(1).atTime(NOON).atZone(Weeks.ZONE).toInstant();
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(Weeks.ZONE).toInstant();
  }

  /** Announces the seasons for which this is the first published day, with all of their pools. */
  private void planSeasons(List<Step> steps) {
    List<Integer> beginning =
        steps.stream()
            .map(step -> step.pool().getSeason())
            .distinct()
            .filter(season -> days(season).first().equals(asOf))
            .toList();
    for (int season : beginning) {
      states.keySet().stream()
          .filter(pool -> pool.getSeason() == season)
          .collect(Collectors.groupingBy(PoolId::getCountry, TreeMap::new, Collectors.toList()))
          .forEach((country, pools) -> send(season(season, country, pools)));
    }
  }

  private SeasonPlanned season(int season, String country, List<PoolId> pools) {
    PublishedDays days = days(season);
    return SeasonPlanned.newBuilder()
        .setEventId(Ids.next(random))
        .setOccurredAt(now.minus(Duration.ofHours(3)))
        .setSeason(season)
        .setCountry(country)
        .setPools(
            pools.stream()
                .map(
                    pool ->
                        PoolPlan.newBuilder()
                            .setCategory(pool.getCategory())
                            .setStream(pool.getStream())
                            .setRule(state(pool).rule)
                            .setOpensAt(startOf(days.opens()))
                            .setFirstRoundAt(tickOf(days.first()).minus(Duration.ofHours(1)))
                            .setFinalRoundAt(startOf(days.last()))
                            .setClosesAt(startOf(days.closes()))
                            .setRoundCap(0)
                            .build())
                .toList())
        .build();
  }

  private void announce(Step step, Cell quota, Duration ago) {
    send(
        QuotaAnnounced.newBuilder()
            .setEventId(Ids.next(random))
            .setOccurredAt(now.minus(ago))
            .setPool(step.pool())
            .setQuota(
                switch (quota) {
                  case Cell.Count(int permits) -> Quotas.of(permits);
                  case Cell.Word word -> Quotas.parse(word.text());
                  case Cell.Blank _ ->
                      throw new IllegalArgumentException("a quota cannot be blank: " + step);
                })
            .build());
  }

  private void enter(Step step) {
    PoolState state = state(step.pool());
    PublishedDays days = days(step.pool().getSeason());
    for (int i = 0; i < step.entered(); i++) {
      ProfileSubmitted form =
          applicants.next(step.pool(), state.rule, days.opens(), days.closes(), now);
      state.inPool.put(form.getProfileId(), new Member(form.getProfileId(), form.getCandidateId()));
      candidates++;
      send(form);
    }
  }

  private static void join(PoolState state, InvitationIssued back) {
    state.inPool.put(back.getProfileId(), new Member(back.getProfileId(), back.getCandidateId()));
  }

  /** Orders the rounds, one request per country; returns the invitations by pool. */
  private Map<PoolId, Deque<InvitationIssued>> draw(List<Step> steps) {
    Map<String, List<RoundOrder>> countries =
        steps.stream()
            .filter(step -> step.invited() > 0)
            .collect(
                Collectors.groupingBy(
                    step -> PoolIds.country(step.pool()),
                    TreeMap::new,
                    Collectors.mapping(
                        step -> new RoundOrder(step.pool(), step.invited()), Collectors.toList())));
    List<Callable<ServiceClient.Response>> requests =
        countries.values().stream()
            .map(
                orders ->
                    (Callable<ServiceClient.Response>)
                        () -> services.orderRounds(UUID.randomUUID(), orders))
            .toList();
    services.inParallel(requests).stream()
        .filter(response -> !response.done())
        .forEach(response -> problems.add("an order of rounds was refused: " + response));
    Map<PoolId, Deque<InvitationIssued>> invited = new HashMap<>();
    services.awaitRest(tick);
    read(invited);
    for (Step step : steps) {
      int count = invited.getOrDefault(step.pool(), new ArrayDeque<>()).size();
      invitations += count;
      if (count != step.invited()) {
        problems.add(
            "%s as of %s: the round invited %d instead of %d"
                .formatted(PoolIds.text(step.pool()), asOf, count, step.invited()));
      }
    }
    return invited;
  }

  /** Sends declines, acceptances with applications, LOIs and withdrawals. */
  private void answer(Step step, Deque<InvitationIssued> invited) {
    PoolState state = state(step.pool());
    invited.forEach(invitation -> state.inPool.remove(invitation.getProfileId()));
    for (int i = 0; i < step.declined() && !invited.isEmpty(); i++) {
      InvitationIssued declined = invited.remove();
      send(UpstreamEvents.declined(declined, now, random));
      join(state, declined);
    }
    for (InvitationIssued accepted : invited) {
      send(UpstreamEvents.accepted(accepted, now, random));
      send(UpstreamEvents.applied(accepted, now, random));
      state.applied.add(accepted);
    }
    for (int i = 0; i < step.lois() && !state.applied.isEmpty(); i++) {
      InvitationIssued approved = state.applied.remove();
      send(UpstreamEvents.loi(approved, now, random));
      state.approved.add(approved);
      lois++;
    }
    for (int i = 0; i < step.withdrawn() && !state.inPool.isEmpty(); i++) {
      Member leaving = state.inPool.values().iterator().next();
      state.inPool.remove(leaving.profileId());
      send(
          UpstreamEvents.withdrawn(
              leaving.profileId(),
              leaving.candidateId(),
              step.pool().getSeason(),
              step.pool().getCountry(),
              now,
              random));
    }
  }

  // ---- sending and reading

  /**
   * Sends an event; waits until the services rest after every {@link #PORTION} events, to keep each
   * wait short.
   */
  private void send(Event event) {
    topics.send(event);
    if (++portion == PORTION) {
      rest();
      listener.underWay(asOf, "%,d events sent and handled".formatted(topics.sent()));
    }
  }

  /** Waits until the services have handled everything sent; refusals are added to the problems. */
  private void rest() {
    topics.flush();
    services.awaitRest(tick);
    portion = 0;
    read(new HashMap<>());
  }

  private void read(Map<PoolId, Deque<InvitationIssued>> invited) {
    topics.readToEnd(
        record -> {
          if (record.topic().equals(Topics.DEAD_LETTERS.name())) {
            problems.add("a record was refused: " + reason(record));
          } else {
            take(topics.decode(record), invited);
          }
        });
  }

  private static String reason(ConsumerRecord<String, byte[]> letter) {
    Header header = letter.headers().lastHeader("iec-dead-letter-reason");
    return header == null ? letter.key() : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * Checks that nothing unplanned happens to the pools of the plan. Events of other seasons are
   * ignored.
   */
  private void take(Event event, Map<PoolId, Deque<InvitationIssued>> invited) {
    switch (event) {
      case InvitationIssued e when states.containsKey(e.getPool()) ->
          invited.computeIfAbsent(e.getPool(), _ -> new ArrayDeque<>()).add(e);
      case PoolEntryRefused e when states.containsKey(e.getPool()) ->
          problem(e.getPool(), "an entry was refused: " + e.getReasons());
      case ProfileRejected e when seasons.containsKey(e.getSeason()) ->
          problems.add(
              "%s as of %s: a profile was rejected: %s"
                  .formatted(e.getCountry(), asOf, e.getReasons()));
      case AnswerRejected e when states.containsKey(e.getPool()) ->
          problem(e.getPool(), "an answer was rejected: " + e.getReason());
      case InvitationClosed e when states.containsKey(e.getPool()) -> {
        switch (e.getCause()) {
          case DECLINED, APPLICATION_CLOSED, LOI_ISSUED -> {}
          case NOT_ANSWERED, NOT_SUBMITTED, PROFILE_WITHDRAWN, VOIDED, UNKNOWN ->
              problem(e.getPool(), "an invitation ended: " + e.getCause());
        }
      }
      // Of pools and seasons that the table does not contain.
      case InvitationIssued _,
          InvitationClosed _,
          AnswerRejected _,
          PoolEntryRefused _,
          ProfileRejected _ -> {}
      // Follows from an acceptance that the replay has sent itself.
      case AcceptanceConfirmed _ -> {}
      // These are counted in the figures that are compared.
      case PoolEntered _, PoolLeft _, PoolLeaveVoided _ -> {}
      // On topics that are not followed.
      case SeasonsEvent _,
          RoundsEvent _,
          ProfilesEvent _,
          ResponsesEvent _,
          ApplicationsEvent _ -> {}
    }
  }

  private void problem(PoolId pool, String what) {
    problems.add("%s as of %s: %s".formatted(PoolIds.text(pool), asOf, what));
  }

  // ---- comparing

  private record CellKey(PoolId pool, LocalDate asOf, PublishedColumn column) {}

  /** Compares all days at the end, because late events may change the figures of earlier days. */
  private List<Compared> compare() {
    Map<CellKey, List<Unreachable>> unreachable =
        plan.unreachable().stream()
            .collect(Collectors.groupingBy(u -> new CellKey(u.pool(), u.asOf(), u.column())));
    Map<CellKey, Cell> planned = new HashMap<>();
    Map<CellKey, String> shown = new HashMap<>();
    plan.weeks()
        .forEach(
            (day, steps) -> {
              for (Step step : steps) {
                for (PublishedColumn column : PublishedColumn.values()) {
                  planned.put(new CellKey(step.pool(), day, column), step.figures().cell(column));
                }
              }
              steps.stream()
                  .map(step -> step.pool().getSeason())
                  .distinct()
                  .forEach(
                      season -> {
                        for (JsonNode row :
                            Dashboards.rows(services.dashboard(season, startOf(day)))) {
                          PoolId pool = PoolIds.parse(row.get("pool").asString());
                          for (PublishedColumn column : PublishedColumn.values()) {
                            shown.put(
                                new CellKey(pool, day, column),
                                Dashboards.text(row.get(column.field())));
                          }
                        }
                      });
            });
    var compared = new ArrayList<Compared>();
    table.rows().stream()
        .sorted(Comparator.comparing(PublishedRow::asOf))
        .forEach(
            row -> {
              for (PublishedColumn column : PublishedColumn.values()) {
                var key = new CellKey(row.pool(), row.asOf(), column);
                String has = shown.getOrDefault(key, "");
                String plans =
                    Objects.requireNonNull(planned.get(key), "the plan has a step for each row")
                        .text();
                List<Unreachable> named = unreachable.getOrDefault(key, List.of());
                // If all unreachable cells are of other lines, compare this row's cell separately.
                if (row.cell(column).stated()
                    && named.stream().noneMatch(u -> u.line() == row.line(column))) {
                  compared.add(compared(key, row.line(column), row.cell(column), has, plans, null));
                }
                named.forEach(
                    u ->
                        compared.add(
                            compared(key, u.line(), u.published(), has, plans, u.reason())));
              }
            });
    return compared;
  }

  private static Compared compared(
      CellKey key,
      long line,
      Cell published,
      String shown,
      String planned,
      @Nullable String reason) {
    Outcome outcome =
        shown.equals(published.text())
            ? Outcome.REACHED
            : reason != null && shown.equals(planned) ? Outcome.UNREACHABLE : Outcome.DIFFERENT;
    return new Compared(
        key.pool(),
        key.asOf(),
        key.column(),
        line,
        published.text(),
        shown,
        outcome,
        outcome == Outcome.REACHED ? null : reason);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
