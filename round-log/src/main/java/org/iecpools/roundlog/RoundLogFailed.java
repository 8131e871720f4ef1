package org.iecpools.roundlog;

import java.util.Objects;

/** The log cannot be continued. The message states the reason and what to do. */
public final class RoundLogFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RoundLogFailed(String message) {
    super(message);
  }

  RoundLogFailed(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every constructor takes a message");
  }
}
