package org.iecpools.kit;

import org.jspecify.annotations.Nullable;

/**
 * What is asked for cannot be read now: the service starts, or tasks are moving between its
 * instances. Asked again in a few seconds, it can. Answered with 503 and {@code Retry-After}.
 */
public final class Unavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says in the log why. */
  public Unavailable(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
