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
   * @param status of the answer; empty if there was none
   * @param retryAfter how long the receiver asks to wait
   */
  record Failed(Optional<Integer> status, String reason, Optional<Duration> retryAfter)
      implements Attempt {

    static Failed without(String reason) {
      return new Failed(Optional.empty(), reason, Optional.empty());
    }
  }
}
