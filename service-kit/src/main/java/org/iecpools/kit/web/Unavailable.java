package org.iecpools.kit.web;

import org.jspecify.annotations.Nullable;

/**
 * The requested data cannot be read at the moment, because the service is starting or tasks are
 * moving between its instances. A retry after a few seconds should succeed. Answered with 503 and
 * {@code Retry-After}.
 */
public final class Unavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param why for the log
   */
  public Unavailable(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
