package org.iecpools.stack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.iecpools.stack.planted.Command;
import org.iecpools.stack.planted.Commands;
import org.junit.jupiter.api.Test;

class CyclesTest {

  @Test
  void theClassesOfThisModuleHaveNoCycle() {
    Cycles.checkNone("org.iecpools.stack");
  }

  /** {@code Commands} lists a command in an annotation; a nested class of it refers back. */
  @Test
  void aPlantedCycleIsFound() {
    assertThatThrownBy(
            () ->
                Cycles.checkNone(
                    new ClassFileImporter().importPackagesOf(Command.class, Commands.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected")
        .hasMessageContaining(Command.class.getName())
        .hasMessageContaining(Commands.class.getName());
  }
}
