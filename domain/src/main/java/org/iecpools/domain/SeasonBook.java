package org.iecpools.domain;

import java.time.Instant;
import java.util.LinkedHashSet;
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
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;

/**
 * What operators have announced: the fold of {@code iec.seasons}. The announcement with the latest
 * {@code occurredAt} is in force (of equal ones, that with the greater event id as text), so the
 * order of arrival and repeats do not matter. Safe for one writer or several beside any number of
 * readers.
 */
public final class SeasonBook {

  private record SeasonCountry(int season, String country) {}

  private final ConcurrentMap<SeasonCountry, SeasonPlanned> plans = new ConcurrentHashMap<>();
  private final ConcurrentMap<PoolId, NavigableMap<Said, Quota>> quotas = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /** Takes note of an announcement; any order, any number of times. */
  public void apply(SeasonsEvent event) {
    switch (event) {
      case SeasonPlanned plan ->
          plans.merge(
              new SeasonCountry(plan.getSeason(), plan.getCountry()),
              plan,
              (one, other) -> Said.by(one).compareTo(Said.by(other)) >= 0 ? one : other);
      case QuotaAnnounced said ->
          quotas
              .computeIfAbsent(said.getPool(), pool -> new ConcurrentSkipListMap<>())
              .put(Said.by(said), said.getQuota());
    }
    changes.incrementAndGet();
  }

  /** Another number than before, where something else may be told than before. */
  public long changes() {
    return changes.get();
  }

  /** The plan in force of a country's season. */
  public Optional<SeasonPlanned> plan(int season, String country) {
    return Optional.ofNullable(plans.get(new SeasonCountry(season, country)));
  }

  /**
   * The plan in force of a pool; empty where the country does not offer it or nothing is planned.
   */
  public Optional<PoolPlan> plan(PoolId pool) {
    return plan(pool.getSeason(), pool.getCountry()).stream()
        .flatMap(plan -> plan.getPools().stream())
        .filter(
            planned ->
                planned.getCategory() == pool.getCategory()
                    && Objects.equals(planned.getStream(), pool.getStream()))
        .findFirst();
  }

  /** The quota in force; empty where none was announced. */
  public Optional<Quota> quota(PoolId pool) {
    return Optional.ofNullable(quotas.get(pool))
        .map(NavigableMap::lastEntry)
        .map(Map.Entry::getValue);
  }

  /** The quota that was in force at an instant, inclusive, from all that is known now. */
  public Optional<Quota> quota(PoolId pool, Instant asOf) {
    return Optional.ofNullable(quotas.get(pool))
        .map(said -> said.floorEntry(Said.lastAt(asOf)))
        .map(Map.Entry::getValue);
  }

  /** The season's pools: planned, or with a quota. */
  public Set<PoolId> pools(int season) {
    var pools = new LinkedHashSet<PoolId>();
    plans.values().stream()
        .filter(plan -> plan.getSeason() == season)
        .forEach(plan -> plan.getPools().forEach(pool -> pools.add(id(plan, pool))));
    quotas.keySet().stream().filter(pool -> pool.getSeason() == season).forEach(pools::add);
    return pools;
  }

  /** Seasons of which anything was announced, ascending. */
  public NavigableSet<Integer> seasons() {
    var seasons = new TreeSet<Integer>();
    plans.keySet().forEach(known -> seasons.add(known.season()));
    quotas.keySet().forEach(pool -> seasons.add(pool.getSeason()));
    return seasons;
  }

  /** Whether anything is planned for a season, for whichever country. */
  public boolean planned(int season) {
    return plans.keySet().stream().anyMatch(known -> known.season() == season);
  }

  /** The identity of a planned pool. */
  public static PoolId id(SeasonPlanned plan, PoolPlan pool) {
    return PoolId.newBuilder()
        .setSeason(plan.getSeason())
        .setCountry(plan.getCountry())
        .setCategory(pool.getCategory())
        .setStream(pool.getStream())
        .build();
  }
}
