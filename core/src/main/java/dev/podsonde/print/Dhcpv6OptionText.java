package dev.podsonde.print;

import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.WireBytes;

/** The options of DHCPv6 (RFC 8415 §21, and IANA's registry of DHCPv6 parameters). */
final class Dhcpv6OptionText {
  private static final int CODE = 0;
  private static final int LENGTH = 2;
  private static final int DATA = 4;

  /** Bytes shown of an identifier whose format is unknown. */
  private static final int IDENTIFIER_LENGTH_MAX = 10;

  private static final int NTP_SERVER_ADDRESS = 1;
  private static final int NTP_MULTICAST_ADDRESS = 2;
  private static final int NTP_SERVER_NAME = 3;

  private static final String[] STATUS_CODES = {
    "Success",
    "UnspecFail",
    "NoAddrsAvail",
    "NoBinding",
    "NotOnLink",
    "UseMulticast",
    "NoPrefixAvail",
    "UnknownQueryType",
    "MalformedQuery",
    "NotConfigured",
    "NotAllowed"
  };

  /** What was found of an option's data. */
  private enum Data {
    PRINTED,
    MALFORMED,
    CUT;

    static Data wellFormed(boolean isWellFormed) {
      return isWellFormed ? PRINTED : MALFORMED;
    }
  }

  private Dhcpv6OptionText() {}

  /** Prints the options from {@code options} to {@code end}, which lies in the window. */
  static void print(PacketText text, int options, int end) {
    WireBytes bytes = text.bytes;
    int option = options;
    while (option < end) {
      if (end - option < DATA) {
        text.truncated();
        return;
      }
      int length = bytes.u16(option + LENGTH);
      int data = option + DATA;
      if (length > end - data) {
        text.truncated();
        return;
      }
      int code = bytes.u16(option + CODE);
      text.out.append(" (");
      Dhcpv6Option.appendName(text.out, code);
      switch (printData(text, code, data, length)) {
        case PRINTED -> text.out.append(')');
        case MALFORMED -> text.out.append(" ?)");
        case CUT -> {
          text.truncated();
          return;
        }
      }
      option = data + length;
    }
  }

  private static Data printData(PacketText text, int code, int data, int length) {
    return switch (code) {
      case Dhcpv6Option.CLIENT_ID, Dhcpv6Option.SERVER_ID ->
          Data.wellFormed(DhcpUniqueIdentifierText.print(text, data, length));
      case Dhcpv6Option.IA_NA, Dhcpv6Option.IA_PD -> printAssociation(text, data, length);
      case Dhcpv6Option.IA_TA -> printTemporaryAssociation(text, data, length);
      case Dhcpv6Option.IA_ADDRESS -> printAddress(text, data, length);
      case Dhcpv6Option.IA_PREFIX -> printPrefix(text, data, length);
      case Dhcpv6Option.OPTION_REQUEST, Dhcpv6Option.ECHO_REQUEST -> printCodes(text, data, length);
      case Dhcpv6Option.PREFERENCE -> printNumber(text, data, length, 1);
      case Dhcpv6Option.ELAPSED_TIME -> printNumber(text, data, length, 2);
      case Dhcpv6Option.INFORMATION_REFRESH_TIME, Dhcpv6Option.CLIENT_TIME ->
          printNumber(text, data, length, 4);
      case Dhcpv6Option.RELAY_MESSAGE -> printRelayedMessage(text, data, length);
      case Dhcpv6Option.AUTHENTICATION ->
          Data.wellFormed(Dhcpv6AuthenticationText.print(text, data, length));
      case Dhcpv6Option.STATUS_CODE -> printStatusCode(text, data, length);
      case Dhcpv6Option.INTERFACE_ID, Dhcpv6Option.SUBSCRIBER_ID -> {
        text.out.append(' ');
        yield printIdentifier(text, data, length);
      }
      case Dhcpv6Option.REMOTE_ID -> printRemoteId(text, data, length);
      case Dhcpv6Option.RECONFIGURE_MESSAGE -> printReconfigure(text, data, length);
      case Dhcpv6Option.SIP_SERVER_ADDRESSES,
          Dhcpv6Option.DNS_SERVERS,
          Dhcpv6Option.SNTP_SERVERS,
          Dhcpv6Option.NIS_SERVERS,
          Dhcpv6Option.NISP_SERVERS,
          Dhcpv6Option.BCMCS_ADDRESSES,
          Dhcpv6Option.PANA_AGENT,
          Dhcpv6Option.CLIENT_LINK ->
          printAddresses(text, data, length);
      case Dhcpv6Option.SIP_SERVER_NAMES, Dhcpv6Option.DOMAIN_LIST ->
          printNames(text, data, data + length);
      case Dhcpv6Option.LEASE_QUERY -> printLeaseQuery(text, data, length);
      case Dhcpv6Option.CLIENT_DATA -> printNested(text, data, data + length);
      case Dhcpv6Option.RELAY_DATA -> printRelayData(text, data, length);
      case Dhcpv6Option.NTP_SERVER -> printNtpServers(text, data, length);
      case Dhcpv6Option.AFTR_NAME -> printTunnelEndpoint(text, data, length);
      case Dhcpv6Option.POSIX_TIMEZONE, Dhcpv6Option.TZDB_TIMEZONE, Dhcpv6Option.MUD_URL ->
          printTerminated(text, data, length);
      case Dhcpv6Option.BOOT_FILE_URL -> {
        text.out.append(' ');
        DnsNameText.printCharacters(text, data, length);
        yield Data.PRINTED;
      }
      case Dhcpv6Option.SZTP_REDIRECT, Dhcpv6Option.USER_CLASS -> printStrings(text, data, length);
      default -> Data.PRINTED;
    };
  }

