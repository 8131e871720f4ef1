package org.iecpools.stack;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * Checks that no top-level classes of a package depend on each other in a cycle. It reads bytecode,
 * so the use of a compile-time constant of another class is not found.
 */
public final class Cycles {

  private Cycles() {}

  /** Fails with every cycle in a package and its subpackages, not counting tests. */
  public static void checkNone(String packageName) {
    checkNone(
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(packageName));
  }

  static void checkNone(JavaClasses classes) {
    slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles().check(classes);
  }

  /** Assigns a nested class to the slice of its top-level class. */
  private static final class TopLevelClasses implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""));
    }

    @Override
    public String getDescription() {
      return "top-level classes";
    }
  }
}
