package dev.podsonde.dns.lookup;

import dev.podsonde.decode.InternetChecksum;
import dev.podsonde.decode.IpProtocol;
import dev.podsonde.decode.PacketLocator;
import dev.podsonde.decode.Tcp;
import dev.podsonde.decode.TransportChecksum;
import dev.podsonde.decode.Udp;
import dev.podsonde.packet.WireBytes;

/** What the transport checksum of a packet is worth. */
public enum ChecksumStatus {
  /** Not looked at: only a sample of the packets is, and every repeated query. */
  UNVERIFIED,
  /** Right. */
  RIGHT,
  /** The sum of the pseudo header alone, for the network card to complete: not a fault. */
  OFFLOADED,
  /** UDP over IPv4 without a checksum. */
  ABSENT,
  /** Wrong, and not left to the network card either. */
  WRONG;

  /** {@return the status; {@link #UNVERIFIED} when the packet is a fragment or was cut} */
  static ChecksumStatus of(WireBytes bytes, PacketLocator packet) {
    int transport = packet.transport();
    int length = packet.ipEnd() - transport;
    int field = transport + (packet.protocol() == IpProtocol.UDP ? Udp.CHECKSUM : Tcp.CHECKSUM);
    if (packet.isFragment() || length < Udp.HEADER_LENGTH || !bytes.has(transport, length)) {
      return UNVERIFIED;
    }
    int stored = bytes.u16(field);
    if (stored == 0 && packet.protocol() == IpProtocol.UDP) {
      return ABSENT;
    }
    int computed =
        TransportChecksum.compute(bytes, packet.ip(), transport, length, packet.protocol());
    if (computed == 0) {
      return RIGHT;
    }
    long pseudoHeader =
        InternetChecksum.sum(bytes, addresses(packet), 2 * packet.addressLength())
            + packet.protocol()
            + length;
    return stored == (~InternetChecksum.fold(pseudoHeader) & 0xffff) ? OFFLOADED : WRONG;
  }

  /** Source and destination end the fixed header of IPv4 at 20 and of IPv6 at 40. */
  private static int addresses(PacketLocator packet) {
    return packet.ip() + (packet.addressLength() == 4 ? 12 : 8);
  }
}
