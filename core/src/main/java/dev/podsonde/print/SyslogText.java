package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** Syslog as BSD has it (RFC 3164). */
final class SyslogText {
  private static final int PRIORITY_DIGITS_MAX = 3;
  private static final int SEVERITY_MASK = 7;
  private static final int FACILITY_SHIFT = 3;

  private static final String[] SEVERITIES = {
    "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"
  };

  private static final String[] FACILITIES = {
    "kernel", "user", "mail", "daemon", "auth", "syslog", "lpr", "news",
    "uucp", "cron", "authpriv", "ftp", "ntp", "security", "console", "cron",
    "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"
  };

  private SyslogText() {}

  /** Prints the message at {@code syslog}. */
  static void print(PacketText text, int syslog, int length) {
    text.protocol = "syslog";
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    if (bytes.u8(syslog) != '<') {
      text.invalid();
      return;
    }
    int priority = 0;
    int at = syslog + 1;
    while (at <= syslog + PRIORITY_DIGITS_MAX && isDigit(bytes.u8(at))) {
      priority = 10 * priority + bytes.u8(at) - '0';
      at++;
    }
    if (bytes.u8(at) != '>') {
      text.invalid();
      return;
    }
    int message = at + 1;
    int facility = priority >> FACILITY_SHIFT;
    int severity = priority & SEVERITY_MASK;
    out.append("SYSLOG");
    if (text.verbosity == 0) {
      printFacility(out.append(' '), facility);
      out.append('.').append(SEVERITIES[severity]);
      out.append(", length: ").append(length);
      return;
    }
    printFacility(out.append(", length: ").append(length).append("\n\tFacility "), facility);
    out.append(" (").append(facility).append("), Severity ").append(SEVERITIES[severity]);
    out.append(" (").append(severity).append(")\n\tMsg: ");
    text.characters(message, syslog + length - message);
    if (text.verbosity > 1) {
      DumpText.unknown(text, syslog, "\n\t", length);
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static void printFacility(TextBuffer out, int facility) {
    if (facility < FACILITIES.length) {
      out.append(FACILITIES[facility]);
    } else {
      out.append("unknown (").append(facility).append(')');
    }
  }
}
