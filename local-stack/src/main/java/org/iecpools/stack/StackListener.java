package org.iecpools.stack;

import java.time.Duration;

/** Receives notifications about a stack's start and later changes, from any thread. */
public interface StackListener {
  /** Ignores all notifications. */
  StackListener SILENT = new StackListener() {};

  /** A step of the start begins: a component's label, or {@code topics and schemas}. */
  default void starting(String step) {}

  /** A step of the start is complete. {@code address} is empty if the step has none. */
  default void ready(String step, String address, Duration took) {}

  /** Something that the user should know, such as the restart of a service. */
  default void note(String text) {}
}
