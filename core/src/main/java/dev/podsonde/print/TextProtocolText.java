package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;
import java.util.Locale;

/**
 * Protocols whose messages are lines of ASCII text: the first line is printed, with -v all of them
 * up to the first that is not text.
 */
final class TextProtocolText {
  /** RFC 959. */
  static final TextProtocolText FTP = new TextProtocolText("ftp", "");

  /** RFC 5321. */
  static final TextProtocolText SMTP = new TextProtocolText("smtp", "");

  /** RFC 3912. */
  static final TextProtocolText WHOIS = new TextProtocolText("whois", "");

  /** RFC 9110, with the methods of WebDAV (RFC 3253, RFC 4918) and of Microsoft's servers. */
  static final TextProtocolText HTTP =
      new TextProtocolText(
          "http",
          """
          GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE LABEL MERGE DELETE SEARCH
          UNLOCK REPORT UPDATE NOTIFY BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST
          SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE
          RPC_CONNECT VERSION-CONTROL BASELINE-CONTROL\
          """);

  /** RFC 2326. */
  static final TextProtocolText RTSP =
      new TextProtocolText(
          "rtsp",
          """
          DESCRIBE ANNOUNCE GET_PARAMETER OPTIONS PAUSE PLAY RECORD REDIRECT SETUP SET_PARAMETER
          TEARDOWN\
          """);

  /** RFC 3261 and its extensions. */
  static final TextProtocolText SIP =
      new TextProtocolText(
          "sip",
          """
          ACK BYE CANCEL DO INFO INVITE MESSAGE NOTIFY OPTIONS PRACK QAUTH REFER REGISTER SPRACK
          SUBSCRIBE UPDATE PUBLISH\
          """);

  /** A longer word is no method. */
  private static final int TOKEN_LENGTH_MAX = 128;

  private static final int STATUS_CODE_LENGTH = 3;

  private final String tag;
  private final String name;

  /** What a request begins with; none when every payload is taken for a message. */
  private final String[] methods;

  private TextProtocolText(String tag, String methods) {
    this.tag = tag;
    this.name = tag.toUpperCase(Locale.ROOT);
    this.methods = methods.isEmpty() ? new String[0] : methods.split("\\s", -1);
  }

  /**
   * Prints the payload at {@code message}: the protocol's name, and its text unless this looks like
   * a later part of a message.
   *
   * @param length what the carrying packet has for it
   */
  void print(PacketText text, int message, int length) {
    text.protocol = tag;
    int end = (int) Math.min((long) message + length, Integer.MAX_VALUE);
    boolean isMessage = methods.length == 0 || beginsMessage(text.bytes, message, end);
    text.out.append(name);
    if (!isMessage) {
      return;
    }
    if (text.verbosity == 0) {
      printLine(text, ": ", message, end);
      return;
    }
    text.out.append(", length: ").append(length);
    int line = message;
    while (line >= 0 && line < end) {
      line = printLine(text, "\n\t", line, end);
    }
  }

  /** {@return whether the first word is a method, or the second one a status code} */
  private boolean beginsMessage(WireBytes bytes, int message, int end) {
    int tokenEnd = tokenEnd(bytes, message, end);
    if (tokenEnd < 0) {
      return false;
    }
    if (isMethod(bytes, message, tokenEnd)) {
      return true;
    }
    int second = tokenEnd;
    while (second < end && bytes.has(second, 1) && bytes.u8(second) == ' ') {
      second++;
    }
    return tokenEnd(bytes, second, end) == second + STATUS_CODE_LENGTH
        && isDigit(bytes.u8(second))
        && isDigit(bytes.u8(second + 1))
        && isDigit(bytes.u8(second + 2));
  }

  /** {@return the offset after the word at {@code token}; -1 when there is none or it is cut} */
  private static int tokenEnd(WireBytes bytes, int token, int end) {
    int at = token;
    while (at < end) {
      if (!bytes.has(at, 1)) {
        return -1;
      }
      int character = bytes.u8(at);
      if (character == ' ' || character == '\t' || character == '\r' || character == '\n') {
        break;
      }
      if (character < ' ' || character > '~' || at - token == TOKEN_LENGTH_MAX) {
        return -1;
      }
      at++;
    }
    return at == token ? -1 : at;
  }

  private boolean isMethod(WireBytes bytes, int token, int tokenEnd) {
    for (String method : methods) {
      if (method.length() == tokenEnd - token && matches(bytes, token, method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(WireBytes bytes, int token, String method) {
    for (int i = 0; i < method.length(); i++) {
      int character = bytes.u8(token + i);
      int upperCase = character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character;
      if (upperCase != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  /**
   * Prints the line at {@code line} behind {@code prefix}, unless it is not text.
   *
   * @return the offset of the next line; -1 when this one is the last, or not text
   */
  private static int printLine(PacketText text, String prefix, int line, int end) {
    WireBytes bytes = text.bytes;
    int at = line;
    int next = -1;
    while (at < end) {
      int character = bytes.u8(at);
      if (character == '\n') {
        next = at + 1;
        break;
      }
      if (character == '\r') {
        if (at + 1 >= end || bytes.u8(at + 1) != '\n') {
          return -1;
        }
        next = at + 2;
        break;
      }
      if (character == '\t') {
        at++;
      } else {
        int run = bytes.printableRun(at, Math.min(end, bytes.length()) - at);
        if (run == 0) {
          return -1;
        }
        at += run;
      }
    }
    text.out.append(prefix).append(bytes, line, at - line);
    return next;
  }
}
