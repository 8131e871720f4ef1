package org.iecpools.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoadThreadTest {

  @Test
  void stopWaitsForTheEndOfTheLoad() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    LoadThread load =
        LoadThread.start(
            thread -> {
              while (!thread.isStopped()) {
                Thread.onSpinWait();
              }
              ended.set(true);
            });

    load.stop();

    assertThat(ended).isTrue();
  }

  @Test
  void stopThrowsTheExceptionOfTheLoad() throws InterruptedException {
    CountDownLatch failing = new CountDownLatch(1);
    try (LoadThread load =
        LoadThread.start(
            _ -> {
              failing.countDown();
              throw new IllegalStateException("the broker is away");
            })) {
      failing.await();

      assertThatThrownBy(load::stop).hasMessage("the broker is away");
      assertThat(load.hasFailed()).isTrue();
    }
  }
}
