package org.iecpools.stack;

import java.util.List;
import java.util.Locale;

/** What a token of the local stack is for: a set of the services' scopes. */
public enum Role {
  /** Runs the seasons and rounds, and watches the services. */
  OPERATOR(
      "rounds:run",
      "rounds:correct",
      "quotas:write",
      "seasons:write",
      "statistics:rebuild",
      "dead-letters:read",
      "metrics:read"),
  /** One candidate, who is the token's subject. */
  CANDIDATE("invitations:answer"),
  /** The portal, which submits the profiles of all candidates. */
  UPSTREAM("profiles:write"),
  /** Answers and reads for all candidates. */
  CASE_WORKER("invitations:case-work");

  private final List<String> scopes;

  Role(String... scopes) {
    this.scopes = List.of(scopes);
  }

  /** The scopes, as in a token's claim {@code scope}. */
  public List<String> scopes() {
    return scopes;
  }

  /** The role in commands, such as {@code case-worker}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
