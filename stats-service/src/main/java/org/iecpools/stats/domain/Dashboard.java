package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.iecpools.domain.Reference;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.domain.SizeRule;
import org.iecpools.domain.Spots;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundScheduled;
import org.iecpools.stats.domain.Row.QuotaSource;

/** Computes the rows of the dashboard from sums, rounds, draws and announcements. */
public final class Dashboard {

  private final Ledger ledger;
  private final RoundBook rounds;
  private final DoubleEntry draws;
  private final SeasonBook seasons;
  private final Reference reference;
  private final Comparator<PoolId> order;

  /** Creates a dashboard on these sources, which may change while it is in use. */
  public Dashboard(
      Ledger ledger, RoundBook rounds, DoubleEntry draws, SeasonBook seasons, Reference reference) {
    this.ledger = ledger;
    this.rounds = rounds;
    this.draws = draws;
    this.seasons = seasons;
    this.reference = reference;
    this.order =
        Comparator.comparing((PoolId pool) -> reference.countryName(pool.getCountry()))
            .thenComparing(PoolIds.ORDER);
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    // Each counter only grows, so the sum changes whenever one of them does.
    return ledger.changes() + rounds.changes() + draws.changes() + seasons.changes();
  }

  private record StatedQuota(Amount amount, QuotaSource source) {}

  /**
   * The next round, as far as it is known.
   *
   * @param at its time; empty if the country has no plan and nothing is announced
   * @param size the most that it would invite with today's numbers
   * @param announced its announcement; empty if it follows from the plan
   * @param chance of an invitation in it, 0 to 1
   */
  private record Outlook(
      Optional<Instant> at, int size, Optional<RoundScheduled> announced, double chance) {
    Optional<NextRound> round() {
      return at.map(time -> new NextRound(time, size, announced.isPresent()));
    }

    OptionalInt announcedSize() {
      return announced
          .map(RoundScheduled::getSize)
          .map(OptionalInt::of)
          .orElse(OptionalInt.empty());
    }
  }

  /** A row with what it was computed from. */
  private record Computed(Row row, Optional<Outlook> outlook, Optional<PastRound> last) {}

  /** Seasons with an announcement or an event, ascending. */
  public NavigableSet<Integer> seasons() {
    NavigableSet<Integer> known = seasons.seasons();
    ledger.pools().forEach(pool -> known.add(pool.getSeason()));
    return known;
  }

