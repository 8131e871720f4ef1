package org.iecpools.backup;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Divides the records of a partition into steps that give each record its offset again. Offsets
 * without a record are filled with what consumers of committed records do not see: a transaction
 * ends with a marker, which takes one offset of each of its partitions, and the records of an
 * aborted transaction take one each.
 */
final class PartitionSteps implements Closeable {

  /** Limits of a step, so that its records fit into memory and its transaction into its timeout. */
  private static final int MAX_RECORDS = 1_000;

  private static final long MAX_BYTES = 256 << 10;
  private static final long MAX_FILLED = 500_000;

  private final TopicPartition partition;
  private final RecordFile.Reader reader;
  private final long end;
  private @Nullable StoredRecord next;
  private long position;

  /** What to write next, at the offset that the log ends with. */
  sealed interface Step {
    /** Records outside of transactions: the next offset has a record, too, or is filled. */
    record Plain(List<StoredRecord> records) implements Step {}

    /** Records of a transaction, whose marker takes the offset after them. */
    record Committed(List<StoredRecord> records) implements Step {}

    /**
     * Records of a transaction that is aborted.
     *
     * @param records 1 or more; with the marker, one offset more is filled
     */
    record Aborted(int records) implements Step {}

    /**
     * One offset before the first record. No transaction is that small, so it gets a record that is
     * deleted afterwards.
     */
    record Deleted() implements Step {}
  }

  PartitionSteps(TopicPartition partition, RecordFile.Reader reader, long end) throws IOException {
    this.partition = partition;
    this.reader = reader;
    this.end = end;
    this.next = reader.next();
  }

  TopicPartition partition() {
    return partition;
  }

  /** The offset after the steps so far. */
  long position() {
    return position;
  }

  /** The next step; null after the last one. */
  @Nullable Step step() throws IOException {
    long gap = gap();
    if (gap == 1) {
      position++;
      return new Step.Deleted();
    }
    if (gap > 1) {
      return fill(gap);
    }
    if (next == null) {
      return null;
    }
    List<StoredRecord> records = new ArrayList<>();
    long bytes = 0;
    while (next != null
        && next.offset() == position
        && records.size() < MAX_RECORDS
        && bytes < MAX_BYTES) {
      records.add(next);
      bytes += next.size();
      position++;
      next = reader.next();
    }
    if (gap() == 1) {
      position++;
      return new Step.Committed(records);
    }
    return new Step.Plain(records);
  }

  /** The number of offsets without a record before the next record or the end. */
  private long gap() {
    return (next == null ? end : next.offset()) - position;
  }

  private Step fill(long gap) {
    long filled = Math.min(gap, MAX_FILLED);
    // What is left must not be a single offset.
    if (gap - filled == 1) {
      filled--;
    }
    position += filled;
    return new Step.Aborted(Math.toIntExact(filled - 1));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
