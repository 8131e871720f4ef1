package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that every package says what belongs there, and is null-marked (docs/style.md). */
class PackagesTest {

  private static final Path SOURCES = Path.of("src/main/java");

  /** Javadoc, then the annotations, then the package. */
  private static final Pattern DECLARATION =
      Pattern.compile(
          "(/\\*\\*(?<text>.*?)\\*/)?(?<annotations>[^*]*?)\\bpackage\\s", Pattern.DOTALL);

  @Test
  void everyPackageIsNullMarkedAndHasADescription() throws IOException {
    Path root = BuildTree.find().root();

    assertThat(packages(root)).as("all modules are read").hasSizeGreaterThan(30);
    assertThat(faults(root)).isEmpty();
  }

  // ---- tests of the check

  @Test
  void aPackageThatIsNotMarkedOrHasNoTextIsFound(@TempDir Path root) throws IOException {
    String text = "/** What belongs here. */\n";
    write(root, "a", "package-info.java", text + "@NullMarked\npackage a;\n");
    write(root, "b", "package-info.java", text + "package b;\n");
    write(root, "c", "package-info.java", "@NullMarked\npackage c;\n");
    write(root, "d", "package-info.java", "/** */\n@NullMarked\npackage d;\n");
    write(root, "e", "D.java", "package e;\n");
    write(root, "f", "package-info.java", text + "// @NullMarked\npackage f;\n");

    assertThat(faults(root))
        .containsExactlyInAnyOrder(
            "b is not @NullMarked",
            "c has no text",
            "d has no text",
            "e has no package-info.java",
            "f is not @NullMarked");
  }

  private static void write(Path root, String name, String file, String source) throws IOException {
    Path directory = root.resolve("module").resolve(SOURCES).resolve(name);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(file), source);
    Files.writeString(directory.resolve("Any.java"), "package %s;\n".formatted(name));
  }

  private static List<String> faults(Path root) throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path directory : packages(root)) {
      String name = directory.getFileName().toString();
      Path info = directory.resolve("package-info.java");
      if (!Files.exists(info)) {
        faults.add(name + " has no package-info.java");
        continue;
      }
      String source = Files.readString(info).replaceAll("//.*", "");
      Matcher declaration = DECLARATION.matcher(source);
      boolean isFound = declaration.find();
      String text = isFound ? declaration.group("text") : null;
      if (text == null || text.isBlank()) {
        faults.add(name + " has no text");
      }
      if (!isFound || !declaration.group("annotations").contains("@NullMarked")) {
        faults.add(name + " is not @NullMarked");
      }
    }
    return faults;
  }

  /** Directories with Java sources, of all modules of a repository. */
  private static List<Path> packages(Path root) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path sources :
          modules.map(m -> m.resolve(SOURCES)).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(sources)) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .forEach(all::add);
        }
      }
    }
    return all;
  }
}
