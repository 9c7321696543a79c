package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.dns.lookup.LookupEngine;
import dev.podsonde.packet.HostNames;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.MergedSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    var diagnosis = new Diagnosis(Evidence.NONE, new HostNames());
    var engine = engineOf(capture, diagnosis);
    assertThat(diagnosis.findings(engine)).isEqualTo(diagnosis.findings(engine));
  }

  /** A musl that never connects leaves a capture without any TCP, like one that a filter cut. */
  @ParameterizedTest
  @ValueSource(strings = {"musl-tc", "musl-tc-drop", "musl-tc-rst"})
  void truncatedReplyThatMuslCannotFollowIsAFault(String capture) throws IOException {
    assertThat(findings("captures/" + capture + ".pcap"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.weight()).isEqualTo(Weight.FAULT));
  }

  /** The pod of the client, its node, and the pod of the server, all at once. */
  @ParameterizedTest
  @CsvSource({
    "nat-querydrop, L02, last seen at nat-querydrop.at-node-any and never at nat-querydrop.at-dns-pod",
    "nat-replydrop, L03, 'leaving the server, last at nat-replydrop.at-node-any, and not where'",
    "nat-dead, P05, cannot be reached",
    "nat-dnat-masq, N06, from [10.244.2.1]",
  })
  void captureAtThreePlacesNamesTheHop(String capture, String rule, String hop) throws IOException {
    assertThat(findingsAtThreePlaces(capture))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo(rule);
          assertThat(finding.what()).contains(hop);
          assertThat(finding.calls()).isEqualTo(2);
        });
  }

  @Test
  void healthyCaptureAtThreePlacesHasNoFinding() throws IOException {
    assertThat(findingsAtThreePlaces("nat-dnat")).isEmpty();
  }

  @SuppressWarnings("MustBeClosedChecker") // the merged source closes them
  private static List<Finding> findingsAtThreePlaces(String capture) throws IOException {
    var diagnosis = new Diagnosis(Evidence.NONE, new HostNames());
    var engine = new LookupEngine(List.of(diagnosis));
    Set<String> names = new LinkedHashSet<>();
    try (var merged = new MergedSource()) {
      for (String place : List.of("client-pod", "node-any", "dns-pod")) {
        String name = capture + ".at-" + place;
        names.add(name);
        InputStream in =
            DiagnosisLabTest.class.getResourceAsStream("/dns-lab/captures/" + name + ".pcap");
        merged.add(name, CaptureFile.open(in, name), 0);
      }
      engine.readAll(merged);
    }
    diagnosis.know(new Places(Set.of(), names));
    return diagnosis.findings(engine);
  }

  private static List<Finding> findings(String capture) throws IOException {
    var diagnosis = new Diagnosis(Evidence.NONE, new HostNames());
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
