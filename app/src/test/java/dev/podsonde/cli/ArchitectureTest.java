package dev.podsonde.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The referee of DESIGN.md's arrows in the command line. */
class ArchitectureTest {
  private static final JavaClasses APP =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.podsonde.cli");

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(APP);
  }

  @Test
  void demoIsALabAndNoCommand() {
    noClasses()
        .that()
        .resideInAPackage("dev.podsonde.cli.demo")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.podsonde.cli", "picocli..")
        .orShould(ACCESS_STANDARD_STREAMS)
        .check(APP);
  }

  @Test
  void clusterLibraryStaysBehindTheClusterModule() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.fabric8..").check(APP);
  }
}
