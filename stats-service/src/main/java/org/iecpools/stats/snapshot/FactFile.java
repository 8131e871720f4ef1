package org.iecpools.stats.snapshot;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.iecpools.stats.domain.FactTable;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.SealedFacts;
import org.iecpools.stats.domain.SealedTable;

/**
 * Sealed facts in a memory-mapped file, which never changes: a hash table of complete identities,
 * so a fact is never mistaken for another one. A Bloom filter on the heap, one byte per slot,
 * answers most searches for facts that are not in the file.
 *
 * <p>All numbers are big-endian: a header of {@value #HEADER} bytes, {@value #SLOT} bytes per slot,
 * the filter, and the sums that were sealed with the facts.
 */
final class FactFile implements SealedFacts {

  static final String SUFFIX = ".facts";

  private static final long MAGIC = 0x4945_4346_4143_5431L; // IECFACT1
  private static final int HEADER = 32;
  private static final int SLOT = 32;
  private static final int SECOND = 8;
  private static final int TIME = 16;
  private static final int WHERE = 24;
  private static final int SLOTS_PER_FILTER_WORD = 8;

  /** The most slots of which every position in the file is an {@code int}. */
  private static final int MAX_SLOTS = 1 << 25;

  private static final int BUFFER = 1 << 16;

  /**
   * Identifies a file and its content.
   *
   * @param name name in the directory of its partition
   * @param length in bytes
   * @param checksum CRC-32 of the whole file
   */
  record Reference(String name, long length, int checksum) {}

  /**
   * A file whose checksum is correct.
   *
   * @param sums the sums that were sealed with the facts
   */
  record Checked(Reference reference, ByteBuffer content, byte[] sums) {

    /** The facts, with the pools' indexes in this process. */
    FactFile facts(PoolIndex pools) throws IOException {
      return new FactFile(this, pools.read(new DataInputStream(new ByteArrayInputStream(sums))));
    }
  }

  private final Reference reference;
  private final ByteBuffer content;
  private final int[] pools;
  private final long[] filter;
  private final int mask;
  private final int size;

  /**
   * @param pools index of each pool by its index in the file
   */
  private FactFile(Checked file, int[] pools) {
    this.reference = file.reference();
    this.content = file.content();
    this.pools = pools;
    int slots = slots(content);
    this.mask = slots - 1;
    this.size = content.getInt(12);
    this.filter = new long[filterWords(slots)];
    content.slice(HEADER + slots * SLOT, filter.length * Long.BYTES).asLongBuffer().get(filter);
  }

  private static int slots(ByteBuffer content) {
    return content.getInt(8);
  }

  private static int filterWords(int slots) {
    return slots / SLOTS_PER_FILTER_WORD;
  }

  /**
   * Writes facts to a new file and waits until it is on the disk.
   *
   * @throws IOException also if there are too many facts for one file
   */
  static FactFile write(Path directory, SealedTable table) throws IOException {
    FactTable facts = table.facts();
    int slots = facts.capacity();
    if (slots > MAX_SLOTS) {
      throw new IOException("%,d slots are too many for one file".formatted(slots));
    }
    long[] filter = new long[filterWords(slots)];
    String name = UUID.randomUUID() + SUFFIX;
    try (FileChannel file =
            FileChannel.open(
                directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(file), BUFFER))) {
      out.writeLong(MAGIC);
      out.writeInt(slots);
      out.writeInt(facts.size());
      out.writeLong(table.sums().length);
      out.writeLong(0);
      ByteBuffer row = ByteBuffer.allocate(SLOT);
      for (int slot = 0; slot < slots; slot++) {
        if (facts.isNew(slot)) {
          row.putLong(0, 0).putLong(SECOND, 0).putLong(TIME, 0).putLong(WHERE, 0);
        } else {
          row.putLong(0, facts.first(slot))
              .putLong(SECOND, facts.second(slot))
              .putLong(TIME, facts.time(slot))
              .putInt(WHERE, (facts.pool(slot) + 1) << 1 | facts.amount(slot));
          long hash = FactTable.hash(facts.first(slot), facts.second(slot));
          filter[word(hash, filter.length)] |= bits(hash);
        }
        out.write(row.array());
      }
      for (long word : filter) {
        out.writeLong(word);
      }
      out.write(table.sums());
      out.flush();
      file.force(true);
    }
    Checked written = check(directory, name);
    int known = ByteBuffer.wrap(written.sums()).getInt();
    return new FactFile(written, IntStream.range(0, known).toArray());
  }

  /**
   * Maps a file and compares it with its reference.
   *
   * @throws IOException if it is missing, damaged or cannot be read
   */
  static Checked check(Path directory, Reference expected) throws IOException {
    Checked file;
    try {
      file = check(directory, expected.name());
    } catch (NoSuchFileException _) {
      throw new IOException("%s is missing".formatted(expected.name()));
    }
    if (!file.reference().equals(expected)) {
      throw new IOException("%s is damaged".formatted(expected.name()));
    }
    return file;
  }

  private static Checked check(Path directory, String name) throws IOException {
    try (FileChannel file = FileChannel.open(directory.resolve(name), StandardOpenOption.READ)) {
      long length = file.size();
      if (length < HEADER || length > Integer.MAX_VALUE) {
        throw new IOException("%s is damaged: it has %,d bytes".formatted(name, length));
      }
      ByteBuffer content = file.map(FileChannel.MapMode.READ_ONLY, 0, length);
      CRC32 checksum = new CRC32();
      checksum.update(content.duplicate());
      int slots = slots(content);
      if (content.getLong(0) != MAGIC || Integer.bitCount(slots) != 1 || slots > MAX_SLOTS) {
        throw new IOException("%s is damaged: it has no header".formatted(name));
      }
      long start = HEADER + (long) slots * SLOT + (long) filterWords(slots) * Long.BYTES;
      if (length - start != content.getLong(16)) {
        throw new IOException("%s is damaged: it has %,d bytes".formatted(name, length));
      }
      byte[] sums = new byte[(int) (length - start)];
      content.get((int) start, sums);
      return new Checked(new Reference(name, length, (int) checksum.getValue()), content, sums);
    }
  }

  private static int word(long hash, int words) {
    return (int) (hash >>> 40) & (words - 1);
  }

  /** Four bits, which may coincide. */
  private static long bits(long hash) {
    return 1L << (hash >>> 16) | 1L << (hash >>> 22) | 1L << (hash >>> 28) | 1L << (hash >>> 34);
  }

  Reference reference() {
    return reference;
  }

  @Override
  public int find(long hash, long hi, long lo) {
    long bits = bits(hash);
    if ((filter[word(hash, filter.length)] & bits) != bits) {
      return -1;
    }
    int slot = (int) hash & mask;
    while (content.getInt(HEADER + slot * SLOT + WHERE) != 0) {
      int at = HEADER + slot * SLOT;
      if (content.getLong(at) == hi && content.getLong(at + SECOND) == lo) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  @Override
  public long time(int slot) {
    return content.getLong(HEADER + slot * SLOT + TIME);
  }

  @Override
  public int pool(int slot) {
    return pools[(content.getInt(HEADER + slot * SLOT + WHERE) >>> 1) - 1];
  }

  @Override
  public int amount(int slot) {
    return content.getInt(HEADER + slot * SLOT + WHERE) & 1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long heapBytes() {
    return (long) filter.length * Long.BYTES;
  }

  @Override
  public long fileBytes() {
    return reference.length();
  }

  @Override
  public SealedFacts current() {
    return this;
  }
}
