package org.iecpools.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Deterministic ids of derived events: deriving the same event again yields the same id. */
public final class EventIds {

  private static final UUID NAMESPACE = UUID.fromString("5f5d3e0a-3f0c-5d0e-9c57-1ec0001ec001");

  private EventIds() {}

  /**
   * The id of the event that {@code parts} identify, such as {@code of("PoolEntered", profileId,
   * poolText, stay)}. Each part is hashed as text with its length, so that {@code ("a", "bc")} and
   * {@code ("ab", "c")} differ.
   */
  public static UUID of(Object... parts) {
    var name = new StringBuilder();
    for (Object part : parts) {
      String text = String.valueOf(part);
      name.append(text.length()).append(':').append(text);
    }
    return named(NAMESPACE, name.toString().getBytes(UTF_8));
  }

  /** A UUID of version 5 (RFC 9562): SHA-1 over the namespace's 16 bytes and the name. */
  public static UUID named(UUID namespace, byte[] name) {
    byte[] hash =
        sha1()
            .digest(
                ByteBuffer.allocate(16 + name.length)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .put(name)
                    .array());
    ByteBuffer bits = ByteBuffer.wrap(hash);
    long most = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
    long least = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(most, least);
  }

  /** {@link #named(UUID, byte[])} with another UUID's 16 bytes as the name. */
  public static UUID named(UUID namespace, UUID name) {
    return named(
        namespace,
        ByteBuffer.allocate(16)
            .putLong(name.getMostSignificantBits())
            .putLong(name.getLeastSignificantBits())
            .array());
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
