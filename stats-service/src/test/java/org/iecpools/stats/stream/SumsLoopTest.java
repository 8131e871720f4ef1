package org.iecpools.stats.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.Category;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.DoubleEntry;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.Tally;
import org.iecpools.stats.domain.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tests on a real broker that every fact is counted once while instances start, stop and share the
 * partitions.
 */
class SumsLoopTest {

  private static final PoolId DRAWN = PoolIds.of(2026, "FR", Category.WORKING_HOLIDAY);

  private static TestBroker broker;
  private final Loops loops = new Loops(broker);
  private final DoubleEntry book = loops.book;

  @BeforeAll
  static void start() {
    broker = Loops.broker();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @AfterEach
  void end() {
    loops.close();
  }

  @Test
  void aHistoryInAnyOrderIsCountedOnceWhileInstancesStartAndStop() throws Exception {
    Random random = new Random(20_260_114);
    List<Event> history = Loops.history(random, 4_000);
    List<Event> sent = new ArrayList<>(history);
    for (int i = 0; i < 2_000; i++) {
      sent.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(sent, random);
    Tally naive = new Tally("naive", 0, new PoolIndex());
    history.forEach(event -> Fact.of(event).ifPresent(naive::count));

    // Instances are started and stopped at random between parts of the history.
    for (int part = 0; part < 10; part++) {
      sent.subList(part * 600, (part + 1) * 600).forEach(loops::send);
      if (loops.running.size() < 2 || loops.running.size() < 4 && random.nextBoolean()) {
        loops.launch();
      } else {
        loops.running.remove(random.nextInt(loops.running.size())).close();
      }
      loops.flush();
      if (part % 3 == 2) {
        loops.awaitAllCounted();
      }
    }
    loops.awaitAllCounted();

    loops.follow();
    assertThat(Loops.byDay(loops.ledger)).isEqualTo(Loops.byDay(naive));
  }

  @Test
  void candidatesAreCountedAsEachDrawSawThemWhileInstancesStartAndStop() throws Exception {
    Random random = new Random(20_260_121);
    Map<TopicPartition, Long> positions = new HashMap<>();
    Set<List<Object>> in = new HashSet<>();
    Set<List<Object>> out = new HashSet<>();
    List<RoundRun> draws = new ArrayList<>();
    int invited = 0;
    loops.launch();
    for (int draw = 1; draw <= 20; draw++) {
      List<Future<RecordMetadata>> seen = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int n = 1 + random.nextInt(300);
        int kind = random.nextInt(5);
        int stay = kind == 0 ? 1 : 1 + random.nextInt(2);
        (kind == 1 || kind == 4 ? out : in).add(List.of(kind, n, kind < 3 ? stay : 0));
        Event event =
            switch (kind) {
              case 0 -> PoolEntered.newBuilder(Story.entered(n, stay, NOON)).setPool(DRAWN).build();
              case 1 ->
                  PoolLeft.newBuilder(Story.left(n, stay, LeaveCause.AGE)).setPool(DRAWN).build();
              case 2 -> PoolLeaveVoided.newBuilder(Story.voided(n, stay)).setPool(DRAWN).build();
              case 3 ->
                  InvitationDeclined.newBuilder(Story.declined(10_000 + n)).setPool(DRAWN).build();
              default ->
                  AnswerRejected.newBuilder(Story.rejected(10_000 + n, Answer.DECLINE))
                      .setPool(DRAWN)
                      .setSeq(draw - 1L)
                      .build();
            };
        Future<RecordMetadata> place = loops.place(event);
        if (kind < 4) {
          seen.add(place);
        }
      }
      for (Future<RecordMetadata> place : seen) {
        RecordMetadata at = place.get();
        positions.put(new TopicPartition(at.topic(), at.partition()), at.offset());
      }
      RoundRun run =
          RoundRun.newBuilder(draws(draw, positions))
              .setInvited(draw)
              .setPoolSize(in.size() - out.size() - invited)
              .build();
      invited += run.getInvited();
      loops.send(run);
      draws.add(run);
      if (draw % 3 == 0) {
        // A correction counts only for later draws.
        RoundRun correction =
            RoundRun.newBuilder(run)
                .setEventId(UUID.randomUUID())
                .setRevision(1)
                .setInvited(run.getInvited() - 2)
                .build();
        invited -= 2;
        loops.send(correction);
        draws.add(correction);
      }
      // Draws may become known late, and instances may start or stop when some or all shares exist.
      if (random.nextBoolean()) {
        draws.forEach(book::apply);
        draws.clear();
      }
      if (draw % 5 == 3) {
        loops.awaitAllCounted();
        loops.follow();
        if (loops.running.size() > 1) {
          loops.running.removeFirst().close();
        }
        loops.launch();
      }
    }
    draws.forEach(book::apply);
    // A draw of another log, and a draw with a wrong pool size that is repeated.
    book.apply(RoundRun.newBuilder(draws(21, positions)).setLog("other").build());
    book.apply(draws(22, positions));
    book.apply(draws(22, positions));

    await()
        .atMost(Loops.TIMEOUT)
        .until(
            () -> {
              loops.follow();
              return book.totals().waiting() == 0;
            });

    int candidates = in.size() - out.size() - invited;
    assertThat(book.totals()).isEqualTo(new DoubleEntry.Totals(21, 0, Math.abs(candidates - 1)));
    assertThat(book.last(DRAWN, View.live(NOON.plusSeconds(1))).orElseThrow().counted())
        .isEqualTo(candidates);
  }

  /** A draw that states a pool size of one candidate. */
  private static RoundRun draws(int seq, Map<TopicPartition, Long> positions) {
    return RoundRun.newBuilder(Story.round(1_000 + seq, 0))
        .setPool(DRAWN)
        .setSeq((long) seq)
        .setPoolSize(1)
        .setLog("log")
        .setPositions(
            positions.entrySet().stream()
                .map(
                    e ->
                        new InputPosition(e.getKey().topic(), e.getKey().partition(), e.getValue()))
                .toList())
        .build();
  }

  @Test
  void badRecordsAreSkippedAndThoseOfRoundsAreDeadLettersOnce() throws Exception {
    loops.sendRaw("iec.pools", "x", "no avro".getBytes(UTF_8));
    loops.sendRaw("iec.rounds", "x", "no avro".getBytes(UTF_8));
    loops.sendRaw("iec.rounds", "2026/IE", Loops.CODEC.encode(Story.left(1, 1, LeaveCause.AGE)));
    loops.flush();

    loops.launch();
    loops.awaitAllCounted();
    loops.running.removeFirst().close();
    loops.launch();
    loops.awaitAllCounted();

    assertThat(loops.read(Topics.DEAD_LETTERS.name()))
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.key()).startsWith("iec.rounds/"));
  }

  @Test
  void aStoppedInstanceLeavesTheGroupAtOnce() throws Exception {
    loops.launch();
    loops.launch();
    await().atMost(Loops.TIMEOUT).until(() -> loops.running.stream().allMatch(SumsLoop::isRunning));

    loops.running.removeFirst().close();

    assertThat(
            loops
                .admin
                .describeConsumerGroups(List.of("stats-service"))
                .all()
                .get()
                .get("stats-service")
                .members())
        .hasSize(1);
  }
}
