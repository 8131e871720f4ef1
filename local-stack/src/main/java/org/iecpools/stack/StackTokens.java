package org.iecpools.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;

/** Tokens for programs that send many requests: each is used until shortly before it expires. */
public final class StackTokens {

  private static final Duration VALIDITY = Duration.ofMinutes(30);
  private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

  private final BiFunction<Role, Duration, String> source;
  private final Map<Role, Issued> issued = new EnumMap<>(Role.class);

  private record Issued(String token, Instant renewal) {}

  /**
   * @param source issues a token of a role that is not one candidate's, valid for a time
   */
  public StackTokens(BiFunction<Role, Duration, String> source) {
    this.source = source;
  }

  /** Tokens that are signed with the keys of a stack. */
  public static StackTokens of(TokenKeys keys) {
    return new StackTokens((role, validity) -> keys.token(role, role.toString(), validity));
  }

  /** A valid token of a role. */
  public synchronized String of(Role role) {
    Instant now = Instant.now();
    Issued last = issued.get(role);
    if (last == null || now.isAfter(last.renewal())) {
      last = new Issued(source.apply(role, VALIDITY), now.plus(VALIDITY).minus(RENEWED_BEFORE));
      issued.put(role, last);
    }
    return last.token();
  }
}
