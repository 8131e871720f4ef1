package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {

  private final AtomicInteger polls = new AtomicInteger();

  @Test
  void awaitReturnsTheFirstValueThatIsAsWanted() {
    TimeBudget budget = TimeBudget.of(Duration.ofMinutes(1));

    assertThat(budget.await(polls::incrementAndGet, value -> value == 3)).isEqualTo(3);

    assertThat(budget.left()).isPositive();
  }

  @Test
  void allWaitsOfARequestShareTheBudget() {
    TimeBudget budget = TimeBudget.of(Duration.ofMillis(50));
    budget.await(polls::incrementAndGet, _ -> false);
    int before = polls.get();

    int last = budget.await(polls::incrementAndGet, _ -> false);

    assertThat(budget.left()).isZero();
    assertThat(last).as("polled once more, without waiting").isEqualTo(before + 1);
  }

  @Test
  void anInterruptedWaitReportsThatTheServiceIsUnavailable() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> TimeBudget.of(Duration.ofMinutes(1)).await(polls::incrementAndGet, _ -> false))
        .isInstanceOf(Unavailable.class);

    assertThat(Thread.interrupted()).as("the interrupt is kept for callers").isTrue();
  }
}
