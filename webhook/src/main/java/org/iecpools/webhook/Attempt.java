package org.iecpools.webhook;

import java.time.Duration;
import java.util.Optional;

/** The outcome of posting a change once. */
sealed interface Attempt {

  /** The receiver has taken it. */
  record Accepted(int status) implements Attempt {}

  /**
   * It was not taken, as far as is known.
   *
   * @param failure what kind of failure it is
   * @param status of the answer; empty if there was none
   * @param retryAfter how long the receiver asks to wait
   */
  record Failed(
      Failure failure, Optional<Integer> status, String reason, Optional<Duration> retryAfter)
      implements Attempt {

    static Failed without(Failure failure, String reason) {
      return new Failed(failure, Optional.empty(), reason, Optional.empty());
    }
  }
}
