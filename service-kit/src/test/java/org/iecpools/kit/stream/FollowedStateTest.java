package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.iecpools.kit.stream.AppliedPositions.Step;
import org.junit.jupiter.api.Test;

class FollowedStateTest {

  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final AppliedPositions first = topic();
  private final AppliedPositions second = topic();
  private final FollowedState state = new FollowedState(List.of(first, second));

  private static AppliedPositions topic() {
    AppliedPositions topic = new AppliedPositions();
    topic.partitions(2);
    return topic;
  }

  @Test
  void aReaderSeesTheRecordsBeforeThePositionsAndNoOther() throws Exception {
    AtomicLong ofFirst = new AtomicLong();
    AtomicLong ofSecond = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      threads.execute(() -> follow(first, ofFirst, ended));
      threads.execute(() -> follow(second, ofSecond, ended));
      List<Future<?>> readers =
          List.of(
              threads.submit(() -> readOften(ofFirst, ofSecond)),
              threads.submit(() -> readOften(ofFirst, ofSecond)));
      for (Future<?> reader : readers) {
        reader.get();
      }
      ended.set(true);
    }
    assertThat(ofFirst.get()).isPositive();
    assertThat(ofSecond.get()).isPositive();
  }

  private static void follow(AppliedPositions topic, AtomicLong records, AtomicBoolean ended) {
    for (long offset = 0; !ended.get(); offset++) {
      apply(topic, (int) (offset % 2), offset / 2, records::incrementAndGet);
    }
  }

  private static void apply(AppliedPositions topic, int partition, long offset, Runnable effect) {
    topic.apply(List.of(new Step(partition, offset, effect)));
  }

  private void readOften(AtomicLong ofFirst, AtomicLong ofSecond) {
    for (int i = 0; i < 2_000; i++) {
      state.read(
          positions -> {
            assertThat(ofFirst.get()).isEqualTo(sum(positions.get(0)));
            assertThat(ofSecond.get()).isEqualTo(sum(positions.get(1)));
            return null;
          });
    }
  }

  private static long sum(List<Long> positions) {
    return positions.stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void ifARecordCannotBeAppliedThoseBeforeItAreAndThePositionStaysThere() {
    List<String> effects = new ArrayList<>();
    List<Step> steps =
        List.of(
            new Step(0, 6, () -> effects.add("first")),
            new Step(
                0,
                7,
                () -> {
                  throw new IllegalStateException("planted");
                }),
            new Step(1, 3, () -> effects.add("third")));

    assertThatThrownBy(() -> first.apply(steps)).hasMessage("planted");

    assertThat(effects).containsExactly("first");
    assertThat(first.next()).containsExactly(7, 0);
    apply(first, 0, 7, () -> effects.add("again"));
    assertThat(first.next()).containsExactly(8, 0);
  }

  @Test
  void positionsAreKeptWhenTheTopicIsFollowedAgain() {
    apply(first, 1, 7, () -> {});
    first.partitions(3);

    assertThat(first.next()).containsExactly(0, 8, 0);
  }

  @Test
  void whoeverWaitsIsWokenByAnAdvanceAndMissesNone() throws Exception {
    long seen = state.advances();
    first.advanced();
    state.awaitAdvance(seen, HOUR);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long now = state.advances();
      Future<?> waiting =
          threads.submit(
              () -> {
                state.awaitAdvance(now, HOUR);
                return null;
              });
      second.advanced();
      await().until(waiting::isDone);
    }
  }

  @Test
  void aWaitEnds() throws Exception {
    state.awaitAdvance(state.advances(), Duration.ofMillis(1).toNanos());

    assertThat(state.advances()).isZero();
  }
}
