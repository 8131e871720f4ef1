package org.iecpools.stack;

import java.util.Objects;

/** The stack cannot do what was requested. The message states the problem and the remedy. */
public class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every constructor takes a message");
  }
}
