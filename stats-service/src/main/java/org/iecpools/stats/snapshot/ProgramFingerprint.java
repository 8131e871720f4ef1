package org.iecpools.stats.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Identifies the code that counts. A changed program may count the same records differently, so it
 * must not continue a count of another one.
 */
public final class ProgramFingerprint {

  /** Packages whose code decides which records count, and how. */
  private static final String[] PACKAGES = {
    "domain", "events", "kafka", "kit/stream", "stats/domain", "stats/snapshot", "stats/stream"
  };

  private ProgramFingerprint() {}

  /**
   * SHA-256 of the names and bytes of all classes that take part in counting, as hexadecimal
   * digits. A change of any of these classes changes it, also one that does not change the result.
   */
  public static String compute() {
    try {
      SortedMap<String, byte[]> classes = new TreeMap<>();
      for (String name : PACKAGES) {
        for (Resource file :
            new PathMatchingResourcePatternResolver()
                .getResources("classpath*:org/iecpools/" + name + "/**/*.class")) {
          String path = file.getURL().getPath();
          try (InputStream in = file.getInputStream()) {
            classes.put(path.substring(path.lastIndexOf("org/iecpools/")), in.readAllBytes());
          }
        }
      }
      if (classes.isEmpty()) {
        throw new IllegalStateException("the class path contains no classes of this program");
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      classes.forEach(
          (path, bytes) -> {
            digest.update(path.getBytes(UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("the program's classes cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
