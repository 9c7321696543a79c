package dev.podsonde.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfProgramTest {
  /** Ethernet, IPv4 10.0.0.1 to 10.0.0.2, UDP port 40000 to 53, four bytes of payload. */
  private static final String QUERY =
      "020000000002 020000000001 0800"
          + "4500 0020 0000 4000 4011 0000 0a000001 0a000002"
          + "9c40 0035 000c 0000 00010203";

  /** The same query, cut before its ports. */
  private static final String CUT_QUERY = QUERY.replace(" ", "").substring(0, 34 * 2);

  // The golden text of the three forms is tcpdump 4.99.6's.
  @Test
  void assemblerIsTcpdumps() throws IOException {
    assertThat(compile("icmp6 or vlan 100").assemblerText())
        .isEqualTo(
            """
            (000) ldh      [12]
            (001) jeq      #0x86dd          jt 2	jf 7
            (002) ldb      [20]
            (003) jeq      #0x3a            jt 13	jf 4
            (004) jeq      #0x2c            jt 5	jf 14
            (005) ldb      [54]
            (006) jeq      #0x3a            jt 13	jf 14
            (007) jeq      #0x8100          jt 10	jf 8
            (008) jeq      #0x88a8          jt 10	jf 9
            (009) jeq      #0x9100          jt 10	jf 14
            (010) ldh      [14]
            (011) and      #0xfff
            (012) jeq      #0x64            jt 13	jf 14
            (013) ret      #262144
            (014) ret      #0
            """);
  }

  @Test
  void arrayIsTcpdumps() throws IOException {
    assertThat(compile("ip[6:2] & 0x1fff != 0").arrayText())
        .isEqualTo(
            """
            { 0x28, 0, 0, 0x0000000c },
            { 0x15, 0, 3, 0x00000800 },
            { 0x28, 0, 0, 0x00000014 },
            { 0x45, 0, 1, 0x00001fff },
            { 0x6, 0, 0, 0x00040000 },
            { 0x6, 0, 0, 0x00000000 },
            """);
  }

  @Test
  void decimalNumbersAreTcpdumps() throws IOException {
    assertThat(compile("host 200.1.2.3").decimalText())
        .isEqualTo(
            """
            14
            40 0 0 12
            21 0 4 2048
            32 0 0 26
            21 8 0 3355509251
            32 0 0 30
            21 6 7 3355509251
            21 1 0 2054
            21 0 5 32821
            32 0 0 28
            21 2 0 3355509251
            32 0 0 38
            21 0 1 3355509251
            6 0 0 262144
            6 0 0 0
            """);
  }

  @Test
  void unoptimisedProgramIsLonger() throws IOException {
    BpfProgram plain = BpfProgram.compile("udp port 53", LinkType.ETHERNET, 100, false);
    BpfProgram optimised = BpfProgram.compile("udp port 53", LinkType.ETHERNET, 100, true);
    assertThat(plain.size()).isGreaterThan(optimised.size());
    assertThat(optimised.assemblerText()).contains("ret      #100\n");
  }

  @Test
  void instructionsMakeTheSameProgram() throws IOException {
    BpfProgram program = compile("host 200.1.2.3");
    assertThat(BpfProgram.of(program.instructions()).decimalText())
        .isEqualTo(program.decimalText());
  }

  @ParameterizedTest
  @CsvSource({
    "udp port 53, true",
    "dst port 53, true",
    "src port 53, false",
    "net 10.0.0.0/8, true",
    "greater 46, true",
    "greater 47, false",
    "'', true",
  })
  void runsOnAPacket(String expression, boolean matches) throws IOException {
    assertThat(compile(expression).matches(packet(QUERY, 46))).isEqualTo(matches);
  }

  @Test
  void readPastTheCapturedBytesDoesNotMatch() throws IOException {
    assertThat(compile("udp port 53").matches(packet(CUT_QUERY, 46))).isFalse();
    assertThat(compile("not udp port 53").matches(packet(CUT_QUERY, 46))).isFalse();
    assertThat(compile("udp").matches(packet(CUT_QUERY, 46))).isTrue();
  }

  @Test
  void rawPacketsHaveTheirOwnProgram() throws IOException {
    PacketFilter filter = new PacketFilter("udp port 53", true);
    assertThat(filter.matches(packet(LinkType.RAW, QUERY.substring(30), 32))).isTrue();
    assertThat(filter.matches(packet(QUERY, 46))).isTrue();
    assertThat(filter.matches(packet(LinkType.RAW, QUERY, 46))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp prt 53        | 4  | can't parse filter expression: syntax error",
        "udp and           | 7  | can't parse filter expression: syntax error",
        "(udp              | 4  | can't parse filter expression: syntax error",
        "udp port 53 & foo | 12 | can't parse filter expression: syntax error",
        "udp @ 4           | 4  | can't parse filter expression: syntax error",
        "and udp           | 0  | can't parse filter expression: syntax error",
        "udp port foo      | 9  | unknown port 'foo'",
        "host 1.2.3.400    | 5  | invalid IPv4 address '1.2.3.400'",
        "ether host 1      | 11 | illegal link layer address",
        "udp and prt 53    | 8  | syntax error in filter expression",
        "udp or port 99999 | 12 | illegal port number 99999 > 65535",
        "net 1.2.3.4/40    | 4  | mask length must be <= 32",
        "vlan 5000 and udp | 5  | VLAN tag 5000 greater than maximum 4095",
        "len < 99999999999 | 6  | number 99999999999 overflows 32 bits",
      })
  void errorsSayWhere(String expression, int position, String reason) {
    assertThatThrownBy(() -> compile(expression))
        .isInstanceOfSatisfying(
            FilterException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(reason);
              assertThat(error.position()).isEqualTo(position);
            });
  }

  @Test
  void caretStandsUnderTheWord() {
    assertThatThrownBy(() -> compile("udp\tprt 53"))
        .hasMessage(
            """
            can't parse filter expression: syntax error
              udp prt 53
                  ^\
            """);
  }

  @Test
  void directionIsUnknownInAFile() {
    assertThatThrownBy(() -> new PacketFilter("inbound", true).compileFor(LinkType.ETHERNET))
        .hasMessage("inbound, outbound and ifindex are known during a capture only");
  }

  private static BpfProgram compile(String expression) throws IOException {
    return BpfProgram.compile(expression, LinkType.ETHERNET, BpfProgram.SNAPLEN_MAX, true);
  }

  private static Packet packet(String hex, int originalLength) {
    return packet(LinkType.ETHERNET, hex, originalLength);
  }

  /** Puts the packet behind others: what lies before and after it must not count. */
  private static Packet packet(LinkType linkType, String hex, int originalLength) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    PacketBatch batch = new PacketBatch(bytes.length + 200);
    System.arraycopy(bytes, 0, batch.memory(), 100, bytes.length);
    CaptureInterface captureInterface = CaptureInterface.unnamed(linkType, 0, 9);
    batch.add(captureInterface, 0, 0, 100, bytes.length, originalLength, 0);
    Packet packet = new Packet();
    batch.get(0, packet);
    return packet;
  }
}
