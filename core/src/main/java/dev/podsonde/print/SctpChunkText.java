package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** Chunks of SCTP (RFC 9260 §3.3); of most only the type is printed. */
final class SctpChunkText {
  /** Of every chunk: what its length counts, too. */
  static final int HEADER_LENGTH = 4;

  private static final int TYPE = 0;
  private static final int FLAGS = 1;
  private static final int LENGTH = 2;

  private static final int DATA = 0;
  private static final int INIT = 1;
  private static final int INIT_ACK = 2;
  private static final int SACK = 3;

  private static final int FLAG_ENDING = 0x01;
  private static final int FLAG_BEGINNING = 0x02;
  private static final int FLAG_UNORDERED = 0x04;

  private static final int DATA_TSN = 4;
  private static final int DATA_STREAM_IDENTIFIER = 8;
  private static final int DATA_STREAM_SEQUENCE_NUMBER = 10;
  private static final int DATA_PAYLOAD_PROTOCOL = 12;
  private static final int DATA_USER_DATA = 16;

  private static final int INIT_TAG = 4;
  private static final int INIT_RECEIVER_WINDOW = 8;
  private static final int INIT_OUTBOUND_STREAMS = 12;
  private static final int INIT_INBOUND_STREAMS = 14;
  private static final int INIT_TSN = 16;
  private static final int INIT_PARAMETERS = 20;

  private static final int SACK_CUMULATIVE_TSN = 4;
  private static final int SACK_RECEIVER_WINDOW = 8;
  private static final int SACK_GAP_BLOCK_COUNT = 12;
  private static final int SACK_DUPLICATE_COUNT = 14;
  private static final int SACK_GAP_BLOCKS = 16;
  private static final int GAP_BLOCK_END = 2;

  /** Of a gap block and of a duplicate TSN. */
  private static final int SACK_ENTRY_LENGTH = 4;

  private SctpChunkText() {}

  /** {@return the length of the chunk at {@code chunk}, as it says, without padding} */
  static int length(WireBytes bytes, int chunk) {
    return bytes.u16(chunk + LENGTH);
  }

  /**
   * Prints the chunk at {@code chunk}.
   *
   * @param length its length, all of which is in the window
   * @return false when it is too short for its type; the text then ends where that showed
   */
  static boolean print(PacketText text, int chunk, int length) {
    int type = text.bytes.u8(chunk + TYPE);
    text.out.append('[');
    printType(text.out, type);
    text.out.append("] ");
    return switch (type) {
      case DATA -> printData(text, chunk, length);
      case INIT, INIT_ACK -> printInit(text, chunk, length);
      case SACK -> printSack(text, chunk, length);
      default -> true;
    };
  }

  private static void printType(TextBuffer out, int type) {
    switch (type) {
      case DATA -> out.append("DATA");
      case INIT -> out.append("INIT");
      case INIT_ACK -> out.append("INIT ACK");
      case SACK -> out.append("SACK");
      case 4 -> out.append("HB REQ");
      case 5 -> out.append("HB ACK");
      case 6 -> out.append("ABORT");
      case 7 -> out.append("SHUTDOWN");
      case 8 -> out.append("SHUTDOWN ACK");
      case 9 -> out.append("OP ERR");
      case 10 -> out.append("COOKIE ECHO");
      case 11 -> out.append("COOKIE ACK");
      case 12 -> out.append("ECN ECHO");
      case 13 -> out.append("ECN CWR");
      case 14 -> out.append("SHUTDOWN COMPLETE");
      case 0xc0 -> out.append("FOR CUM TSN"); // RFC 3758 §3.2
      // Of a draft; RFC 5061 has 0xc1 for its Address Configuration Change.
      case 0xc1 -> out.append("REL CTRL");
      case 0xc2 -> out.append("REL CTRL ACK");
      default -> out.append("Unknown chunk type: 0x").appendHex(type);
    }
  }

