package org.iecpools.stack;

/** The stack cannot do what was requested. The message states the problem and the remedy. */
public class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
