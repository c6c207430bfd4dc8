package tasklog.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.bus.Command;
import tasklog.command.bus.Decider;
import tasklog.command.bus.Part;

/** The architecture, held. A failing rule names the class and the line that leaves it. */
@AnalyzeClasses(packages = "tasklog", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** Deciders, commands, parts and the states that are decided on. */
  private static final DescribedPredicate<JavaClass> RULES = DescribedPredicate.describe("rules", type -> {
    var states = Set.of("Task", "TaskScope", "BulkScope", "Presences", "ImportScope", "Names", "MergePatch",
        "Tag", "TagScope", "AccountState", "AccountScope", "Standing");
    return type.isAssignableTo(Decider.class) && !type.isInterface() || type.isAssignableTo(Command.class)
        || type.isAssignableTo(Part.class) && !type.isInterface()
        || type.getPackageName().startsWith("tasklog.command.")
            && states.contains(type.getName().replaceAll("^.*\\.|\\$.*$", ""));
  });

  @ArchTest
  static final ArchRule events_know_no_framework = classes().that().resideInAPackage("tasklog.events..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(
          "java..", "tasklog.events..", "org.jspecify..", "com.fasterxml.jackson.annotation..",
          "tools.jackson..");

  @ArchTest
  static final ArchRule kafka_is_known_to_the_relay_the_feed_and_infra = noClasses()
      .that().resideOutsideOfPackages(
          "tasklog.command.relay..", "tasklog.projection.feed..", "tasklog.local..", "tasklog.testkit..",
          "tasklog.cli..", "tasklog.bench..", "tasklog.chaos..")
      .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

  @ArchTest
  static final ArchRule axon_is_known_to_the_command_service = noClasses()
      .that().resideOutsideOfPackages("tasklog.command..", "tasklog.bench..", "tasklog.chaos..")
      .should().dependOnClassesThat().resideInAPackage("org.axonframework..");

  @ArchTest
  static final ArchRule rules_know_no_spring = noClasses().that(RULES)
      .should().dependOnClassesThat()
      .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule rules_know_no_clock_and_no_randomness = noClasses().that(RULES)
      .should().dependOnClassesThat().areAssignableTo(Clock.class)
      .orShould().dependOnClassesThat().areAssignableTo(Random.class)
      .orShould().callMethod(Instant.class, "now")
      .orShould().callMethod(UUID.class, "randomUUID")
      .orShould().callMethod(System.class, "nanoTime")
      .orShould().callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule the_services_know_nothing_of_each_other = noClasses()
      .that().resideInAPackage("tasklog.command..")
      .should().dependOnClassesThat().resideInAPackage("tasklog.projection..");

  @ArchTest
  static final ArchRule nor_the_other_way_round = noClasses()
      .that().resideInAPackage("tasklog.projection..")
      .should().dependOnClassesThat().resideInAPackage("tasklog.command..");

  /** Else it would make the mistakes that it is to find. */
  @ArchTest
  static final ArchRule what_verifies_shares_no_code_with_what_it_verifies = noClasses()
      .that().resideInAPackage("tasklog.cli.verify..")
      .should().dependOnClassesThat()
      .resideInAnyPackage("tasklog.events..", "tasklog.command..", "tasklog.projection..", "tasklog.web..");

  @ArchTest
  static final ArchRule packages_have_no_cycles = slices().matching("tasklog.(*).(*)..").should()
      .beFreeOfCycles();

  @ArchTest
  static final ArchRule one_view_never_imports_another = slices().matching("tasklog.projection.(*)..")
      .should().notDependOnEachOther()
      .ignoreDependency(DescribedPredicate.alwaysTrue(),
          resideInAnyPackage("tasklog.projection.feed..", "tasklog.projection.web.."))
      .ignoreDependency(resideInAPackage("tasklog.projection.feed.."), DescribedPredicate.alwaysTrue())
      .ignoreDependency(resideInAPackage("tasklog.projection.web.."), DescribedPredicate.alwaysTrue());

  @ArchTest
  static final ArchRule the_feed_knows_no_view = noClasses()
      .that().resideInAnyPackage("tasklog.projection.feed..", "tasklog.projection.web..")
      .should().dependOnClassesThat(resideInAPackage("tasklog.projection.(*)..")
          .and(DescribedPredicate
              .not(resideInAnyPackage("tasklog.projection.feed..", "tasklog.projection.web.."))));

  @ArchTest
  static final ArchRule http_answers_are_records_of_the_edge_or_of_the_view = methods()
      .that().areDeclaredInClassesThat().areAnnotatedWith(RestController.class)
      .and().areNotPrivate()
      .should(answerWithRecordsOfTheEdge());

  private static ArchCondition<JavaMethod> answerWithRecordsOfTheEdge() {
    return new ArchCondition<>(
        "answer with records of web or of the own package, never with events or rows") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        var own = method.getOwner().getPackageName();
        method.getReturnType().getAllInvolvedRawTypes().stream()
            .filter(type -> type.getPackageName().startsWith("tasklog."))
            .filter(type -> !type.isRecord()
                || !type.getPackageName().equals(own) && !type.getPackageName().endsWith(".web"))
            .forEach(type -> events.add(SimpleConditionEvent.violated(method,
                method.getFullName() + " answers with " + type.getName())));
      }
    };
  }
}
