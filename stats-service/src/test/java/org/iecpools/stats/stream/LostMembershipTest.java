package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Random;
import org.iecpools.events.Event;
import org.iecpools.kit.TestBroker;
import org.iecpools.stats.domain.Fact;
import org.iecpools.stats.domain.PoolIndex;
import org.iecpools.stats.domain.Tally;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests a consumer that the broker has removed from the group without the consumer noticing. */
class LostMembershipTest {

  private static TestBroker broker;
  private final Loops loops = new Loops(broker);

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
  void anInstanceThatLostItsMembershipUnnoticedJoinsAgainAndCountsEverything() throws Exception {
    List<Event> history = Loops.history(new Random(20_261_128), 2_000);
    Tally naive = new Tally("naive", 0, new PoolIndex());
    history.forEach(event -> Fact.of(event).ifPresent(naive::count));
    loops.launch();
    history.subList(0, 1_000).forEach(loops::send);
    loops.flush();
    loops.awaitAllCounted();

    // given heartbeats that have stopped
    Loops.stopHeartbeats();
    await().atMost(Loops.TIMEOUT).until(() -> members() == 0);
    history.subList(1_000, 2_000).forEach(loops::send);
    loops.flush();

    loops.awaitAllCounted();
    loops.follow();
    assertThat(Loops.byDay(loops.ledger)).isEqualTo(Loops.byDay(naive));
    assertThat(members()).isEqualTo(1);

    // The second session has stored the counts that it continued.
    loops.running.removeFirst().close();
    MeterRegistry restarted = loops.launch();
    loops.send(history.getFirst());
    loops.flush();
    loops.awaitAllCounted();
    assertThat(Loops.recordsRead(restarted)).isOne();
  }

  private int members() throws Exception {
    return loops
        .admin
        .describeConsumerGroups(List.of("stats-service"))
        .all()
        .get()
        .get("stats-service")
        .members()
        .size();
  }
}
