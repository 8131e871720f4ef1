package org.iecpools.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.iecpools.environment.Environment.SchemaState;
import org.iecpools.environment.Finding.Kind;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;

/** Compares recorded schemas with the current content of the registry. */
public final class SchemaCheck {

  private SchemaCheck() {}

  /**
   * Finds recorded ids that are unknown to the registry or stand for another schema.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer
   */
  public static List<Finding> ids(Map<Integer, SchemaState> remembered, SchemaIds registry) {
    List<Finding> findings = new ArrayList<>();
    remembered.forEach(
        (id, known) -> {
          try {
            difference(id, known, Fingerprints.of(registry.schemaOf(id))).ifPresent(findings::add);
          } catch (EventCodec.Undecodable e) {
            findings.add(
                new Finding(
                    Kind.SCHEMA_ID_UNKNOWN,
                    "schema id " + id,
                    known.name(),
                    e.getMessage(),
                    "Records with this id cannot be read. Restore the registry's data, or run"
                        + " set-up, which registers the schema again and checks its id."));
          }
        });
    return findings;
  }

  /** The finding for an id that stands for another schema; empty if the schemas are equal. */
  public static Optional<Finding> difference(int id, SchemaState known, SchemaState found) {
    return known.equals(found)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Kind.SCHEMA_ID_REASSIGNED,
                "schema id " + id,
                text(known),
                text(found),
                "The registry has lost its data or is another one: connect to the right registry,"
                    + " or restore its data. Nothing that carries this id can be read until"
                    + " then."));
  }

  /**
   * Finds subjects of this system that are missing, whose latest version was not registered by
   * set-up, or that no longer hold this version's schema. Schemas that are not recorded yet are
   * skipped.
   *
   * @throws SchemaRegistry.Unavailable if the registry does not answer
   */
  public static List<Finding> subjects(Environment remembered, SchemaRegistry registry) {
    List<Finding> findings = new ArrayList<>();
    Set<String> known =
        remembered.schemas().values().stream().map(SchemaState::sha256).collect(Collectors.toSet());
    for (Schema schema : EventCodec.schemas()) {
      if (!known.contains(Fingerprints.of(schema).sha256())) {
        // This version's set-up has not run, which is reported by EnvironmentCheck.
        continue;
      }
      String subject = schema.getFullName();
      Optional<Schema> latest = registry.latest(subject);
      if (latest.isEmpty()) {
        findings.add(
            new Finding(
                Kind.SUBJECT_MISSING,
                "subject " + subject,
                "registered",
                "the registry has no such subject",
                "Run set-up, which registers it again."));
      } else if (!known.contains(Fingerprints.of(latest.get()).sha256())) {
        findings.add(
            new Finding(
                Kind.SUBJECT_ALTERED,
                "subject " + subject,
                "only schemas that set-up registered",
                "a latest version that set-up did not register",
                "Delete that version in the registry: producers that take the latest one write"
                    + " with it."));
      } else if (!registry.holds(schema)) {
        findings.add(
            new Finding(
                Kind.SUBJECT_ALTERED,
                "subject " + subject,
                "this version's schema is registered",
                "its version is deleted",
                "Run set-up, which registers it again."));
      }
    }
    return findings;
  }

  private static String text(SchemaState schema) {
    return "%s (SHA-256 %s...)".formatted(schema.name(), schema.sha256().substring(0, 12));
  }
}
