package org.iecpools.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The key of an installation, from which the secrets of all webhooks follow. It is in a file, so
 * that no secret is on Kafka (ADR 71).
 */
public final class InstallationKey {

  private static final int LENGTH = 32;
  private static final byte[] SECRET = "iec-pools/webhook/1".getBytes(UTF_8);
  private static final byte[] IDENTITY = "iec-pools/webhook-key/1".getBytes(UTF_8);
  private static final int LENGTH_OF_IDENTITY = 8;

  private final byte[] key;

  private InstallationKey(byte[] key) {
    this.key = key;
  }

  /**
   * Reads the key in a file, and creates it at first with mode 600.
   *
   * @throws WebhooksFailed if the file cannot be used
   */
  public static InstallationKey in(Path file) {
    try {
      return read(file);
    } catch (NoSuchFileException _) {
      return created(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static InstallationKey created(Path file) {
    byte[] key = new byte[LENGTH];
    new SecureRandom().nextBytes(key);
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      // Another program may create it at the same time, so that the file gets its name when it is
      // complete.
      Path part =
          Files.createTempFile(
              directory,
              "webhooks-",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(part, Base64.getEncoder().encodeToString(key) + "\n");
        Files.createLink(file, part);
      } catch (FileAlreadyExistsException _) {
        return read(file);
      } finally {
        Files.delete(part);
      }
      return new InstallationKey(key);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static InstallationKey read(Path file) throws IOException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("it is not a key in base64", e);
    }
    if (key.length != LENGTH) {
      throw new IOException("it has %d bytes instead of %d".formatted(key.length, LENGTH));
    }
    return new InstallationKey(key);
  }

  private static WebhooksFailed unusable(Path file, IOException e) {
    return new WebhooksFailed("the key file %s cannot be used: %s".formatted(file, e), e);
  }

  /** The secret of a webhook for its receiver: {@code whsec_} and base64. */
  public String secret(UUID webhook) {
    return Signature.PREFIX_OF_SECRETS + Base64.getEncoder().encodeToString(secretBytes(webhook));
  }

  byte[] secretBytes(UUID webhook) {
    byte[] id =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(webhook.getMostSignificantBits())
            .putLong(webhook.getLeastSignificantBits())
            .array();
    return Signature.hmac(key, SECRET, id);
  }

  /** Identifies the key without telling it: 16 hexadecimal digits. */
  public String id() {
    return HexFormat.of()
        .formatHex(Arrays.copyOf(Signature.hmac(key, IDENTITY), LENGTH_OF_IDENTITY));
  }
}
