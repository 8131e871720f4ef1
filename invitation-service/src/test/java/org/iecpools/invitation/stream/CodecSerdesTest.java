package org.iecpools.invitation.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.invitation.domain.Position;
import org.iecpools.kafka.EventCodec;
import org.junit.jupiter.api.Test;

class CodecSerdesTest {

  private static final Position AT = new Position("iec.responses", 3, 41);

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final CodecSerdes serdes = new CodecSerdes(codec);
  private final InvitationDeclined event =
      new InvitationDeclined(
          UUID.randomUUID(),
          Instant.parse("2026-02-03T16:00:00Z"),
          Harness.WH,
          UUID.randomUUID(),
          UUID.randomUUID(),
          UUID.randomUUID());
  private final byte[] value = codec.encode((SpecificRecord) event);

  /** Records of an earlier version may be on the repartition topic during an upgrade. */
  @Test
  void theLayoutOfRelayedRecordsStays() {
    byte[] topic = "iec.responses".getBytes(UTF_8);
    byte[] layout =
        ByteBuffer.allocate(1 + topic.length + 4 + 8 + value.length)
            .put((byte) topic.length)
            .put(topic)
            .putInt(3)
            .putLong(41)
            .put(value)
            .array();

    try (Serde<Relayed> serde = CodecSerdes.relayed()) {
      assertThat(serde.serializer().serialize("", new Relayed(AT, value))).isEqualTo(layout);
      assertThat(serdes.arrived(serde.deserializer().deserialize("", layout)))
          .isEqualTo(new CountryInput.Happened(AT, event));
    }
  }

  @Test
  void theOriginIsTheRecordThatWasRead() {
    ConsumerRecord<byte[], byte[]> origin = serdes.origin(new Relayed(AT, value));

    assertThat(new Position(origin.topic(), origin.partition(), origin.offset())).isEqualTo(AT);
    assertThat(origin.key()).asString(UTF_8).isEqualTo(event.getCandidateId().toString());
    assertThat(origin.value()).isEqualTo(value);
  }

  @Test
  void theOriginOfAnUndecodableRecordHasNoKey() {
    byte[] damaged = "no avro".getBytes(UTF_8);

    ConsumerRecord<byte[], byte[]> origin = serdes.origin(new Relayed(AT, damaged));

    assertThat(origin.key()).isNull();
    assertThat(origin.value()).isEqualTo(damaged);
  }
}
