package org.iecpools.stack;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what the stack starts in the directory that Maven built.
 *
 * @param root the project's root directory
 */
public record BuildTree(Path root) {

  /**
   * The directory named by the property {@code iec.root}, otherwise the one that contains this
   * class.
   */
  public static BuildTree find() {
    String named = System.getProperty("iec.root");
    if (named != null) {
      return new BuildTree(Path.of(named).toAbsolutePath().normalize());
    }
    try {
      Path here =
          Path.of(BuildTree.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path p = here; p != null; p = p.getParent()) {
        if (Files.exists(p.resolve("local-stack/pom.xml"))) {
          return new BuildTree(p);
        }
      }
      throw new StackException(
          here
              + " is not in a source tree of this project: set its root with -Diec.root=DIRECTORY");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The class path of the unpacked registry. The JVM can archive classes of its class path only,
   * and not those that Quarkus loads with a class loader of its own, as {@code quarkus-run.jar}
   * would. Generated and transformed classes come first, because they replace others.
   */
  String registryClassPath() {
    Path registry = built(root.resolve("local-stack/target/registry"));
    return Stream.of("quarkus", "app", "lib/main", "lib/boot")
        .map(registry::resolve)
        .flatMap(directory -> Directories.children(directory).stream().sorted())
        .map(Path::toString)
        .filter(file -> file.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * A module's class path with its runtime dependencies, in the format of {@code java -cp}.
   *
   * @throws StackException if the module has not been built
   */
  public String classPath(String module) {
    Path target = root.resolve(module).resolve("target");
    try {
      // Jars only, including the module's own, because a class data archive does not support
      // directories.
      return jar(module, target)
          + File.pathSeparator
          + Files.readString(built(target.resolve("classpath"))).strip();
    } catch (IOException e) {
      throw new StackException("cannot read " + target.resolve("classpath"), e);
    }
  }

  private static Path jar(String module, Path target) throws IOException {
    try (Stream<Path> files = Files.list(built(target))) {
      return files
          .filter(f -> f.getFileName().toString().matches(module + "-[0-9].*\\.jar"))
          .filter(f -> !f.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .max(Comparator.comparing(f -> f.toFile().lastModified()))
          .orElseThrow(() -> notBuilt(target.resolve(module + ".jar")));
    }
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw notBuilt(path);
    }
    return path;
  }

  private static StackException notBuilt(Path path) {
    return new StackException(
        path + " is missing: build first, with ./iec build or mvn package -DskipTests");
  }
}
