package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {

  @Test
  void pollingEndsAsSoonAsTheConditionHolds() {
    AtomicInteger looks = new AtomicInteger();

    int seen = TimeBudget.of(Duration.ofMinutes(1)).poll(looks::incrementAndGet, n -> n == 3);

    assertThat(seen).isEqualTo(3);
  }

  @Test
  void twoWaitsShareOneBudget() {
    TimeBudget budget = TimeBudget.of(Duration.ofMillis(50));
    AtomicInteger looks = new AtomicInteger();

    budget.poll(() -> 0, _ -> false);
    budget.poll(looks::incrementAndGet, _ -> false);

    assertThat(budget.isSpent()).isTrue();
    assertThat(budget.left()).isZero();
    assertThat(looks).hasValue(1);
  }

  @Test
  void anInterruptedWaitIsUnavailable() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> TimeBudget.of(Duration.ofMinutes(1)).poll(() -> 0, _ -> false))
        .isInstanceOf(Unavailable.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
