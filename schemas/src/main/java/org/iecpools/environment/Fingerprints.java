package org.iecpools.environment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.iecpools.environment.Environment.SchemaState;

/**
 * Tells schemas apart. Avro's own fingerprint leaves out logical types and defaults, which change
 * what bytes mean as much as a type does.
 */
public final class Fingerprints {

  private Fingerprints() {}

  /** Name and SHA-256 of a schema's normalised text. */
  public static SchemaState of(Schema schema) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(schema.toString().getBytes(StandardCharsets.UTF_8));
      return new SchemaState(schema.getFullName(), HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
