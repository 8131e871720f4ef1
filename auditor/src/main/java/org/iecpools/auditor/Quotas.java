package org.iecpools.auditor;

import org.iecpools.events.Quota;

/** Values of quotas and of available spots. */
final class Quotas {

  static final Value UNLIMITED = new Value.Text("unlimited");
  static final Value TO_BE_ANNOUNCED = new Value.Text("to be announced");
  static final Value NOT_OFFERED = new Value.Text("not offered");

  private Quotas() {}

  static Value value(Quota quota) {
    return switch (quota.getKind()) {
      case NUMBER -> new Value.Count(quota.getPermits());
      case UNLIMITED -> UNLIMITED;
      case TO_BE_ANNOUNCED, UNKNOWN -> TO_BE_ANNOUNCED;
      case NOT_OFFERED -> NOT_OFFERED;
    };
  }

  /** Spots available: at least 0, and 0 for a pool that is not offered. */
  static Value spots(Value quota, long lois) {
    return switch (quota) {
      case Value.Count(long permits) -> new Value.Count(Math.max(0, permits - lois));
      case Value other -> other.equals(NOT_OFFERED) ? new Value.Count(0) : other;
    };
  }
}
