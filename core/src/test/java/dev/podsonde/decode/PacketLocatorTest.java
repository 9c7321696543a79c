package dev.podsonde.decode;

import static dev.podsonde.print.testing.PacketBytes.ethernet;
import static dev.podsonde.print.testing.PacketBytes.hex;
import static dev.podsonde.print.testing.PacketBytes.ipv4;
import static dev.podsonde.print.testing.PacketBytes.ipv4With;
import static dev.podsonde.print.testing.PacketBytes.ipv6;
import static dev.podsonde.print.testing.PacketBytes.join;
import static dev.podsonde.print.testing.PacketBytes.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PacketLocatorTest {
  private static final byte[] UDP = udp(40_000, 53, hex("cafe"));
  private static final byte[] IPV4 = ipv4(IpProtocol.UDP, UDP);
  private static final byte[] IPV6 = ipv6(IpProtocol.UDP, UDP);

  private final PacketLocator locator = new PacketLocator();

  private static Stream<Arguments> packets() {
    return Stream.of(
        Arguments.of("Ethernet", LinkType.ETHERNET, ethernet(0x0800, IPV4)),
        Arguments.of(
            "802.1Q in 802.1ad",
            LinkType.ETHERNET,
            ethernet(0x88a8, join(hex("0064 8100 00c8 86dd"), IPV6))),
        Arguments.of(
            "SLL", LinkType.LINUX_SLL, join(hex("0000 0001 0006 020000000001 0000 0800"), IPV4)),
        Arguments.of(
            "SLL2",
            LinkType.LINUX_SLL2,
            join(hex("86dd 0000 00000003 0001 04 06 020000000001 0000"), IPV6)),
        Arguments.of("NULL", LinkType.NULL, join(hex("02000000"), IPV4)),
        Arguments.of("LOOP", LinkType.LOOP, join(hex("00000018"), IPV6)),
        Arguments.of("RAW", LinkType.RAW, IPV6),
        Arguments.of(
            "VXLAN",
            LinkType.RAW,
            ipv4(17, udp(5555, 4789, join(hex("08000000 00000100"), ethernet(0x0800, IPV4))))),
        Arguments.of(
            "VXLAN of flannel",
            LinkType.RAW,
            ipv4(17, udp(5555, 8472, join(hex("08000000 00000100"), ethernet(0x0800, IPV4))))),
        Arguments.of(
            "Geneve with an option",
            LinkType.RAW,
            ipv6(
                17,
                udp(
                    5555,
                    6081,
                    join(hex("0100 6558 000001 00 00000000"), ethernet(0x86dd, IPV6))))),
        Arguments.of("IP in IP", LinkType.RAW, ipv4(4, IPV4)),
        Arguments.of("6in4", LinkType.RAW, ipv4(41, IPV6)),
        Arguments.of("GRE with key", LinkType.RAW, ipv4(47, join(hex("2000 0800 00000007"), IPV4))),
        Arguments.of(
            "IPv6 extension headers",
            LinkType.RAW,
            ipv6(0, join(hex("3c00 0104 00000000 1100 0104 00000000"), UDP))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packets")
  void findsTheInnermostTransportHeader(String name, LinkType linkType, byte[] packet) {
    WireBytes bytes = window(packet, packet.length);
    assertThat(locator.locate(bytes, linkType)).isTrue();
    assertThat(locator.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(Udp.destinationPort(bytes, locator.transport())).isEqualTo(53);
    assertThat(locator.ipEnd()).isEqualTo(packet.length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packets")
  void everyCutEndsInATruncationOrAFinding(String name, LinkType linkType, byte[] packet) {
    for (int length = 0; length < packet.length; length++) {
      WireBytes bytes = window(packet, length);
      try {
        locator.locate(bytes, linkType);
      } catch (TruncatedException cut) {
        continue;
      }
      assertThat(length).as(name).isPositive();
    }
  }

  @Test
  void laterFragmentHasNoTransportHeader() {
    byte[] fragment = ipv4With(IPV4, Ipv4.FLAGS_AND_OFFSET, "20b9");
    assertThat(locator.locate(window(fragment, fragment.length), LinkType.RAW)).isTrue();
    assertThat(locator.isFragment()).isTrue();
    assertThat(locator.fragmentOffset()).isEqualTo(0xb9 * 8);
    assertThat(locator.hasMoreFragments()).isTrue();
  }

  @Test
  void fragmentHeaderOfIpv6IsRead() {
    byte[] fragment = ipv6(44, join(hex("1100 05a9 0000abcd"), hex("00000000")));
    assertThat(locator.locate(window(fragment, fragment.length), LinkType.RAW)).isTrue();
    assertThat(locator.fragmentOffset()).isEqualTo(0x5a8);
    assertThat(locator.hasMoreFragments()).isTrue();
    assertThat(locator.identification()).isEqualTo(0xabcd);
  }

  @Test
  void tunnelsInTunnelsAreFollowedUpToALimit() {
    byte[] packet = IPV4;
    for (int depth = 1; depth < PacketLocator.HEADERS_MAX; depth++) {
      packet = ipv4(IpProtocol.IPV4, packet);
    }
    assertThat(locator.locate(window(packet, packet.length), LinkType.RAW)).isTrue();
    packet = ipv4(IpProtocol.IPV4, packet);
    assertThat(locator.locate(window(packet, packet.length), LinkType.RAW)).isFalse();
  }

  @Test
  void otherPayloadIsNotIp() {
    byte[] arp = ethernet(0x0806, hex("0001"));
    assertThat(locator.locate(window(arp, arp.length), LinkType.ETHERNET)).isFalse();
  }

  @Test
  void cutHeaderIsTruncated() {
    assertThatThrownBy(() -> locator.locate(window(IPV4, 19), LinkType.RAW))
        .isInstanceOf(TruncatedException.class);
  }

  private static WireBytes window(byte[] packet, int length) {
    var bytes = new WireBytes();
    bytes.wrap(packet, 0, length);
    return bytes;
  }
}
