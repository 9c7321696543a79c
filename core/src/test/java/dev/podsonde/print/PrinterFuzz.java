package dev.podsonde.print;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.print.testing.PrintArguments;
import java.util.List;

/** Any bytes, as packets of any link type and as payload of any protocol: one bounded text. */
class PrinterFuzz {
  private static final int[] LINK_TYPES = {0, 1, 101, 108, 113, 228, 229, 276};
  private static final int[] ETHER_TYPES = {
    0x0806, 0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x0003, 0x1234
  };
  private static final int[] IP_PROTOCOLS = {0, 1, 4, 6, 17, 41, 43, 44, 47, 58, 60, 137, 200};
  private static final int[] PORTS = {
    22, 25, 53, 67, 69, 80, 123, 514, 547, 5060, 5353, 4789, 6081, 6379, 6635, 8080, 9999
  };
  private static final String[] OPTIONS = {"-n", "-nvvve", "-vv", "-nqe", "-nvX", "-#ttttvvvK"};

  /** What stands before the options; chance does not find its last four bytes. */
  private static final byte[] DHCP_HEADER = join(new byte[236], hex("63825363"));

  /** Nothing prints more of a packet than the labels of names that point to each other. */
  private static final int TEXT_PER_BYTE_MAX = 2048;

  private final TextBuffer text = new TextBuffer();

  @FuzzTest(maxDuration = "10m")
  void anyPacket(FuzzedDataProvider data) {
    int linkType = data.pickValue(LINK_TYPES);
    String options = data.pickValue(OPTIONS);
    int cut = data.consumeInt(0, 40);
    byte[] payload = data.consumeRemainingAsBytes();
    print(payload, linkType, options, cut);
  }

  @FuzzTest(maxDuration = "10m")
  void anyPayload(FuzzedDataProvider data) {
    String options = data.pickValue(OPTIONS);
    int cut = data.consumeInt(0, 40);
    int protocol = data.pickValue(IP_PROTOCOLS);
    int etherType = data.pickValue(ETHER_TYPES);
    byte[] payload = data.consumeRemainingAsBytes();
    byte[] packet =
        switch (etherType) {
          case 0x0800 -> ipv4(protocol, payload);
          case 0x86dd -> ipv6(protocol, payload);
          default -> payload;
        };
    print(ethernet(etherType, packet), LinkType.ETHERNET.value(), options, cut);
  }

  @FuzzTest(maxDuration = "10m")
  void anyMessage(FuzzedDataProvider data) {
    String options = data.pickValue(OPTIONS);
    int cut = data.consumeInt(0, 40);
    int port = data.pickValue(PORTS);
    boolean isTcp = data.consumeBoolean();
    byte[] message = data.consumeRemainingAsBytes();
    byte[] packet =
        isTcp
            ? ipv4(6, tcp(port, 40_000, 1, 0, 24, "", message))
            : ipv4(17, udp(40_000, port, message));
    print(ethernet(0x0800, packet), LinkType.ETHERNET.value(), options, cut);
  }

  @FuzzTest(maxDuration = "10m")
  void anyDhcpOptions(FuzzedDataProvider data) {
    String options = data.pickValue(OPTIONS);
    int cut = data.consumeInt(0, 40);
    byte[] message = join(DHCP_HEADER, data.consumeRemainingAsBytes());
    byte[] packet = ipv4(17, udp(68, 67, message));
    print(ethernet(0x0800, packet), LinkType.ETHERNET.value(), options, cut);
  }

  private void print(byte[] bytes, int linkType, String options, int cut) {
    int capturedLength = Math.max(1, bytes.length - cut);
    PacketBatch batch = new PacketBatch(bytes.length + 1);
    System.arraycopy(bytes, 0, batch.memory(), 0, bytes.length);
    CaptureInterface where = CaptureInterface.unnamed(new LinkType(linkType), 0, 6);
    int length = Math.max(capturedLength, bytes.length);
    batch.add(where, 0, 0, 0, capturedLength, length, 0);
    Packet packet = new Packet();
    batch.get(0, packet);
    new PacketPrinter(text, PrintArguments.parse(List.of(options)).options()).print(packet);
    require(text.toString().endsWith("\n"), "the line has no end");
    require(text.length() <= 1024 + length * TEXT_PER_BYTE_MAX, "text without bound");
    text.truncate(0);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
