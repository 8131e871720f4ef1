package org.iecpools.stats.domain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * The state that an answer shows: everything before these positions and nothing else. Versions are
 * partially ordered, because each of two instances may be ahead on one partition.
 *
 * @param log identifies the Kafka cluster and its topics; positions of different logs are not
 *     comparable
 * @param serving version of the sums that is served, 0 or more (ADR 17)
 * @param at the time for which the answer was computed, to the millisecond, 1970 or later
 * @param positions offset of the next record, by topic and partition, 0 or more
 */
public record AnswerVersion(long log, int serving, Instant at, List<List<Long>> positions) {

  private static final byte FORMAT = 1;

  public AnswerVersion {
    at = Instant.ofEpochMilli(at.toEpochMilli());
    positions = positions.stream().map(List::copyOf).toList();
  }

  /** Whether both are positions in the same topics. */
  public boolean isComparable(AnswerVersion other) {
    return log == other.log && shape().equals(other.shape());
  }

  private List<Integer> shape() {
    return positions.stream().map(List::size).toList();
  }

  /** Whether this state includes the other, which must be comparable. */
  public boolean includes(AnswerVersion other) {
    return serving >= other.serving
        && !at.isBefore(other.at)
        && IntStream.range(0, positions.size()).allMatch(topic -> behind(topic, other) == 0);
  }

  /**
   * Offsets by which this state is behind another one in a topic, 0 or more.
   *
   * @param topic index into the positions
   */
  public long behind(int topic, AnswerVersion other) {
    List<Long> mine = positions.get(topic);
    List<Long> its = other.positions.get(topic);
    return IntStream.range(0, mine.size())
        .mapToLong(partition -> Math.max(0, its.get(partition) - mine.get(partition)))
        .sum();
  }

  /**
   * The version as a string for HTTP headers and query parameters: letters, digits, {@code -} and
   * {@code _}. It contains a checksum, so that an altered token is rejected.
   */
  public String token() {
    int numbers = 3 + positions.stream().mapToInt(topic -> 1 + topic.size()).sum();
    ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + 10 * numbers + Integer.BYTES);
    out.put(FORMAT).putLong(log);
    put(out, serving);
    put(out, at.toEpochMilli());
    put(out, positions.size());
    for (List<Long> topic : positions) {
      put(out, topic.size());
      topic.forEach(position -> put(out, position));
    }
    out.putInt(checksum(out.array(), out.position()));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(out.array(), out.position()));
  }

  /** Parses a token; empty if it is not the result of {@link #token}. */
  public static Optional<AnswerVersion> of(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      ByteBuffer in = ByteBuffer.wrap(bytes, 0, Math.max(0, bytes.length - Integer.BYTES));
      if (in.get() != FORMAT || checksum(bytes, in.limit()) != lastInt(bytes)) {
        return Optional.empty();
      }
      AnswerVersion version = read(in);
      // Each version has one token: other encodings of the same bytes are refused.
      return version.token().equals(token) ? Optional.of(version) : Optional.empty();
    } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static AnswerVersion read(ByteBuffer in) {
    long log = in.getLong();
    int serving = Math.toIntExact(get(in));
    Instant at = Instant.ofEpochMilli(get(in));
    int topics = count(in);
    List<List<Long>> positions = new ArrayList<>();
    for (int topic = 0; topic < topics; topic++) {
      int partitions = count(in);
      List<Long> its = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        its.add(get(in));
      }
      positions.add(its);
    }
    return new AnswerVersion(log, serving, at, positions);
  }

  private static int count(ByteBuffer in) {
    long count = get(in);
    if (count > in.remaining()) {
      throw new IllegalArgumentException("more entries than bytes");
    }
    return (int) count;
  }

  /** Writes seven bits per byte, lowest first; all bytes but the last have the highest bit set. */
  private static void put(ByteBuffer out, long value) {
    long left = value;
    while (left > 0x7f) {
      out.put((byte) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.put((byte) left);
  }

  private static long get(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("more than 63 bits");
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static int lastInt(byte[] bytes) {
    return ByteBuffer.wrap(bytes, bytes.length - Integer.BYTES, Integer.BYTES).getInt();
  }
}
