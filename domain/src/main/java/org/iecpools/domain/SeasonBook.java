package org.iecpools.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.jspecify.annotations.Nullable;

/**
 * The operators' announcements: a fold of {@code iec.seasons}. The announcement with the latest
 * {@code occurredAt} is in force; ties are broken by the greater event id as text. When an
 * announcement is withdrawn, the previous one is in force from the withdrawal on. The order of
 * arrival and repeats therefore do not matter. Thread-safe.
 */
public final class SeasonBook {

  private record SeasonCountry(int season, String country) {}

  private final ConcurrentMap<SeasonCountry, NavigableMap<AnnouncementOrder, SeasonPlanned>> plans =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<PoolId, NavigableMap<AnnouncementOrder, Quota>> quotas =
      new ConcurrentHashMap<>();

  /** Times of day of publication by season. */
  private final ConcurrentMap<Integer, NavigableMap<AnnouncementOrder, LocalTime>>
      publicationTimes = new ConcurrentHashMap<>();

  /** Time of withdrawal by event id of the announcement; the earliest if there are several. */
  private final ConcurrentMap<String, Instant> withdrawals = new ConcurrentHashMap<>();

  private final AtomicLong changes = new AtomicLong();

  /** What is in force now. Every profile asks for it, and announcements are few. */
  private volatile InForce current = new InForce(0, Map.of(), Map.of());

  /**
   * Announcements in force.
   *
   * @param changes the counter as of which they were found
   */
  private record InForce(
      long changes, Map<SeasonCountry, SeasonPlanned> plans, Map<PoolId, Quota> quotas) {}

  /** Applies an announcement. Announcements may arrive in any order and more than once. */
  public void apply(SeasonsEvent event) {
    switch (event) {
      case SeasonPlanned plan ->
          plans
              .computeIfAbsent(
                  new SeasonCountry(plan.getSeason(), plan.getCountry()),
                  _ -> new ConcurrentSkipListMap<>())
              .put(AnnouncementOrder.by(plan), plan);
      case QuotaAnnounced quota ->
          quotas
              .computeIfAbsent(quota.getPool(), _ -> new ConcurrentSkipListMap<>())
              .put(AnnouncementOrder.by(quota), quota.getQuota());
      case AnnouncementWithdrawn withdrawn ->
          withdrawals.merge(
              withdrawn.getAnnouncementId().toString(),
              withdrawn.getOccurredAt(),
              (one, other) -> one.isBefore(other) ? one : other);
      case PublicationTimeSet set ->
          publicationTimes
              .computeIfAbsent(set.getSeason(), _ -> new ConcurrentSkipListMap<>())
              .put(AnnouncementOrder.by(set), LocalTime.MIDNIGHT.plusMinutes(set.getMinuteOfDay()));
    }
    changes.incrementAndGet();
  }

  /** A counter that changes whenever an answer may differ. Use it as a cache key. */
  public long changes() {
    return changes.get();
  }

  private InForce inForce() {
    long now = changes();
    InForce known = current;
    if (known.changes() != now) {
      known = new InForce(now, inForce(plans), inForce(quotas));
      current = known;
    }
    return known;
  }

  private <K, T> Map<K, T> inForce(Map<K, NavigableMap<AnnouncementOrder, T>> announced) {
    Map<K, T> found = new HashMap<>();
    announced.forEach((key, all) -> inForce(all).ifPresent(one -> found.put(key, one)));
    return found;
  }

