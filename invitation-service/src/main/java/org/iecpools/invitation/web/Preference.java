package org.iecpools.invitation.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Prefer} (RFC 7240), by which a client waits less for a result. */
final class Preference {

  /** At most five digits, which are longer than any wait. */
  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,5})\"?");

  private static final String AT_ONCE = "respond-async";

  private Preference() {}

  /**
   * The time that a request may wait. {@code wait=N} is at most N seconds, {@code respond-async}
   * without it none. Other preferences are ignored, as the RFC demands.
   *
   * @param prefer the header; null if there is none
   * @param most the longest wait
   */
  static Duration wait(@Nullable String prefer, Duration most) {
    if (prefer == null) {
      return most;
    }
    String[] preferences = prefer.toLowerCase(Locale.ROOT).split("[,;]", -1);
    Optional<Duration> stated =
        Arrays.stream(preferences)
            .map(String::strip)
            .map(WAIT::matcher)
            .filter(Matcher::matches)
            .map(wait -> Duration.ofSeconds(Long.parseLong(wait.group(1))))
            .findFirst();
    boolean atOnce = Arrays.stream(preferences).map(String::strip).anyMatch(AT_ONCE::equals);
    return stated
        .map(wait -> wait.compareTo(most) < 0 ? wait : most)
        .orElse(atOnce ? Duration.ZERO : most);
  }
}
