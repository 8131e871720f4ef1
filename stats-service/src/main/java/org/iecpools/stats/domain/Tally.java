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
import org.iecpools.events.PoolIds;

/**
 * One input partition, counted: a fold of its records from the first one on, whatever their order
 * and however often they are repeated. It keeps every fact's identity and, by pool and day, what
 * the facts come to. Not for several threads.
 *
 * <p>All there is here follows from the partition's records, so nothing of it is kept anywhere
 * else: whoever takes a partition over reads it again.
 */
public final class Tally {

  private static final Count[] COUNTS = Count.values();

  /** What a fact of each count does to the candidates in the pool; rounds are not of one place. */
  private static final int[] CANDIDATES = candidates();

  private final String topic;
  private final int partition;
  private final PoolNumbers pools;
  private final FactTable facts = new FactTable();
  private final Map<Fact.Identity, Fact> rounds = new HashMap<>();
  private final List<PoolDays> byPool = new ArrayList<>();
  private final List<Week> changed = new ArrayList<>();
  private final PoolSizes sizes = new PoolSizes();
  private long place;

  /**
   * Nothing counted yet.
   *
   * @param pools numbers that other partitions may share
   */
  public Tally(String topic, int partition, PoolNumbers pools) {
    this.topic = topic;
    this.partition = partition;
    this.pools = pools;
  }

  private record Week(int pool, LocalDate friday) {}

  /** A pool's days. */
  private static final class PoolDays {
    final Map<Integer, Day> days = new HashMap<>();
    Day last;

    Day day(int epochDay) {
      if (last == null || last.epochDay != epochDay) {
        last = days.computeIfAbsent(epochDay, Day::new);
      }
      return last;
    }
  }

  private static final class Day {
    final int epochDay;
    final long[] sums = new long[COUNTS.length];
    boolean changed;

    Day(int epochDay) {
      this.epochDay = epochDay;
    }
  }

  private static int[] candidates() {
    int[] candidates = new int[COUNTS.length];
    for (Count count : COUNTS) {
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
   * Says where the record stands that is counted next.
   *
   * @param place by which rounds tell what their draws had seen: the offset; of a rejection, the
   *     number of the decision before it
   */
  public void at(long place) {
    this.place = place;
  }

  /**
   * What the records up to a place add to the candidates in a pool; may be negative. Unknown before
   * a place that is settled.
   */
  public OptionalLong candidates(PoolId pool, long place) {
    return sizes.upTo(pools.of(pool), place);
  }

  /** How often what is added to the candidates in any pool has changed. */
  public long candidateChanges() {
    return sizes.changes();
  }

  /** Nobody will ask for an earlier place of this pool again. */
  public void settle(PoolId pool, long place) {
    sizes.settle(pools.of(pool), place);
  }

  /** Counts a fact, once. */
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
   * Counts what happened to a stay, once.
   *
   * @param profileHi first half of the profile's UUID
   * @param profileLo second half
   * @param pool its number
   * @param stay number of the stay
   * @param occurredAt milliseconds UTC
   */
  public void countStay(
      Count count, long profileHi, long profileLo, int pool, int stay, long occurredAt) {
    long which = FactTable.mix((long) pool << 32 | stay) + count.ordinal();
    count(count, profileHi, profileLo ^ FactTable.mix(which), pool, occurredAt, 1);
  }

  /**
   * Counts what happened to an invitation, once.
   *
   * @param invitationHi first half of the invitation's UUID
   * @param invitationLo second half
   * @param pool its number
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
      if (!precedes(occurredAt, pool, amount, slot)) {
        return;
      }
      add(count, facts.pool(slot), facts.time(slot), -facts.amount(slot));
    }
    facts.put(slot, hi, lo, occurredAt, pool, amount);
    add(count, pool, occurredAt, amount);
  }

  /** The same precedence as {@link Fact}'s. */
  private boolean precedes(long occurredAt, int pool, int amount, int known) {
    if (occurredAt != facts.time(known)) {
      return occurredAt < facts.time(known);
    }
    if (pool != facts.pool(known)) {
      return PoolIds.ORDER.compare(pools.pool(pool), pools.pool(facts.pool(known))) < 0;
    }
    return amount < facts.amount(known);
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
   * The programme's day of an instant, as {@link Weeks#day} has it. Toronto is five hours behind
   * UTC or four, since 1967 at the latest: only where the two disagree on the day its rules are
   * asked.
   */
  static int epochDay(long millis) {
    long standard = Math.floorDiv(millis - 5 * 3_600_000L, 86_400_000L);
    long summer = Math.floorDiv(millis - 4 * 3_600_000L, 86_400_000L);
    return standard == summer && millis >= 0
        ? (int) standard
        : (int) Weeks.day(Instant.ofEpochMilli(millis)).toEpochDay();
  }

  /** The rows that have changed since changes were last forgotten, whole. */
  public List<PartialSums> changes() {
    return changed.stream().distinct().map(week -> row(week.pool(), week.friday())).toList();
  }

  /** All that has changed is known to those who should know it. */
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
    var sums = new ArrayList<DaySums>();
    for (LocalDate date = friday.minusDays(7); date.isBefore(friday); date = date.plusDays(1)) {
      Day day = days.get((int) date.toEpochDay());
      if (day != null) {
        Sums of = Sums.of(day.sums);
        if (!of.equals(Sums.ZERO)) {
          sums.add(WeekSums.day(date, of));
        }
      }
    }
    return new PartialSums(id, friday, topic, partition, sums, 0);
  }

  /** Facts known, duplicates not among them. */
  public long facts() {
    return facts.size() + rounds.size();
  }

  /** Bytes that the facts take, rounds left out. */
  public long bytes() {
    return facts.bytes() + sizes.bytes();
  }
}
