package org.iecpools.kit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;

/**
 * Checks the rings of a service: {@code domain} depends on rules and events only, and {@code
 * stream} does not depend on {@code web}. Each service has a one-line test that calls {@link
 * #hold}.
 */
public final class Rings {

  private static final Set<String> PLUMBING =
      Set.of("Topic", "Topics", "EventCodec", "SchemaIds", "SchemaRegistry", "SetUp");

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
                            "org.iecpools.events",
                            "org.iecpools.domain..",
                            "org.jspecify..",
                            "org.apache.avro.specific") // base types of the events
                        .and(notPlumbing()))
                .because("rules know neither Spring nor Kafka"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(domain)
                .should()
                .accessTargetWhere(asksForTimeOrChance())
                .because("what time it is and what chance decides comes in as a parameter"))
        .and(
            noClasses()
                .that()
                .resideInAPackage(service + ".stream..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(service + ".web.."))
                .because("events flow whoever asks by HTTP"));
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> notPlumbing() {
    return describe(
        "are no plumbing",
        type ->
            !type.getPackageName().equals("org.iecpools.events")
                || !PLUMBING.contains(type.getSimpleName()));
  }

  private static DescribedPredicate<JavaAccess<?>> asksForTimeOrChance() {
    return describe(
        "asks for the time or for chance",
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
