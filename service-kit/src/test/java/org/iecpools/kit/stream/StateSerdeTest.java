package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Quota;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StateSerdeTest {

  enum Colour {
    RED,
    BLUE
  }

  sealed interface Shape {
    record Circle(double radius, @Nullable Colour colour) implements Shape {}

    record Parked(ProfileWithdrawn event, ProfileSubmitted submission, Instant since)
        implements Shape {}

    /** A family inside the family. */
    sealed interface Compound extends Shape {
      record Pair(Shape left, @Nullable Shape right) implements Compound {}

      record Nothing() implements Compound {}
    }
  }

  record State(
      UUID id,
      LocalDate day,
      Map<PoolId, Integer> stays,
      Map<String, List<@Nullable Integer>> lists,
      List<Shape> shapes,
      Set<Colour> colours,
      PoolId pool,
      @Nullable Quota quota,
      @Nullable Long number,
      boolean isOpen,
      Instant at) {}

  private final Serde<State> serde = StateSerde.of(State.class);

  @Test
  void stateComesBackAsItWas() {
    for (int seed = 0; seed < 1_000; seed++) {
      State state = (State) new AnyState(new Random(seed)).of(State.class);

      byte[] bytes = serde.serializer().serialize("topic", state);

      State back = serde.deserializer().deserialize("topic", bytes);
      assertThat(back).as("seed %d", seed).isEqualTo(state);
      assertThat(List.copyOf(back.stays().keySet()))
          .as("the order of a map")
          .isEqualTo(List.copyOf(state.stays().keySet()));
      assertThat(serde.serializer().serialize("topic", back)).isEqualTo(bytes);
    }
  }

  @Test
  void bytesComeBackAsTheyWere() {
    record Sealed(byte[] bytes) {}
    Serde<Sealed> ofBytes = StateSerde.of(Sealed.class);

    byte[] stored = ofBytes.serializer().serialize("", new Sealed(new byte[] {1, 0, -1}));

    assertThat(ofBytes.deserializer().deserialize("", stored).bytes()).containsExactly(1, 0, -1);
  }

  @Test
  void anyReaderOfAvroReadsIt() throws IOException {
    State state = (State) new AnyState(new Random(7)).of(State.class);
    byte[] bytes = serde.serializer().serialize("topic", state);

    BinaryDecoder in =
        DecoderFactory.get()
            .binaryDecoder(bytes, StateSerde.HEADER, bytes.length - StateSerde.HEADER, null);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(StateSchema.of(State.class)).read(null, in);

    assertThat(in.isEnd()).isTrue();
    assertThat(read.get("isOpen")).isEqualTo(state.isOpen());
    assertThat((List<?>) read.get("shapes")).hasSameSizeAs(state.shapes());
  }

  @Test
  void jsonOfEarlierVersionsIsRead() {
    record Before(PoolId pool, List<Shape> shapes, Instant at) {}
    PoolId pool = PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE");
    String json =
        """
        {"pool": "2026/FR/YOUNG_PROFESSIONALS/VIE", "shapes": [{"is": "Circle", "radius": 1.5}],
         "at": "2026-01-01T00:00:00.001Z", "mood": "good"}
        """;

    assertThat(StateSerde.of(Before.class).deserializer().deserialize("topic", json.getBytes()))
        .isEqualTo(StateSerde.json(Before.class).deserialize("topic", json.getBytes()))
        .isEqualTo(
            new Before(
                pool,
                List.of(new Shape.Circle(1.5, null)),
                Instant.parse("2026-01-01T00:00:00.001Z")));
  }

  @Test
  void anUnknownSchemaIsThatOfANewerVersion() {
    byte[] bytes =
        serde.serializer().serialize("", (State) new AnyState(new Random(1)).of(State.class));
    bytes[2]++;

    assertThatThrownBy(() -> serde.deserializer().deserialize("", bytes))
        .hasMessageContaining("State has the unknown schema")
        .hasMessageContaining("newer version");
  }

  @Test
  void otherBytesAreRefused() {
    for (byte[] bytes : List.of(new byte[0], new byte[] {0, 1, 2}, new byte[20])) {
      assertThatThrownBy(() -> serde.deserializer().deserialize("", bytes))
          .hasMessageContaining("neither C3 01 nor {");
    }
  }

  @Test
  void aNullThatIsNotMarkedIsRefused() {
    assertThatThrownBy(() -> serde.serializer().serialize("", withoutId()))
        .hasStackTraceContaining("component 0 of " + State.class.getName());
  }

  @SuppressWarnings("NullAway")
  private static State withoutId() {
    return new State(
        null, null, Map.of(), Map.of(), List.of(), Set.of(), null, null, null, true, null);
  }

  @Test
  void aTypeThatCannotBeStoredIsRefused() {
    record Timer(java.time.Duration left) {}

    assertThatThrownBy(() -> StateSerde.of(Timer.class))
        .hasMessageContaining("java.time.Duration in ")
        .hasMessageContaining("cannot be stored");
  }

  /** What a later version may change. */
  @Nested
  class Evolution {

    sealed interface Before {
      record Inner(UUID dropped, Colour colour, int count) {}

      record A(String name, Inner inner, Map<UUID, Inner> all) implements Before {}

      record B(int count) implements Before {}
    }

    sealed interface After {
      record C() implements After {}

      record B(int count) implements After {}

      record Inner(
          long count,
          @Nullable Colour colour,
          @Nullable Instant at,
          List<String> names,
          Set<UUID> ids,
          Map<PoolId, Quota> quotas) {}

      record A(Map<UUID, Inner> all, Inner inner, String name) implements After {}
    }

    sealed interface Small {
      record X() implements Small {}
    }

    sealed interface Large {
      record X() implements Large {}

      record Y() implements Large {}
    }

    @Test
    void earlierStateIsReadWithDefaults() throws IOException {
      UUID id = UUID.randomUUID();
      Before.Inner inner = new Before.Inner(id, Colour.BLUE, 3);
      After.Inner expected = new After.Inner(3, Colour.BLUE, null, List.of(), Set.of(), Map.of());

      assertThat(again(Before.class, new Before.A("a", inner, Map.of(id, inner)), After.class))
          .isEqualTo(new After.A(Map.of(id, expected), expected, "a"));
      assertThat(again(Before.class, new Before.B(5), After.class)).isEqualTo(new After.B(5));
    }

    @Test
    void anAddedComponentNeedsADefault() {
      record Old(int count) {}
      record New(int count, int added) {}

      assertThatThrownBy(() -> again(Old.class, new Old(1), New.class))
          .hasMessageContaining("New.added is missing in stored values")
          .hasMessageContaining("@Nullable");
    }

    @Test
    void aMemberStays() {
      assertThatThrownBy(() -> again(Large.class, new Large.Y(), Small.class))
          .hasMessageContaining("Y is in stored values and must stay a member of");
    }

    @Test
    void aConstantStays() {
      enum Fewer {
        RED
      }
      record Old(Colour of) {}
      record New(Fewer of) {}

      assertThatThrownBy(() -> again(Old.class, new Old(Colour.RED), New.class))
          .hasMessageContaining("BLUE is in stored values and must stay in");
    }

    @Test
    void whatMayBeNullStaysSo() {
      record Old(@Nullable String of) {}
      record New(String of) {}

      assertThatThrownBy(() -> again(Old.class, new Old(null), New.class))
          .hasMessageContaining("must stay so");
    }

    @Test
    void anotherTypeIsRefused() {
      record Old(String of) {}
      record New(int of) {}

      assertThatThrownBy(() -> again(Old.class, new Old("7"), New.class))
          .hasMessageContaining("cannot be read as int");
    }

    private static Object again(Class<?> before, Object value, Class<?> after) throws IOException {
      Schema written = StateSchema.of(before);
      StateEncoder out = new StateEncoder();
      StateCodec.of(written, written, before).write(value, out);
      BinaryDecoder in = DecoderFactory.get().binaryDecoder(out.toByteArray(), null);
      Object read = StateCodec.of(written, StateSchema.of(after), after).read(in);
      assertThat(in.isEnd()).isTrue();
      return read;
    }
  }

  @Test
  void whatIsLostFromStoredStateIsFound() {
    JsonMapper json = JsonMapper.shared();
    JsonNode stored = json.readTree("{\"a\": 1, \"b\": [{\"c\": 2}, 3]}");

    for (String same :
        List.of(
            "{\"a\": 1, \"b\": [{\"c\": 2}, 3]}",
            "{\"b\": [3, {\"c\": 2, \"new\": 0}], \"a\": 1, \"new\": 0}")) {
      assertThat(StoredState.contains(json.readTree(same), stored)).as(same).isTrue();
    }
    for (String lost :
        List.of(
            "{\"b\": [{\"c\": 2}, 3]}",
            "{\"a\": 2, \"b\": [{\"c\": 2}, 3]}",
            "{\"a\": 1, \"b\": [{\"c\": 2}]}",
            "{\"a\": 1, \"b\": [{\"c\": 2}, 3, 3]}",
            "{\"a\": 1, \"b\": [{}, 3]}")) {
      assertThat(StoredState.contains(json.readTree(lost), stored)).as(lost).isFalse();
    }
  }
}
