package org.iecpools.transparency;

import java.util.Objects;

/** A log or witness refuses to work. The message states the reason and what to do. */
public final class TransparencyFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TransparencyFailed(String message) {
    super(message);
  }

  TransparencyFailed(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every constructor takes a message");
  }
}
