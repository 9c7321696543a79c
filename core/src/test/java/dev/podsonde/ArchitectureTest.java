package dev.podsonde;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.podsonde.node.NodeMain;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The referee of DESIGN.md's arrows: imports run one way, and each room keeps to its work. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.podsonde");

  @ParameterizedTest
  @CsvSource({
    "packet, packet",
    "decode, packet",
    "dns, packet",
    "dns.lookup, packet decode dns",
    "dns.finding, packet dns dns.lookup",
    "dns.path, packet decode dns dns.lookup",
    "dns.summary, packet dns dns.lookup",
    "pcap, packet",
    "foreign, foreign",
    "filter, packet foreign",
    "print, packet decode dns",
    "linux, packet filter foreign",
    "node, packet filter linux pcap",
  })
  void importsRunOneWay(String room, String mayImport) {
    String[] allowed =
        Stream.concat(
                Stream.of(
                    "",
                    inside(room),
                    "java..",
                    "org.jspecify..",
                    "com.google.errorprone..",
                    "org.HdrHistogram.."),
                Arrays.stream(mayImport.split(" ")).map(ArchitectureTest::inside))
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(inside(room))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed))
        .check(CORE);
  }

  @Test
  void foreignMemoryStaysWhereMemoryIsForeign() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    inside("packet"),
                    inside("pcap"),
                    inside("foreign"),
                    inside("filter"),
                    inside("linux"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(CORE);
  }

  @Test
  void coreLeavesTheTerminalToTheCommandLine() {
    DescribedPredicate<JavaClass> others = not(type(NodeMain.class));
    noClasses().that(others).should(ACCESS_STANDARD_STREAMS).check(CORE);
    noClasses().that(others).should().callMethod(System.class, "exit", int.class).check(CORE);
  }

  private static String inside(String room) {
    // Rooms of their own are inside dns.
    return room.equals("dns") ? "dev.podsonde.dns" : "dev.podsonde." + room + "..";
  }
}
