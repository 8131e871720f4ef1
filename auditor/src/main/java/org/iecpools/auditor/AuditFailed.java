package org.iecpools.auditor;

/** The audit cannot go on; the message says in a sentence what was wrong. */
public final class AuditFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditFailed(String message) {
    super(message);
  }

  AuditFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
