package org.iecpools.stack;

/**
 * The result of a readiness check of a component.
 *
 * @param detail the reason if it is not ready; otherwise empty
 */
public record Readiness(State state, String detail) {
  static final Readiness READY = new Readiness(State.READY, "");

  /** Whether a component can be used. */
  public enum State {
    READY,
    /** The component answered that it cannot be used. */
    NOT_READY,
    /** The component gave no answer. */
    NO_ANSWER
  }

  static Readiness notReady(String detail) {
    return new Readiness(State.NOT_READY, detail);
  }

  static Readiness noAnswer(String detail) {
    return new Readiness(State.NO_ANSWER, detail);
  }

  public boolean ready() {
    return state == State.READY;
  }

  /** Whether the component gave any answer, even if it is not ready. */
  public boolean hasAnswered() {
    return state != State.NO_ANSWER;
  }
}
