package org.iecpools.kit.web;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses UUIDs from outside. */
public final class Uuids {

  /** Stricter than {@link UUID#fromString}, which also accepts 1-1-1-1-1. */
  private static final Pattern TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /** The UUID in a string, in upper or lower case; empty if it is not a valid UUID. */
  public static Optional<UUID> parse(String text) {
    return TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
