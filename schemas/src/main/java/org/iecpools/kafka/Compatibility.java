package org.iecpools.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Checks that the current schemas can read everything written with released schemas ({@code
 * BACKWARD_TRANSITIVE}). Topics keep their whole history, so an incompatible schema would make it
 * unreadable; the build fails instead.
 */
public final class Compatibility {

  private Compatibility() {}

  /** Arguments: {@code check DIR} or, once per release, {@code release DIR/VERSION}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !List.of("check", "release").contains(args[0])) {
      System.err.println("usage: Compatibility check DIR | Compatibility release DIR/VERSION");
      System.exit(2);
    }
    Path directory = Path.of(args[1]);
    if (args[0].equals("release")) {
      release(directory, EventCodec.schemas());
    } else {
      List<String> faults = faults(directory, EventCodec.schemas());
      faults.forEach(System.err::println);
      System.exit(faults.isEmpty() ? 0 : 1);
    }
  }

  /**
   * Every incompatibility with the released schemas, as sentences.
   *
   * @param released directory with a folder per version and one {@code .avsc} per record
   */
  static List<String> faults(Path released, List<Schema> current) throws IOException {
    Map<String, Schema> byName =
        current.stream().collect(Collectors.toMap(Schema::getFullName, Function.identity()));
    List<String> faults = new ArrayList<>();
    try (Stream<Path> files = Files.walk(released)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".avsc")).sorted().toList()) {
        Schema written = new Schema.Parser().parse(file.toFile());
        Schema reader = byName.get(written.getFullName());
        if (reader == null) {
          faults.add(file + ": " + written.getFullName() + " is gone; released events stay");
          continue;
        }
        var result =
            SchemaCompatibility.checkReaderWriterCompatibility(reader, written).getResult();
        if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
          result
              .getIncompatibilities()
              .forEach(
                  i ->
                      faults.add(
                          "%s: %s can no longer be read: %s at %s (%s)"
                              .formatted(
                                  file,
                                  written.getName(),
                                  i.getType(),
                                  i.getLocation(),
                                  i.getMessage())));
        }
      }
    }
    return faults;
  }

  static void release(Path version, List<Schema> schemas) throws IOException {
    Files.createDirectories(version);
    for (Schema schema : schemas) {
      Files.writeString(
          version.resolve(schema.getName() + ".avsc"),
          schema.toString(true) + System.lineSeparator());
    }
  }
}
