package org.iecpools.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Archives of the classes that a component's JVM has loaded and verified, which save a third of the
 * work of a start. The JVM writes an archive when it ends, if the file does not exist.
 */
final class ClassArchive {
  private static final String OPTION = "-XX:SharedArchiveFile=";

  private ClassArchive() {}

  /**
   * JVM options that use the component's archive, or write it. The file's name contains a
   * fingerprint of the JVM and the class path. A JVM does not use an archive of other jars, but it
   * does not replace it either.
   */
  static List<String> options(BuildTree tree, Component component, String classPath) {
    Path directory = Directories.create(tree.root().resolve(".iec").resolve("cds"));
    Path archive =
        directory.resolve("%s-%s.jsa".formatted(component.label(), fingerprint(classPath)));
    deleteOthers(directory, component, archive);
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        OPTION + archive,
        // Otherwise the JVM logs a line for each class that it cannot archive.
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }

  /** Whether a JVM with these options writes an archive when it ends. */
  static boolean isWrittenAtEnd(List<String> javaOptions) {
    return javaOptions.stream()
        .filter(option -> option.startsWith(OPTION))
        .anyMatch(option -> Files.notExists(Path.of(option.substring(OPTION.length()))));
  }

  /** Sixteen hexadecimal digits. Like the JVM, compares sizes and times of jars. */
  private static String fingerprint(String classPath) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      StringBuilder text = new StringBuilder(Runtime.version().toString());
      for (String jar : classPath.split(File.pathSeparator)) {
        BasicFileAttributes file = Files.readAttributes(Path.of(jar), BasicFileAttributes.class);
        text.append('\n').append(jar).append(' ').append(file.size());
        text.append(' ').append(file.lastModifiedTime());
      }
      byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void deleteOthers(Path directory, Component component, Path archive) {
    for (Path other : Directories.children(directory)) {
      if (other.getFileName().toString().startsWith(component.label()) && !other.equals(archive)) {
        Directories.delete(other);
      }
    }
  }
}
