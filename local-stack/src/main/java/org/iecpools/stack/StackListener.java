package org.iecpools.stack;

import java.time.Duration;

/** Receives notifications about a stack's start and later changes, from any thread. */
public interface StackListener {
  /** Ignores all notifications. */
  StackListener SILENT = new StackListener() {};

  /** A component is being started: broker, registry, topics and schemas, or a service. */
  default void starting(String component) {}

  /** A component is ready; {@code address} is empty if it has none. */
  default void ready(String component, String address, Duration took) {}

  /** Something that the user should know, such as the restart of a service. */
  default void note(String text) {}
}