  private static Data printAssociation(PacketText text, int data, int length) {
    if (length < 12) {
      return Data.MALFORMED;
    }
    WireBytes bytes = text.bytes;
    text.out.append(" IAID:").append(bytes.u32(data));
    text.out.append(" T1:").append(bytes.u32(data + 4));
    text.out.append(" T2:").append(bytes.u32(data + 8));
    return printNested(text, data + 12, data + length);
  }

  private static Data printTemporaryAssociation(PacketText text, int data, int length) {
    if (length < 4) {
      return Data.MALFORMED;
    }
    text.out.append(" IAID:").append(text.bytes.u32(data));
    return printNested(text, data + 4, data + length);
  }

  private static Data printAddress(PacketText text, int data, int length) {
    if (length < 24) {
      return Data.MALFORMED;
    }
    text.ipv6Address(" ", data);
    printLifetimes(text, data + 16);
    return printNested(text, data + 24, data + length);
  }

  private static Data printPrefix(PacketText text, int data, int length) {
    if (length < 25) {
      return Data.MALFORMED;
    }
    text.ipv6Address(" ", data + 9);
    text.out.append('/').append(text.bytes.u8(data + 8));
    printLifetimes(text, data);
    return printNested(text, data + 25, data + length);
  }

  private static void printLifetimes(PacketText text, int at) {
    text.out.append(" pltime:").append(text.bytes.u32(at));
    text.out.append(" vltime:").append(text.bytes.u32(at + 4));
  }

  private static Data printNested(PacketText text, int options, int end) {
    if (options < end && text.enter()) {
      print(text, options, end);
      text.leave();
    }
    return Data.PRINTED;
  }

  /** tcpdump closes only one of its two brackets. */
  private static Data printRelayedMessage(PacketText text, int data, int length) {
    text.out.append(" (");
    if (text.enter()) {
      int windowLength = text.bytes.limit(data + length);
      Dhcpv6Text.print(text, data, length);
      text.bytes.limit(windowLength);
      text.leave();
    }
    return Data.PRINTED;
  }

  private static Data printCodes(PacketText text, int data, int length) {
    if (length % 2 != 0) {
      return Data.MALFORMED;
    }
    for (int i = 0; i < length; i += 2) {
      text.out.append(' ');
      Dhcpv6Option.appendName(text.out, text.bytes.u16(data + i));
    }
    return Data.PRINTED;
  }

  private static Data printNumber(PacketText text, int data, int length, int width) {
    if (length != width) {
      return Data.MALFORMED;
    }
    WireBytes bytes = text.bytes;
    switch (width) {
      case 1 -> text.out.append(' ').append(bytes.u8(data));
      case 2 -> text.out.append(' ').append(bytes.u16(data));
      default -> text.out.append(' ').append(bytes.u32(data));
    }
    return Data.PRINTED;
  }

  private static Data printStatusCode(PacketText text, int data, int length) {
    if (length < 2) {
      return Data.MALFORMED;
    }
    int code = text.bytes.u16(data);
    if (code < STATUS_CODES.length) {
      text.out.append(' ').append(STATUS_CODES[code]);
    } else if (code <= 0xff) {
      text.out.append(" code").append(code);
    } else {
      text.out.append(" INVALID code");
    }
    return Data.PRINTED;
  }

  private static Data printIdentifier(PacketText text, int data, int length) {
    for (int i = 0; i < Math.min(length, IDENTIFIER_LENGTH_MAX); i++) {
      text.out.appendHex(text.bytes.u8(data + i), 2);
    }
    text.out.append("...");
    return Data.PRINTED;
  }

  private static Data printRemoteId(PacketText text, int data, int length) {
    if (length < 4) {
      return Data.MALFORMED;
    }
    text.out.append(' ').append(text.bytes.u32(data)).append(' ');
    return printIdentifier(text, data + 4, length - 4);
  }

