package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.events.DaySums;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.Story;
import org.junit.jupiter.api.Test;

/**
 * Tests that no row of {@code iec.statistics} falls behind the row that it replaces, even while a
 * new owner recounts a partition from the first record. Versions order what is shown only under
 * this condition.
 */
class MonotonicRowsTest {

  @Test
  void noRowFallsBehindTheOneItReplacesWhenPartitionsChangeOwner() throws Exception {
    Random random = new Random(20_261_128);
    List<Event> entries = new ArrayList<>();
    for (int profile = 0; profile < 3_000; profile++) {
      // Only entries, so that the count of a day can only grow.
      entries.add(Story.entered(profile, 1, NOON.plus(Duration.ofDays(random.nextInt(5)))));
    }
    Collections.shuffle(entries, random);
    try (TestBroker broker = Loops.broker();
        Loops loops = new Loops(broker)) {
      loops.launch();
      for (int part = 0; part < 6; part++) {
        entries.subList(part * 500, (part + 1) * 500).forEach(loops::send);
        loops.flush();
        if (part % 2 == 0) {
          loops.launch();
        } else {
          loops.running.removeFirst().close();
        }
        loops.awaitAllCounted();
      }

      List<ConsumerRecord<String, byte[]>> rows = loops.read(Topics.STATISTICS.name());

      Map<List<Object>, Long> last = new HashMap<>();
      int replaced = 0;
      for (ConsumerRecord<String, byte[]> record : rows) {
        PartialSums row = (PartialSums) Loops.CODEC.decode(record.value());
        for (DaySums day : row.getDays()) {
          Long before = last.put(List.of(record.key(), day.getDay()), day.getEntered());
          if (before != null) {
            replaced++;
            assertThat(day.getEntered())
                .as("%s at offset %d", record.key(), record.offset())
                .isGreaterThanOrEqualTo(before);
          }
        }
      }
      assertThat(replaced).isPositive();
      assertThat(last.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3_000);
    }
  }
}
