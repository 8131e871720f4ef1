package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.kafka.EventCodec.Undecodable;
import org.junit.jupiter.api.Test;

class EventCodecTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());

  private final PoolEntered entered =
      PoolEntered.newBuilder()
          .setEventId(UUID.randomUUID())
          .setOccurredAt(Instant.parse("2026-03-05T12:00:00.123Z"))
          .setPool(PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE"))
          .setProfileId(UUID.randomUUID())
          .setCandidateId(UUID.randomUUID())
          .setEligibleUntil(LocalDate.parse("2031-02-28"))
          .build();

  @Test
  void aRecordComesBackAsItWasWritten() throws Exception {
    assertThat(codec.decode(codec.encode(entered))).isEqualTo(entered);
  }

  @Test
  void theWireHasAZeroByteAndTheSchemasNumberAndThenTheRecord() {
    byte[] bytes = codec.encode(entered);

    assertThat(bytes[0]).isZero();
    assertThat(bytes[4]).isEqualTo((byte) EventCodec.inMemory().idOf(PoolEntered.SCHEMA$));
    assertThat(bytes).hasSizeLessThan(114);
  }

  @Test
  void whatIsNoRecordIsRefusedWithTheReason() {
    byte[] good = codec.encode(entered);

    assertThatThrownBy(() -> codec.decode(null))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> codec.decode("{\"json\":1}".getBytes()))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("wire format");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 1, 0, 1, 2}))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("schema id 256 is not known");
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(good, good.length - 3)))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("not valid Avro");
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("left over");
  }

  @Test
  void aTextLongerThanAnyIsNoRecordEither() {
    PoolClosed closed =
        new PoolClosed(
            entered.getEventId(), entered.getOccurredAt(), entered.getPool(), "r", 0, null, null);
    byte[] good = codec.encode(closed);
    // The length of the reason, its single letter and the change take one byte each; 2^31 - 1 takes
    // five.
    byte[] bad = Arrays.copyOf(good, good.length + 2);
    byte[] length = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    System.arraycopy(length, 0, bad, good.length - 3, length.length);

    assertThatThrownBy(() -> codec.decode(bad))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("not valid Avro");
  }

  @Test
  void aBadRecordDoesNotSpoilTheNext() throws Exception {
    byte[] good = codec.encode(entered);
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(good, 20))).isInstanceOf(Undecodable.class);

    assertThat(codec.decode(good)).isEqualTo(entered);
  }

  @Test
  void anEnumSymbolOfALaterVersionIsReadAsUnknown() throws Exception {
    // given a writer with a cause that this version does not know
    PoolLeft left =
        PoolLeft.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Instant.EPOCH)
            .setPool(PoolIds.parse("2026/IE/WORKING_HOLIDAY"))
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setCause(LeaveCause.SEASON_ENDED)
            .build();
    SchemaIds later =
        new SchemaIds() {
          @Override
          public int idOf(org.apache.avro.Schema schema) {
            return 77;
          }

          @Override
          public org.apache.avro.Schema schemaOf(int id) {
            return new org.apache.avro.Schema.Parser()
                .parse(PoolLeft.SCHEMA$.toString().replace("SEASON_ENDED", "MOVED_TO_MARS"));
          }
        };

    // when this version reads the record
    PoolLeft read = (PoolLeft) new EventCodec(later).decode(codec77(later, left));

    // then the rest of the record is intact
    assertThat(read.getCause()).isEqualTo(LeaveCause.UNKNOWN);
    assertThat(read.getProfileId()).isEqualTo(left.getProfileId());
  }

  private static byte[] codec77(SchemaIds ids, PoolLeft left) {
    return new EventCodec(ids).encode(left);
  }
}