  private static boolean printData(PacketText text, int chunk, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int flags = bytes.u8(chunk + FLAGS);
    out.append((flags & FLAG_UNORDERED) != 0 ? "(U)" : "");
    out.append((flags & FLAG_BEGINNING) != 0 ? "(B)" : "");
    out.append((flags & FLAG_ENDING) != 0 ? "(E)" : "");
    out.append((flags & (FLAG_UNORDERED | FLAG_BEGINNING | FLAG_ENDING)) != 0 ? " " : "");
    if (length < DATA_USER_DATA) {
      return false;
    }
    out.append("[TSN: ").append(bytes.u32(chunk + DATA_TSN));
    out.append("] [SID: ").append(bytes.u16(chunk + DATA_STREAM_IDENTIFIER));
    out.append("] [SSEQ ").append(bytes.u16(chunk + DATA_STREAM_SEQUENCE_NUMBER));
    out.append("] [PPID ");
    printPayloadProtocol(out, bytes.i32(chunk + DATA_PAYLOAD_PROTOCOL));
    out.append("] ");
    if (length == DATA_USER_DATA) {
      return false;
    }
    if (text.verbosity > 1) {
      // M3UA and ForCES, which tcpdump decodes, are dumped like any other.
      out.append(text.dumpsUnprinted() ? "[Payload:" : "[Payload");
      text.unprinted(chunk + DATA_USER_DATA, length - DATA_USER_DATA);
      out.append(']');
    }
    return true;
  }

  /** As far as tcpdump knows IANA's SCTP Payload Protocol Identifiers. */
  private static void printPayloadProtocol(TextBuffer out, int identifier) {
    switch (identifier) {
      case 1 -> out.append("ISDN Q.921");
      case 2 -> out.append("M2UA");
      case 3 -> out.append("M3UA");
      case 4 -> out.append("SUA");
      case 5 -> out.append("M2PA");
      case 6 -> out.append("V5.2");
      case 7 -> out.append("H.248");
      case 8 -> out.append("BICC");
      case 9 -> out.append("TALI");
      case 10 -> out.append("DUA");
      case 11 -> out.append("ASAP");
      case 12 -> out.append("ENRP");
      case 13 -> out.append("H.323");
      case 14 -> out.append("Q.IPC");
      case 15 -> out.append("SIMCO");
      case 16 -> out.append("DDPSC");
      case 17 -> out.append("DDPSSC");
      case 18 -> out.append("S1AP");
      case 19 -> out.append("RUA");
      case 20 -> out.append("HNBAP");
      case 21 -> out.append("ForCES HP");
      case 22 -> out.append("ForCES MP");
      case 23 -> out.append("ForCES LP");
      case 24 -> out.append("SBc-AP");
      case 25 -> out.append("NBAP");
      case 27 -> out.append("X2AP");
      default -> out.append("0x").appendHex(Integer.toUnsignedLong(identifier));
    }
  }

  private static boolean printInit(PacketText text, int chunk, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < INIT_PARAMETERS) {
      return false;
    }
    out.append("[init tag: ").append(bytes.u32(chunk + INIT_TAG));
    out.append("] [rwnd: ").append(bytes.u32(chunk + INIT_RECEIVER_WINDOW));
    out.append("] [OS: ").append(bytes.u16(chunk + INIT_OUTBOUND_STREAMS));
    out.append("] [MIS: ").append(bytes.u16(chunk + INIT_INBOUND_STREAMS));
    out.append("] [init TSN: ").append(bytes.u32(chunk + INIT_TSN)).append("] ");
    return true;
  }

  private static boolean printSack(PacketText text, int chunk, int length) {
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (length < SACK_GAP_BLOCKS) {
      return false;
    }
    int cumulativeTsn = bytes.i32(chunk + SACK_CUMULATIVE_TSN);
    int gapBlockCount = bytes.u16(chunk + SACK_GAP_BLOCK_COUNT);
    int duplicateCount = bytes.u16(chunk + SACK_DUPLICATE_COUNT);
    out.append("[cum ack ").appendUnsigned(cumulativeTsn);
    out.append("] [a_rwnd ").append(bytes.u32(chunk + SACK_RECEIVER_WINDOW));
    out.append("] [#gap acks ").append(gapBlockCount);
    out.append("] [#dup tsns ").append(duplicateCount).append("] ");
    int end = chunk + length;
    int entry = chunk + SACK_GAP_BLOCKS;
    for (int number = 1; number <= gapBlockCount && entry < end; number++) {
      if (end - entry < SACK_ENTRY_LENGTH) {
        return false;
      }
      out.append("\n\t\t[gap ack block #").append(number);
      out.append(": start = ").appendUnsigned(cumulativeTsn + bytes.u16(entry));
      out.append(", end = ").appendUnsigned(cumulativeTsn + bytes.u16(entry + GAP_BLOCK_END));
      out.append("] ");
      entry += SACK_ENTRY_LENGTH;
    }
    for (int number = 1; number <= duplicateCount && entry < end; number++) {
      if (end - entry < SACK_ENTRY_LENGTH) {
        return false;
      }
      out.append("\n\t\t[dup TSN #").append(number).append(": ");
      out.append(bytes.u32(entry)).append("] ");
      entry += SACK_ENTRY_LENGTH;
    }
    return true;
  }
}
