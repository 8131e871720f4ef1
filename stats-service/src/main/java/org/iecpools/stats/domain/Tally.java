package org.iecpools.stats.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.iecpools.domain.Weeks;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one input partition: a fold of its records from the first one on, independent of
 * their order and of duplicates. Keeps the identity of every fact, and the sums by pool and day.
 * Not thread-safe.
 *
 * <p>The state follows from the records of the partition alone and is not stored anywhere else: the
 * new owner of a partition reads it again.
 */
public final class Tally {

  /**
   * Change of the number of candidates in the pool per fact, by count. Rounds are 0 here, because
   * {@link DoubleEntry} subtracts them.
   */
  private static final int[] CANDIDATES = candidates();

  private final String topic;
  private final int partition;
  private final PoolIndex pools;
  private final FactTable facts = new FactTable();
  private final Map<Fact.Identity, Fact> rounds = new HashMap<>();
  private final List<PoolDays> byPool = new ArrayList<>();
  private final List<Week> changed = new ArrayList<>();
  private final PoolSizes sizes = new PoolSizes();
  private long place;

  /**
   * Creates an empty tally.
   *
   * @param pools the index of pools, which other partitions may share
   */
  public Tally(String topic, int partition, PoolIndex pools) {
    this.topic = topic;
    this.partition = partition;
    this.pools = pools;
  }

  private record Week(int pool, LocalDate friday) {}

  /** The days of one pool. */
  private static final class PoolDays {
    final Map<Integer, Day> days = new HashMap<>();
    @Nullable Day last;

    Day day(int epochDay) {
      Day day = last;
      if (day == null || day.epochDay != epochDay) {
        day = days.computeIfAbsent(epochDay, Day::new);
        last = day;
      }
      return day;
    }
  }

  private static final class Day {
    final int epochDay;
    final long[] sums = new long[Count.ALL.size()];
    boolean changed;

    Day(int epochDay) {
      this.epochDay = epochDay;
    }
  }

  private static int[] candidates() {
    int[] candidates = new int[Count.ALL.size()];
    for (Count count : Count.ALL) {
      candidates[count.ordinal()] =
          switch (count) {
            case ENTERED, LEAVES_VOIDED, DECLINED -> 1;
            case LEFT, DECLINES_REJECTED -> -1;
            case INVITED, CLOSED_UNUSED, LOIS, LOIS_REJECTED, LOIS_CANCELLED -> 0;
          };
    }
    return candidates;
  }

  /**
   * Sets the place of the record that is counted next.
   *
   * @param place the position to which rounds refer when they state what their draws included: the
   *     offset of the record; for a rejection, the number of the last decision before it
   */
  public void at(long place) {
    this.place = place;
  }

  /**
   * The change of the number of candidates in a pool by all records up to a place, inclusive; may
   * be negative. Empty for places before the settled one.
   */
  public OptionalLong candidates(PoolId pool, long place) {
    return sizes.upTo(pools.of(pool), place);
  }

  /** Number of changes so far to the candidates of any pool. */
  public long candidateChanges() {
    return sizes.changes();
  }

  /** Declares that earlier places of this pool will not be requested again. */
  public void settle(PoolId pool, long place) {
    sizes.settle(pools.of(pool), place);
  }

  /** Counts a fact; duplicates change nothing. */
  public void count(Fact fact) {
    Fact.Identity identity = fact.identity();
    switch (identity.count()) {
      case INVITED -> {
        Fact known = rounds.get(identity);
        if (known == null || fact.precedes(known)) {
          rounds.put(identity, fact);
          if (known != null) {
            add(known, -known.amount());
          }
          add(fact, fact.amount());
        }
      }
      case ENTERED, LEFT, LEAVES_VOIDED ->
          countStay(
              identity.count(),
              identity.subject().getMostSignificantBits(),
              identity.subject().getLeastSignificantBits(),
              pools.of(fact.pool()),
              identity.stay(),
              fact.occurredAt().toEpochMilli());
      case DECLINED, DECLINES_REJECTED, CLOSED_UNUSED, LOIS, LOIS_REJECTED, LOIS_CANCELLED ->
          countOnce(
              identity.count(),
              identity.subject().getMostSignificantBits(),
              identity.subject().getLeastSignificantBits(),
              pools.of(fact.pool()),
              fact.occurredAt().toEpochMilli(),
              (int) fact.amount());
    }
  }

  private void add(Fact round, long amount) {
    add(
        round.identity().count(),
        pools.of(round.pool()),
        round.occurredAt().toEpochMilli(),
        amount);
  }

