package org.iecpools.environment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.iecpools.environment.Environment.SchemaState;

/**
 * Fingerprints of schemas. Avro's own fingerprint ignores logical types and defaults, although they
 * affect how bytes are interpreted.
 */
public final class Fingerprints {

  private Fingerprints() {}

  /** Full name and SHA-256 of a schema's JSON as Avro prints it. */
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
