package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests on a real broker that only the owner writes. */
class SoleWriterTest {

  private static final Duration POLL = Duration.ofMillis(50);

  private TestBroker broker;
  private Loops topics;

  @BeforeEach
  void start() {
    broker = TestBroker.withTopics(Stream.of(Topics.PUBLICATIONS));
    topics = new Loops(broker);
  }

  @AfterEach
  void end() {
    topics.close();
    broker.close();
  }

  @Test
  void anInstanceThatHasLostItsMembershipUnnoticedCannotWrite() {
    try (SoleWriter<PublicationsRecord> former = writer();
        SoleWriter<PublicationsRecord> owner = writer()) {
      // given
      former.join(() -> {});
      await().atMost(Loops.TIMEOUT).until(() -> former.poll(POLL));
      Loops.stopHeartbeats();
      owner.join(() -> {});
      await().atMost(Loops.TIMEOUT).until(() -> owner.poll(POLL));
      owner.write(List.of(made(Weeks.weekOf(NOON))));

      // when
      assertThatThrownBy(() -> former.write(List.of(made(Weeks.weekOf(NOON).plusWeeks(1)))))
          .isInstanceOf(CommitFailedException.class);

      // then
      assertThat(topics.read(Topics.PUBLICATIONS.name())).hasSize(1);
    }
  }

  @Test
  void anOwnerIsToldOfARebalanceThatGivesThePartitionBack() {
    AtomicInteger rebalances = new AtomicInteger();
    try (SoleWriter<PublicationsRecord> owner = writer();
        SoleWriter<PublicationsRecord> other = writer()) {
      owner.join(rebalances::incrementAndGet);
      await().atMost(Loops.TIMEOUT).until(() -> owner.poll(POLL));
      int before = rebalances.get();

      // when another instance comes and goes
      other.join(() -> {});
      await()
          .atMost(Loops.TIMEOUT)
          .until(
              () -> {
                other.poll(POLL);
                owner.poll(POLL);
                return rebalances.get() > before;
              });
      other.close();

      await().atMost(Loops.TIMEOUT).until(() -> owner.poll(POLL));
      owner.write(List.of(made(Weeks.weekOf(NOON))));
      assertThat(topics.read(Topics.PUBLICATIONS.name())).hasSize(1);
    }
  }

  private SoleWriter<PublicationsRecord> writer() {
    return new SoleWriter<>(
        "writers",
        Map.of("bootstrap.servers", broker.bootstrapServers()),
        Topics.PUBLICATIONS,
        Loops.CODEC);
  }

  private static PublicationsRecord made(LocalDate week) {
    return new PublicationMade(week, Weeks.end(week), 0, 0, Weeks.end(week));
  }
}
