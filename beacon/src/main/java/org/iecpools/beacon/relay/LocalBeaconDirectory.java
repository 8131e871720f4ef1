package org.iecpools.beacon.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.iecpools.beacon.LocalBeacon;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A directory with a local beacon: {@code secret.json}, which only this user can read, with secret,
 * genesis and period, which together determine its chain; and {@code chain-info.json} with the
 * public parameters. Several processes may use the same directory.
 */
public final class LocalBeaconDirectory {

  /** The period of a new chain, if none is stated. It is that of quicknet. */
  public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(3);

  private static final String SECRET = "secret.json";
  private static final String INFO = "chain-info.json";

  private static final int MAX_BYTES = 4096;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private LocalBeaconDirectory() {}

  /**
   * Reads a local beacon, or creates one with a new secret.
   *
   * @param genesis time of the first round of a new chain; the current second if empty. An existing
   *     chain must have it
   * @param period of a new chain; {@link #DEFAULT_PERIOD} if empty. An existing chain must have it
   * @throws IllegalArgumentException if a new chain cannot have this genesis or period
   * @throws BeaconFailed if other users can read the secret, its file is damaged, or the chain has
   *     another genesis or period
   */
  public static LocalBeacon open(
      Path directory,
      Optional<Instant> genesis,
      Optional<Duration> period,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    Path file = directory.resolve(SECRET);
    if (!Files.exists(file)) {
      create(
          directory,
          LocalBeacon.generate(
              random,
              genesis.orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)),
              period.orElse(DEFAULT_PERIOD)));
    }
    LocalBeacon beacon = read(file);
    check(file, "genesis", genesis, beacon.chain().genesis());
    check(file, "period", period, beacon.chain().period());
    publish(infoIn(directory), ChainInfo.write(beacon.chain()));
    return beacon;
  }

  /** The file with the public parameters of the chain in a directory. */
  public static Path infoIn(Path directory) {
    return directory.resolve(INFO);
  }

  /** Leaves a right file alone, because another process may be reading it. */
  private static void publish(Path file, byte[] info) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), info)) {
      Files.write(file, info);
    }
  }

  private static <T> void check(Path file, String what, Optional<T> wanted, T actual) {
    if (wanted.isPresent() && !wanted.get().equals(actual)) {
      throw new BeaconFailed(
          "the local beacon in %s has the %s %s, which cannot be changed: omit it, or use another directory"
              .formatted(file, what, actual));
    }
  }

  private static void create(Path directory, LocalBeacon beacon) throws IOException {
    // A chain is of no use if its readers cannot describe it.
    ChainInfo.read(ChainInfo.write(beacon.chain()));
    ObjectNode json = RoundJson.MAPPER.createObjectNode();
    json.put("secret", HexFormat.of().formatHex(beacon.secret()));
    json.put("genesis_time", beacon.chain().genesis().getEpochSecond());
    json.put("period", beacon.chain().period().toSeconds());
    Files.createDirectories(directory, mode("rwx------"));
    Path whole = Files.createTempFile(directory, ".beacon", "", mode("rw-------"));
    try {
      Files.write(whole, RoundJson.MAPPER.writeValueAsBytes(json));
      // A hard link appears with its whole content, and does not replace that of a process that
      // was faster.
      Files.createLink(directory.resolve(SECRET), whole);
    } catch (FileAlreadyExistsException _) {
      // Its chain is used.
    } finally {
      Files.delete(whole);
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[] {};
  }

  private static LocalBeacon read(Path file) throws IOException {
    if (POSIX
        && !Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
            .containsAll(Files.getPosixFilePermissions(file))) {
      throw new BeaconFailed(
          "other users may use the secret in %s: make it private with chmod 600".formatted(file));
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES);
    }
    try {
      JsonNode json = RoundJson.object(content);
      return LocalBeacon.of(
          RoundJson.bytes(json, "secret"),
          Instant.ofEpochSecond(number(json, "genesis_time")),
          Duration.ofSeconds(number(json, "period")));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new BeaconFailed(
          "%s is not a local beacon: %s. Restore it, or delete it for a new chain"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static long number(JsonNode json, String field) {
    JsonNode number = json.path(field);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(field + " is not a number");
    }
    return number.longValue();
  }
}
