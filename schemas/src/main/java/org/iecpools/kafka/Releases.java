package org.iecpools.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The schemas that this system has ever written records with: the current ones and those of each
 * release.
 */
public final class Releases {

  private static final Set<Schema> ALL = read();

  private Releases() {}

  /**
   * Whether a schema is one of them, including logical types, names and defaults. Code that reads
   * records field by field may rely on the properties of these schemas only.
   */
  public static boolean contains(Schema schema) {
    return ALL.contains(schema);
  }

  /** The schemas of one record, the current one among them. */
  public static List<Schema> of(Schema current) {
    return ALL.stream()
        .filter(schema -> schema.getFullName().equals(current.getFullName()))
        .toList();
  }

  static Set<Schema> all() {
    return ALL;
  }

  private static Set<Schema> read() {
    List<Schema> current = EventCodec.schemas();
    Set<Schema> all = new HashSet<>(current);
    boolean isThere = true;
    for (int release = 1; isThere; release++) {
      isThere = false;
      for (Schema schema : current) {
        String name = "released/%d/%s.avsc".formatted(release, schema.getName());
        try (InputStream in = Releases.class.getResourceAsStream(name)) {
          if (in != null) {
            isThere = true;
            all.add(new Schema.Parser().parse(in));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return Set.copyOf(all);
  }
}
