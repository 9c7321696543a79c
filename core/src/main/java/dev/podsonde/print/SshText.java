package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** SSH: the line with which both ends begin (RFC 4253 §4.2); what follows is binary. */
final class SshText {
  private static final String PREFIX = "SSH-";

  private SshText() {}

  /** Prints the payload at {@code message} if it begins with such a line, which must be whole. */
  static void print(PacketText text, int message, int length) {
    text.protocol = "ssh";
    WireBytes bytes = text.bytes;
    for (int i = 0; i < PREFIX.length(); i++) {
      if (bytes.u8(message + i) != PREFIX.charAt(i)) {
        return;
      }
    }
    for (int end = message + PREFIX.length(); end < message + length; end++) {
      int character = bytes.u8(end);
      boolean isEnd =
          character == '\n'
              || (character == '\r' && end + 1 < message + length && bytes.u8(end + 1) == '\n');
      if (isEnd) {
        text.out.append(": SSH: ").append(bytes, message, end - message);
        return;
      }
      if (character < ' ' || character > '~') {
        return;
      }
    }
  }
}
