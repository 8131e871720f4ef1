package org.iecpools.stats.web;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a change for clients: the position after it, and the topic to which the position
 * belongs. Opaque to them.
 *
 * @param position 0 or more
 * @param log identifies the topic
 */
record ChangeId(long position, int log) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-([0-9a-f]{8})");

  /** The id of a position on a topic. */
  static ChangeId of(long position, long log) {
    return new ChangeId(position, (int) log);
  }

  /** Reads an id; empty if it does not have the form of one. */
  static Optional<ChangeId> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ChangeId(
                Long.parseLong(matcher.group(1)), HexFormat.fromHexDigits(matcher.group(2))))
        : Optional.empty();
  }

  /** The id as text. */
  String text() {
    return position + "-" + HexFormat.of().toHexDigits(log);
  }
}
