package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/**
 * RESP, the protocol of Redis, version 2: the values of commands and replies, one after the other.
 */
final class RespText {
  private static final int NULL = -1;
  private static final int TOO_LARGE = -3;
  private static final int NEGATIVE = -4;
  private static final int INVALID = -5;

  private final PacketText text;
  private final WireBytes bytes;
  private final int end;
  private int at;

  /** Elements of arrays that are still to come. */
  private long elementsLeft;

  private RespText(PacketText text, int message, int length) {
    this.text = text;
    bytes = text.bytes;
    at = message;
    end = message + length;
  }

  /** Prints the payload at {@code message}. */
  static void print(PacketText text, int message, int length) {
    text.protocol = "resp";
    text.out.append(": RESP");
    var resp = new RespText(text, message, length);
    if (!resp.printAll()) {
      text.truncated();
    }
  }

  private boolean printAll() {
    boolean isWhole = true;
    while (isWhole && (at < end || elementsLeft > 0)) {
      elementsLeft = Math.max(0, elementsLeft - 1);
      isWhole = at < end && printValue();
    }
    return isWhole;
  }

  /** {@return whether it was whole} */
  private boolean printValue() {
    return switch (bytes.u8(at)) {
      case '+', '-', ':' -> printLine();
      case '$' -> printBulkString();
      case '*' -> printArray();
      default -> printInline();
    };
  }

  private boolean printLine() {
    int start = at + 1;
    int lineEnd = lineEnd(start);
    if (lineEnd < 0) {
      return false;
    }
    printText(start, lineEnd);
    at = lineEnd + 2;
    return true;
  }

  private boolean printBulkString() {
    at++;
    if (!hasLength()) {
      return false;
    }
    int length = takeLength();
    if (length < 0) {
      printReason(length);
      return true;
    }
    if (length == 0) {
      text.out.append(" empty");
    } else if (length > end - at || !bytes.has(at, length)) {
      return false;
    } else {
      printText(at, at + length);
      at += length;
    }
    int lineEnd = lineEnd(at);
    at = lineEnd + 2;
    return lineEnd >= 0;
  }

  private boolean printArray() {
    at++;
    if (!hasLength()) {
      return false;
    }
    int length = takeLength();
    if (length > 0) {
      elementsLeft += length;
    } else if (length == 0) {
      text.out.append(" empty");
    } else {
      printReason(length);
    }
    return true;
  }

  /** A command as people type it. */
  private boolean printInline() {
    if (!skipLineEnds()) {
      return false;
    }
    int start = at;
    while (at < end && !isLineEnd(bytes.u8(at))) {
      at++;
    }
    if (at >= end) {
      return false;
    }
    printText(start, at);
    return skipLineEnds();
  }

  /** {@return whether anything else follows, or there were any} */
  private boolean skipLineEnds() {
    int start = at;
    while (at < end && bytes.has(at, 1) && isLineEnd(bytes.u8(at))) {
      at++;
    }
    return at > start || (at < end && bytes.has(at, 1));
  }

  private static boolean isLineEnd(int character) {
    return character == '\r' || character == '\n';
  }

  /** {@return where the next carriage return and line feed are; -1 when there are none} */
  private int lineEnd(int from) {
    for (int i = from; end - i >= 2 && bytes.has(i, 2); i++) {
      if (bytes.u8(i) == '\r' && bytes.u8(i + 1) == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** {@return whether the message does not end before the length does, right or wrong} */
  private boolean hasLength() {
    int i = at;
    if (i < end && bytes.u8(i) == '-') {
      i++;
    }
    int digits = i;
    while (i < end && isDigit(bytes.u8(i))) {
      i++;
    }
    return i < end && (i == digits || bytes.u8(i) != '\r' || i + 1 < end);
  }

  /** {@return a length, which {@link #hasLength}; a reason below zero when it is none} */
  private int takeLength() {
    boolean isNegative = bytes.u8(at) == '-';
    if (isNegative) {
      at++;
    }
    long length = 0;
    int digits = at;
    while (isDigit(bytes.u8(at))) {
      length = Math.min(10 * length + bytes.u8(at) - '0', Integer.MAX_VALUE + 1L);
      at++;
    }
    if (at == digits || bytes.u8(at) != '\r' || bytes.u8(++at) != '\n') {
      at++;
      return INVALID;
    }
    at++;
    if (isNegative) {
      return length == 1 ? NULL : NEGATIVE;
    }
    return length > Integer.MAX_VALUE ? TOO_LARGE : (int) length;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private void printReason(int reason) {
    text.out.append(
        switch (reason) {
          case NULL -> " null";
          case TOO_LARGE -> " length too large";
          case NEGATIVE -> " length negative and not -1";
          default -> " invalid";
        });
  }

  private void printText(int from, int to) {
    text.out.append(" \"");
    text.characters(from, to - from);
    text.out.append('"');
  }
}
