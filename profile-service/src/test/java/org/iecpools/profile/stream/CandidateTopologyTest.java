package org.iecpools.profile.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.iecpools.profile.Story.CLOSES;
import static org.iecpools.profile.Story.NOW;
import static org.iecpools.profile.Story.WH;
import static org.iecpools.profile.Story.YP;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.profile.Story;
import org.iecpools.profile.domain.Candidate;
import org.iecpools.profile.domain.EndCause;
import org.iecpools.profile.domain.Standing;
import org.iecpools.profile.domain.Standing.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole paths through the service, from encoded events to the stored state of a candidate. */
class CandidateTopologyTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final ServiceClock clock = ServiceClock.simulated();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Story story = new Story();

  @TempDir Path stateDir;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    clock.accept(new ClockTicked("test", 1L, NOW));
    var builder = new StreamsBuilder();
    var eventSource =
        new EventSource(new RecordValidator("profile-service", codec, clock, 1, meters));
    CandidateTopology.build(builder, eventSource, clock, new ClockProgress());
    var settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver = new TopologyTestDriver(builder.build(settings), settings);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private void read(Event event) {
    read(Topics.of(event).name(), Topics.keyOf(event), codec.encode((SpecificRecord) event));
  }

  private void read(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  private Candidate known(UUID candidate) {
    Candidate known =
        driver
            .<String, Candidate>getKeyValueStore(CandidateTopology.STORE)
            .get(candidate.toString());
    return known == null ? Candidate.unknown() : known;
  }

  private Standing standing() {
    return Standing.of(
        known(story.candidate).profile(story.profile).orElseThrow(), _ -> Optional.of(CLOSES), NOW);
  }

  @Test
  void aProfilesStandingFollowsFromFiveTopics() {
    read(story.submitted(Category.WORKING_HOLIDAY));
    assertThat(standing().status()).isEqualTo(new Status.Pending());

    read(story.entered(WH, 1));
    assertThat(standing().status()).isEqualTo(new Status.Active());

    read(story.issued(WH, 1));
    read(story.accepted(WH, 1));
    read(story.confirmed(WH, 1, NOW.plus(Duration.ofDays(21))));
    read(story.applied(WH, 1));
    assertThat(standing().status()).isInstanceOf(Status.Invited.class);

    read(story.loi(WH, 1));
    read(story.closed(WH, 1, ClosedCause.LOI_ISSUED));
    assertThat(standing().status())
        .isEqualTo(new Status.Ended(EndCause.LOI_ISSUED, NOW, List.of()));
    assertThat(driver.producedTopicNames()).allMatch(topic -> topic.endsWith("-changelog"));
  }

  @Test
  void candidatesAreKeptApart() {
    var other = new Story();
    read(story.entered(WH, 1));
    read(other.rejected("TOO_OLD"));

    assertThat(known(story.candidate).profiles()).containsOnlyKeys(story.profile);
    assertThat(known(other.candidate).profiles()).containsOnlyKeys(other.profile);
    assertThat(known(UUID.randomUUID()).profiles()).isEmpty();
  }

  @Test
  void duplicatesAndTheOrderAcrossTopicsDoNotMatter() {
    List<CandidateEvent> events =
        List.of(
            story.submitted(Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS),
            story.entered(WH, 1),
            story.entered(YP, 1),
            story.issued(WH, 1),
            story.left(YP, 1, LeaveCause.INVITED),
            story.declined(WH, 1),
            story.closed(WH, 1, ClosedCause.DECLINED),
            story.entered(YP, 2));
    var mixed = new ArrayList<>(events);
    mixed.addAll(events);
    Collections.shuffle(mixed, new Random(7));

    mixed.forEach(this::read);

    assertThat(standing().status()).isEqualTo(new Status.Active());
    assertThat(standing().stays())
        .filteredOn(stay -> stay.state() == Standing.StayState.IN)
        .extracting(Standing.PoolStay::pool, Standing.PoolStay::number)
        .containsExactlyInAnyOrder(tuple(WH, 2), tuple(YP, 2));
  }

  @Test
  void anInvalidRecordIsSkippedBecauseTheServiceThatOwnsTheTopicWritesTheDeadLetter() {
    read("iec.profiles", story.candidate.toString(), new byte[] {1, 2, 3});
    read("iec.pools", "somebody", codec.encode(story.entered(WH, 1)));
    read(story.submitted(Category.WORKING_HOLIDAY));

    assertThat(standing().status()).isEqualTo(new Status.Pending());
    assertThat(meters.counter("iec.intake.refused", "topic", "iec.profiles").count()).isOne();
    assertThat(meters.counter("iec.intake.refused", "topic", "iec.pools").count()).isOne();
    assertThat(driver.producedTopicNames()).doesNotContain("iec.dead-letters");
  }

  @Test
  void anEventAboutAnInvalidPoolIsStored() {
    read(story.refused(new PoolId(2026, "xx", Category.UNKNOWN, "a b"), "UNKNOWN_COUNTRY"));
    read(story.rejected("UNKNOWN_COUNTRY"));

    assertThat(standing().isLive()).isFalse();
  }
}