  private static Data printRelayData(PacketText text, int data, int length) {
    if (length < Ipv6.ADDRESS_LENGTH) {
      return Data.MALFORMED;
    }
    text.ipv6Address(" ", data);
    text.out.append(' ');
    return printIdentifier(text, data + Ipv6.ADDRESS_LENGTH, length - Ipv6.ADDRESS_LENGTH);
  }

  private static Data printReconfigure(PacketText text, int data, int length) {
    if (length != 1) {
      return Data.MALFORMED;
    }
    int type = text.bytes.u8(data);
    switch (type) {
      case Dhcpv6Text.RENEW -> text.out.append(" for renew");
      case Dhcpv6Text.INFORMATION_REQUEST -> text.out.append(" for inf-req");
      default -> text.out.append(" for ???(").appendHex(type, 2).append(')');
    }
    return Data.PRINTED;
  }

  private static Data printAddresses(PacketText text, int data, int length) {
    if (length % Ipv6.ADDRESS_LENGTH != 0) {
      return Data.MALFORMED;
    }
    for (int i = 0; i < length; i += Ipv6.ADDRESS_LENGTH) {
      text.ipv6Address(" ", data + i);
    }
    return Data.PRINTED;
  }

  /** To tcpdump a compressed name is relative to the option's end. */
  private static Data printNames(PacketText text, int names, int end) {
    int name = names;
    while (name < end) {
      text.out.append(' ');
      name = DnsNameText.print(text, end, name);
      if (name < 0) {
        return Data.CUT;
      }
    }
    return Data.PRINTED;
  }

  /** RFC 5007 §4.1.2.1. */
  private static Data printLeaseQuery(PacketText text, int data, int length) {
    if (length < 17) {
      return Data.MALFORMED;
    }
    int type = text.bytes.u8(data);
    switch (type) {
      case 1 -> text.out.append(" by-address");
      case 2 -> text.out.append(" by-clientID");
      default -> text.out.append(" type_").append(type);
    }
    text.ipv6Address(" ", data + 1);
    return printNested(text, data + 17, data + length);
  }

  /** RFC 5908 §4. */
  private static Data printNtpServers(PacketText text, int data, int length) {
    if (length < 4) {
      return Data.MALFORMED;
    }
    WireBytes bytes = text.bytes;
    int end = data + length;
    int at = data;
    while (at < end - 4) {
      int code = bytes.u16(at);
      int subLength = bytes.u16(at + 2);
      at += 4;
      if (subLength > end - at) {
        return Data.CUT;
      }
      text.out.append(" subopt:").append(code);
      if (code == NTP_SERVER_NAME) {
        text.out.append(' ');
        if (DnsNameText.print(text, at + subLength, at) < 0) {
          return Data.CUT;
        }
      } else if ((code == NTP_SERVER_ADDRESS || code == NTP_MULTICAST_ADDRESS)
          && subLength == Ipv6.ADDRESS_LENGTH) {
        text.ipv6Address(" ", at);
      } else {
        text.out.append(" ?");
      }
      at += subLength;
    }
    return Data.PRINTED;
  }

  /** RFC 6334 §3: a name that is not compressed. */
  private static Data printTunnelEndpoint(PacketText text, int data, int length) {
    if (length < 3) {
      return Data.MALFORMED;
    }
    WireBytes bytes = text.bytes;
    text.out.append(' ');
    int end = data + length;
    int at = data;
    while (at < end && bytes.u8(at) != 0) {
      int labelLength = bytes.u8(at++);
      if (labelLength >= end - at) {
        return Data.MALFORMED;
      }
      printUpToNul(text, at, labelLength);
      at += labelLength;
      text.out.append(bytes.u8(at) != 0 ? "." : "");
    }
    return Data.PRINTED;
  }

  private static Data printTerminated(PacketText text, int data, int length) {
    if (length < 5) {
      return Data.MALFORMED;
    }
    text.out.append(' ');
    printUpToNul(text, data, length);
    return Data.PRINTED;
  }

  private static void printUpToNul(PacketText text, int string, int length) {
    int end = string;
    while (end < string + length && text.bytes.u8(end) != 0) {
      end++;
    }
    DnsNameText.printCharacters(text, string, end - string);
  }

  /** Strings behind their lengths of two bytes. */
  private static Data printStrings(PacketText text, int data, int length) {
    text.out.append(' ');
    int end = data + length;
    int at = data;
    while (end - at >= 2) {
      text.out.append(at > data ? "," : "");
      int stringLength = text.bytes.u16(at);
      if (stringLength > end - at - 2) {
        return Data.MALFORMED;
      }
      DnsNameText.printCharacters(text, at + 2, stringLength);
      at += 2 + stringLength;
    }
    return Data.wellFormed(at == end);
  }
}
