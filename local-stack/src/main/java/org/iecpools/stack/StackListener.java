package org.iecpools.stack;

import java.time.Duration;

/** Is told how the stack comes up, and what happens to it later; from any thread. */
public interface StackListener {
  /** Hears everything and says nothing. */
  StackListener SILENT = new StackListener() {};

  /** A component is being started: broker, registry, topics and schemas, or a service. */
  default void starting(String component) {}

  /** A component is ready; {@code address} is empty for what has none. */
  default void ready(String component, String address, Duration took) {}

  /** Something that the user should know of: a service ended and is started again, and so on. */
  default void note(String text) {}
}
