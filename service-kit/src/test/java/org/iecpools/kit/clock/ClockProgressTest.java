package org.iecpools.kit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockProgressTest {

  private static final TaskId ONE = new TaskId(0, 0);
  private static final TaskId TWO = new TaskId(0, 1);
  private static final Set<TaskId> BOTH = Set.of(ONE, TWO);

  private final ClockProgress progress = new ClockProgress();
  private final AtomicLong commits = new AtomicLong();

  @BeforeEach
  void bothAreIdleAtTheTick() {
    progress.begins(ONE, "p");
    progress.begins(TWO, "p");
    check(ONE, 7, true);
    check(TWO, 7, true);
  }

  @Test
  void anIdleCheckIsNotCommittedBeforeTheNextCommit() {
    try (ClockProgress.Wait wait = progress.await()) {
      check(ONE, 7, true);
      check(TWO, 7, true);

      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
      commits.incrementAndGet();
      assertThat(wait.isCommitted(BOTH, 7)).isTrue();
    }
  }

  @Test
  void aCheckThatBeganBeforeTheWaitDoesNotCount() {
    long before = progress.lastWait();
    try (ClockProgress.Wait wait = progress.await()) {
      progress.checked(ONE, "p", 7, true, before, commits::get);
      check(TWO, 7, true);
      commits.incrementAndGet();

      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
    }
  }

  @Test
  void furtherIdleChecksDoNotHideACommit() {
    try (ClockProgress.Wait wait = progress.await()) {
      check(ONE, 7, true);
      check(TWO, 7, true);
      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
      commits.incrementAndGet();
      check(ONE, 7, true);
      check(TWO, 7, true);

      assertThat(wait.isCommitted(BOTH, 7)).isTrue();
    }
  }

  @Test
  void whatABusyCheckHasWrittenNeedsACommitOfItsOwn() {
    try (ClockProgress.Wait wait = progress.await()) {
      check(ONE, 7, true);
      check(TWO, 7, true);
      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
      commits.incrementAndGet();
      check(ONE, 7, false);

      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
      check(ONE, 7, true);
      assertThat(wait.isCommitted(BOTH, 7)).isFalse();
      commits.incrementAndGet();
      assertThat(wait.isCommitted(BOTH, 7)).isTrue();
    }
  }

  @Test
  void aTaskThatHasNotSeenTheTickIsNotIdle() {
    check(TWO, 6, true);

    assertThat(progress.isIdle(BOTH, 7)).isFalse();
    assertThat(progress.isIdle(Set.of(ONE), 7)).isTrue();
  }

  @Test
  void aTaskThatStartsAgainIsNotIdleBeforeItHasCheckedTheClock() {
    progress.begins(ONE, "p");

    assertThat(progress.isIdle(BOTH, 7)).isFalse();
  }

  @Test
  void tasksAreAskedToCommitWhileSomeoneWaits() {
    try (ClockProgress.Wait _ = progress.await()) {
      try (ClockProgress.Wait _ = progress.await()) {
        assertThat(progress.isAwaited()).isTrue();
      }
      assertThat(progress.isAwaited()).isTrue();
    }
    assertThat(progress.isAwaited()).isFalse();
  }

  private void check(TaskId task, long tick, boolean idle) {
    progress.checked(task, "p", tick, idle, progress.lastWait(), commits::get);
  }
}
