package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** SCTP (RFC 9260): the ports, and chunk after chunk. */
final class SctpText {
  private static final int SOURCE_PORT = 0;
  private static final int DESTINATION_PORT = 2;
  private static final int HEADER_LENGTH = 12;

  private static final int CHUNK_ALIGNMENT = 4;

  private SctpText() {}

  /**
   * Prints the packet at {@code sctp}, carried by the IP packet at {@code ip}.
   *
   * @param length what the IP packet has for it, 32 bits, unsigned; the window ends there or before
   */
  static void print(PacketText text, int sctp, int length, int ip) {
    text.protocol = "sctp";
    if (Integer.compareUnsigned(length, HEADER_LENGTH) < 0) {
      text.out.append("truncated-sctp - ").append(HEADER_LENGTH - length);
      text.out.append(" bytes missing!");
      return;
    }
    if (text.isCut(sctp, HEADER_LENGTH)) {
      return;
    }
    printAddressesAndPorts(text, sctp, ip);
    printChunks(text, sctp + HEADER_LENGTH, sctp + Integer.toUnsignedLong(length));
  }

  /** Unlike with TCP and UDP, ports have no names, and addresses follow any header before. */
  private static void printAddressesAndPorts(PacketText text, int sctp, int ip) {
    WireBytes bytes = text.bytes;
    int sourcePort = bytes.u16(sctp + SOURCE_PORT);
    int destinationPort = bytes.u16(sctp + DESTINATION_PORT);
    text.ipSource(ip);
    text.out.append('.').append(sourcePort).append(" > ");
    text.ipDestination(ip);
    text.out.append('.').append(destinationPort).append(": sctp");
    text.out.append(channelName(sourcePort)).append(channelName(destinationPort));
  }

  /** {@return the name of a channel of ForCES (RFC 5811); empty for other ports} */
  private static String channelName(int port) {
    return switch (port) {
      case 6704 -> "[ForCES HP]";
      case 6705 -> "[ForCES MP]";
      case 6706 -> "[ForCES LP]";
      default -> "";
    };
  }

  private static void printChunks(PacketText text, int chunks, long end) {
    TextBuffer out = text.out;
    int number = 1;
    for (int chunk = chunks; chunk != end; number++) {
      if (end - chunk < SctpChunkText.HEADER_LENGTH) {
        printNumber(text, number);
        out.append("[chunk descriptor cut off at end of packet]");
        return;
      }
      if (text.isCut(chunk, SctpChunkText.HEADER_LENGTH)) {
        return;
      }
      int length = SctpChunkText.length(text.bytes, chunk);
      if (length < SctpChunkText.HEADER_LENGTH) {
        printNumber(text, number);
        out.append("[Bad chunk length ").append(length).append(", < size of chunk descriptor]");
        return;
      }
      if (text.isCut(chunk, length)) {
        return;
      }
      printNumber(text, number);
      if (!SctpChunkText.print(text, chunk, length)) {
        out.append("bogus chunk length ").append(length).append(']');
        return;
      }
      chunk += length;
      int padding = -length & (CHUNK_ALIGNMENT - 1);
      if (text.isCut(chunk, padding)) {
        return;
      }
      chunk += padding;
    }
  }

  private static void printNumber(PacketText text, int number) {
    boolean isOnLineOfItsOwn = text.verbosity > 1;
    text.out.append(isOnLineOfItsOwn ? "\n\t" : number == 1 ? " (" : ", (");
    text.out.append(number).append(") ");
  }
}