  /**
   * Counts a fact about a stay; duplicates change nothing.
   *
   * @param profileHi first half of the profile's UUID
   * @param profileLo second half
   * @param pool index of the pool
   * @param stay number of the stay
   * @param occurredAt milliseconds UTC
   */
  public void countStay(
      Count count, long profileHi, long profileLo, int pool, int stay, long occurredAt) {
    long which = FactTable.mix((long) pool << 32 | stay) + count.ordinal();
    count(count, profileHi, profileLo ^ FactTable.mix(which), pool, occurredAt, 1);
  }

  /**
   * Counts a fact about an invitation; duplicates change nothing.
   *
   * @param invitationHi first half of the invitation's UUID
   * @param invitationLo second half
   * @param pool index of the pool
   * @param occurredAt milliseconds UTC
   * @param amount 0 or 1
   */
  public void countOnce(
      Count count, long invitationHi, long invitationLo, int pool, long occurredAt, int amount) {
    count(
        count,
        invitationHi,
        invitationLo ^ FactTable.mix(-1L - count.ordinal()),
        pool,
        occurredAt,
        amount);
  }

  private void count(Count count, long hi, long lo, int pool, long occurredAt, int amount) {
    int slot = facts.slot(hi, lo);
    if (!facts.isNew(slot)) {
      if (!Fact.precedes(
          occurredAt,
          pools.pool(pool),
          amount,
          facts.time(slot),
          pools.pool(facts.pool(slot)),
          facts.amount(slot))) {
        return;
      }
      add(count, facts.pool(slot), facts.time(slot), -facts.amount(slot));
    }
    facts.put(slot, hi, lo, occurredAt, pool, amount);
    add(count, pool, occurredAt, amount);
  }

  private void add(Count count, int pool, long occurredAt, long amount) {
    if (amount == 0) {
      return;
    }
    while (byPool.size() <= pool) {
      byPool.add(new PoolDays());
    }
    if (CANDIDATES[count.ordinal()] != 0) {
      sizes.change(pool, place, CANDIDATES[count.ordinal()] * (int) amount);
    }
    Day day = byPool.get(pool).day(epochDay(occurredAt));
    day.sums[count.ordinal()] += amount;
    if (!day.changed) {
      day.changed = true;
      changed.add(new Week(pool, Weeks.weekOf(LocalDate.ofEpochDay(day.epochDay))));
    }
  }

  /**
   * The programme's day of an instant, as {@link Weeks#day} returns it, but faster. Since 1967 at
   * the latest, Toronto has been four or five hours behind UTC. The time zone rules are needed only
   * if the two offsets give different days.
   */
  static int epochDay(long millis) {
    long standard = Math.floorDiv(millis - 5 * 3_600_000L, 86_400_000L);
    long summer = Math.floorDiv(millis - 4 * 3_600_000L, 86_400_000L);
    return standard == summer && millis >= 0
        ? (int) standard
        : (int) Weeks.day(Instant.ofEpochMilli(millis)).toEpochDay();
  }

  /** The complete rows that have changed since the last {@link #forgetChanges}. */
  public List<PartialSums> changes() {
    return changed.stream().distinct().map(week -> row(week.pool(), week.friday())).toList();
  }

  /** Marks all changes as published. */
  public void forgetChanges() {
    for (Week week : changed) {
      Map<Integer, Day> days = byPool.get(week.pool()).days;
      for (LocalDate date = week.friday().minusDays(7);
          date.isBefore(week.friday());
          date = date.plusDays(1)) {
        Day day = days.get((int) date.toEpochDay());
        if (day != null) {
          day.changed = false;
        }
      }
    }
    changed.clear();
  }

  private PartialSums row(int pool, LocalDate friday) {
    PoolId id = pools.pool(pool);
    Map<Integer, Day> days = byPool.get(pool).days;
    List<DaySums> rows = new ArrayList<>();
    for (LocalDate date = friday.minusDays(7); date.isBefore(friday); date = date.plusDays(1)) {
      Day day = days.get((int) date.toEpochDay());
      if (day != null) {
        Sums sums = Sums.of(day.sums);
        if (!sums.equals(Sums.ZERO)) {
          rows.add(WeekSums.day(date, sums));
        }
      }
    }
    return new PartialSums(id, friday, topic, partition, rows, 0);
  }

  /** Number of distinct facts. */
  public long facts() {
    return facts.size() + rounds.size();
  }

  /** Memory in bytes used by facts and pool sizes, without rounds. */
  public long bytes() {
    return facts.bytes() + sizes.bytes();
  }
}
