package org.iecpools.kit.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Secret keys in a file that only its owner can read, shared by all instances of a service. */
public record KeyFile(Path path) implements KeySource {

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** Whether the file exists. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Creates the file with one new key unless it exists. If several processes do so at the same
   * time, one creates it and the others use its file.
   *
   * @return whether this call created the file
   * @throws UnusableKeys if the file cannot be written
   */
  public boolean createIfMissing() {
    if (exists()) {
      return false;
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent(), mode("rwx------"));
      Path whole =
          Files.createTempFile(path.toAbsolutePath().getParent(), ".key", "", mode("rw-------"));
      try {
        Files.writeString(whole, newKey() + "\n");
        // A hard link appears atomically with its content, and its creation fails if another
        // process was faster.
        Files.createLink(path, whole);
        return true;
      } catch (FileAlreadyExistsException _) {
        return false;
      } finally {
        Files.delete(whole);
      }
    } catch (IOException e) {
      throw new UnusableKeys("the key file %s cannot be created: %s".formatted(path, e));
    }
  }

  @Override
  public List<SecretKey> load() {
    try {
      checkMode();
      return KeySource.parse(Files.readString(path), place());
    } catch (IOException e) {
      throw new UnusableKeys("the key file %s cannot be read: %s".formatted(path, e));
    }
  }

  private void checkMode() throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
    if (!OWNER.containsAll(mode)) {
      throw new UnusableKeys(
          "the key file %s has mode %s, so others may have read it: chmod 600 it, and replace the key if that is possible"
              .formatted(path, PosixFilePermissions.toString(mode)));
    }
  }

  @Override
  public String place() {
    return "the key file " + path;
  }

  private static String newKey() {
    byte[] key = new byte[SecretKey.BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
