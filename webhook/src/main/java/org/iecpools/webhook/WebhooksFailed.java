package org.iecpools.webhook;

/** Webhooks could not be read or written. The message is a sentence for people. */
public final class WebhooksFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isFinal;

  private WebhooksFailed(String message, Throwable cause, boolean isFinal) {
    super(message, cause);
    this.isFinal = isFinal;
  }

  WebhooksFailed(String message, Throwable cause) {
    this(message, cause, false);
  }

  WebhooksFailed(String message) {
    super(message);
    this.isFinal = false;
  }

  /** A failure after which trying again would be wrong. */
  static WebhooksFailed overtaken(String message, Throwable cause) {
    return new WebhooksFailed(message, cause, true);
  }

  /** Whether trying again would be wrong. */
  boolean isFinal() {
    return isFinal;
  }
}