  /** The latest announcement that is not withdrawn. */
  private <T> Optional<T> inForce(NavigableMap<AnnouncementOrder, T> announced) {
    return announced.descendingMap().entrySet().stream()
        .filter(entry -> !withdrawals.containsKey(entry.getKey().eventId()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The announcement that was in force at an instant, inclusive. */
  private <T> Optional<T> inForce(
      @Nullable NavigableMap<AnnouncementOrder, T> announced, Instant asOf) {
    return announced == null
        ? Optional.empty()
        : announced
            .headMap(AnnouncementOrder.lastAt(asOf), true)
            .descendingMap()
            .entrySet()
            .stream()
            .filter(entry -> !isWithdrawn(entry.getKey(), asOf))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  private boolean isWithdrawn(AnnouncementOrder announcement, Instant asOf) {
    Instant at = withdrawals.get(announcement.eventId());
    return at != null && !at.isAfter(asOf);
  }

  /** The plan in force of a country's season. */
  public Optional<SeasonPlanned> plan(int season, String country) {
    return Optional.ofNullable(inForce().plans().get(new SeasonCountry(season, country)));
  }

  /** The plan in force of a pool; empty if the country does not offer the pool or has no plan. */
  public Optional<PoolPlan> plan(PoolId pool) {
    return plan(pool.getSeason(), pool.getCountry()).flatMap(plan -> plan(plan, pool));
  }

  /** The plan of a pool that was in force at an instant, inclusive, given everything known now. */
  public Optional<PoolPlan> plan(PoolId pool, Instant asOf) {
    return inForce(plans.get(new SeasonCountry(pool.getSeason(), pool.getCountry())), asOf)
        .flatMap(plan -> plan(plan, pool));
  }

  private static Optional<PoolPlan> plan(SeasonPlanned plan, PoolId pool) {
    for (PoolPlan planned : plan.getPools()) {
      if (planned.getCategory() == pool.getCategory()
          && Objects.equals(planned.getStream(), pool.getStream())) {
        return Optional.of(planned);
      }
    }
    return Optional.empty();
  }

  /** The quota in force; empty if none has been announced. */
  public Optional<Quota> quota(PoolId pool) {
    return Optional.ofNullable(inForce().quotas().get(pool));
  }

  /** The quota that was in force at an instant, inclusive, given everything known now. */
  public Optional<Quota> quota(PoolId pool, Instant asOf) {
    return inForce(quotas.get(pool), asOf);
  }

  /**
   * When the numbers of the week that ends on a Friday are published: on that Friday at the time of
   * day in America/Toronto that was set last before the week ended, else at 00:00. A time that is
   * set later therefore never moves a week that has ended. A withdrawal does not change it; another
   * time is set instead.
   */
  public Instant publication(int season, LocalDate friday) {
    NavigableMap<AnnouncementOrder, LocalTime> set = publicationTimes.get(season);
    Map.Entry<AnnouncementOrder, LocalTime> last =
        set == null
            ? null
            : set.floorEntry(AnnouncementOrder.lastAt(Weeks.end(friday).minusMillis(1)));
    return last == null
        ? Weeks.end(friday)
        : friday.atTime(last.getValue()).atZone(Weeks.ZONE).toInstant();
  }

  /** The Friday of the last publication at or before an instant, whether there are rows or not. */
  public LocalDate lastPublished(int season, Instant at) {
    LocalDate ended = Weeks.weekOf(at).minusWeeks(1);
    return publication(season, ended).isAfter(at) ? ended.minusWeeks(1) : ended;
  }

  /** The season's pools that have a plan or a quota in force. */
  public Set<PoolId> pools(int season) {
    Set<PoolId> pools = new LinkedHashSet<>();
    plans(season).forEach(plan -> plan.getPools().forEach(pool -> pools.add(id(plan, pool))));
    inForce().quotas().keySet().stream()
        .filter(pool -> pool.getSeason() == season)
        .forEach(pools::add);
    return pools;
  }

  /** Seasons with a plan or a quota in force, ascending. */
  public NavigableSet<Integer> seasons() {
    NavigableSet<Integer> seasons = plannedSeasons();
    inForce().quotas().keySet().forEach(pool -> seasons.add(pool.getSeason()));
    return seasons;
  }

  /** Seasons with a plan in force, ascending. */
  public NavigableSet<Integer> plannedSeasons() {
    NavigableSet<Integer> seasons = new TreeSet<>();
    inForce().plans().keySet().forEach(known -> seasons.add(known.season()));
    return seasons;
  }

  /** The plans in force of a season. */
  private List<SeasonPlanned> plans(int season) {
    return inForce().plans().values().stream().filter(plan -> plan.getSeason() == season).toList();
  }

  /** Whether a season has a plan in force for any country. */
  public boolean planned(int season) {
    return !plans(season).isEmpty();
  }

  /** The id of a planned pool. */
  public static PoolId id(SeasonPlanned plan, PoolPlan pool) {
    return new PoolId(plan.getSeason(), plan.getCountry(), pool.getCategory(), pool.getStream());
  }
}