  /**
   * The default season: the latest with a plan or numbers that is not later than next year. If
   * there is none: the latest known season up to next year, else the earliest known season.
   */
  public Optional<Integer> usualSeason(Instant now) {
    int nextYear = Weeks.day(now).getYear() + 1;
    NavigableSet<Integer> withNumbers = seasons.plannedSeasons();
    ledger.pools().forEach(pool -> withNumbers.add(pool.getSeason()));
    NavigableSet<Integer> known = seasons();
    return Stream.of(withNumbers.floor(nextYear), known.floor(nextYear), known.ceiling(nextYear))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Whether a pool has an announcement or an event. */
  public boolean knows(PoolId pool) {
    return seasons.pools(pool.getSeason()).contains(pool) || ledger.firstDay(pool).isPresent();
  }

  /** The plan of a pool; empty if none is announced. */
  public Optional<PoolPlan> plan(PoolId pool) {
    return seasons.plan(pool);
  }

  /** A season as a whole, at an instant. */
  public SeasonOverview season(int season, Instant at) {
    return new SeasonOverview(
        season,
        SeasonWindow.of(season),
        (int) pools(season).count(),
        opensAt(season),
        closesAt(season),
        seasonState(season, at));
  }

  /** Where a season stands at an instant. */
  public SeasonState seasonState(int season, Instant at) {
    return SeasonState.of(at, opensAt(season), closesAt(season));
  }

  private Optional<Instant> opensAt(int season) {
    return plans(season).map(PoolPlan::getOpensAt).min(Comparator.naturalOrder());
  }

  private Optional<Instant> closesAt(int season) {
    return plans(season).map(PoolPlan::getClosesAt).max(Comparator.naturalOrder());
  }

  private Stream<PoolPlan> plans(int season) {
    return seasons.pools(season).stream().flatMap(pool -> seasons.plan(pool).stream());
  }

  /** The rows of a season, sorted by country name, then category, then stream. */
  public List<Row> rows(int season, Predicate<PoolId> wanted, View view) {
    return pools(season, wanted).stream().map(pool -> row(pool, view)).toList();
  }

  /** The pools of a season with state and rounds, in the order of {@link #rows}. */
  public List<PoolOverview> overviews(int season, Predicate<PoolId> wanted, View view) {
    return pools(season, wanted).stream().map(pool -> overview(pool, view)).toList();
  }

  /** The pools of a season that have an announcement or an event, in the order of {@link #rows}. */
  public List<PoolId> pools(int season, Predicate<PoolId> wanted) {
    return pools(season).filter(wanted).sorted(order).toList();
  }

  private Stream<PoolId> pools(int season) {
    Set<PoolId> pools = new HashSet<>(seasons.pools(season));
    ledger.pools().stream().filter(pool -> pool.getSeason() == season).forEach(pools::add);
    return pools.stream().filter(pool -> PoolIds.fault(pool) == null);
  }

  /** When the numbers of the week that ends on a Friday are published. */
  public Instant publication(int season, LocalDate friday) {
    return seasons.publication(season, friday);
  }

  /** The Friday of the last publication at or before an instant, whether it has rows or not. */
  public LocalDate lastPublished(int season, Instant at) {
    return seasons.lastPublished(season, at);
  }

  /**
   * The rows of a pool as of every publication up to now, ascending. They start with the week in
   * which the pool opened or its first event occurred, and end with the week in which it closed or
   * its last event occurred, both limited to the season's window.
   */
  public List<Row> history(PoolId pool, Instant now) {
    return weeks(pool, now).stream().map(friday -> row(pool, View.published(friday))).toList();
  }

  /** The weeks of {@link #history} with state, rounds and changes. */
  public List<PoolOverview> weeklyOverviews(PoolId pool, Instant now) {
    return weeks(pool, now).stream()
        .map(
            friday -> overview(pool, View.published(friday), publication(pool.getSeason(), friday)))
        .toList();
  }

  /** The Fridays of a pool's publications up to now, ascending. */
  private List<LocalDate> weeks(PoolId pool, Instant now) {
    Optional<LocalDate> first = firstWeek(pool);
    Optional<LocalDate> end = lastWeek(pool);
    List<LocalDate> weeks = new ArrayList<>();
    if (first.isPresent() && end.isPresent()) {
      for (LocalDate friday = first.get();
          !friday.isAfter(end.get()) && !publication(pool.getSeason(), friday).isAfter(now);
          friday = friday.plusWeeks(1)) {
        weeks.add(friday);
      }
    }
    return weeks;
  }

  /** The first week in any history of a season's pools; empty while no pool has one. */
  public Optional<LocalDate> firstWeek(int season) {
    return pools(season).flatMap(pool -> firstWeek(pool).stream()).min(Comparator.naturalOrder());
  }

  /** The first week of a pool's history. */
  private Optional<LocalDate> firstWeek(PoolId pool) {
    return Stream.of(
            ledger.firstDay(pool), seasons.plan(pool).map(plan -> Weeks.day(plan.getOpensAt())))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(first -> later(first, SeasonWindow.of(pool.getSeason()).firstDay()))
        .map(Weeks::weekOf);
  }

  /** The last week of a pool's history. */
  private Optional<LocalDate> lastWeek(PoolId pool) {
    return Stream.of(
            ledger.lastDay(pool), seasons.plan(pool).map(plan -> Weeks.day(plan.getClosesAt())))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .map(last -> earlier(last, SeasonWindow.of(pool.getSeason()).lastDay()))
        .map(Weeks::weekOf);
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  /** Everything about one pool. */
  public PoolOverview overview(PoolId pool, View view) {
    return overview(pool, view, view.at());
  }

  /**
   * @param publishedBy the last and the next publication are those as of this instant
   */
  private PoolOverview overview(PoolId pool, View view, Instant publishedBy) {
    Computed computed = compute(pool, view);
    Row row = computed.row();
    // Between the end of a week and its publication, the one of the week before is the last.
    LocalDate published =
        earlier(view.week().minusWeeks(1), lastPublished(pool.getSeason(), publishedBy));
    // After the last publication of the pool, that one stays the last.
    LocalDate before = lastWeek(pool).map(last -> earlier(last, published)).orElse(published);
    return new PoolOverview(
        row,
        PoolState.of(
            view.at(),
            seasons.plan(pool),
            row.quota(),
            row.spotsAvailable(),
            computed.outlook().isPresent(),
            rounds.isClosed(pool, view)),
        computed.outlook().flatMap(Outlook::round),
        computed.last(),
        firstWeek(pool)
            .filter(first -> !before.isBefore(first))
            .map(_ -> Change.between(row(pool, View.published(before)), row)),
        schedule(pool, view, publishedBy, computed));
  }

  private PoolSchedule schedule(PoolId pool, View view, Instant publishedBy, Computed computed) {
    Optional<PoolPlan> plan = seasons.plan(pool);
    LocalDate friday = lastPublished(pool.getSeason(), publishedBy);
    Optional<LocalDate> first = firstWeek(pool);
    Optional<LocalDate> last = lastWeek(pool);
    return new PoolSchedule(
        PoolStatus.of(view.at(), plan, computed.row().quota(), rounds.isClosed(pool, view)),
        first
            .filter(week -> !week.isAfter(friday))
            .flatMap(_ -> last.map(week -> earlier(week, friday)))
            .map(week -> publication(pool.getSeason(), week)),
        first
            .map(week -> later(week, friday.plusWeeks(1)))
            .filter(week -> last.filter(end -> !week.isAfter(end)).isPresent())
            .map(week -> publication(pool.getSeason(), week)),
        plan.map(PoolPlan::getFirstRoundAt),
        computed.outlook().flatMap(Outlook::at),
        computed.outlook().map(Outlook::announcedSize).orElse(OptionalInt.empty()),
        plan.map(PoolPlan::getFinalRoundAt),
        plan.map(planned -> OptionalInt.of(roundsLeft(pool, planned, view)))
            .orElse(OptionalInt.empty()));
  }

  /** Rounds at the same time count once, because a weekly round may be announced too. */
  private int roundsLeft(PoolId pool, PoolPlan plan, View view) {
    Set<Instant> times = new HashSet<>(WeeklyPlan.from(plan, view.at()));
    rounds
        .toCome(pool, view, at -> WeeklyPlan.allows(plan, at))
        .forEach(announced -> times.add(announced.getRunsAt()));
    return times.size();
  }

  /** The rounds of a pool, newest first. */
  public List<PastRound> rounds(PoolId pool, View view) {
    return rounds.rounds(pool, view);
  }

  /** The announced rounds that do not run, one record each. */
  public List<RoundCancelled> cancellations() {
    return rounds.cancellations();
  }

  /** Where one pool stands. */
  public Standing standing(PoolId pool, View view) {
    StatedQuota quota = quota(pool, view);
    long lois = Math.max(0, ledger.sums(pool, view).loisInForce());
    return new Standing(
        quota.amount(),
        quota.source() == QuotaSource.ANNOUNCED,
        quota.amount().minus(lois),
        PoolStatus.of(view.at(), seasons.plan(pool), quota.amount(), rounds.isClosed(pool, view)));
  }

  /** The row of one pool. */
  public Row row(PoolId pool, View view) {
    return compute(pool, view).row();
  }

  private Computed compute(PoolId pool, View view) {
    Sums sums = ledger.sums(pool, view);
    StatedQuota quota = quota(pool, view);
    Optional<PastRound> last = rounds.last(pool, view);
    Optional<DoubleEntry.Comparison> compared = draws.last(pool, view);
    long lastInvited = last.map(PastRound::invited).orElse(0L);
    long inPool = Math.max(0, sums.inPool());
    long open = Math.max(0, sums.open());
    long lois = Math.max(0, sums.loisInForce());
    Amount spots = quota.amount().minus(lois);
    Optional<Outlook> outlook =
        quota.source() == QuotaSource.NONE
            ? Optional.empty()
            : outlook(pool, inPool, quota, sums, view);
    OptionalDouble chance =
        outlook.map(next -> OptionalDouble.of(next.chance())).orElse(OptionalDouble.empty());
    Row row =
        new Row(
            pool,
            reference.countryName(pool.getCountry()),
            quota.amount(),
            quota.source(),
            sums.of(Count.INVITED),
            inPool,
            spots,
            Rating.of(chance),
            chance,
            lois,
            open,
            last.map(PastRound::at).orElse(null),
            view.at(),
            view.week(),
            0,
            null,
            compared
                .map(comparison -> OptionalLong.of(comparison.difference()))
                .orElse(OptionalLong.empty()),
            rounds.notDrawable(pool, view),
            Anomaly.in(sums, quota.amount(), lastInvited, compared));
    return new Computed(row, outlook, last);
  }

  private StatedQuota quota(PoolId pool, View view) {
    Optional<Quota> announced =
        // "As of" an instant includes only what happened before it, for quotas too.
        view.live() ? seasons.quota(pool) : seasons.quota(pool, view.at().minusMillis(1));
    if (announced.isPresent() && !leftOut(pool, view)) {
      return new StatedQuota(Amount.of(announced.get()), QuotaSource.ANNOUNCED);
    }
    if (announced.isPresent() || planned(pool) && seasons.plan(pool).isEmpty()) {
      return new StatedQuota(Amount.Word.NOT_OFFERED, QuotaSource.ANNOUNCED);
    }
    return reference
        .quota(pool)
        .map(quota -> new StatedQuota(Amount.of(quota), QuotaSource.REFERENCE))
        .orElse(new StatedQuota(Amount.Word.TO_BE_ANNOUNCED, QuotaSource.NONE));
  }

  /**
   * Whether the country's plan, as known in this view, omits the pool. No round can run then,
   * whatever quota was announced. Before the plan was announced, the announced quota applies.
   */
  private boolean leftOut(PoolId pool, View view) {
    return seasons
        .plan(pool.getSeason(), pool.getCountry())
        .filter(plan -> view.covers(plan.getOccurredAt()))
        .filter(_ -> seasons.plan(pool).isEmpty())
        .isPresent();
  }

  private boolean planned(PoolId pool) {
    return seasons.plan(pool.getSeason(), pool.getCountry()).isPresent();
  }

  /**
   * The next round and the chance of an invitation in it: its size, computed by the rule that
   * invitation-service uses, divided by the number of candidates in the pool. Empty if no round is
   * to come, if the quota is still to be announced, or if the pool is not offered. An empty pool is
   * rated for the next candidate who enters it, as IRCC rates empty pools.
   *
   * <p>A draw from another pool earlier in the same decision may take candidates out of this one.
   * The sums do not show who is in several pools, and they need not: those candidates have an
   * invitation, and the chance of the others only grows. So the result never exceeds the actual
   * chance.
   */
  private Optional<Outlook> outlook(
      PoolId pool, long inPool, StatedQuota quota, Sums sums, View view) {
    if (quota.amount() == Amount.Word.TO_BE_ANNOUNCED
        || quota.amount() == Amount.Word.NOT_OFFERED) {
      return Optional.empty();
    }
    Optional<PoolPlan> plan = seasons.plan(pool);
    Optional<RoundScheduled> announced =
        rounds.announced(
            pool, view, at -> plan.map(planned -> WeeklyPlan.allows(planned, at)).orElse(true));
    Optional<Instant> at =
        announced
            .map(RoundScheduled::getRunsAt)
            .or(() -> plan.flatMap(planned -> WeeklyPlan.firstFrom(planned, view.at())));
    // Without a plan for the country, weekly rounds are assumed to continue.
    if (at.isEmpty() && planned(pool)) {
      return Optional.empty();
    }
    SizeRule rule =
        announced.flatMap(SizeRule::of).or(() -> plan.map(SizeRule::of)).orElseGet(SizeRule::usual);
    Spots spots =
        new Spots(
            quota.amount().asQuota(),
            quota.source() == QuotaSource.ANNOUNCED,
            sums.loisInForce(),
            Math.max(0, sums.open()));
    int candidates = (int) Math.clamp(inPool, 1, Integer.MAX_VALUE);
    int size = RoundSize.of(rule, spots, candidates).size();
    double chance = (double) Math.min(size, candidates) / candidates;
    return Optional.of(new Outlook(at, size, announced, chance));
  }
}
