package org.iecpools.kit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.UUID;

/**
 * Checks the rings of a service: {@code domain} depends on rules and events only, and {@code
 * stream} does not depend on {@code web}. Each service has a one-line test that calls {@link
 * #hold}.
 */
public final class Rings {

  private Rings() {}

  /** Fails with every violation in the service's own classes, not counting tests. */
  public static void hold(String service) {
    hold(
        service,
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(service));
  }

  static void hold(String service, JavaClasses classes) {
    rule(service).check(classes);
  }

  /** Fails with every cycle between the packages directly below this one, and this one itself. */
  static void holdOneWay(String parent, JavaClasses classes) {
    slices().assignedFrom(packageBelow(parent)).should().beFreeOfCycles().check(classes);
  }

  private static SliceAssignment packageBelow(String parent) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(parent) || name.startsWith(parent + ".")
            ? SliceIdentifier.of(name)
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages of " + parent;
      }
    };
  }

  private static ArchRule rule(String service) {
    String domain = service + ".domain..";
    return CompositeArchRule.of(
            classes()
                .that()
                .resideInAPackage(domain)
                .should()
                .onlyDependOnClassesThat(
                    resideInAnyPackage(
                        domain,
                        "java..",
                        "javax.crypto..", // the draw's tickets
                        "org.iecpools.beacon..", // and the public randomness behind them
                        "org.iecpools.events",
                        "org.iecpools.domain..",
                        "org.jspecify..",
                        "org.apache.avro.specific")) // base types of the events
                .because("rules know neither Spring nor Kafka"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(domain)
                .should()
                .accessTargetWhere(asksForTimeOrChance())
                .because("time and random numbers are parameters of a rule"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(service + ".stream..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(service + ".web.."))
                .because("the flow of events does not depend on HTTP"));
  }

  private static DescribedPredicate<JavaAccess<?>> asksForTimeOrChance() {
    return describe(
        "reads the time or random numbers",
        access -> {
          var owner = access.getTargetOwner();
          String name = access.getName();
          return owner.isEquivalentTo(Clock.class)
              || (owner.getPackageName().equals("java.time") && name.equals("now"))
              || (owner.isEquivalentTo(System.class)
                  && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
              || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"));
        });
  }
}
