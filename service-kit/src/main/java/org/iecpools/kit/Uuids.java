package org.iecpools.kit;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs that people and programs type. */
public final class Uuids {

  /** {@link UUID#fromString} would take 1-1-1-1-1 too. */
  private static final Pattern TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /** The UUID that a text is, in whatever case; empty when it is none. */
  public static Optional<UUID> parse(String text) {
    return TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
