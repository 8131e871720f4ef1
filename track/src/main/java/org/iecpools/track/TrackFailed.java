package org.iecpools.track;

/** Figures could not be read from or written to Kafka. The message is a sentence for people. */
public final class TrackFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrackFailed(String message, Throwable cause) {
    super(message, cause);
  }

  TrackFailed(String message) {
    super(message);
  }
}
