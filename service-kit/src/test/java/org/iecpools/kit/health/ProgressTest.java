package org.iecpools.kit.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.kit.health.Progress.Observation;
import org.iecpools.kit.health.Progress.Verdict;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final TopicPartition P0 = new TopicPartition("iec.pools", 0);
  private static final TopicPartition P1 = new TopicPartition("iec.pools", 1);
  private static final Set<TopicPartition> NONE = Set.of();
  private static final int STEP = 5;

  private final Progress progress = new Progress(Duration.ofSeconds(60));
  private long seconds = 1_000;

  @Test
  void unreadRecordsThatAreNotCommittedForAMinuteAreAStall() {
    Verdict before = after(55, seen(5, Set.of(P0), NONE, Set.of(P0), 0));
    Verdict then = after(10, seen(5, Set.of(P0), NONE, Set.of(P0), 0));

    assertThat(before).isEqualTo(new Verdict(NONE, false, Duration.ofSeconds(50).toNanos()));
    assertThat(then.stuck()).containsExactly(P0);
    assertThat(then.stalled()).isTrue();
  }

  @Test
  void anIdleInstanceDoesNotStall() {
    Verdict verdict = after(100_000, seen(5, NONE, NONE, Set.of(P0, P1), 0));

    assertThat(verdict).isEqualTo(new Verdict(NONE, false, 0));
  }

  @Test
  void aRecordAfterALongIdleTimeHasAMinuteOfItsOwn() {
    after(100_000, seen(5, NONE, NONE, Set.of(P0), 0));

    Verdict verdict = after(55, seen(5, Set.of(P0), NONE, Set.of(P0), 0));

    assertThat(verdict.stalled()).isFalse();
    assertThat(verdict.stuck()).isEmpty();
  }

  @Test
  void catchingUpForHoursIsProgress() {
    for (long offset = 0; offset < 1_000; offset++) {
      Verdict verdict = after(STEP, seen(offset, Set.of(P0), NONE, Set.of(P0), 0));
      assertThat(verdict.stalled()).isFalse();
      assertThat(verdict.stuck()).isEmpty();
    }
  }

  @Test
  void restoringStateForHoursIsProgress() {
    for (long restored = 1; restored < 1_000; restored++) {
      Verdict verdict = after(STEP, seen(5, Set.of(P0), NONE, Set.of(P0), restored));
      assertThat(verdict.stalled()).isFalse();
      assertThat(verdict.stuck()).isEmpty();
    }
  }

  @Test
  void aThreadThatFailsAndIsReplacedAgainAndAgainIsAStall() {
    Verdict verdict = after(0, seen(5, Set.of(P0), NONE, Set.of(P0), 0));
    for (int i = 0; i < 7; i++) {
      after(STEP, seen(5, Set.of(P0), NONE, NONE, 0));
      verdict = after(STEP, seen(5, Set.of(P0), NONE, Set.of(P0), 0));
    }

    assertThat(verdict.stalled()).isTrue();
  }

  @Test
  void onePartitionThatIsStuckWhileOthersMoveIsNoReasonToEnd() {
    Verdict verdict = null;
    for (long offset = 0; offset < 20; offset++) {
      verdict =
          after(
              STEP,
              new Observation(Map.of(P0, 5L, P1, offset), Set.of(P0, P1), NONE, Set.of(P0, P1), 0));
    }

    assertThat(verdict.stuck()).containsExactly(P0);
    assertThat(verdict.stalled()).isFalse();
  }

  @Test
  void anOpenTransactionMakesUnreadyAndIsNoReasonToEnd() {
    Verdict verdict = after(600, seen(5, NONE, Set.of(P0), Set.of(P0), 0));

    assertThat(verdict.stuck()).containsExactly(P0);
    assertThat(verdict.stalled()).isFalse();
  }

  @Test
  void partitionsOfOtherInstancesDoNotCount() {
    Verdict verdict = after(600, seen(5, Set.of(P0), Set.of(P0), Set.of(P1), 0));

    assertThat(verdict.stuck()).isEmpty();
    assertThat(verdict.stalled()).isFalse();
  }

  @Test
  void timeWithoutObservationsDoesNotCount() {
    after(55, seen(5, Set.of(P0), NONE, Set.of(P0), 0));
    // Kafka is down, or the process is suspended.
    seconds += 3_600;

    Verdict verdict = after(55, seen(5, Set.of(P0), NONE, Set.of(P0), 0));

    assertThat(verdict.stalled()).isFalse();
    assertThat(verdict.stuck()).isEmpty();
  }

  private static Observation seen(
      long committed,
      Set<TopicPartition> unread,
      Set<TopicPartition> blocked,
      Set<TopicPartition> owned,
      long restored) {
    return new Observation(Map.of(P0, committed), unread, blocked, owned, restored);
  }

  /** The verdict after the same observation for some time. */
  private Verdict after(int time, Observation seen) {
    Verdict verdict = null;
    for (int passed = 0; passed == 0 || passed < time; passed += STEP) {
      seconds += STEP;
      verdict = progress.judge(seen, Duration.ofSeconds(seconds).toNanos());
    }
    return verdict;
  }
}
