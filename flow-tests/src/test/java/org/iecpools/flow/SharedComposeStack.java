package org.iecpools.flow;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One stack of containers for all test classes that do not need one of their own, with {@code
 * -Diec.compose=true}. It is started for the first of them and removed after the last test of all
 * classes. Each class uses countries of its own, and containers may have been added by other
 * classes.
 */
final class SharedComposeStack implements BeforeAllCallback {

  /** Limit from nothing to healthy, with images built. */
  static final Duration UP = Duration.ofSeconds(60);

  /**
   * Number of starts of which one must be within the limit. A start that waits for something waits
   * each time; a busy machine is not always busy.
   */
  static final int ATTEMPTS = 3;

  /** Property that is true if tests are to run on containers. */
  static final String REQUESTED = "iec.compose";

  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(SharedComposeStack.class);

  private static Started started;

  /**
   * A stack that runs.
   *
   * @param took the time from nothing to healthy
   */
  private record Started(ComposeStack stack, Duration took) implements AutoCloseable {
    @Override
    public void close() {
      stack.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // The programs also run on stacks without containers.
    if (Boolean.getBoolean(REQUESTED)) {
      started =
          context
              .getRoot()
              .getStore(STORE)
              .computeIfAbsent(Started.class, _ -> start(), Started.class);
    }
  }

  private static Started start() {
    ComposeStack stack = ComposeStack.inRealTime("shared");
    Duration took = Duration.ZERO;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) {
        stack.clear();
      }
      Instant begin = Instant.now();
      stack.up();
      took = Duration.between(begin, Instant.now());
      System.out.printf(
          "all containers healthy after %d s, %s%n", took.toSeconds(), stack.memory());
      if (took.compareTo(UP) < 0) {
        break;
      }
    }
    return new Started(stack, took);
  }

  /** The stack, in classes with this extension. */
  static ComposeStack get() {
    return started.stack();
  }

  /** The time that its first start took. */
  static Duration took() {
    return started.took();
  }
}
