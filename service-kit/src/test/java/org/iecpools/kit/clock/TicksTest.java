package org.iecpools.kit.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.iecpools.events.ClockTicked;
import org.junit.jupiter.api.Test;

/** When a task requests a commit in a simulation. */
class TicksTest {

  private final MockProcessorContext<String, String> context = new MockProcessorContext<>();
  private final ServiceClock clock = ServiceClock.simulated();
  private final ClockProgress progress = new ClockProgress();
  private boolean idle = true;

  TicksTest() {
    clock.accept(new ClockTicked("run", 1L, Instant.parse("2026-02-03T16:00:00Z")));
    Ticks.every(context, "test", progress, clock, _ -> idle);
    check();
  }

  /** Checks the clock once. Returns whether that requested a commit. */
  private boolean check() {
    context.resetCommit();
    context.scheduledPunctuators().getFirst().getPunctuator().punctuate(0);
    return context.committed();
  }

  @Test
  void withoutAnythingToCommitThereIsNoRequest() {
    for (int i = 0; i < 20; i++) {
      assertThat(check()).isFalse();
    }
  }

  @Test
  void whatIsDoneIsCommittedAtTheFirstIdleCheck() {
    idle = false;
    check();
    idle = true;

    assertThat(check()).isTrue();
    assertThat(check()).isFalse();
  }

  @Test
  void whileThereIsMoreToDoCommitsAreRare() {
    idle = false;
    int commits = 0;
    for (int i = 0; i < 80; i++) {
      commits += check() ? 1 : 0;
    }

    assertThat(commits).isEqualTo(10);
  }

  @Test
  void aWaitIsAnsweredWithACommit() {
    try (ClockProgress.Wait _ = progress.await()) {
      assertThat(check()).isTrue();
      assertThat(check()).isFalse();
    }
  }
}
