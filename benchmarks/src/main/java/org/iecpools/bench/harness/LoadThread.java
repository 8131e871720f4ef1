package org.iecpools.bench.harness;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes load in a thread of its own until it is stopped. */
public final class LoadThread implements AutoCloseable {

  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean stopped;

  private LoadThread(Consumer<LoadThread> work) {
    this.thread =
        Thread.ofPlatform()
            .name("load")
            .unstarted(
                () -> {
                  try {
                    work.accept(this);
                  } catch (RuntimeException e) {
                    failure.set(e);
                  }
                });
  }

  /**
   * Starts the thread.
   *
   * @param work returns soon after {@link #isStopped} has become true
   */
  public static LoadThread start(Consumer<LoadThread> work) {
    LoadThread load = new LoadThread(work);
    load.thread.start();
    return load;
  }

  /** Whether the load is to end. */
  public boolean isStopped() {
    return stopped;
  }

  /** Whether the load has ended with an exception, which {@link #stop} throws. */
  public boolean hasFailed() {
    return failure.get() != null;
  }

  /**
   * Stops the load and waits for its end.
   *
   * @throws RuntimeException that of the load, if it has failed
   */
  public void stop() throws InterruptedException {
    close();
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Stops the load and waits for its end, whether it has failed or not. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
