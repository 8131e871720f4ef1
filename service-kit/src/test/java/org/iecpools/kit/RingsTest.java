package org.iecpools.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.iecpools.kit.planted.cycle.answers.Answers;
import org.iecpools.kit.planted.cycle.sends.Sends;
import org.iecpools.kit.planted.domain.AsksForChance;
import org.iecpools.kit.planted.domain.AsksForTheTime;
import org.iecpools.kit.planted.domain.KnowsKafka;
import org.iecpools.kit.planted.domain.KnowsSpring;
import org.iecpools.kit.planted.domain.KnowsTheClock;
import org.iecpools.kit.planted.domain.KnowsTheTopics;
import org.iecpools.kit.planted.domain.KnowsTheWeb;
import org.iecpools.kit.planted.domain.Pure;
import org.iecpools.kit.planted.stream.AskedByTheWeb;
import org.iecpools.kit.planted.stream.Flows;
import org.iecpools.kit.planted.web.Asks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants each violation and checks that it is found. */
class RingsTest {

  private static final String PLANTED = "org.iecpools.kit.planted";

  @ParameterizedTest
  @ValueSource(
      classes = {
        KnowsSpring.class,
        KnowsKafka.class,
        KnowsTheTopics.class,
        KnowsTheClock.class,
        AsksForTheTime.class,
        AsksForChance.class,
        KnowsTheWeb.class,
        AskedByTheWeb.class
      })
  void aBreachIsFound(Class<?> breach) {
    JavaClasses service =
        new ClassFileImporter().importClasses(Pure.class, Flows.class, Asks.class, breach);

    assertThatThrownBy(() -> Rings.hold(PLANTED, service))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(breach.getSimpleName());
  }

  @Test
  void aServiceThatKeepsTheRingsPasses() {
    JavaClasses service =
        new ClassFileImporter().importClasses(Pure.class, Flows.class, Asks.class);

    assertThatCode(() -> Rings.hold(PLANTED, service)).doesNotThrowAnyException();
  }

  @Test
  void packagesOfTheKitDependOneWay() {
    JavaClasses kit =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.iecpools.kit");

    assertThatCode(() -> Rings.holdOneWay("org.iecpools.kit", kit)).doesNotThrowAnyException();
  }

  @Test
  void aCycleOfPackagesIsFound() {
    JavaClasses cycle = new ClassFileImporter().importClasses(Sends.class, Answers.class);

    assertThatThrownBy(() -> Rings.holdOneWay(PLANTED + ".cycle", cycle))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Cycle detected");
  }
}
