package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.stack.BuildTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which builds of the script {@code iec} count as complete. Maven is replaced by a stub. */
class ScriptTest {

  @TempDir private Path root;

  @BeforeEach
  void copyTheScript() throws IOException {
    Files.copy(BuildTree.find().root().resolve("iec"), root.resolve("iec"));
    executable(root.resolve("bin/mvn"), "#!/bin/sh\necho \"$@\" >>\"$MAVEN_CALLS\"\n");
  }

  @Test
  void aTestOfAllModulesIsACompleteBuild() throws Exception {
    assertThat(run("test", "-Dtest=PoolRulesTest")).isZero();

    assertThat(root.resolve(".iec/built")).exists();
    assertThat(root.resolve(".iec/built.next")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-pl pool-service -am",
        "-plpool-service",
        "--projects=pool-service",
        "-rf :stats-service",
        "--resume-from stats-service",
        "-N",
        "--non-recursive",
        "-fn",
        "--fail-never",
        "--version"
      })
  void aTestOfSomeModulesIsNoCompleteBuild(String arguments) throws Exception {
    assertThat(run("test", arguments.split(" "))).isZero();

    assertThat(calls()).singleElement().asString().contains("verify", arguments);
    assertThat(root.resolve(".iec/built")).doesNotExist();
    assertThat(root.resolve(".iec/built.next")).doesNotExist();
  }

  @Test
  void aBuildOfOneModuleIsNoCompleteBuild() throws Exception {
    assertThat(run("build", "-pl", "domain")).isZero();

    assertThat(root.resolve(".iec/built")).doesNotExist();
  }

  @Test
  void aPhaseThatIsGivenComesBeforeTheBuildsOwn() throws Exception {
    assertThat(run("build", "clean")).isZero();

    assertThat(calls()).singleElement().asString().containsSubsequence("clean", "package");
    assertThat(root.resolve(".iec/built")).exists();
  }

  private int run(String command, String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(root.resolve("iec").toString(), command));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(root.resolve("output").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MAVEN_CALLS", root.resolve("calls").toString());
    builder
        .environment()
        .merge(
            "PATH", root.resolve("bin").toString(), (old, bin) -> bin + File.pathSeparator + old);
    return builder.start().waitFor();
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(root.resolve("calls"));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
