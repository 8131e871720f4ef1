package org.iecpools.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import org.iecpools.simulator.season.DependsOnReplay;
import org.iecpools.simulator.upstream.DependsOnSeason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages {@code season} and {@code replay} depend on {@code upstream} only. */
class DependenciesTest {

  private static final String SEASON = "org.iecpools.simulator.season";
  private static final String REPLAY = "org.iecpools.simulator.replay";
  private static final String UPSTREAM = "org.iecpools.simulator.upstream";

  private static final ArchRule RULE =
      CompositeArchRule.of(independent(UPSTREAM, SEASON, REPLAY))
          .and(independent(SEASON, REPLAY))
          .and(independent(REPLAY, SEASON));

  private static ArchRule independent(String origin, String... targets) {
    return noClasses()
        .that()
        .resideInAPackage(origin)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(targets)
        .allowEmptyShould(true);
  }

  @Test
  void dependenciesGoOneWay() {
    JavaClasses simulator =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.iecpools.simulator");

    RULE.check(simulator);
  }

  @ParameterizedTest
  @ValueSource(classes = {DependsOnSeason.class, DependsOnReplay.class})
  void aPlantedDependencyIsFound(Class<?> planted) {
    JavaClasses classes = new ClassFileImporter().importClasses(planted);

    assertThatThrownBy(() -> RULE.check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(planted.getSimpleName());
  }
}
