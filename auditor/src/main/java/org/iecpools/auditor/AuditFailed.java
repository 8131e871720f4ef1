package org.iecpools.auditor;

/** The audit cannot continue. The message states the reason in one sentence. */
public final class AuditFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AuditFailed(String message) {
    super(message);
  }

  public AuditFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
