package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

  private static final long START = 1_800_000_000_000L;

  private final MockProcessorContext<String, String> task = new MockProcessorContext<>();
  private final MockProcessorContext<String, String> otherTask = new MockProcessorContext<>();
  private final CommitPace pace = new CommitPace();

  @Test
  void aSingleRecordIsCommittedAtOnce() {
    processedAt(START, task, START - 20);

    assertThat(task.committed()).isTrue();
  }

  @Test
  void theNextRecordWaitsForTheInterval() {
    processedAt(START, task, START);
    task.resetCommit();

    processedAt(START + 30, task, START + 30);

    assertThat(task.committed()).isFalse();
    assertThat(task.scheduledPunctuators()).hasSize(1);
    MockProcessorContext.CapturedPunctuator later = task.scheduledPunctuators().getFirst();
    assertThat(later.getInterval().toMillis()).isEqualTo(CommitPace.INTERVAL_MS - 30);
    later.getPunctuator().punctuate(START + CommitPace.INTERVAL_MS);
    assertThat(task.committed()).isTrue();
    assertThat(later.cancelled()).isTrue();
  }

  @Test
  void recordsBeforeAScheduledCommitNeedNoOther() {
    processedAt(START, task, START);
    processedAt(START + 30, task, START + 30);
    task.resetCommit();

    processedAt(START + 60, task, START + 60);

    assertThat(task.committed()).isFalse();
    assertThat(task.scheduledPunctuators()).hasSize(1);
  }

  @Test
  void aRecordAfterAScheduledCommitSchedulesAnother() {
    processedAt(START, task, START);
    processedAt(START + 30, task, START + 30);

    processedAt(START + CommitPace.INTERVAL_MS + 1, task, START + CommitPace.INTERVAL_MS);

    assertThat(task.scheduledPunctuators()).hasSize(2);
  }

  @Test
  void aCommitCoversTheOtherTasksOfTheThread() {
    processedAt(START, task, START);
    processedAt(START + 30, task, START + 30);

    processedAt(START + 60, otherTask, START + 60);

    assertThat(otherTask.committed()).isFalse();
    assertThat(otherTask.scheduledPunctuators()).isEmpty();
  }

  @Test
  void recordsOfABacklogWaitForTheCommitInterval() {
    processedAt(START, task, START - CommitPace.BACKLOG_AGE_MS - 1);

    assertThat(task.committed()).isFalse();
    assertThat(task.scheduledPunctuators()).isEmpty();
  }

  @Test
  void anotherThreadRequestsItsOwnCommits() throws InterruptedException {
    processedAt(START, task, START);

    Thread other = Thread.ofPlatform().start(() -> processedAt(START + 10, otherTask, START + 10));
    other.join();

    assertThat(otherTask.committed()).isTrue();
  }

  private void processedAt(long now, MockProcessorContext<String, String> of, long timestamp) {
    of.setCurrentSystemTimeMs(now);
    pace.processed(of, timestamp);
  }
}
