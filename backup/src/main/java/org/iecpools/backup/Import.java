package org.iecpools.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.SchemaRegistry.Registered;

/**
 * Writes an export to an empty cluster and registry. Each record gets its partition, offset,
 * timestamp and headers, each schema its id, and each group its positions. Set-up with {@code
 * --accept-changes} and the services come afterwards.
 */
public final class Import {

  private final Path directory;
  private final Manifest manifest;

  private Import(Path directory, Manifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * What was imported.
   *
   * @param withoutTimestamp number of records that had no timestamp and now have the timestamp 0
   */
  public record Result(Manifest manifest, long withoutTimestamp, Duration elapsed) {}

  /**
   * Reads an export and checks every file. Changes nothing.
   *
   * @param progress receives a sentence every two seconds
   * @throws BackupFailed with every fault of the files
   */
  public static Import of(Path directory, Consumer<String> progress) {
    return new Import(directory, ExportDirectory.checked(directory, progress));
  }

  public Manifest manifest() {
    return manifest;
  }

  /**
   * Writes everything.
   *
   * @param otherCluster whether the cluster may have another id than the exported one
   * @param progress receives a sentence every two seconds
   * @throws BackupFailed with every reason why the cluster or the registry is not suitable; nothing
   *     is written then. Or if the import was interrupted, after which a new one needs an empty
   *     cluster
   * @throws AccessDenied if Kafka denies access
   * @throws SchemaRegistry.Unavailable if the registry does not answer
   */
  public Result writeTo(Cluster cluster, boolean otherCluster, Consumer<String> progress) {
    long begin = System.nanoTime();
    SchemaRegistry registry = cluster.client().registry(cluster.registry());
    try (ClusterAdmin admin = new ClusterAdmin(cluster)) {
      admin.requireAdministrator();
      List<String> faults = new ArrayList<>(LogImport.faults(admin, manifest, otherCluster));
      List<Registered> registered = registry.registered();
      faults.addAll(registryFaults(registered));
      if (!faults.isEmpty()) {
        throw BackupFailed.of(
            "the export cannot be imported to %s".formatted(cluster.bootstrapServers()), faults);
      }
      if (registered.isEmpty()) {
        registry.load(Files.readAllBytes(directory.resolve(ExportDirectory.REGISTRY)));
        List<String> wrong = differences(registry.registered());
        if (!wrong.isEmpty()) {
          throw BackupFailed.of("the registry did not take over the schemas", wrong);
        }
      }
      long withoutTimestamp = new LogImport(cluster, admin, directory, manifest, progress).run();
      return new Result(manifest, withoutTimestamp, Duration.ofNanos(System.nanoTime() - begin));
    } catch (IOException e) {
      throw new BackupFailed("%s cannot be read: %s".formatted(directory, e), e);
    }
  }

  private List<String> registryFaults(List<Registered> registered) {
    if (registered.isEmpty()) {
      return manifest.registry() != null
          ? List.of()
          : List.of(
              "the registry is empty, and the export has no %s, because the exported registry has no such function: first copy its schemas with their ids"
                  .formatted(ExportDirectory.REGISTRY));
    }
    List<String> differences = new ArrayList<>(differences(registered));
    if (!differences.isEmpty()) {
      differences.addFirst(
          "the registry is not empty, with %d schemas, and does not have the exported ones"
              .formatted(registered.size()));
    }
    return differences;
  }

  /** The exported schemas that a registry does not have under the same id. */
  private List<String> differences(List<Registered> registered) {
    Set<Registered> present = new HashSet<>(registered);
    return manifest.schemas().stream()
        .filter(schema -> !present.contains(schema))
        .map(
            schema ->
                "version %d of %s does not have the id %d"
                    .formatted(schema.version(), schema.subject(), schema.id()))
        .toList();
  }
}
