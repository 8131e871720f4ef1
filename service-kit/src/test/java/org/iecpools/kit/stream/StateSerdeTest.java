package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StateSerdeTest {

  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    record Parked(ProfileWithdrawn event, Instant since) implements Shape {}
  }

  record State(
      UUID id,
      LocalDate day,
      Map<PoolId, Integer> stays,
      List<Shape> shapes,
      PoolId pool,
      Quota quota) {}

  private final Serde<State> serde = StateSerde.json(State.class);

  @Test
  void stateComesBackAsItWas() {
    PoolId pool = PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE");
    ProfileWithdrawn event =
        ProfileWithdrawn.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(Instant.parse("2026-01-01T00:00:00.001Z"))
            .setProfileId(UUID.randomUUID())
            .setCandidateId(UUID.randomUUID())
            .setSeason(2026)
            .setCitizenship("FR")
            .build();
    State state =
        new State(
            UUID.randomUUID(),
            LocalDate.parse("2026-02-03"),
            Map.of(pool, 3),
            List.of(new Shape.Circle(1.5), new Shape.Parked(event, Instant.EPOCH)),
            pool,
            new Quota(QuotaKind.NUMBER, 12));

    byte[] bytes = serde.serializer().serialize("topic", state);

    assertThat(serde.deserializer().deserialize("topic", bytes)).isEqualTo(state);
    assertThat(new String(bytes))
        .contains("2026/FR/YOUNG_PROFESSIONALS/VIE")
        .contains("\"Circle\"");
  }

  @Test
  void aFieldOfANewerVersionIsPassedOver() {
    assertThat(serde.deserializer().deserialize("topic", "{\"mood\":\"good\"}".getBytes()))
        .isEqualTo(new State(null, null, null, null, null, null));
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
