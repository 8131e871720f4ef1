package org.iecpools.track;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The result of a request for the feed. */
sealed interface Fetched {

  /** The server states that the file has not changed. */
  record Unchanged() implements Fetched {}

  /**
   * A file.
   *
   * @param etag as sent
   * @param lastModified as sent; empty if it is later than the time of the request
   */
  record Received(byte[] bytes, Optional<String> etag, Optional<Instant> lastModified)
      implements Fetched {}

  /** The answer began, but is not a complete file of an acceptable size. */
  record Incomplete(String reason) implements Fetched {}

  /**
   * No answer, or an answer other than a file.
   *
   * @param retryAfter how long the server asks to wait
   */
  record Failed(String reason, Optional<Duration> retryAfter) implements Fetched {}
}
