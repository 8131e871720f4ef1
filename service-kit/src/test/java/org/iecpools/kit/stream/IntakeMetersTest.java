package org.iecpools.kit.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records are counted by type and reason, in series that exist from the start. */
class IntakeMetersTest {

  private static final Instant NOW = Instant.parse("2026-02-02T05:00:00Z");

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordValidator validator =
      new RecordValidator("pool-service", codec, ServiceClock.system(), 1, meters);
  private final UUID candidate = UUID.randomUUID();

  @BeforeEach
  void expectProfiles() {
    validator.expect(Topics.PROFILES);
  }

  @Test
  void anAcceptedRecordIsCountedByItsType() {
    examine(candidate.toString(), codec.encode(profile(NOW)), NOW);
    examine(candidate.toString(), codec.encode(withdrawn()), NOW);
    examine(candidate.toString(), codec.encode(withdrawn()), NOW);

    assertThat(accepted("ProfileSubmitted")).isOne();
    assertThat(accepted("ProfileWithdrawn")).isEqualTo(2);
    assertThat(counted("iec.intake.refused")).isZero();
  }

  @Test
  void aRefusedRecordIsCountedByTypeAndReason() {
    String key = candidate.toString();

    examine(key, codec.encode(profile(NOW)), Instant.ofEpochMilli(-1));
    examine(key, "no profile".getBytes(UTF_8), NOW);
    examine(
        "2026/IE",
        codec.encode(Samples.valid(SeasonPlanned.SCHEMA$, new Random(1), NOW.toEpochMilli())),
        NOW);
    examine("somebody", codec.encode(profile(NOW)), NOW);
    examine(key, codec.encode(profile(NOW.plusSeconds(3_600))), NOW);
    examine(
        key,
        codec.encode(
            ProfileSubmitted.newBuilder(profile(NOW)).setResidence("x".repeat(1_000)).build()),
        NOW);

    assertThat(refused("unknown", "envelope")).isOne();
    assertThat(refused("unknown", "undecodable")).isOne();
    assertThat(refused("unknown", "wrong_topic")).isOne();
    assertThat(refused("ProfileSubmitted", "wrong_key")).isOne();
    assertThat(refused("ProfileSubmitted", "time")).isOne();
    assertThat(refused("ProfileSubmitted", "content")).isOne();
    assertThat(counted("iec.intake.refused")).isEqualTo(6);
    assertThat(counted("iec.intake.accepted")).isZero();
  }

  @Test
  void noInputCreatesASeries() {
    Set<String> before = series();
    Random random = new Random(7);

    for (int i = 0; i < 500; i++) {
      byte[] value = new byte[random.nextInt(200)];
      random.nextBytes(value);
      if (value.length > 0 && random.nextBoolean()) {
        value[0] = 0;
      }
      examine("key-" + random.nextLong(), value, NOW);
      examine("key-" + random.nextLong(), codec.encode(profile(NOW)), NOW);
    }

    assertThat(counted("iec.intake.refused")).isEqualTo(1_000);
    assertThat(series()).isEqualTo(before);
  }

  private void examine(String key, byte[] value, Instant timestamp) {
    validator.examine(
        Topics.PROFILES,
        new ConsumerRecord<>(
            Topics.PROFILES.name(),
            0,
            0,
            timestamp.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            0,
            key.getBytes(UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private double accepted(String type) {
    return meters.get("iec.intake.accepted").tag("type", type).counter().count();
  }

  private double refused(String type, String reason) {
    return meters.get("iec.intake.refused").tags("type", type, "reason", reason).counter().count();
  }

  private double counted(String name) {
    return meters.get(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  private Set<String> series() {
    return meters.getMeters().stream()
        .map(meter -> meter.getId().toString())
        .collect(Collectors.toSet());
  }

  private ProfileSubmitted profile(Instant at) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setSeason(2026)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence("IE")
        .setWanted(List.of())
        .build();
  }

  private ProfileWithdrawn withdrawn() {
    return ProfileWithdrawn.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setSeason(2026)
        .setCitizenship("IE")
        .build();
  }
}
