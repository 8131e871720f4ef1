package org.iecpools.profile.stream;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.iecpools.events.CandidateEvent;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.stream.StateSerde;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.profile.domain.Candidate;

/**
 * Rows of the store of candidates (ADR 34). All keys of a candidate begin with the candidateId.
 *
 * <ul>
 *   <li>{@code candidateId/topic/offset}: value of the record of an event, as it was read.
 *   <li>{@code candidateId}: JSON of a {@link Candidate}, which an earlier version derived from the
 *       events that it had read. Still read, never written.
 * </ul>
 */
final class CandidateRows {

  /**
   * Limit of the events of one topic from which a candidate is derived, in bytes: the first ones
   * count, and a repeat is counted once. Bounds the memory of a query about a candidate with any
   * number of events.
   */
  static final int MAX_BYTES = 1 << 20;

  private static final Deserializer<Candidate> EARLIER = StateSerde.json(Candidate.class);

  private CandidateRows() {}

  /**
   * Key of an event. The position is unique and sorts events as the log does. Event ids do neither,
   * and upstream systems choose them.
   *
   * @param topic digit that stands for the topic; candidates are derived from the topics in the
   *     order of the digits
   * @param offset of the record; its partition follows from the candidate
   */
  static String key(String candidateId, char topic, long offset) {
    return candidateId + '/' + topic + '/' + HexFormat.of().toHexDigits(offset);
  }

  /**
   * Derives a candidate from its rows, in time proportional to their number.
   *
   * @param rows all rows of the candidate, sorted by key
   * @throws Unavailable while the schema of an event cannot be read
   */
  static Candidate read(KeyValueIterator<String, byte[]> rows, EventCodec codec) {
    Candidate earlier = Candidate.unknown();
    var events = new LinkedHashSet<ByteBuffer>();
    String topic = "";
    long bytes = 0;
    while (rows.hasNext()) {
      KeyValue<String, byte[]> row = rows.next();
      int end = row.key.lastIndexOf('/');
      if (end < 0) {
        earlier = EARLIER.deserialize("", row.value);
        continue;
      }
      if (!row.key.regionMatches(0, topic, 0, end)) {
        topic = row.key.substring(0, end);
        bytes = 0;
      }
      ByteBuffer event = ByteBuffer.wrap(row.value);
      if (!events.contains(event)) {
        bytes += row.value.length;
        if (bytes <= MAX_BYTES) {
          events.add(event);
        }
      }
    }
    return earlier.with(events.stream().map(event -> decode(event.array(), codec)));
  }

  private static CandidateEvent decode(byte[] value, EventCodec codec) {
    try {
      return (CandidateEvent) codec.decode(value);
    } catch (EventCodec.Undecodable | SchemaRegistry.Unavailable e) {
      // It was decoded when it was stored, so only its schema can be missing.
      throw new Unavailable("a stored event cannot be decoded", e);
    }
  }
}
