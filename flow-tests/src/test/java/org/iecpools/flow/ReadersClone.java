package org.iecpools.flow;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;

/**
 * A directory in which the examples of documents work as in a clone of the repository, with a stack
 * of its own in {@code .iec}. What examples write stays in it, except npm's cache of packages.
 */
final class ReadersClone {

  /** Neither data of another stack nor local settings. */
  private static final Set<String> LEFT_OUT = Set.of(".iec", ".git", ".env", "node_modules");

  /** Examples write into it. */
  private static final String COPIED = "examples";

  private final Path root;
  private final Path temporary;
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private int shells;

  /**
   * @param directory an empty directory
   * @param original the repository, after a build
   */
  ReadersClone(Path directory, Path original) throws IOException {
    root = Files.createDirectory(directory.resolve("iec-pools"));
    temporary = Files.createDirectory(directory.resolve("tmp"));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Path name = file.getFileName();
        if (LEFT_OUT.contains(name.toString())) {
          continue;
        }
        if (name.toString().equals(COPIED)) {
          copy(file, root.resolve(name));
        } else if (Files.isDirectory(file)) {
          Files.createSymbolicLink(root.resolve(name), file.toAbsolutePath().normalize());
        } else {
          Files.copy(file, root.resolve(name));
        }
      }
    }
    // The script must never build, even if a source changes meanwhile.
    Path stamp = Files.createFile(Files.createDirectory(dataDir()).resolve("built"));
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));

    Path home = Files.createDirectory(temporary.resolve("curl"));
    // Otherwise curl succeeds whatever the server answers.
    Files.writeString(home.resolve(".curlrc"), "fail\nshow-error\n");
    environment.put("CURL_HOME", home.toString());
    environment.put("TMPDIR", temporary.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("npm_config_prefer_offline", "true");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(directory.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectory(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  Path root() {
    return root;
  }

  Path dataDir() {
    return root.resolve(".iec");
  }

  /**
   * Uses the ports of a stack. Documents name the default ports, and programs use them unless their
   * environment names others. Nothing else of an example is replaced.
   */
  void use(LocalStack.Addresses stack) {
    LocalStack.Addresses usual = LocalStack.Addresses.of(Ports.usual());
    addresses.put(usual.bootstrapServers(), stack.bootstrapServers());
    addresses.put(authority(usual.registry()), authority(stack.registry()));
    service(usual.profile(), stack.profile());
    service(usual.pool(), stack.pool());
    service(usual.invitation(), stack.invitation());
    service(usual.stats(), stack.stats());
    environment.put("IEC_BOOTSTRAP_SERVERS", stack.bootstrapServers());
    environment.put("IEC_REGISTRY_URL", stack.registry());
  }

  private void service(String usual, String actual) {
    addresses.put(authority(usual), authority(actual));
    addresses.put(management(usual), management(actual));
  }

  private static String authority(String url) {
    return URI.create(url).getAuthority();
  }

  private static String management(String url) {
    return ManagementPort.of(URI.create(url)).getAuthority();
  }

  /** An example with the ports of the stack. */
  String withPorts(String command) {
    String usual = addresses.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return Pattern.compile("(" + usual + ")\\b")
        .matcher(command)
        .replaceAll(hit -> addresses.get(hit.group()));
  }

  /** A new shell in the root of the clone. */
  Shell shell() throws IOException {
    Path files = Files.createDirectory(temporary.resolve("shell-" + shells));
    shells++;
    return new Shell(root, files, environment);
  }
}
