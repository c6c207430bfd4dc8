package tasklog.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Whoever reads events takes this module along: it brings nothing but Jackson. */
class DependencyTest {

  private static final JavaClasses MODULE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("tasklog.events");

  @Test
  void events_need_the_jdk_jspecify_and_jackson() {
    classes().should().onlyDependOnClassesThat()
        .resideInAnyPackage("tasklog.events..", "java..", "org.jspecify..", "tools.jackson..",
            "com.fasterxml.jackson.annotation..")
        .check(MODULE);
  }

  @Test
  void events_do_not_know_the_wire() {
    noClasses().that().resideInAPackage("tasklog.events")
        .should().dependOnClassesThat().resideInAPackage("tasklog.events.wire")
        .check(MODULE);
  }
}
