package org.iecpools.bench.rivals;

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
import org.iecpools.bench.season.PoolNumbers;
import org.iecpools.bench.season.SeasonGenerator;
import org.iecpools.events.Event;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsRivalTest {

  private static final String IRISH = "2021/IE/";

  @TempDir Path state;

  @Test
  void comesToTheBooksNumbersInAnyOrder() {
    EventCodec codec = new EventCodec(EventCodec.inMemory());
    SeasonGenerator generator = new SeasonGenerator(2021, 11, 3_000);
    List<Event> events = new ArrayList<>();
    // Only one country, because the driver commits to disk with every record.
    generator.forEachRemaining(
        day -> day.stream().filter(StreamsRivalTest::isIrish).forEach(events::add));
    Collections.shuffle(events, new Random(11));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    Map<String, PoolNumbers> published = new TreeMap<>();

    try (TopologyTestDriver driver =
        new TopologyTestDriver(StreamsRival.topology(codec), settings)) {
      for (Event event : events) {
        driver
            .createInputTopic(
                Topics.of(event).name(), new StringSerializer(), new ByteArraySerializer())
            .pipeInput(Topics.keyOf(event), codec.encode((SpecificRecord) event));
      }
      driver
          .createOutputTopic(
              StreamsRival.OUTPUT, new StringDeserializer(), new ByteArrayDeserializer())
          .readKeyValuesToMap()
          .forEach((pool, tally) -> published.put(pool, Tally.fromBytes(tally).numbers()));
    }

    published.values().removeIf(PoolNumbers.NONE::equals);
    Map<String, PoolNumbers> book = new TreeMap<>();
    generator.book().forEach((pool, numbers) -> book.put(PoolIds.text(pool), numbers));
    book.keySet().removeIf(pool -> !pool.startsWith(IRISH));
    assertThat(published).isEqualTo(book).hasSizeGreaterThan(1);
  }

  private static boolean isIrish(Event event) {
    return Mention.in(event).stream()
        .anyMatch(mention -> mention.identity().pool().startsWith(IRISH));
  }
}
