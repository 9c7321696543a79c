package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.lookup.LookupEngine;
import dev.podsonde.pcap.CaptureFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Captures of real resolvers that met a fault made for them: that one is found, and no other. */
class DiagnosisLabTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/dns-lab/findings.tsv", delimiter = '\t', numLinesToSkip = 1)
  void faultIsFoundAndNoOther(String capture, String fault, String rules) throws IOException {
    List<Finding> findings = findings(capture);
    assertThat(findings)
        .as(fault)
        .extracting(Finding::rule)
        .containsExactlyInAnyOrder(rules == null ? new String[0] : rules.split(" "));
    assertThat(findings)
        .allSatisfy(finding -> {
          assertThat(finding.frames()).isNotEmpty().isSorted();
          assertThat(finding.clients()).isNotEmpty();
          assertThat(finding.fix()).isNotBlank();
          assertThat(finding.filter()).isNotBlank();
          assertThat(finding.calls()).isBetween(1L, finding.callsInAll());
        });
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/dns-lab/findings.tsv", delimiter = '\t', numLinesToSkip = 1)
  void findingsMayBeAskedForAnyTime(String capture) throws IOException {
    var diagnosis = new Diagnosis(Evidence.NONE);
    var engine = engineOf(capture, diagnosis);
    assertThat(diagnosis.findings(engine)).isEqualTo(diagnosis.findings(engine));
  }

  private static List<Finding> findings(String capture) throws IOException {
    var diagnosis = new Diagnosis(Evidence.NONE);
    return diagnosis.findings(engineOf(capture, diagnosis));
  }

  private static LookupEngine engineOf(String capture, Diagnosis diagnosis) throws IOException {
    var engine = new LookupEngine(List.of(diagnosis));
    try (InputStream in = DiagnosisLabTest.class.getResourceAsStream("/dns-lab/" + capture);
        CaptureFile file = CaptureFile.open(in, capture)) {
      engine.readAll(file);
    }
    return engine;
  }
}
