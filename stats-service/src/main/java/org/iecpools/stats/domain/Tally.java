package org.iecpools.stats.domain;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.DaySums;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one input partition: a fold of its records from the first one on, independent of
 * their order and of duplicates. Keeps the identity of every fact, and the sums by pool and day.
 * Not thread-safe.
 *
 * <p>The state follows from the records of the partition alone. It can be stored as {@linkplain
 * #seal sealed facts} and an {@link #image} of the rest, and restored from them (ADR 32).
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
  private FactTable facts = new FactTable();

  /**
   * Facts that were sealed, oldest first; those in {@link #facts} take precedence. Immutable,
   * because metrics read it in another thread.
   */
  private volatile List<SealedFacts> sealed = List.of();

  /** Number of facts that are also among the facts sealed earlier. */
  private long replaced;

  /** Days that have changed since facts were last sealed. */
  private final List<PoolDay> unsealedDays = new ArrayList<>();

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

  private record PoolDay(int pool, Day day) {}

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
    boolean unsealed;

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
    // Not the index of the pool: facts that are stored are compared in another process.
    long which = FactTable.mix(pools.hash(pool) + stay) + count.ordinal();
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
    long hash = FactTable.hash(hi, lo);
    int slot = facts.slot(hash, hi, lo);
    if (facts.isNew(slot)) {
      if (!replaces(hash, hi, lo, count, pool, occurredAt, amount)) {
        return;
      }
    } else {
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

  /**
   * Whether a record counts that is not in {@link #facts}: the fact was not sealed earlier, or the
   * record replaces it.
   */
  private boolean replaces(
      long hash, long hi, long lo, Count count, int pool, long occurredAt, int amount) {
    List<SealedFacts> earlier = sealed;
    for (int i = earlier.size() - 1; i >= 0; i--) {
      SealedFacts known = earlier.get(i);
      int slot = known.find(hash, hi, lo);
      if (slot >= 0) {
        if (!Fact.precedes(
            occurredAt,
            pools.pool(pool),
            amount,
            known.time(slot),
            pools.pool(known.pool(slot)),
            known.amount(slot))) {
          return false;
        }
        add(count, known.pool(slot), known.time(slot), -known.amount(slot));
        replaced++;
        return true;
      }
    }
    return true;
  }

  private void add(Count count, int pool, long occurredAt, long amount) {
    if (amount == 0) {
      return;
    }
    if (CANDIDATES[count.ordinal()] != 0) {
      sizes.change(pool, place, CANDIDATES[count.ordinal()] * (int) amount);
    }
    Day day = day(pool, epochDay(occurredAt));
    day.sums[count.ordinal()] += amount;
    if (!day.unsealed) {
      day.unsealed = true;
      unsealedDays.add(new PoolDay(pool, day));
    }
    if (!day.changed) {
      day.changed = true;
      changed.add(new Week(pool, Weeks.weekOf(LocalDate.ofEpochDay(day.epochDay))));
    }
  }

  private Day day(int pool, int epochDay) {
    while (byPool.size() <= pool) {
      byPool.add(new PoolDays());
    }
    return byPool.get(pool).day(epochDay);
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
      int end = (int) week.friday().toEpochDay();
      for (int epochDay = end - 7; epochDay < end; epochDay++) {
        Day day = days.get(epochDay);
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
    return facts.size()
        + sealed.stream().mapToLong(SealedFacts::size).sum()
        - replaced
        + rounds.size();
  }

  /** Memory on the heap in bytes used by facts and pool sizes, without rounds. */
  public long bytes() {
    return facts.bytes() + sealed.stream().mapToLong(SealedFacts::heapBytes).sum() + sizes.bytes();
  }

  /** Length in bytes of the files with sealed facts. */
  public long fileBytes() {
    return sealed.stream().mapToLong(SealedFacts::fileBytes).sum();
  }

  /** Number of facts that are not sealed, without rounds. */
  public int unsealed() {
    return facts.size();
  }

  /** All sealed facts, oldest first. */
  public List<SealedFacts> sealed() {
    if (sealed.stream().anyMatch(its -> its != its.current())) {
      sealed = sealed.stream().map(SealedFacts::current).toList();
    }
    return sealed;
  }

  /** Seals all facts counted so far, so that they can be written to a file and leave the heap. */
  public void seal() {
    SealedTable table = new SealedTable(facts, bytes(this::writeUnsealedDays));
    sealed = Stream.concat(sealed.stream(), Stream.of(table)).toList();
    // As many facts are likely to follow.
    facts = new FactTable(Math.max(FactTable.FIRST_CAPACITY, facts.capacity() / 2));
    unsealedDays.forEach(its -> its.day().unsealed = false);
    unsealedDays.clear();
  }

  /**
   * Everything that is not sealed, for {@link #restore}. Its length depends on what has been
   * counted since facts were last sealed, on the rounds, and on the changes since each pool's last
   * draw. Changes to publish are not included.
   */
  public byte[] image() {
    return bytes(
        out -> {
          writeUnsealedDays(out);
          out.writeLong(replaced);
          sizes.write(out);
          writeRounds(out);
          writeFacts(out);
        });
  }

  /**
   * Restores this tally, which must be empty. Nothing is marked as changed.
   *
   * @param files sealed facts, oldest first
   * @param sums the sums that were sealed with each of them
   * @param image the rest
   * @throws IOException if the bytes are not those of an {@link #image}
   */
  public void restore(List<? extends SealedFacts> files, List<byte[]> sums, byte[] image)
      throws IOException {
    sealed = List.copyOf(files);
    for (byte[] its : sums) {
      readDays(new DataInputStream(new ByteArrayInputStream(its)));
    }
    unsealedDays.forEach(its -> its.day().unsealed = false);
    unsealedDays.clear();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(image));
    int[] indexes = readDays(in);
    replaced = in.readLong();
    sizes.read(in, indexes);
    readRounds(in);
    readFacts(in, indexes);
  }

  /** Writes something to memory. */
  @FunctionalInterface
  private interface Writing {
    void to(DataOutput out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written", e);
    }
    return bytes.toByteArray();
  }

  private void writeUnsealedDays(DataOutput out) throws IOException {
    pools.write(out);
    out.writeInt(unsealedDays.size());
    ByteBuffer row = ByteBuffer.allocate(2 * Integer.BYTES + Long.BYTES * Count.ALL.size());
    for (PoolDay its : unsealedDays) {
      row.clear().putInt(its.pool()).putInt(its.day().epochDay);
      row.asLongBuffer().put(its.day().sums);
      out.write(row.array());
    }
  }

  /** Returns the index of each pool by the index that it was written with. */
  private int[] readDays(DataInput in) throws IOException {
    int[] indexes = pools.read(in);
    for (int left = in.readInt(); left > 0; left--) {
      int pool = indexes[in.readInt()];
      Day day = day(pool, in.readInt());
      for (int count = 0; count < day.sums.length; count++) {
        day.sums[count] = in.readLong();
      }
      day.unsealed = true;
      unsealedDays.add(new PoolDay(pool, day));
    }
    return indexes;
  }

  private void writeRounds(DataOutput out) throws IOException {
    out.writeInt(rounds.size());
    for (Fact round : rounds.values()) {
      out.writeLong(round.identity().subject().getMostSignificantBits());
      out.writeLong(round.identity().subject().getLeastSignificantBits());
      out.writeUTF(PoolIds.text(round.pool()));
      out.writeLong(round.occurredAt().toEpochMilli());
      out.writeInt(round.revision());
      out.writeLong(round.amount());
    }
  }

  private void readRounds(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      Fact.Identity identity =
          new Fact.Identity(Count.INVITED, new UUID(in.readLong(), in.readLong()), null, 0);
      rounds.put(
          identity,
          new Fact(
              identity,
              PoolIds.parse(in.readUTF()),
              Instant.ofEpochMilli(in.readLong()),
              in.readInt(),
              in.readLong()));
    }
  }

  private void writeFacts(DataOutput out) throws IOException {
    ByteBuffer all =
        ByteBuffer.allocate(Math.multiplyExact(facts.size(), FactTable.BYTES_PER_SLOT));
    for (int slot = 0; slot < facts.capacity(); slot++) {
      if (!facts.isNew(slot)) {
        all.putLong(facts.first(slot)).putLong(facts.second(slot)).putLong(facts.time(slot));
        all.putInt(facts.pool(slot) << 1 | facts.amount(slot));
      }
    }
    out.writeInt(facts.size());
    out.write(all.array());
  }

  private void readFacts(DataInput in, int[] indexes) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(in.readInt(), FactTable.BYTES_PER_SLOT)];
    in.readFully(bytes);
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      long hi = all.getLong();
      long lo = all.getLong();
      long time = all.getLong();
      int where = all.getInt();
      facts.put(
          facts.slot(FactTable.hash(hi, lo), hi, lo),
          hi,
          lo,
          time,
          indexes[where >>> 1],
          where & 1);
    }
  }
}
