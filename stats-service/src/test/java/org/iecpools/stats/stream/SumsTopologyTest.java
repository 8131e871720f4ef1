package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.closed;
import static org.iecpools.stats.domain.Story.declined;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.left;
import static org.iecpools.stats.domain.Story.loi;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;
import static org.iecpools.stats.domain.Story.scheduled;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.iecpools.domain.Reference;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.EventCodec;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PartialSums;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.events.Topics;
import org.iecpools.kit.ClockProgress;
import org.iecpools.kit.Intake;
import org.iecpools.kit.Outlet;
import org.iecpools.kit.ServiceClock;
import org.iecpools.stats.domain.Amount.Permits;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.RoundBook;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SumsTopologyTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final Ledger ledger = new Ledger();
  private final RoundBook rounds = new RoundBook();
  private final SeasonBook seasons = new SeasonBook();
  private final Dashboard dashboard = new Dashboard(ledger, rounds, seasons, Reference.shipped());

  @TempDir private Path state;
  private Topology topology;
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    StreamsBuilder builder = new StreamsBuilder();
    ServiceClock clock = ServiceClock.simulated();
    clock.accept(new org.iecpools.events.ClockTicked("test", 1L, Story.NOON.plusSeconds(86_400)));
    SumsTopology.build(
        builder,
        new Intake("stats-service", codec, clock, 1, new SimpleMeterRegistry()),
        new Outlet(codec),
        new ClockProgress(),
        clock);
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    // As the service runs: an unnamed store or repartition topic is an error.
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    topology = builder.build(settings);
    driver = new TopologyTestDriver(topology, settings);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void theFiveNamedEventsEachSentTwiceGiveTheRightRow() throws Exception {
    List<Event> events =
        List.of(quota(100), entered(1), entered(2), entered(3), round(1, 2), declined(1), loi(2));

    events.forEach(this::send);
    events.reversed().forEach(this::send);

    assertThat(row())
        .returns(2L, Row::candidatesInPool)
        .returns(2L, Row::invitationsIssued)
        .returns(new Permits(99), Row::spotsAvailable)
        .returns(List.of(), Row::anomalies);
  }

  @Test
  void aRowGoesOutWithTheEventThatChangedIt() throws Exception {
    send(entered(1));

    List<PartialSums> rows = rows();
    assertThat(rows)
        .singleElement()
        .returns("iec.pools", PartialSums::getSourceTopic)
        .returns(0, PartialSums::getSourcePartition)
        .returns(LocalDate.of(2026, 1, 16), PartialSums::getWeek);
    assertThat(rows.getFirst().getDays())
        .singleElement()
        .returns(1L, day -> day.getEntered())
        .returns(LocalDate.of(2026, 1, 14), day -> day.getDay());
  }

  @Test
  void aDuplicateChangesNoRow() throws Exception {
    send(entered(1));
    rows();

    send(entered(1));

    assertThat(rows()).isEmpty();
  }

  @Test
  void aVerdictThatOtherFactsAccountForChangesNoRow() throws Exception {
    send(closed(1, ClosedCause.LOI_ISSUED));
    send(scheduled(1, Story.NOON, 5));

    assertThat(rows()).isEmpty();
  }

  @Test
  void anEarlierRecordOfAFactMovesItToItsWeek() throws Exception {
    Instant lastWeek = Story.NOON.minus(Duration.ofDays(7));
    send(declined(1, Story.NOON));
    rows();

    send(declined(1, lastWeek));

    List<PartialSums> moved = rows();
    assertThat(moved)
        .extracting(row -> row.getWeek() + " " + row.getDays().size())
        .containsExactly("2026-01-16 0", "2026-01-09 1");
  }

  @Test
  void whatCannotBeCountedIsPassedByAndABadRoundIsADeadLetter() throws Exception {
    sendRaw("iec.pools", "x", "no avro".getBytes(StandardCharsets.UTF_8));
    sendRaw("iec.rounds", "x", "no avro".getBytes(StandardCharsets.UTF_8));
    send(left(1, 1, LeaveCause.AGE));

    assertThat(rows()).hasSize(1);
    assertThat(
            driver
                .createOutputTopic(
                    "iec.dead-letters", new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList())
        .extracting(letter -> letter.key)
        .containsExactly("iec.rounds/0/0");
  }

  @Test
  void allTopicsOfAPartitionAreOneTaskAndNothingIsShuffled() {
    assertThat(topology.describe().subtopologies()).hasSize(1);
    assertThat(
            topology.describe().subtopologies().iterator().next().nodes().stream()
                .filter(TopologyDescription.Source.class::isInstance))
        .hasSize(SumsTopology.SOURCES.size());
  }

  private Row row() throws Exception {
    rows().forEach(ledger::apply);
    return dashboard.row(POOL, View.live(Story.NOON));
  }

  private List<PartialSums> rows() throws Exception {
    var out =
        driver.createOutputTopic(
            Topics.STATISTICS.name(), new StringDeserializer(), new ByteArrayDeserializer());
    List<PartialSums> rows = new java.util.ArrayList<>();
    for (KeyValue<String, byte[]> record : out.readKeyValuesToList()) {
      PartialSums row = (PartialSums) codec.decode(record.value);
      assertThat(record.key).isEqualTo(Topics.STATISTICS.key().apply(row));
      rows.add(row);
    }
    return rows;
  }

  private void send(Event event) {
    if (event instanceof SeasonsEvent announcement) {
      seasons.apply(announcement);
      return;
    }
    if (event instanceof RoundsEvent round) {
      rounds.apply(round);
    }
    sendRaw(
        Topics.of(event).name(),
        Topics.keyOf(event),
        codec.encode((org.apache.avro.specific.SpecificRecord) event));
  }

  private void sendRaw(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }
}
