package org.iecpools.bench.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.iecpools.bench.season.PoolTotals;
import org.iecpools.bench.season.SeasonGenerator;
import org.iecpools.events.Event;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsContenderTest {

  private static final String IRISH = "2021/IE/";

  @TempDir Path state;

  @Test
  void computesTheExpectedNumbersInAnyOrder() {
    EventCodec codec = new EventCodec(EventCodec.inMemory());
    SeasonGenerator generator = new SeasonGenerator(2021, 11, 3_000);
    List<Event> events = new ArrayList<>();
    // Only one country, because the driver commits to disk with every record.
    generator.forEachRemaining(
        day -> day.stream().filter(StreamsContenderTest::isIrish).forEach(events::add));
    Collections.shuffle(events, new Random(11));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    Map<String, PoolTotals> published = new TreeMap<>();

    try (TopologyTestDriver driver =
        new TopologyTestDriver(StreamsContender.topology(codec), settings)) {
      for (Event event : events) {
        driver
            .createInputTopic(
                Topics.of(event).name(), new StringSerializer(), new ByteArraySerializer())
            .pipeInput(Topics.keyOf(event), codec.encode((SpecificRecord) event));
      }
      driver
          .createOutputTopic(
              StreamsContender.OUTPUT, new StringDeserializer(), new ByteArrayDeserializer())
          .readKeyValuesToMap()
          .forEach((pool, sums) -> published.put(pool, PoolSums.fromBytes(sums).numbers()));
    }

    published.values().removeIf(PoolTotals.NONE::equals);
    Map<String, PoolTotals> expected = new TreeMap<>();
    generator
        .expectedNumbers()
        .forEach((pool, numbers) -> expected.put(PoolIds.text(pool), numbers));
    expected.keySet().removeIf(pool -> !pool.startsWith(IRISH));
    assertThat(published).isEqualTo(expected).hasSizeGreaterThan(1);
  }

  private static boolean isIrish(Event event) {
    return Contribution.in(event).stream()
        .anyMatch(contribution -> contribution.identity().pool().startsWith(IRISH));
  }
}
