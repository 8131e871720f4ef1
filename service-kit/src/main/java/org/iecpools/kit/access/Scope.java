package org.iecpools.kit.access;

import java.util.Arrays;
import java.util.Optional;

/** What a bearer token permits, as named in its claim {@code scope} or {@code scp}. */
public enum Scope {
  PROFILES_WRITE(
      "profiles:write",
      "submit, read and withdraw the profiles of all candidates, as a portal does"),
  /** Bound to one candidate: the token's subject must be the candidate of the path. */
  INVITATIONS_ANSWER(
      "invitations:answer",
      "answer the invitations of the candidate who is the token's subject, and read this"
          + " candidate's profiles, pools and invitations"),
  INVITATIONS_CASE_WORK(
      "invitations:case-work",
      "answer the invitations of all candidates, and read their profiles, pools and invitations"),
  ROUNDS_RUN("rounds:run", "order rounds"),
  ROUNDS_CORRECT("rounds:correct", "correct rounds that ran"),
  QUOTAS_WRITE("quotas:write", "announce quotas"),
  SEASONS_WRITE("seasons:write", "announce seasons, and withdraw announcements"),
  STATISTICS_REBUILD(
      "statistics:rebuild", "order rebuilds of the statistics and read their progress"),
  DEAD_LETTERS_READ("dead-letters:read", "read records that were refused, in the console"),
  METRICS_READ("metrics:read", "read metrics where the management endpoints are not on loopback");

  private final String value;
  private final String permits;

  Scope(String value, String permits) {
    this.value = value;
    this.permits = permits;
  }

  /** The scope in a token, such as {@code rounds:run}. */
  public String value() {
    return value;
  }

  /** What the scope permits, for documentation. */
  public String permits() {
    return permits;
  }

  /** Whether the scope permits requests about the token's subject only. */
  public boolean isBoundToSubject() {
    return this == INVITATIONS_ANSWER;
  }

  /** The scope with a value; empty for scopes of other systems. */
  static Optional<Scope> of(String value) {
    return Arrays.stream(values()).filter(scope -> scope.value.equals(value)).findFirst();
  }
}
