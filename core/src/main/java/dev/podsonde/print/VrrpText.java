package dev.podsonde.print;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.decode.TransportChecksum;
import dev.podsonde.packet.WireBytes;

/**
 * VRRP (version 2 RFC 2338, RFC 3768; version 3 RFC 9568). CARP has the same protocol number:
 * tcpdump prints it as CARP only when told to by -T, so that here it is VRRP.
 */
final class VrrpText {
  private static final int VERSION_TYPE = 0;
  private static final int VRID = 1;
  private static final int PRIORITY = 2;
  private static final int ADDRESS_COUNT = 3;
  private static final int CHECKSUM = 6;
  private static final int ADDRESSES = 8;

  private static final int VERSION_2 = 2;
  private static final int VERSION_3 = 3;
  private static final int ADVERTISEMENT = 1;

  private static final int V2_AUTHENTICATION_TYPE = 4;
  private static final int V2_INTERVAL_SECONDS = 5;
  private static final int AUTHENTICATION_SIMPLE = 1;
  private static final String[] AUTHENTICATION_TYPES = {"none", "simple", "ah"};
  private static final int PASSWORD_LENGTH = 8;

  private static final int V3_INTERVAL_CENTISECONDS = 4;
  private static final int V3_INTERVAL_MASK = 0x0fff;

  /** What an advertisement is sent with; less has come through a router (RFC 9568 §5.1.1.3). */
  private static final int TIME_TO_LIVE = 255;

  private VrrpText() {}

  /** Prints the packet at {@code vrrp}, carried by the IPv4 or IPv6 packet at {@code ip}. */
  static void print(PacketText text, int vrrp, int length, int ip) {
    text.protocol = "vrrp";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    out.append("VRRP");
    int version = bytes.u8(vrrp + VERSION_TYPE) >> 4;
    int type = bytes.u8(vrrp + VERSION_TYPE) & 0xf;
    out.append('v').append(version).append(", ");
    if (type == ADVERTISEMENT) {
      out.append("Advertisement");
    } else {
      out.append("unknown type (").append(type).append(')');
    }
    boolean ipv6 = Ipv4.version(bytes, ip) == Ipv6.VERSION;
    int timeToLive = bytes.u8(ip + (ipv6 ? Ipv6.HOP_LIMIT : Ipv4.TIME_TO_LIVE));
    if (timeToLive != TIME_TO_LIVE) {
      out.append(", (ttl ").append(timeToLive).append(')');
    }
    if ((version != VERSION_2 && version != VERSION_3) || type != ADVERTISEMENT) {
      return;
    }
    int priority = bytes.u8(vrrp + PRIORITY);
    out.append(", vrid ").append(bytes.u8(vrrp + VRID)).append(", prio ").append(priority);
    if (version == VERSION_2) {
      printAuthenticationType(out, bytes.u8(vrrp + V2_AUTHENTICATION_TYPE));
      int interval = bytes.u8(vrrp + V2_INTERVAL_SECONDS);
      out.append(", intvl ").append(interval).append("s, length ");
    } else {
      int interval = bytes.u16(vrrp + V3_INTERVAL_CENTISECONDS) & V3_INTERVAL_MASK;
      out.append(", intvl ").append(interval).append("cs, length ");
    }
    out.appendUnsigned(length);
    if (text.verbosity > 0) {
      printChecksum(text, version, vrrp, length, ip);
      int addressesEnd = printAddresses(text, vrrp, ipv6);
      if (version == VERSION_2
          && bytes.u8(vrrp + V2_AUTHENTICATION_TYPE) == AUTHENTICATION_SIMPLE) {
        printPassword(text, addressesEnd);
      }
    }
  }

  private static void printAuthenticationType(TextBuffer out, int type) {
    out.append(", authtype ");
    if (type < AUTHENTICATION_TYPES.length) {
      out.append(AUTHENTICATION_TYPES[type]);
    } else {
      out.append('#').append(type);
    }
  }

  /** Version 3 has the pseudo header in its checksum, version 2 only the packet itself. */
  private static void printChecksum(PacketText text, int version, int vrrp, int length, int ip) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(vrrp, length)) {
      return;
    }
    int computed =
        version == VERSION_2
            ? InternetChecksum.fold(InternetChecksum.sum(bytes, vrrp, length))
            : TransportChecksum.compute(bytes, ip, vrrp, length, IpProtocol.VRRP);
    if (computed != 0) {
      int stored = bytes.u16(vrrp + CHECKSUM);
      text.out.append(", (bad vrrp cksum ").appendHex(stored).append(')');
    }
  }

  /** {@return the offset behind the addresses, which are of the family that carries them} */
  private static int printAddresses(PacketText text, int vrrp, boolean ipv6) {
    TextBuffer out = text.out;
    int count = text.bytes.u8(vrrp + ADDRESS_COUNT);
    out.append(", addrs");
    if (count > 1) {
      out.append('(').append(count).append(')');
    }
    out.append(':');
    int at = vrrp + ADDRESSES;
    for (int i = 0; i < count; i++) {
      int addressLength = ipv6 ? Ipv6.ADDRESS_LENGTH : Ipv4.ADDRESS_LENGTH;
      text.bytes.require(at, addressLength);
      out.append(i == 0 ? ' ' : ',');
      if (ipv6) {
        text.ipv6Address(at);
      } else {
        text.ipv4Address(at);
      }
      at += addressLength;
    }
    return at;
  }

  /** A shorter password has zeros behind it (RFC 2338 §5.3.10). */
  private static void printPassword(PacketText text, int password) {
    text.out.append(" auth \"");
    text.paddedText(password, PASSWORD_LENGTH);
    text.out.append('"');
  }
}
