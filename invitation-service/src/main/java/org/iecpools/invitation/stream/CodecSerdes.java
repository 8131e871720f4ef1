package org.iecpools.invitation.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.iecpools.events.Event;
import org.iecpools.events.RoundRun;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Serdes for events within this service, which were validated when they were read. Stored events
 * are encoded as on the topics; those on the way to their country keep the bytes that were read.
 */
final class CodecSerdes {

  private final EventCodec codec;

  CodecSerdes(EventCodec codec) {
    this.codec = codec;
  }

  /** Stored announcements. */
  Serde<SeasonsEvent> announcements() {
    return events(SeasonsEvent.class);
  }

  /** Stored runs of rounds. */
  Serde<RoundRun> runs() {
    return events(RoundRun.class);
  }

  private <E extends Event> Serde<E> events(Class<E> type) {
    return Serdes.serdeFrom(
        (_, event) -> event == null ? null : codec.encode((SpecificRecord) event),
        (_, bytes) -> bytes == null ? null : type.cast(decode(bytes)));
  }

  /** Layout: length and name of the topic, partition, offset, event. */
  static Serde<Relayed> relayed() {
    return Serdes.serdeFrom((_, input) -> bytes(input), (_, bytes) -> relayed(bytes));
  }

  private static byte[] bytes(Relayed input) {
    byte[] topic = input.at().topic().getBytes(StandardCharsets.UTF_8);
    byte[] event = input.value();
    return ByteBuffer.allocate(1 + topic.length + 4 + 8 + event.length)
        .put((byte) topic.length)
        .put(topic)
        .putInt(input.at().partition())
        .putLong(input.at().offset())
        .put(event)
        .array();
  }

  private static Relayed relayed(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] topic = new byte[in.get()];
    in.get(topic);
    Position at =
        new Position(new String(topic, StandardCharsets.UTF_8), in.getInt(), in.getLong());
    byte[] event = new byte[in.remaining()];
    in.get(event);
    return new Relayed(at, event);
  }

  /** Decodes an event that has reached its country. */
  CountryInput arrived(Relayed input) {
    return new CountryInput.Happened(input.at(), decode(input.value()));
  }

  /** The record that an input came from; without a key if the event can no longer be decoded. */
  ConsumerRecord<byte[], byte[]> origin(Relayed input) {
    return new ConsumerRecord<>(
        input.at().topic(),
        input.at().partition(),
        input.at().offset(),
        key(input.value()),
        input.value());
  }

  private byte @Nullable [] key(byte[] value) {
    try {
      return Topics.keyOf((Event) codec.decode(value)).getBytes(StandardCharsets.UTF_8);
    } catch (EventCodec.Undecodable _) {
      return null;
    }
  }

  private Event decode(byte[] bytes) {
    try {
      return (Event) codec.decode(bytes);
    } catch (EventCodec.Undecodable e) {
      throw new IllegalStateException("this service wrote a record that it cannot decode", e);
    }
  }
}
