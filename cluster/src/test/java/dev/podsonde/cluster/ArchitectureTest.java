package dev.podsonde.cluster;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What leaves this module is ours: no type of the libraries behind it does. */
class ArchitectureTest {
  private static final JavaClasses CLUSTER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.podsonde.cluster");

  @Test
  void onlyTheApiServerKnowsFabric8() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("ApiServer")
        .and()
        .haveSimpleNameNotStartingWith("ExecStream")
        .and()
        .resideInAPackage("dev.podsonde.cluster..")
        .should(dependOnClassesThat(nameMatching("io\\.fabric8\\..*")))
        .check(CLUSTER);
  }

  @Test
  void terminalIsLeftToTheCommandLine() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(CLUSTER);
    noClasses().should().callMethod(System.class, "exit", int.class).check(CLUSTER);
  }
}
