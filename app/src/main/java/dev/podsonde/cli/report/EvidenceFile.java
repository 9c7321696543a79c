package dev.podsonde.cli.report;

import dev.podsonde.dns.finding.Finding;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureWriter;
import java.io.IOException;

/** The packets that findings point at, each with the findings as its comment. */
public final class EvidenceFile {
  private EvidenceFile() {}

  /**
   * Writes them in the order of the capture.
   *
   * @return how many
   */
  public static int write(DnsReport report, CaptureWriter writer) throws IOException {
    PacketBatch batch = report.packets().kept(frame -> comment(report, frame));
    var packet = new Packet();
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i, packet);
      writer.write(packet);
    }
    return batch.size();
  }

  private static String comment(DnsReport report, long frame) {
    var comment = new StringBuilder();
    for (Finding finding : report.findings()) {
      if (finding.frames().contains(frame)) {
        comment.append(finding.rule()).append(' ').append(finding.title()).append(": ");
        comment.append(report.sentence(finding)).append('\n');
      }
    }
    // Last, for Wireshark's column shows the beginning.
    comment.append("frame ").append(frame).append(" of ").append(report.source());
    return comment.toString();
  }
}
