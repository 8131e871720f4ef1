package org.iecpools.profile.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.iecpools.profile.Story.CLOSES;
import static org.iecpools.profile.Story.NOW;
import static org.iecpools.profile.Story.WH;
import static org.iecpools.profile.Story.YP;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
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
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ClockProgress;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.stream.EventSource;
import org.iecpools.kit.stream.RecordValidator;
import org.iecpools.kit.stream.StateAsJson;
import org.iecpools.kit.trace.Traces;
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
        new EventSource(
            new RecordValidator("profile-service", codec, clock, 1, meters), Traces.OFF);
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

  private KeyValueStore<String, byte[]> store() {
    return driver.getKeyValueStore(CandidateTopology.STORE);
  }

  private Candidate known(UUID candidate) {
    return CandidateTopology.candidate(store(), codec, candidate);
  }

  private List<String> keys() {
    var keys = new ArrayList<String>();
    try (KeyValueIterator<String, byte[]> rows = store().all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
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
    assertThat(refused("iec.profiles", "unknown", "undecodable")).isOne();
    assertThat(refused("iec.pools", "PoolEntered", "wrong_key")).isOne();
    assertThat(driver.producedTopicNames()).doesNotContain("iec.dead-letters");
  }

  private double refused(String topic, String type, String reason) {
    return meters
        .get("iec.intake.refused")
        .tags("topic", topic, "type", type, "reason", reason)
        .counter()
        .count();
  }

  @Test
  void anEventAboutAnInvalidPoolIsStored() {
    read(story.refused(new PoolId(2026, "xx", Category.UNKNOWN, "a b"), "UNKNOWN_COUNTRY"));
    read(story.rejected("UNKNOWN_COUNTRY"));

    assertThat(standing().isLive()).isFalse();
  }

  @Test
  void anEventIsStoredUnderItsPositionAsItWasRead() {
    ProfileSubmitted submitted = story.submitted(Category.WORKING_HOLIDAY);

    read(story.entered(WH, 1));
    read(story.entered(YP, 1));
    read(submitted);

    assertThat(keys())
        .containsExactly(
            story.candidate + "/1/0000000000000000",
            story.candidate + "/2/0000000000000000",
            story.candidate + "/2/0000000000000001");
    assertThat(store().get(keys().getFirst())).isEqualTo(codec.encode(submitted));
  }

  @Test
  void theFirstSubmissionOfAProfileCountsEvenIfItIsRepeatedAfterAnother() {
    ProfileSubmitted first = story.submitted(Category.WORKING_HOLIDAY);
    ProfileSubmitted other = story.submitted(Category.YOUNG_PROFESSIONALS);

    List.of(first, other, first).forEach(this::read);

    assertThat(known(story.candidate).profile(story.profile).orElseThrow().submitted())
        .isEqualTo(first);
  }

  /** Upstream systems choose event ids, so an id must not hide the event of another system. */
  @Test
  void eventsWithTheSameIdAreAllKnown() {
    var second = new Story(story.candidate);
    ProfileSubmitted first = story.submitted(Category.WORKING_HOLIDAY);
    ProfileSubmitted sameId =
        ProfileSubmitted.newBuilder(second.submitted()).setEventId(first.getEventId()).build();
    ProfileSubmitted idOfTheEntry =
        ProfileSubmitted.newBuilder(new Story(story.candidate).submitted())
            .setEventId(story.entered(WH, 1).getEventId())
            .build();

    List.of(first, sameId, idOfTheEntry, story.entered(WH, 1)).forEach(this::read);

    assertThat(known(story.candidate).profiles())
        .containsOnlyKeys(story.profile, second.profile, idOfTheEntry.getProfileId());
    assertThat(standing().status()).isEqualTo(new Status.Active());
  }

  @Test
  void profilesAreListedInTheOrderOfTheirSubmission() {
    var stories = new ArrayList<Story>();
    for (int i = 0; i < 20; i++) {
      stories.add(new Story(story.candidate));
    }

    stories.forEach(each -> read(each.submitted(Category.WORKING_HOLIDAY)));
    stories.reversed().forEach(each -> read(each.rejected("TOO_OLD")));

    assertThat(known(story.candidate).profiles().keySet())
        .containsExactlyElementsOf(stories.stream().map(each -> each.profile).toList());
  }

  @Test
  void theStateOfAnEarlierVersionIsContinuedAndNotWrittenAgain() {
    Candidate earlier =
        Candidate.unknown()
            .with(story.submitted(Category.WORKING_HOLIDAY))
            .with(story.entered(WH, 1));
    byte[] row = StateAsJson.of(earlier).toString().getBytes(StandardCharsets.UTF_8);
    store().put(story.candidate.toString(), row);
    assertThat(standing().status()).isEqualTo(new Status.Active());

    read(story.entered(WH, 1));
    read(story.left(WH, 1, LeaveCause.WITHDRAWN));

    assertThat(standing().status()).isEqualTo(new Status.Ended(EndCause.WITHDRAWN, NOW, List.of()));
    assertThat(store().get(story.candidate.toString())).isEqualTo(row);
  }

  @Test
  void aCandidateWithAnyNumberOfEventsIsDerivedFromTheFirstOfEachTopic() {
    var stories = new ArrayList<Story>();
    for (int i = 0; i < 100; i++) {
      stories.add(new Story(story.candidate));
    }
    List<ProfileSubmitted> large =
        stories.stream().map(each -> withManyPools(each.submitted())).toList();

    large.forEach(this::read);
    read(stories.getFirst().entered(WH, 1));

    int size = codec.encode(large.getFirst()).length;
    Candidate known = known(story.candidate);
    assertThat(known.profiles().keySet())
        .containsExactlyElementsOf(
            stories.stream()
                .limit(CandidateRows.MAX_BYTES / size)
                .map(each -> each.profile)
                .toList());
    assertThat(known.profile(stories.getFirst().profile).orElseThrow().hasEntered()).isTrue();
  }

  @Test
  void repeatsDoNotUseUpTheLimit() {
    ProfileSubmitted large = withManyPools(story.submitted());
    var second = new Story(story.candidate);

    for (int i = 0; i < 100; i++) {
      read(large);
    }
    read(second.submitted(Category.WORKING_HOLIDAY));

    assertThat(known(story.candidate).profiles()).containsOnlyKeys(story.profile, second.profile);
  }

  /** About 20 kB. */
  private static ProfileSubmitted withManyPools(ProfileSubmitted submitted) {
    return ProfileSubmitted.newBuilder(submitted)
        .setWanted(
            Collections.nCopies(100, new WantedPool(Category.WORKING_HOLIDAY, "x".repeat(200))))
        .build();
  }
}
