package dev.podsonde.print.testing;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.number;
import static dev.podsonde.print.testing.PacketBytes.tcp;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static dev.podsonde.print.testing.PacketBytes.with;
import static dev.podsonde.print.testing.PacketBytes.withIpv4Checksum;
import static dev.podsonde.print.testing.PacketBytes.withIpv6Checksum;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the captures of the conformance list: {@code java ... CraftedCaptures DIRECTORY}. */
public final class CraftedCaptures {
  private static final int ETHERNET = 1;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int ACK = 16;

  /** 2026-01-02 03:04:05 UTC; each packet comes 1.000001 s after the one before. */
  private static final long FIRST_SECOND = 1_767_323_045;

  private CraftedCaptures() {}

  /** Writes all captures to the directory given. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    write(directory, "ethernet.pcap", ETHERNET, ethernetFrames());
    write(directory, "vendors.pcap", ETHERNET, framesOfVendors());
    write(directory, "ipv4.pcap", ETHERNET, ipv4Packets());
    write(directory, "udp.pcap", ETHERNET, udpDatagrams());
    write(directory, "udp6.pcap", ETHERNET, udpOverIpv6());
    write(directory, "tcp.pcap", ETHERNET, tcpSegments());
    write(directory, "tcp6.pcap", ETHERNET, tcpOverIpv6());
    write(directory, "tcp-options.pcap", ETHERNET, tcpOptions());
    write(directory, "dns-queries.pcap", ETHERNET, DnsMessages.queries());
    write(directory, "dns-headers.pcap", ETHERNET, DnsMessages.headers());
    write(directory, "dns-records.pcap", ETHERNET, DnsMessages.records());
    write(directory, "dns-extensions.pcap", ETHERNET, DnsMessages.extensions());
    write(directory, "dns-names.pcap", ETHERNET, DnsMessages.names());
    write(directory, "dns-tcp.pcap", ETHERNET, DnsMessages.fragmentsOverTcp());
    write(directory, "dns-multicast.pcap", ETHERNET, DnsMessages.multicast());
    write(directory, "dns-samples.pcap", ETHERNET, DnsMessages.samples());
    write(directory, "text.pcap", ETHERNET, TextMessages.all());
    write(directory, "text-samples.pcap", ETHERNET, TextMessages.samples());
    write(directory, "ntp.pcap", ETHERNET, NtpMessages.all());
    write(directory, "ntp-samples.pcap", ETHERNET, NtpMessages.samples());
    write(directory, "dhcp-headers.pcap", ETHERNET, DhcpMessages.headers());
    write(directory, "dhcp-options.pcap", ETHERNET, DhcpMessages.options());
    write(directory, "dhcp-samples.pcap", ETHERNET, DhcpMessages.samples());
    write(directory, "dhcpv6-messages.pcap", ETHERNET, Dhcpv6Messages.messages());
    write(directory, "dhcpv6-options.pcap", ETHERNET, Dhcpv6Messages.options());
    write(directory, "dhcpv6-samples.pcap", ETHERNET, Dhcpv6Messages.samples());
    write(directory, "arp.pcap", ETHERNET, ControlMessages.arp());
    write(directory, "icmp.pcap", ETHERNET, ControlMessages.icmp());
    write(directory, "icmp6.pcap", ETHERNET, ControlMessages.icmp6());
    write(directory, "control-samples.pcap", ETHERNET, ControlMessages.samples());
    write(directory, "tunnel-samples.pcap", ETHERNET, TunnelPackets.samples());
    write(directory, "overlays.pcap", ETHERNET, TunnelPackets.overlays());
    write(directory, "tunnels.pcap", ETHERNET, TunnelPackets.tunnels());
    write(directory, "ipv6-extensions.pcap", ETHERNET, TunnelPackets.extensions());
    write(directory, "sll.pcap", 113, cookedPackets());
    write(directory, "sll2.pcap", 276, cookedPacketsV2());
    write(directory, "raw.pcap", 101, rawPackets());
    write(directory, "null.pcap", 0, nullPackets("02000000", "63000000"));
    write(directory, "loop.pcap", 108, nullPackets("00000002", "00010063"));
    write(directory, "unsupported.pcap", 162, hex("0102 0304 0506"));
  }

  private static byte[] payload() {
    return "The quick brown fox".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] datagram() {
    return ipv4(UDP, udp(4000, 5000, payload()));
  }

  private static byte[][] ethernetFrames() {
    byte[] datagram = datagram();
    return new byte[][] {
      ethernet(IPV4, datagram),
      ethernet(0x8100, join(hex("2064 0800"), datagram)),
      ethernet(0x88a8, join(hex("7001 8100 f002 0800"), datagram)),
      ethernet(0x9100, join(hex("0001 9200 0002 8100 0003 0800"), datagram)),
      ethernet(0x8100, hex("2064")),
      ethernet(0x88b5, payload()),
      ethernet(0x8100, join(hex("2064 88b5"), payload())),
      ethernet(0x88b6, hex("0102")),
      hex("0200 0000 0002 0200 0000 00"),
      ethernet(8 + datagram.length, join(hex("aaaa 03 000000 0800"), datagram, hex("dead"))),
      ethernet(8 + 2, hex("aaaa 03 0080c2 0fff beef")),
      ethernet(8 + 2, hex("aaaa 03 123456 0fff beef")),
      ethernet(6, hex("aaaa 03 0000 00")),
      ethernet(3 + datagram.length, join(hex("0606 03"), datagram)),
      ethernet(8, hex("0405 e3 0102030405")),
      ethernet(3, hex("0000 bf")),
      ethernet(6, hex("0001 af 81 01 02")),
      ethernet(4, hex("0001 af 81")),
      ethernet(5, hex("0001 af 82 00")),
      ethernet(4, hex("f0f0 0105")),
      ethernet(4, hex("f1f0 0906")),
      ethernet(6, hex("1234 0406 beef")),
      ethernet(2, hex("0000 00")),
      ethernet(3, hex("0000 00 0000")),
      ethernet(1400, hex("0404 07 00")),
      ethernet(0x8870, hex("0404 43 00")),
      ethernet(0x8100, join(hex("0fff 0008 aaaa 03 0000f8 0800"), datagram)),
      ethernet(0xfffe, hex("00")),
    };
  }

  private static byte[][] framesOfVendors() {
    return new byte[][] {
      hex("ffff ffff ffff 0000 0c00 0001 88b5"), hex("0001 01ff ffff d0f0 db00 0001 88b5"),
    };
  }

  private static byte[][] ipv4Packets() {
    byte[] datagram = datagram();
    byte[] unknown = ipv4(200, payload());
    return ipv4Frames(
        datagram,
        with(datagram, 10, "0000"),
        ipv4With(datagram, 1, "01"),
        ipv4With(datagram, 1, "2e"),
        ipv4With(datagram, 1, "ff"),
        ipv4With(datagram, 8, "00"),
        ipv4With(datagram, 6, "0000"),
        ipv4With(datagram, 6, "2000"),
        ipv4With(datagram, 6, "e000"),
        ipv4With(datagram, 6, "8000"),
        ipv4With(datagram, 6, "2001"),
        ipv4With(datagram, 6, "1fff"),
        ipv4With(unknown, 6, "0001"),
        with(datagram, 0, "65"),
        with(datagram, 0, "05"),
        with(datagram, 0, "44"),
        with(datagram, 0, "4f"),
        with(datagram, 2, "0000"),
        with(datagram, 2, "0013"),
        with(datagram, 2, "0014"),
        with(datagram, 2, "0020"),
        with(datagram, 2, "0100"),
        join(datagram, hex("0000 0000 0000 0000")),
        hex("4500 0014 0000 0000 4011 0000 0a00 0001 0a00"),
        unknown,
        ipv4(61, payload()),
        ipv4(77, payload()),
        ipv4(59, payload()),
        ipv4(58, payload()),
        ipv4(143, payload()),
        ipv4(4, ipv4(4, datagram)),
        ipv4(UDP, "01 01 01 00", udp(4000, 5000, payload())),
        ipv4(200, "07 0b 08 c0000201 c0000202 00", payload()),
        ipv4(200, "83 0b 04 c0000201 c0000202 00", payload()),
        ipv4(UDP, "89 07 04 c0000201 01", udp(4000, 5000, payload())),
        ipv4(200, "07 02 01 01", payload()),
        ipv4(200, "07 08 00 c0000201 00", payload()),
        ipv4(200, "07 07 0c c0000201 00", payload()),
        ipv4(200, "44 0c 05 00 00000001 00000002", payload()),
        ipv4(200, "44 0c 0d 31 c0000201 00000002", payload()),
        ipv4(200, "44 0c 09 03 c0000201 00000002", payload()),
        ipv4(200, "44 0c 00 02 c0000201 00000002", payload()),
        ipv4(200, "44 03 05 00", payload()),
        ipv4(200, "44 0a 05 01 c0000201 0000 01 00", payload()),
        ipv4(200, "94 04 0000", payload()),
        ipv4(200, "94 04 0102", payload()),
        ipv4(200, "94 03 00 00", payload()),
        ipv4(200, "52 04 0000", payload()),
        ipv4(200, "82 0b 00 00 0000 0000 000000 01", payload()),
        ipv4(200, "ff 04 0000", payload()),
        ipv4(200, "07 01 00 00", payload()),
        ipv4(200, "07 80 00 00", payload()));
  }

  private static byte[][] udpDatagrams() {
    byte[] datagram = datagram();
    byte[] checked = withIpv4Checksum(datagram, 6);
    byte[] odd = udp(4000, 5000, hex("0102 03"));
    return ipv4Frames(
        datagram,
        checked,
        with(checked, 40, "00"),
        withIpv4Checksum(ipv4(UDP, odd), 6),
        with(datagram, 24, "0007"),
        with(datagram, 24, "0008"),
        with(datagram, 24, "0010"),
        with(datagram, 24, "0100"),
        with(datagram, 24, "0000"),
        ipv4(UDP, hex("0fa0 1388 0008 00")),
        ipv4(UDP, hex("0fa0 1388 00")),
        ipv4(UDP, hex("0fa0 13")),
        ipv4With(with(datagram, 24, "0100"), 6, "2000"),
        ipv4With(checked, 6, "2000"));
  }

  private static byte[][] udpOverIpv6() {
    byte[] odd = udp(4000, 5000, hex("0102 03"));
    byte[] checked6 = withIpv6Checksum(ipv6(UDP, udp(4000, 5000, payload())), 6);
    return ipv6Frames(
        checked6,
        with(checked6, 60, "00"),
        ipv6(UDP, odd),
        with(checked6, 44, "0007"),
        with(checked6, 44, "0100"),
        ipv6(UDP, hex("0fa0 1388 0008 00")),
        ipv6(60, join(hex("11 00 01 04 00000000"), udp(4000, 5000, payload()))),
        ipv6(
            43,
            join(
                hex("11 02 00 01 00000000 fd000000000000000000000000000003"),
                udp(4000, 5000, payload()))));
  }

  private static byte[][] tcpSegments() {
    byte[] none = hex("");
    byte[] text = payload();
    byte[] checked = withIpv4Checksum(ipv4(TCP, tcp(4000, 5000, 1, 1, ACK, "", text)), 16);
    byte[] longReset =
        "connection refused by policy of 10.0.0.2".getBytes(StandardCharsets.US_ASCII);
    return ipv4Frames(
        segment(4000, 5000, 0xfffffff0L, 0, SYN, none),
        fromServer(segment(5000, 4000, 1000, 0xfffffff1L, SYN | ACK, none)),
        segment(4000, 5000, 0xfffffff1L, 1001, ACK, none),
        segment(4000, 5000, 0xfffffff1L, 1001, ACK | 8, text),
        fromServer(segment(5000, 4000, 1001, 4, ACK | 8, text)),
        segment(4000, 5000, 4, 1020, ACK | FIN, none),
        segment(4000, 5000, 4, 1020, 0, none),
        segment(4000, 5000, 4, 1020, 0xff, none),
        with(segment(4000, 5000, 4, 1020, ACK, none), 38, "0007"),
        with(segment(4000, 5000, 4, 1020, ACK | 32, none), 38, "0007"),
        segment(7000, 7000, 4, 1020, ACK, text),
        fromServer(segment(7000, 7000, 1020, 23, ACK, text)),
        segment(4000, 5001, 4, 1020, RST, text),
        segment(4000, 5001, 4, 1020, RST | ACK, longReset),
        segment(4000, 5001, 4, 1020, RST, hex("00 1b 7f 80 ff 41")),
        checked,
        with(checked, 50, "00"),
        with(segment(4000, 5002, 4, 1020, ACK, text), 32, "40"),
        with(segment(4000, 5002, 4, 1020, ACK, text), 32, "f0"),
        ipv4(TCP, hex("0fa0 1388 0000 0001")),
        ipv4(TCP, hex("0fa0 13")),
        ipv4With(checked, 6, "2000"),
        ipv4With(checked, 6, "2001"));
  }

  private static byte[][] tcpOverIpv6() {
    byte[] text = payload();
    return ipv6Frames(
        withIpv6Checksum(ipv6(TCP, tcp(4000, 5000, 1, 1, ACK, "", text)), 16),
        ipv6(TCP, tcp(4000, 5000, 20, 1, ACK, "", text)),
        ipv6(TCP, tcp(5000, 5000, 20, 1, ACK, "", text)),
        ipv6(TCP, hex("0fa0 13")),
        ipv6(60, join(hex("06 00 01 04 00000000"), tcp(4000, 5000, 39, 1, ACK, "", text))));
  }

  private static byte[] segment(
      int from, int to, long sequence, long acknowledgment, int flags, byte[] payload) {
    return ipv4(TCP, tcp(from, to, sequence, acknowledgment, flags, "", payload));
  }

  private static byte[] fromServer(byte[] ipv4) {
    return with(ipv4, 12, "0a000002 0a000001");
  }

  private static byte[][] tcpOptions() {
    return ipv4Frames(
        withOptions("02 04 05b4 04 02 08 0a 00000001 00000002 01 03 03 07 00"),
        withOptions("01 01 05 0a 00000401 00000411"),
        withOptions("01 01 05 12 00000401 00000411 00000421 00000431"),
        withOptions("05 03 00 00"),
        withOptions("02 03 05 00"),
        withOptions("02 05 05b4 00 00 00 00"),
        withOptions("02 04"),
        withOptions("02 01 00 00"),
        withOptions("02 28 00 00"),
        withOptions("01 01 02 28"),
        withOptions("03 03 0e 08 0a 00000001 00000002 00 00 00"),
        withOptions("06 06 00000005 07 06 00000006"),
        withOptions("0b 06 00000005 0c 06 00000006 0d 06 00000007 0101"),
        withOptions("13 12 000102030405060708090a0b0c0d0e0f 0000"),
        withOptions("14 04 0102 1c 04 8005 1c 04 0004"),
        withOptions("1d 03 01 1d 04 0102 1d 06 0102 0304 0101 01"),
        withOptions("22 02 22 06 01020304 22 05 010203 0101 01"),
        withOptions("22 14 000102030405060708090a0b0c0d0e0f 1011"),
        withOptions("fe 04 f989 fe 08 f989 01020304"),
        withOptions("fe 04 1234 fe 03 00 00"),
        withOptions("fd 04 1234 63 02 0101"),
        multipath(SYN, "1e 0c 0081 0102030405060708"),
        multipath(SYN, "1e 04 0101"),
        multipath(ACK, "1e 14 0101 0102030405060708 1112131415161718"),
        multipath(SYN, "1e 04 0f01"),
        multipath(ACK, "1e 04 0101"),
        multipath(SYN, "1e 0c 1105 01020304 05060708"),
        multipath(SYN | ACK, "1e 10 1005 0102030405060708 090a0b0c"),
        multipath(ACK, "1e 18 1000 000102030405060708090a0b0c0d0e0f10111213"),
        multipath(ACK, "1e 08 2001 00000005"),
        multipath(ACK, "1e 0c 2013 0000000000000005"),
        multipath(ACK, "1e 14 2005 00000005 00000006 00000007 0008 0009"),
        multipath(ACK, "1e 1c 200f fffffffffffffff0 0000000000000006 00000007 0008 0009"),
        multipath(ACK, "1e 12 2005 00000005 00000006 00000007 0008 0101"),
        multipath(ACK, "1e 10 2005 00000005 00000006 00000007"),
        multipath(ACK, "1e 06 2001 0000 0101"),
        multipath(SYN, "1e 04 2000"),
        multipath(ACK, "1e 08 3001 c0000201"),
        multipath(ACK, "1e 0a 3102 c0000201 0050 0101"),
        multipath(ACK, "1e 10 3003 c0000201 0102030405060708"),
        multipath(ACK, "1e 12 3403 c0000201 0050 0102030405060708 0101"),
        multipath(ACK, "1e 14 3604 fd000000000000000000000000000001"),
        multipath(ACK, "1e 1e 3204 fd000000000000000000000000000001 0050 0102030405060708 0101"),
        multipath(ACK, "1e 06 3001 0000 0101"),
        multipath(ACK, "1e 06 4001 0203 0101"),
        multipath(ACK, "1e 03 50 01"),
        multipath(ACK, "1e 04 5107"),
        multipath(ACK, "1e 0c 6000 0000000000000009"),
        multipath(ACK, "1e 0c 7000 0102030405060708"),
        multipath(ACK, "1e 04 8000"),
        multipath(ACK, "1e 02 0101"));
  }

  private static byte[] withOptions(String options) {
    int missing = -hex(options).length & 3;
    String padded = options + "00".repeat(missing);
    return ipv4(TCP, tcp(4000, 5000, 1, 0x401, ACK, padded, payload()));
  }

  private static byte[] multipath(int flags, String option) {
    int missing = -hex(option).length & 3;
    return ipv4(TCP, tcp(4000, 5003, 1, 0x401, flags, option + "01".repeat(missing), hex("")));
  }

  private static byte[][] cookedPackets() {
    byte[] datagram = datagram();
    return new byte[][] {
      join(hex("0000 0001 0006 020000000001 0000 0800"), datagram),
      join(hex("0001 0001 0006 020000000001 0000 0800"), datagram),
      join(hex("0002 0304 0000 0000000000000000 0800"), datagram),
      join(hex("0003 0001 0006 020000000001 0000 8100 2064 0800"), datagram),
      join(hex("0004 0001 0006 020000000001 0000 88b5"), payload()),
      join(hex("0005 0001 0006 020000000001 0000 0004 aaaa 03 000000 0800"), datagram),
      join(hex("0000 0001 0006 020000000001 0000 0004 0405 e3"), payload()),
      join(hex("0000 0001 0006 020000000001 0000 00ff"), payload()),
      join(hex("0000 0001 0006 020000000001 0000 8100 2064 0026 0405 e3"), payload()),
      hex("0000 0001 0006 020000000001 0000 8100 20"),
      hex("0000 0001 0006 020000000001 0000 08"),
    };
  }

  private static byte[][] cookedPacketsV2() {
    byte[] datagram = datagram();
    return new byte[][] {
      join(hex("0800 0000 7ffffff1 0001 00 06 0200000000010000"), datagram),
      join(hex("0800 0000 7ffffff2 0001 04 06 0200000000010000"), datagram),
      join(hex("8100 0000 7ffffff3 0001 01 06 0200000000010000 2064 0800"), datagram),
      join(hex("88b5 0000 7ffffff4 0304 02 00 0000000000000000"), payload()),
      join(hex("0004 0000 00000000 0001 09 06 0200000000010000 0405 e3"), payload()),
      join(hex("00ff 0000 fffffff1 0001 03 06 0200000000010000"), payload()),
      hex("0800 0000 00000001 0001 00 06 02000000000100"),
    };
  }

  private static byte[][] rawPackets() {
    return new byte[][] {datagram(), hex("5000 0000"), hex("45")};
  }

  private static byte[][] nullPackets(String ipv4Family, String otherFamily) {
    return new byte[][] {
      join(hex(ipv4Family), datagram()), join(hex(otherFamily), payload()), hex("0200")
    };
  }

  private static byte[][] ipv4Frames(byte[]... packets) {
    return frames(IPV4, packets);
  }

  private static byte[][] ipv6Frames(byte[]... packets) {
    return frames(IPV6, packets);
  }

  private static byte[][] frames(int type, byte[]... packets) {
    byte[][] frames = new byte[packets.length][];
    for (int i = 0; i < packets.length; i++) {
      frames[i] = ethernet(type, packets[i]);
    }
    return frames;
  }

  /** Writes a pcap file, big-endian, whole packets. */
  public static void write(Path directory, String name, int linkType, byte[]... packets)
      throws IOException {
    byte[] file = join(hex("a1b2c3d4 0002 0004 00000000 00000000 00040000"), number(linkType, 4));
    for (int i = 0; i < packets.length; i++) {
      byte[] times = join(number(FIRST_SECOND + i, 4), number(i, 4));
      byte[] lengths = join(number(packets[i].length, 4), number(packets[i].length, 4));
      file = join(file, times, lengths, packets[i]);
    }
    Files.write(directory.resolve(name), file);
  }
}
