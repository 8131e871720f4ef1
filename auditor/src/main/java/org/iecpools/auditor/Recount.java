package org.iecpools.auditor;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.nullsFirst;
import static java.util.Comparator.reverseOrder;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.auditor.draw.PolicySize;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Event;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.SeasonPlanned;

/**
 * Computes all numbers from the set of distinct events. Each number of a pool at an instant is
 * computed from scratch by filtering and summing the pool's events. This is slow but simple on
 * purpose. The rules are the tables of docs/stats-service.md.
 */
final class Recount {

  /** The earliest day that the dashboard accepts. Earlier events count too. */
  private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);

  private static final Value NULL = new Value.Null();

  /**
   * Selects the record that counts among records with the same identity, which is the first in this
   * order: the highest revision, then the earliest time. For contradictory records: the first pool,
   * then the smaller amount. The remaining keys only make the choice between repeats deterministic.
   */
  private static final Comparator<LoggedEvent> PRECEDENCE =
      comparing((LoggedEvent e) -> revision(e.event()), reverseOrder())
          .thenComparing(e -> e.event().getOccurredAt())
          .thenComparing(e -> Pools.of(e.event()).orElse(null), nullsFirst(PoolIds.ORDER))
          .thenComparingInt(e -> Effect.amount(e.event()))
          .thenComparingLong(e -> notDrawable(e.event()))
          .thenComparing(e -> e.event().toString())
          .thenComparing(LoggedEvent::position);

  /** The last announcement is in force; at equal times, the one with the greater event id. */
  private static final Comparator<LoggedEvent> ANNOUNCEMENT_ORDER =
      comparing((LoggedEvent e) -> e.event().getOccurredAt())
          .thenComparing(e -> e.event().getEventId().toString());

  private static final Comparator<RoundScheduled> NEXT_FIRST =
      comparing(RoundScheduled::getRunsAt).thenComparing(e -> e.getRoundId().toString());

  private static final Comparator<LoggedEvent> NEWEST_FIRST =
      ANNOUNCEMENT_ORDER.reversed().thenComparing(LoggedEvent::position);

  private final Collection<LoggedEvent> distinct;
  private final Map<PoolId, List<LoggedEvent>> byPool = new HashMap<>();
  private final List<LoggedEvent> plans = new ArrayList<>();
  private final List<LoggedEvent> publicationTimes = new ArrayList<>();
  private final Map<UUID, List<LoggedEvent>> withdrawn = new HashMap<>();
  private final Reference reference;

  /**
   * @param events in any order, may contain repeats
   */
  Recount(Collection<LoggedEvent> events, Reference reference) {
    this.reference = reference;
    Map<Identity, LoggedEvent> counting = new HashMap<>();
    for (LoggedEvent event : events) {
      counting.merge(
          Identity.of(event.event()),
          event,
          (one, other) -> PRECEDENCE.compare(one, other) <= 0 ? one : other);
    }
    this.distinct = counting.values();
    for (LoggedEvent event : distinct) {
      Pools.of(event.event())
          .ifPresent(pool -> byPool.computeIfAbsent(pool, _ -> new ArrayList<>()).add(event));
      switch (event.event()) {
        case SeasonPlanned _ -> plans.add(event);
        case PublicationTimeSet _ -> publicationTimes.add(event);
        case AnnouncementWithdrawn e ->
            withdrawn.computeIfAbsent(e.getAnnouncementId(), _ -> new ArrayList<>()).add(event);
        default -> {
          // not about a whole season
        }
      }
    }
  }

  /** Candidates in the pool who could not be drawn; -1 if the draw does not state this. */
  private static long notDrawable(Event event) {
    return event instanceof RoundRun run && run.getPoolSize() != null && run.getDrawable() != null
        ? Math.max(0L, (long) run.getPoolSize() - run.getDrawable())
        : -1;
  }

  private static int revision(Event event) {
    return event instanceof RoundRun run ? run.getRevision() : 0;
  }

  /** The distinct events of a pool, in no particular order. */
  private List<LoggedEvent> events(PoolId pool) {
    return byPool.getOrDefault(pool, List.of());
  }

  /** The number of events without repeats. */
  int distinct() {
    return distinct.size();
  }

  // ---- seasons and pools with numbers

  /** Seasons with at least one row, ascending. */
  NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = new TreeSet<>();
    plans.stream()
        .filter(plan -> !isWithdrawn(plan))
        .forEach(plan -> seasons.add(((SeasonPlanned) plan.event()).getSeason()));
    byPool.keySet().stream().filter(this::isCounted).forEach(pool -> seasons.add(pool.getSeason()));
    return seasons;
  }

  /** Pools with a row: planned, with an announced quota, or with an event that changes a number. */
  NavigableSet<PoolId> pools(int season) {
    NavigableSet<PoolId> pools = new TreeSet<>(PoolIds.ORDER);
    byPool.keySet().stream()
        .filter(pool -> pool.getSeason() == season && isCounted(pool))
        .forEach(pools::add);
    Set<String> countries = new HashSet<>();
    for (LoggedEvent announcement : plans) {
      SeasonPlanned plan = (SeasonPlanned) announcement.event();
      if (plan.getSeason() == season && !isWithdrawn(announcement)) {
        countries.add(plan.getCountry());
      }
    }
    for (String country : countries) {
      for (PoolPlan pool : plan(season, country).orElseThrow().getPools()) {
        pools.add(new PoolId(season, country, pool.getCategory(), pool.getStream()));
      }
    }
    return pools;
  }

  private boolean isCounted(PoolId pool) {
    return events(pool).stream()
        .anyMatch(
            e ->
                Effect.amount(e.event()) > 0
                    || Effect.of(e.event()) == Effect.QUOTA && !isWithdrawn(e));
  }

  /**
   * The publication instants of a season: weekly, from the week of its first event to the week of
   * its last event or close, and not after {@code now}.
   */
  List<Instant> publications(int season, Instant now) {
    List<Instant> times = new ArrayList<>();
    for (PoolId pool : pools(season)) {
      events(pool).forEach(e -> times.add(e.event().getOccurredAt()));
      plan(pool).ifPresent(plan -> times.add(plan.getClosesAt()));
    }
    for (LoggedEvent announcement : plans) {
      if (((SeasonPlanned) announcement.event()).getSeason() == season) {
        times.add(announcement.event().getOccurredAt());
      }
    }
    List<Instant> publications = new ArrayList<>();
    if (!times.isEmpty()) {
      times.sort(Comparator.naturalOrder());
      LocalDate first = Weeks.day(times.getFirst());
      LocalDate last = Weeks.weekOf(times.getLast());
      for (LocalDate friday = Weeks.weekOf(first.isBefore(FIRST_DAY) ? FIRST_DAY : first);
          !friday.isAfter(last) && !Weeks.end(friday).isAfter(now);
          friday = friday.plusWeeks(1)) {
        publications.add(Weeks.end(friday));
      }
    }
    return publications;
  }

  // ---- the numbers

  /** The row of a pool. */
  Map<ComparedColumn, Value> row(PoolId pool, Moment moment) {
    Numbers numbers = numbers(pool, moment);
    Optional<NextRound> next = nextRound(pool, moment, numbers.quota());
    Value chance = next.map(round -> chance(pool, round, numbers)).orElse(NULL);
    Optional<PoolPlan> plan = plan(pool);

    Map<ComparedColumn, Value> row = numbers.shown();
    row.put(ComparedColumn.QUOTA_SOURCE, quotaSource(pool, moment));
    row.put(ComparedColumn.LAST_ROUND, time(lastRound(pool, moment).map(RoundRun::getOccurredAt)));
    row.put(ComparedColumn.NOT_DRAWABLE, notDrawable(pool, moment));
    row.put(ComparedColumn.CHANCE, chance);
    row.put(ComparedColumn.RATING, rating(chance));
    row.put(ComparedColumn.POOL_STATUS, status(pool, moment, numbers.quota()));
    row.put(ComparedColumn.PUBLISHED_AT, publication(pool, lastPublication(pool, moment)));
    row.put(ComparedColumn.NEXT_PUBLICATION, publication(pool, nextPublication(pool, moment)));
    row.put(ComparedColumn.FIRST_ROUND, time(plan.map(PoolPlan::getFirstRoundAt)));
    row.put(ComparedColumn.NEXT_ROUND, time(next.flatMap(NextRound::at)));
    row.put(
        ComparedColumn.NEXT_SIZE,
        next.flatMap(NextRound::announced)
            .map(RoundScheduled::getSize)
            .<Value>map(Value.Count::new)
            .orElse(NULL));
    row.put(ComparedColumn.FINAL_ROUND, time(plan.map(PoolPlan::getFinalRoundAt)));
    row.put(
        ComparedColumn.ROUNDS_LEFT,
        plan.<Value>map(planned -> new Value.Count(roundsLeft(pool, planned, moment)))
            .orElse(NULL));
    row.putAll(changes(pool, moment, numbers));
    return row;
  }

  /**
   * The sums of a pool's events and its quota. Sums may be negative while an event is missing that
   * must have come before another one.
   */
  private record Numbers(Value quota, long invited, long candidates, long lois, long open) {

    /** Negative sums are shown as 0. */
    Map<ComparedColumn, Value> shown() {
      Map<ComparedColumn, Value> shown = new EnumMap<>(ComparedColumn.class);
      shown.put(ComparedColumn.QUOTA, quota);
      shown.put(ComparedColumn.INVITATIONS, new Value.Count(invited));
      shown.put(ComparedColumn.CANDIDATES, new Value.Count(Math.max(0, candidates)));
      shown.put(ComparedColumn.SPOTS, Quotas.spots(quota, Math.max(0, lois)));
      shown.put(ComparedColumn.LOIS, new Value.Count(Math.max(0, lois)));
      shown.put(ComparedColumn.OPEN, new Value.Count(Math.max(0, open)));
      return shown;
    }
  }

  private Numbers numbers(PoolId pool, Moment moment) {
    long declined = sum(pool, moment, Effect.DECLINED) - sum(pool, moment, Effect.DECLINE_REJECTED);
    long invited = sum(pool, moment, Effect.INVITED);
    long candidates =
        sum(pool, moment, Effect.ENTERED)
            - (sum(pool, moment, Effect.LEFT) - sum(pool, moment, Effect.LEAVE_VOIDED))
            - invited
            + declined;
    long open =
        invited
            - declined
            - sum(pool, moment, Effect.ENDED_UNUSED)
            - (sum(pool, moment, Effect.LOI_ISSUED) - sum(pool, moment, Effect.LOI_REJECTED));
    long lois = sum(pool, moment, Effect.LOI_ISSUED) - sum(pool, moment, Effect.LOI_CANCELLED);
    return new Numbers(quota(pool, moment), invited, candidates, lois, open);
  }

  /** How the numbers differ from those of the publication before; null if one is not a number. */
  private Map<ComparedColumn, Value> changes(PoolId pool, Moment moment, Numbers numbers) {
    Optional<LocalDate> before = publicationBefore(pool, moment);
    Map<ComparedColumn, Value> then =
        before
            .map(friday -> numbers(pool, Moment.asOf(Weeks.end(friday))).shown())
            .orElse(Map.of());
    Map<ComparedColumn, Value> now = numbers.shown();
    Map<ComparedColumn, Value> changes = new EnumMap<>(ComparedColumn.class);
    changes.put(
        ComparedColumn.CHANGE_SINCE,
        before.<Value>map(friday -> new Value.Text(friday.toString())).orElse(NULL));
    for (ComparedColumn column : ComparedColumn.values()) {
      column
          .number()
          .ifPresent(
              number ->
                  changes.put(
                      column,
                      then.get(number) instanceof Value.Count(long earlier)
                              && now.get(number) instanceof Value.Count(long later)
                          ? new Value.Change(later - earlier)
                          : NULL));
    }
    return changes;
  }

  private static Value time(Optional<Instant> at) {
    return at.<Value>map(time -> new Value.Text(time.toString())).orElse(NULL);
  }

  private long sum(PoolId pool, Moment moment, Effect effect) {
    return counting(pool, moment)
        .filter(event -> Effect.of(event) == effect)
        .mapToLong(Effect::amount)
        .sum();
  }

  private Stream<Event> counting(PoolId pool, Moment moment) {
    return events(pool).stream()
        .map(LoggedEvent::event)
        .filter(event -> moment.counts(event.getOccurredAt()));
  }

  private <E extends Event> Stream<E> counting(PoolId pool, Moment moment, Class<E> type) {
    return counting(pool, moment).filter(type::isInstance).map(type::cast);
  }

  // ---- quotas

  private Value quota(PoolId pool, Moment moment) {
    return announcedQuota(pool, moment)
        .filter(_ -> !wasLeftOut(pool, moment))
        .map(announcement -> Quotas.value(((QuotaAnnounced) announcement.event()).getQuota()))
        .or(() -> isLeftOut(pool) ? Optional.of(Quotas.NOT_OFFERED) : Optional.empty())
        .or(() -> reference.quota(pool).map(Quotas::value))
        .orElse(Quotas.TO_BE_ANNOUNCED);
  }

  private Value quotaSource(PoolId pool, Moment moment) {
    return new Value.Text(
        announcedQuota(pool, moment).isPresent() || isLeftOut(pool)
            ? "announced"
            : reference.quota(pool).isPresent() ? "reference" : "none");
  }

  private Optional<LoggedEvent> announcedQuota(PoolId pool, Moment moment) {
    return events(pool).stream()
        .filter(e -> e.event() instanceof QuotaAnnounced)
        .filter(e -> moment.counts(e.event().getOccurredAt()))
        .filter(e -> !isWithdrawn(e, moment))
        .max(ANNOUNCEMENT_ORDER);
  }

  /** Whether an announcement was withdrawn at a moment. */
  private boolean isWithdrawn(LoggedEvent announcement, Moment moment) {
    return withdrawals(announcement).anyMatch(e -> moment.counts(e.event().getOccurredAt()));
  }

  /** Whether an announcement is withdrawn anywhere in the log. */
  private boolean isWithdrawn(LoggedEvent announcement) {
    return withdrawals(announcement).findAny().isPresent();
  }

  private Stream<LoggedEvent> withdrawals(LoggedEvent announcement) {
    return withdrawn.getOrDefault(announcement.event().getEventId(), List.of()).stream();
  }

  // ---- plans: the plan in force now applies to all moments

  private Optional<LoggedEvent> planEvent(int season, String country) {
    return plans.stream()
        .filter(
            announcement -> {
              SeasonPlanned plan = (SeasonPlanned) announcement.event();
              return plan.getSeason() == season && plan.getCountry().equals(country);
            })
        .filter(announcement -> !isWithdrawn(announcement))
        .max(ANNOUNCEMENT_ORDER);
  }

  private Optional<SeasonPlanned> plan(int season, String country) {
    return planEvent(season, country).map(announcement -> (SeasonPlanned) announcement.event());
  }

  private Optional<PoolPlan> plan(PoolId pool) {
    return plan(pool.getSeason(), pool.getCountry()).stream()
        .flatMap(plan -> plan.getPools().stream())
        .filter(
            planned ->
                planned.getCategory() == pool.getCategory()
                    && Objects.equals(planned.getStream(), pool.getStream()))
        .findFirst();
  }

  /** Whether the country has a plan that does not contain the pool. */
  private boolean isLeftOut(PoolId pool) {
    return plan(pool.getSeason(), pool.getCountry()).isPresent() && plan(pool).isEmpty();
  }

  /** Whether the plan that leaves out the pool was already announced at a moment. */
  private boolean wasLeftOut(PoolId pool, Moment moment) {
    return isLeftOut(pool)
        && planEvent(pool.getSeason(), pool.getCountry())
            .filter(announcement -> moment.counts(announcement.event().getOccurredAt()))
            .isPresent();
  }

  // ---- rounds

  /** The last round; rounds that invited nobody are ignored. */
  private Optional<RoundRun> lastRound(PoolId pool, Moment moment) {
    return counting(pool, moment, RoundRun.class)
        .filter(run -> run.getInvited() > 0)
        .max(comparing(RoundRun::getOccurredAt).thenComparingInt(RoundRun::getInvited));
  }

  /** The candidates who could not be drawn, as stated by the pool's last draw that states them. */
  private Value notDrawable(PoolId pool, Moment moment) {
    return counting(pool, moment, RoundRun.class)
        .filter(run -> notDrawable(run) >= 0)
        .max(comparing(RoundRun::getOccurredAt).thenComparingLong(Recount::notDrawable))
        .<Value>map(run -> new Value.Count(notDrawable(run)))
        .orElse(NULL);
  }

  /**
   * The next round.
   *
   * @param at its time; empty if nothing is announced and the country has no plan
   * @param announced its announcement; empty if it follows from the plan
   */
  private record NextRound(Optional<Instant> at, Optional<RoundScheduled> announced) {}

  /**
   * The next announced round, or else the next weekly one. Empty if none is to come, or if the
   * quota does not allow any.
   */
  private Optional<NextRound> nextRound(PoolId pool, Moment moment, Value quota) {
    if (quota.equals(Quotas.TO_BE_ANNOUNCED) || quota.equals(Quotas.NOT_OFFERED)) {
      return Optional.empty();
    }
    Optional<RoundScheduled> announced = announcedRounds(pool, moment).min(NEXT_FIRST);
    if (announced.isPresent()) {
      return Optional.of(new NextRound(announced.map(RoundScheduled::getRunsAt), announced));
    }
    Optional<PoolPlan> plan = plan(pool);
    if (plan.isPresent()) {
      return weeklyRounds(plan.get(), moment)
          .findFirst()
          .map(round -> new NextRound(Optional.of(round), Optional.empty()));
    }
    // Without a plan for the country, the pool counts as having further weekly rounds.
    return isLeftOut(pool)
        ? Optional.empty()
        : Optional.of(new NextRound(Optional.empty(), Optional.empty()));
  }

  /**
   * The chance: the size of the next round divided by the candidates in the pool.
   *
   * @param lois LOIs issued minus LOIs cancelled, may be negative
   * @param open open invitations, 0 or more
   */
  private Value chance(PoolId pool, NextRound next, Numbers numbers) {
    Optional<RoundScheduled> announced = next.announced();
    // In an empty pool, this is the chance of the next candidate to enter.
    long candidates = Math.max(1, numbers.candidates());
    Optional<Integer> stated = announced.map(RoundScheduled::getSize);
    if (stated.isPresent()) {
      return new Value.Fraction(Math.min(Math.max(0, stated.get()), candidates), candidates);
    }
    Integer cap = plan(pool).map(PoolPlan::getRoundCap).orElse(null);
    double yield = plan(pool).map(PoolPlan::getExpectedYield).orElse(0.0);
    if (announced.isPresent() && announced.get().getExpectedYield() != null) {
      cap = announced.get().getRoundCap();
      yield = announced.get().getExpectedYield();
    }
    OptionalLong spots =
        numbers.quota() instanceof Value.Count(long permits)
            ? OptionalLong.of(Math.max(0, permits - numbers.lois()))
            : OptionalLong.empty();
    return new Value.Fraction(
        PolicySize.of(spots, Math.max(0, numbers.open()), candidates, yield, cap), candidates);
  }

  /**
   * The announced rounds that are still to come. If a round was announced several times, only the
   * last announcement counts, from its own time on.
   */
  private Stream<RoundScheduled> announcedRounds(PoolId pool, Moment moment) {
    Set<UUID> run = new HashSet<>();
    counting(pool, moment, RoundRun.class).forEach(e -> run.add(e.getRoundId()));
    Map<UUID, LoggedEvent> last = new HashMap<>();
    for (LoggedEvent event : events(pool)) {
      if (event.event() instanceof RoundScheduled e) {
        last.merge(
            e.getRoundId(),
            event,
            (one, other) -> ANNOUNCEMENT_ORDER.compare(one, other) >= 0 ? one : other);
      }
    }
    return last.values().stream()
        .map(announcement -> (RoundScheduled) announcement.event())
        .filter(e -> moment.counts(e.getOccurredAt()))
        .filter(e -> !run.contains(e.getRoundId()))
        .filter(e -> !e.getRunsAt().isBefore(moment.at()))
        .filter(e -> plan(pool).map(plan -> mayRun(plan, e.getRunsAt())).orElse(true));
  }

  /** The weekly rounds from a moment on, ascending. */
  private static Stream<Instant> weeklyRounds(PoolPlan plan, Moment moment) {
    ZonedDateTime first = plan.getFirstRoundAt().atZone(Weeks.ZONE);
    return Stream.iterate(0, week -> week + 1)
        .map(week -> first.plusWeeks(week).toInstant())
        .takeWhile(round -> !round.isAfter(plan.getFinalRoundAt()))
        .filter(round -> !round.isBefore(moment.at()) && mayRun(plan, round));
  }

  /** A weekly round that is announced has the same time twice, and is one round. */
  private long roundsLeft(PoolId pool, PoolPlan plan, Moment moment) {
    return Stream.concat(
            weeklyRounds(plan, moment),
            announcedRounds(pool, moment).map(RoundScheduled::getRunsAt))
        .distinct()
        .count();
  }

  private static boolean mayRun(PoolPlan plan, Instant at) {
    return !at.isBefore(plan.getFirstRoundAt())
        && !at.isAfter(plan.getFinalRoundAt())
        && at.isBefore(plan.getClosesAt())
        && plan.getPauses().stream()
            .noneMatch(pause -> !at.isBefore(pause.getFrom()) && at.isBefore(pause.getUntil()));
  }

  private static Value rating(Value chance) {
    if (!(chance instanceof Value.Fraction(long part, long whole))) {
      return new Value.Text("Not applicable");
    }
    long percent = part * 100 / whole;
    return new Value.Text(
        percent >= 80
            ? "Excellent"
            : percent >= 60
                ? "Very good"
                : percent >= 40 ? "Fair" : percent >= 20 ? "Low" : "Very low");
  }

  // ---- entries

  /** Whether the pool takes entries. Null value without a plan, and if the pool is not offered. */
  private Value status(PoolId pool, Moment moment, Value quota) {
    Optional<PoolPlan> plan = plan(pool);
    if (plan.isEmpty() || quota.equals(Quotas.NOT_OFFERED)) {
      return NULL;
    }
    Instant at = moment.at();
    if (at.isAfter(plan.get().getFinalRoundAt()) || !at.isBefore(plan.get().getClosesAt())) {
      return new Value.Text("season over");
    }
    if (at.isBefore(plan.get().getOpensAt())) {
      return new Value.Text("not yet open");
    }
    boolean closed =
        events(pool).stream()
            .filter(e -> Effect.of(e.event()) == Effect.ENTRIES)
            .filter(e -> moment.counts(e.event().getOccurredAt()))
            .max(comparingInt(Recount::doorNumber).thenComparing(ANNOUNCEMENT_ORDER))
            .filter(e -> e.event() instanceof PoolClosed)
            .isPresent();
    return new Value.Text(closed ? "closed to entries" : "open");
  }

  /** The number of a closing or opening among those of its pool. */
  private static int doorNumber(LoggedEvent event) {
    return switch (event.event()) {
      case PoolClosed e -> e.getChange();
      case PoolOpened e -> e.getChange();
      default -> throw new IllegalArgumentException(event + " is not about entries");
    };
  }

  // ---- weekly publications of a pool

  /** The Friday of the last publication at or before a moment. */
  private Optional<LocalDate> lastPublication(PoolId pool, Moment moment) {
    return publicationsOf(pool)
        .filter(friday -> !publication(pool, friday).isAfter(moment.at()))
        .max(Comparator.naturalOrder());
  }

  /** The Friday of the last publication that was made before the week of a moment's numbers. */
  private Optional<LocalDate> publicationBefore(PoolId pool, Moment moment) {
    LocalDate day = Weeks.day(moment.at());
    LocalDate week = Weeks.weekOf(moment.live() ? day : day.minusDays(1));
    return publicationsOf(pool)
        .filter(friday -> friday.isBefore(week))
        .filter(friday -> !publication(pool, friday).isAfter(moment.at()))
        .max(Comparator.naturalOrder());
  }

  /** The Friday of the first publication after a moment. */
  private Optional<LocalDate> nextPublication(PoolId pool, Moment moment) {
    return publicationsOf(pool)
        .filter(friday -> publication(pool, friday).isAfter(moment.at()))
        .min(Comparator.naturalOrder());
  }

  /**
   * The Fridays of a pool, from the week of its opening or first event to that of its close or last
   * event, within the season's window.
   */
  private Stream<LocalDate> publicationsOf(PoolId pool) {
    Optional<PoolPlan> plan = plan(pool);
    List<LocalDate> begins = new ArrayList<>();
    List<LocalDate> ends = new ArrayList<>();
    plan.ifPresent(
        planned -> {
          begins.add(Weeks.day(planned.getOpensAt()));
          ends.add(Weeks.day(planned.getClosesAt()));
        });
    events(pool).stream()
        .filter(event -> Effect.amount(event.event()) > 0)
        .map(event -> Weeks.day(event.event().getOccurredAt()))
        .forEach(
            day -> {
              begins.add(day);
              ends.add(day);
            });
    if (begins.isEmpty()) {
      return Stream.empty();
    }
    SeasonWindow window = SeasonWindow.of(pool.getSeason());
    LocalDate first = Collections.min(begins);
    LocalDate last = Collections.max(ends);
    LocalDate until = Weeks.weekOf(last.isAfter(window.lastDay()) ? window.lastDay() : last);
    return Stream.iterate(
        Weeks.weekOf(first.isBefore(window.firstDay()) ? window.firstDay() : first),
        friday -> !friday.isAfter(until),
        friday -> friday.plusWeeks(1));
  }

  /**
   * When the week that ends on a Friday is published: at the time that was the last one to be set
   * before the week ended, else at 00:00.
   */
  private Instant publication(PoolId pool, LocalDate friday) {
    int minute =
        publicationTimes.stream()
            .filter(set -> set.event().getOccurredAt().isBefore(Weeks.end(friday)))
            .filter(set -> time(set).getSeason() == pool.getSeason())
            .max(ANNOUNCEMENT_ORDER)
            .map(set -> time(set).getMinuteOfDay())
            .orElse(0);
    return friday.atTime(minute / 60, minute % 60).atZone(Weeks.ZONE).toInstant();
  }

  private static PublicationTimeSet time(LoggedEvent set) {
    return (PublicationTimeSet) set.event();
  }

  private Value publication(PoolId pool, Optional<LocalDate> friday) {
    return friday
        .<Value>map(
            day ->
                new Value.Text(
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        publication(pool, day).atZone(Weeks.ZONE))))
        .orElse(NULL);
  }

  // ---- events behind a number

  /** The events that contribute to a cell, newest first. */
  List<LoggedEvent> behind(PoolId pool, Moment moment, ComparedColumn column) {
    List<LoggedEvent> behind = new ArrayList<>();
    for (LoggedEvent event : events(pool)) {
      Effect effect = Effect.of(event.event());
      if (column.counts(effect)
          && effect != Effect.QUOTA
          && moment.counts(event.event().getOccurredAt())) {
        behind.add(event);
      }
    }
    boolean planned = column.counts(Effect.PLAN);
    if (column.counts(Effect.QUOTA)) {
      Optional<LoggedEvent> announced = announcedQuota(pool, moment);
      announced.ifPresent(behind::add);
      planned |= announced.isEmpty() || wasLeftOut(pool, moment);
    }
    if (planned) {
      planEvent(pool.getSeason(), pool.getCountry()).ifPresent(behind::add);
    }
    behind.sort(NEWEST_FIRST);
    return behind;
  }

  /** All events of a pool, newest first. */
  List<LoggedEvent> of(PoolId pool) {
    return events(pool).stream().sorted(NEWEST_FIRST).toList();
  }
}
