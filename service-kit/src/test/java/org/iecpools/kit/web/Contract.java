package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The committed descriptions of the HTTP APIs and of the events, in {@code docs/api}. A change of
 * an interface is visible in them, and clients are generated from them.
 */
public final class Contract {

  private static final Path COMMITTED = Path.of("../docs/api");
  private static final JsonMapper JSON = JsonMapper.shared();

  private Contract() {}

  /** Checks that a description, as served in 2026, equals the committed one. */
  public static void isCommitted(String name, JsonNode served) throws IOException {
    Path file = COMMITTED.resolve(name + ".json");
    // As text, because a node also knows the Java type of its number.
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(served) + "\n";
    if (Files.exists(file) && JSON.readTree(Files.readString(file)).equals(JSON.readTree(text))) {
      return;
    }
    Path proposed = Path.of("target/api").resolve(file.getFileName());
    Files.createDirectories(proposed.getParent());
    Files.writeString(proposed, text);
    fail(
        "%s differs from what is served. If the change is compatible with existing clients, copy"
            + " %s there.",
        file, proposed.toAbsolutePath());
  }
}
