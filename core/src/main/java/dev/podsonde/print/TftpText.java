package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** TFTP (RFC 1350, options RFC 2347). */
final class TftpText {
  private static final int OPCODE_LENGTH = 2;
  private static final int NUMBER_LENGTH = 2;

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int DATA = 3;
  private static final int ACKNOWLEDGMENT = 4;
  private static final int ERROR = 5;
  private static final int OPTION_ACKNOWLEDGMENT = 6;

  /** By opcode. */
  private static final String[] OPCODES = {"", "RRQ", "WRQ", "DATA", "ACK", "ERROR", "OACK"};

  private static final String[] ERRORS = {
    "EUNDEF", "ENOTFOUND", "EACCESS", "ENOSPACE", "EBADOP", "EBADID", "EEXISTS", "ENOUSER"
  };

  private TftpText() {}

  /** Prints the packet at {@code tftp}. */
  static void print(PacketText text, int tftp, int length) {
    text.protocol = "tftp";
    TextBuffer out = text.out;
    out.append("TFTP, length ").append(length);
    if (length < OPCODE_LENGTH) {
      text.truncated();
      return;
    }
    int opcode = text.bytes.u16(tftp);
    if (opcode < READ || opcode > OPTION_ACKNOWLEDGMENT) {
      out.append(", tftp-#").append(opcode);
      return;
    }
    out.append(", ").append(OPCODES[opcode]);
    int at = tftp + OPCODE_LENGTH;
    int end = tftp + length;
    boolean isWhole =
        switch (opcode) {
          case READ, WRITE -> printRequest(text, at, end);
          case DATA, ACKNOWLEDGMENT -> printBlock(text, at, end);
          case ERROR -> printError(text, at, end);
          default -> printOptions(text, at, end);
        };
    if (!isWhole) {
      text.truncated();
    }
  }

  private static boolean printRequest(PacketText text, int fileName, int end) {
    if (fileName == end) {
      return false;
    }
    text.out.append(" \"");
    int mode = printText(text, fileName, end);
    text.out.append('"');
    if (mode < 0 || mode == end) {
      return false;
    }
    text.out.append(' ');
    int options = printText(text, mode, end);
    return options >= 0 && printOptions(text, options, end);
  }

  private static boolean printOptions(PacketText text, int options, int end) {
    int at = options;
    while (at >= 0 && at != end) {
      text.out.append(text.bytes.u8(at) == 0 ? "" : " ");
      at = printText(text, at, end);
    }
    return at >= 0;
  }

  private static boolean printBlock(PacketText text, int block, int end) {
    if (end - block < NUMBER_LENGTH) {
      return false;
    }
    int number = text.bytes.u16(block);
    text.out.append(" block ").append(number);
    return true;
  }

  private static boolean printError(PacketText text, int error, int end) {
    if (end - error < NUMBER_LENGTH) {
      return false;
    }
    int code = text.bytes.u16(error);
    if (code < ERRORS.length) {
      text.out.append(' ').append(ERRORS[code]);
    } else {
      text.out.append(" tftp-err-#").append(code).append(" \"");
    }
    int message = error + NUMBER_LENGTH;
    if (message == end) {
      return false;
    }
    text.out.append(" \"");
    int next = printText(text, message, end);
    text.out.append('"');
    return next >= 0;
  }

  /** {@return the offset behind the zero that ends the text; -1 when none does} */
  private static int printText(PacketText text, int from, int end) {
    WireBytes bytes = text.bytes;
    for (int at = from; at < end && bytes.has(at, 1); at++) {
      int character = bytes.u8(at);
      if (character == 0) {
        return at + 1;
      }
      text.character(character);
    }
    return -1;
  }
}
