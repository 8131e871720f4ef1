package org.iecpools.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.iecpools.backup.Manifest.StoredFile;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/** Writes a running stack to files: committed records, positions of groups, and schemas. */
public final class Export {

  private Export() {}

  /**
   * What was exported.
   *
   * @param manifestSha256 SHA-256 of {@code manifest.json}, which contains those of all other files
   */
  public record Result(Manifest manifest, String manifestSha256, Duration elapsed) {}

  /**
   * Writes an export. The stack may be in use.
   *
   * @param directory must be empty, or not exist. It is emptied if the export fails
   * @param progress receives a sentence every two seconds
   * @throws BackupFailed if the export is not possible; the message states the reason
   * @throws AccessDenied if Kafka denies access
   * @throws SchemaRegistry.Unavailable if the registry does not answer
   */
  public static Result run(
      Cluster cluster, Path directory, Clock clock, Consumer<String> progress) {
    long begin = System.nanoTime();
    try (ClusterAdmin admin = new ClusterAdmin(cluster)) {
      admin.requireAdministrator();
      if (!admin.topics().contains(Topics.ENVIRONMENT.name())) {
        throw new BackupFailed(
            "Kafka at %s has no topic %s, so set-up has not run there: check the address"
                .formatted(cluster.bootstrapServers(), Topics.ENVIRONMENT.name()));
      }
      prepare(directory);
      try {
        LogExport.Result log = new LogExport(cluster, admin, directory, progress).run();
        SchemaRegistry registry = cluster.client().registry(cluster.registry());
        Manifest manifest =
            new Manifest(
                Manifest.FORMAT,
                Manifest.VERSION,
                clock.instant(),
                admin.clusterId(),
                log.topics(),
                log.groups(),
                registry.registered(),
                dump(registry, directory));
        String sha256 = ExportDirectory.write(directory, manifest);
        return new Result(manifest, sha256, Duration.ofNanos(System.nanoTime() - begin));
      } catch (IOException | RuntimeException e) {
        empty(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new BackupFailed("%s cannot be written: %s".formatted(directory, e), e);
    }
  }

  private static void prepare(Path directory) throws IOException {
    PrivateFiles.createDirectories(directory);
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new BackupFailed("%s is not empty: choose another directory".formatted(directory));
      }
    } catch (NotDirectoryException e) {
      throw new BackupFailed("%s is not a directory".formatted(directory), e);
    }
    PrivateFiles.createDirectories(directory.resolve(ExportDirectory.TOPICS));
  }

  private static @Nullable StoredFile dump(SchemaRegistry registry, Path directory)
      throws IOException {
    Optional<byte[]> dump = registry.dump();
    if (dump.isEmpty()) {
      return null;
    }
    PrivateFiles.write(directory.resolve(ExportDirectory.REGISTRY), dump.get());
    return new StoredFile(ExportDirectory.REGISTRY, dump.get().length, Digests.of(dump.get()));
  }

  /** Deletes what this export has written. */
  private static void empty(Path directory) {
    try (Stream<Path> content = Files.walk(directory)) {
      List<Path> deepestFirst =
          content
              .filter(path -> !path.equals(directory))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException _) {
      // Without a manifest, no import accepts what is left.
    }
  }
}
