package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.domain.Weeks;
import org.iecpools.events.DaySums;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.Count;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.Ledger;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;
import org.junit.jupiter.api.Test;

/** Tests a rebuild on a real broker while events arrive and instances start and stop. */
class RebuildTest {

  @Test
  void aNewVersionReplacesThePreviousOneWhenItIsComplete() throws Exception {
    Random random = new Random(20_261_125);
    List<Event> history = Loops.history(random, 4_000);
    Tally naive = new Tally("naive", 0, new PoolIndex());
    history.forEach(event -> Fact.of(event).ifPresent(naive::count));
    try (TestBroker broker = Loops.broker();
        Loops loops = new Loops(broker)) {
      loops.launch();
      loops.launch();
      history.subList(0, 2_000).forEach(loops::send);
      loops.sendRaw("iec.rounds", "x", "no avro".getBytes(UTF_8));
      loops.flush();
      loops.awaitAllCounted();
      LocalDate day = Weeks.day(NOON).plusDays(300);
      loops.write(wrong(day));

      for (int version = 1; version <= 2; version++) {
        loops.write(new RebuildOrdered(version, NOON, List.of()));
        loops.follow();
        for (int part = 0; part < 5; part++) {
          int from = 1_000 + version * 1_000 + part * 200;
          history.subList(from, from + 200).forEach(loops::send);
          if (random.nextBoolean()) {
            loops.running.removeFirst().close();
          }
          loops.launch();
          loops.follow();
        }
        int expected = version;
        await()
            .atMost(Loops.TIMEOUT)
            .until(
                () -> {
                  loops.follow();
                  return loops.rebuilds.serving() == expected;
                });
        while (loops.running.size() > 1) {
          loops.running.removeFirst().close();
        }

        List<Ledger.Change> changes = loops.rebuilds.state().changes().orElseThrow();
        if (version == 1) {
          assertThat(changes).extracting(Ledger.Change::day).containsExactly(day);
          assertThat(changes.getFirst().before().of(Count.ENTERED)).isEqualTo(7);
        } else {
          assertThat(changes).isEmpty();
        }
      }
      loops.awaitAllCounted();
      loops.follow();

      assertThat(Loops.byDay(loops.ledger)).isEqualTo(Loops.byDay(naive));
      assertThat(loops.read(Topics.DEAD_LETTERS.name())).hasSize(1);
      await()
          .atMost(Loops.TIMEOUT)
          .until(
              () ->
                  loops.read(Topics.STATISTICS.name()).stream()
                      .filter(row -> row.key().equals(Topics.STATISTICS.key().apply(wrong(day))))
                      .reduce((_, last) -> last)
                      .map(ConsumerRecord::value)
                      .isEmpty());
    }
  }

  @Test
  void anInstanceThatStartsAfterARebuildServesTheRebuiltVersion() throws Exception {
    List<Event> history = Loops.history(new Random(20_261_126), 500);
    Tally naive = new Tally("naive", 0, new PoolIndex());
    history.forEach(event -> Fact.of(event).ifPresent(naive::count));
    try (TestBroker broker = Loops.broker()) {
      try (Loops before = new Loops(broker)) {
        before.launch();
        history.subList(0, 400).forEach(before::send);
        before.awaitAllCounted();
        before.write(wrong(Weeks.day(NOON)));
        before.write(new RebuildOrdered(1, NOON, List.of()));
        await()
            .atMost(Loops.TIMEOUT)
            .until(
                () -> {
                  before.follow();
                  return before.rebuilds.serving() == 1;
                });
      }
      try (Loops after = new Loops(broker)) {
        after.follow();
        after.launch();
        await().atMost(Loops.TIMEOUT).until(() -> after.running.getFirst().isRunning());
        assertThat(after.rebuilds.serving()).isEqualTo(1);

        history.subList(400, 500).forEach(after::send);
        after.flush();
        after.awaitAllCounted();
        after.follow();

        assertThat(Loops.byDay(after.ledger)).isEqualTo(Loops.byDay(naive));
      }
    }
  }

  /** A row as an error in an earlier release would have left it. */
  private static PartialSums wrong(LocalDate day) {
    return PartialSums.newBuilder()
        .setPool(POOL)
        .setWeek(Weeks.weekOf(day))
        .setSourceTopic("iec.pools")
        .setSourcePartition(0)
        .setDays(List.of(DaySums.newBuilder().setDay(day).setEntered(7).build()))
        .build();
  }
}
