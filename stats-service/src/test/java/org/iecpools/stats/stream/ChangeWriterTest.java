package org.iecpools.stats.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.ClockTicked;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.TestBroker;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.domain.change.Stated;
import org.iecpools.stats.domain.change.Subject;
import org.iecpools.stats.domain.change.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests on a real broker that each change is reported once while instances start and stop. */
class ChangeWriterTest {

  private static final Subject SPOTS = Subject.of(POOL, ChangeSubject.SPOTS, ChangeSource.COUNTED);

  private final ServiceClock clock = ServiceClock.simulated();
  private final AtomicLong value = new AtomicLong();
  private final List<Instance> running = new ArrayList<>();
  private TestBroker broker;
  private Loops topics;

  @BeforeEach
  void start() {
    broker = TestBroker.withTopics(Stream.of(Topics.CHANGES));
    topics = new Loops(broker);
    clock.accept(new ClockTicked("test", 1L, NOON));
  }

  @AfterEach
  void end() {
    running.forEach(instance -> instance.writer.close());
    topics.close();
    broker.close();
  }

  @Test
  void everyChangeIsReportedOnceWhileInstancesTakeOver() {
    launch();
    awaitRecords(1); // the baseline
    // when values change while instances come and go, each of which begins with nothing in memory
    for (int change = 1; change <= 8; change++) {
      if (change % 2 == 0) {
        launch();
      }
      if (change % 3 == 0) {
        running.removeFirst().writer.close();
      }
      value.set(change);
      awaitRecords(1 + change);
    }
    running.forEach(instance -> instance.writer.close());
    running.clear();
    launch();
    value.set(9);
    awaitRecords(10);

    // then
    List<ChangeMade> reported =
        reported().stream()
            .filter(ChangeMade.class::isInstance)
            .map(ChangeMade.class::cast)
            .toList();
    assertThat(reported)
        .extracting(change -> change.getAfter().getNumber())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 9).mapToObj(Long::valueOf).toList());
    assertThat(reported)
        .extracting(change -> change.getBefore().getNumber())
        .containsExactlyElementsOf(IntStream.range(0, 9).mapToObj(Long::valueOf).toList());
    assertThat(Set.copyOf(reported.stream().map(ChangeMade::getEventId).toList())).hasSize(9);
  }

  @Test
  void anInstanceThatIsBehindDoesNotReportOldValuesAgain() {
    launch();
    awaitRecords(1);
    value.set(1);
    awaitRecords(2);
    value.set(2);
    awaitRecords(3);
    running.removeFirst().writer.close();
    // when the next instance has not received everything
    Instance behind = new Instance();
    running.add(behind);
    behind.own = 1;
    behind.writer.start();
    await().during(Duration.ofSeconds(3)).atMost(Loops.TIMEOUT).until(() -> reported().size() == 3);
    behind.own = -1;
    value.set(3);

    awaitRecords(4);
  }

  private void awaitRecords(int count) {
    await().atMost(Loops.TIMEOUT).until(() -> reported().size() >= count);
    assertThat(reported()).hasSize(count);
  }

  private List<ChangesRecord> reported() {
    return topics.read(Topics.CHANGES.name()).stream().map(ChangeWriterTest::event).toList();
  }

  private static ChangesRecord event(ConsumerRecord<String, byte[]> record) {
    try {
      return (ChangesRecord) Loops.CODEC.decode(record.value());
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private void launch() {
    Instance instance = new Instance();
    running.add(instance);
    instance.writer.start();
  }

  /** An instance with a view of its own. */
  private final class Instance {
    private final Reported reported = new Reported();
    private int applied;

    /** The value that this instance has received; -1 if it has received everything. */
    private volatile long own = -1;

    private final ChangeWriter writer =
        new ChangeWriter(
            "changes",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            Loops.CODEC,
            clock,
            this::catchUp,
            this::catchUp,
            new ChangeWriter.Values(
                this::seen, (Instant now) -> Map.of(SPOTS, Stated.of(Value.of(seen()), now))),
            reported);

    private long seen() {
      return own < 0 ? value.get() : own;
    }

    private BooleanSupplier catchUp() {
      return () -> {
        List<ChangesRecord> all = reported();
        all.subList(applied, all.size()).forEach(reported::apply);
        applied = all.size();
        return own < 0;
      };
    }
  }
}
