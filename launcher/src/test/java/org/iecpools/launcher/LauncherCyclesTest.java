package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.iecpools.stack.BuildTree;
import org.iecpools.stack.Cycles;
import org.junit.jupiter.api.Test;

class LauncherCyclesTest {

  @Test
  void theClassesOfThisModuleHaveNoCycle() {
    Cycles.checkNone("org.iecpools.launcher");
  }

  /** That module has no test for it, because it depends on no other module. */
  @Test
  void theClassesOfTheModuleTransparencyHaveNoCycle() {
    Cycles.checkNone("org.iecpools.transparency");
  }

  /** That module has no test for it, because it does not depend on the kit. */
  @Test
  void theClassesOfTheModuleRoundLogHaveNoCycle() {
    Cycles.checkNone("org.iecpools.roundlog");
  }

  /** That module has no test for it, because it depends on no other module. */
  @Test
  void theClassesOfTheModuleBeaconHaveNoCycle() {
    Cycles.checkNone("org.iecpools.beacon");
  }

  /** These modules have no test for it, because they depend on neither this check nor a stack. */
  @Test
  void theClassesOfTheModulesFeedAndForecastHaveNoCycle() {
    Cycles.checkNone("org.iecpools.feed");
    Cycles.checkNone("org.iecpools.forecast");
  }

  /** The bytecode of a command would not show the use of a constant of {@code Iec}. */
  @Test
  void noCommandRefersToIec() throws IOException {
    try (Stream<Path> files =
        Files.walk(BuildTree.find().root().resolve("launcher/src/main/java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(20);
      for (Path source : sources) {
        if (!source.endsWith("Iec.java") && !source.endsWith("package-info.java")) {
          assertThat(Files.readString(source))
              .as(source.toString())
              .doesNotContainPattern("\\bIec\\b");
        }
      }
    }
  }
}
