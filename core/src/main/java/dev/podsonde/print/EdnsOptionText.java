package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/** Options of an OPT record (RFC 6891 §6.1.2). */
final class EdnsOptionText {
  private static final int LENGTH = 2;
  private static final int DATA = 4;

  private static final int DAU = 5;
  private static final int DHU = 6;
  private static final int N3U = 7;
  private static final int CLIENT_SUBNET = 8;
  private static final int EXPIRE = 9;
  private static final int COOKIE = 10;
  private static final int TCP_KEEPALIVE = 11;
  private static final int PADDING = 12;
  private static final int CHAIN = 13;
  private static final int KEY_TAG = 14;

  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;

  private static final int CLIENT_COOKIE_LENGTH = 8;
  private static final int SERVER_COOKIE_LENGTH_MIN = 8;
  private static final int COOKIE_LENGTH_MAX = 40;

  private EdnsOptionText() {}

  /** {@return the offset after the option; -1 when it is cut} */
  static int print(PacketText text, int option) {
    WireBytes bytes = text.bytes;
    if (!bytes.has(option, LENGTH)) {
      return -1;
    }
    int code = bytes.u16(option);
    @Nullable String name = name(code);
    if (name == null) {
      text.out.append("Opt").append(code);
    } else {
      text.out.append(name);
    }
    if (!bytes.has(option, DATA)) {
      return -1;
    }
    int length = bytes.u16(option + LENGTH);
    int data = option + DATA;
    if (!bytes.has(data, length)) {
      return -1;
    }
    if (length > 0) {
      text.out.append(' ');
      printData(text, code, data, length);
    }
    return data + length;
  }

  private static void printData(PacketText text, int code, int data, int length) {
    WireBytes bytes = text.bytes;
    switch (code) {
      case CLIENT_SUBNET -> printClientSubnet(text, data, length);
      case COOKIE -> printCookie(text, data, length);
      case PADDING -> text.out.append('(').append(length).append(')');
      case DAU, DHU, N3U -> printAlgorithms(text, code, data, length);
      case KEY_TAG -> printKeyTags(text, data, length);
      case CHAIN -> DnsNameText.print(text, data + length, data);
      case TCP_KEEPALIVE -> {
        if (length == 2) {
          int tenths = bytes.u16(data);
          text.out.append(tenths / 10).append('.').append(tenths % 10).append(" sec");
        } else {
          text.invalid();
        }
      }
      case EXPIRE -> {
        if (length == 4) {
          text.out.append(bytes.u32(data)).append(" sec");
        } else {
          text.invalid();
        }
      }
      default -> printHex(text, data, length);
    }
  }

  /** RFC 7871 §6. */
  private static void printClientSubnet(PacketText text, int data, int length) {
    WireBytes bytes = text.bytes;
    int family = length < 4 ? 0 : bytes.u16(data);
    int addressBits = family == FAMILY_IPV4 ? 32 : family == FAMILY_IPV6 ? 128 : 0;
    int addressLength = length - 4;
    if (addressBits == 0 || addressLength > addressBits / 8) {
      text.invalid();
      return;
    }
    int sourceLength = bytes.u8(data + 2);
    int scopeLength = bytes.u8(data + 3);
    if (sourceLength > addressBits
        || scopeLength > addressBits
        || (sourceLength + 7) / 8 != addressLength) {
      text.invalid();
      return;
    }
    if (family == FAMILY_IPV4) {
      text.out.appendIpv4((int) (padded(bytes, data + 4, addressLength) >>> 32));
    } else {
      text.out.appendIpv6(
          padded(bytes, data + 4, Math.min(addressLength, 8)),
          padded(bytes, data + 12, Math.max(addressLength - 8, 0)));
    }
    text.out.append('/').append(sourceLength).append('/').append(scopeLength);
  }

  /** {@return {@code count} bytes as the uppermost of eight} */
  private static long padded(WireBytes bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) bytes.u8(at + i) << (56 - 8 * i);
    }
    return value;
  }

  /** RFC 7873 §4: a client's cookie, and perhaps a server's. */
  private static void printCookie(PacketText text, int data, int length) {
    if (length == CLIENT_COOKIE_LENGTH) {
      printHex(text, data, length);
    } else if (length >= CLIENT_COOKIE_LENGTH + SERVER_COOKIE_LENGTH_MIN
        && length <= COOKIE_LENGTH_MAX) {
      printHex(text, data, CLIENT_COOKIE_LENGTH);
      text.out.append(' ');
      printHex(text, data + CLIENT_COOKIE_LENGTH, length - CLIENT_COOKIE_LENGTH);
    } else {
      text.invalid();
    }
  }

  /** RFC 6975. */
  private static void printAlgorithms(PacketText text, int code, int data, int length) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        text.out.append(' ');
      }
      int algorithm = text.bytes.u8(data + i);
      @Nullable String name = code == DAU ? signatureName(algorithm) : digestName(code, algorithm);
      if (name == null) {
        text.out.append("Alg_").append(algorithm);
      } else {
        text.out.append(name);
      }
    }
  }

  private static void printKeyTags(PacketText text, int data, int length) {
    if (length % 2 != 0) {
      text.invalid();
      return;
    }
    for (int i = 0; i < length; i += 2) {
      if (i > 0) {
        text.out.append(' ');
      }
      text.out.append(text.bytes.u16(data + i));
    }
  }

  private static void printHex(PacketText text, int data, int length) {
    for (int i = 0; i < length; i++) {
      text.out.appendHex(text.bytes.u8(data + i), 2);
    }
  }

  private static @Nullable String name(int code) {
    return switch (code) {
      case 1 -> "LLQ";
      case 2 -> "UL";
      case 3 -> "NSID";
      case DAU -> "DAU";
      case DHU -> "DHU";
      case N3U -> "N3U";
      case CLIENT_SUBNET -> "ECS";
      case EXPIRE -> "EXPIRE";
      case COOKIE -> "COOKIE";
      case TCP_KEEPALIVE -> "KEEPALIVE";
      case PADDING -> "PADDING";
      case CHAIN -> "CHAIN";
      case KEY_TAG -> "KEY-TAG";
      case 16 -> "CLIENT-TAG";
      case 17 -> "SERVER-TAG";
      default -> null;
    };
  }

  /** DNSSEC algorithm numbers; tcpdump writes DSA without its last letter. */
  private static @Nullable String signatureName(int algorithm) {
    return switch (algorithm) {
      case 0 -> "DELETE";
      case 1 -> "RSAMD5";
      case 2 -> "DH";
      case 3 -> "DS";
      case 5 -> "RSASHA1";
      case 6 -> "DSA-NSEC3-SHA1";
      case 7 -> "RSASHA1-NSEC3-SHA1";
      case 8 -> "RSASHA256";
      case 10 -> "RSASHA512";
      case 12 -> "ECC-GOST";
      case 13 -> "ECDSAP256SHA256";
      case 14 -> "ECDSAP384SHA384";
      case 15 -> "ED25519";
      case 16 -> "ED448";
      case 252 -> "INDIRECT";
      case 253 -> "PRIVATEDNS";
      case 254 -> "PRIVATEOID";
      default -> null;
    };
  }

  private static @Nullable String digestName(int code, int algorithm) {
    if (algorithm == 1) {
      return "SHA-1";
    }
    if (code == N3U) {
      return null;
    }
    return switch (algorithm) {
      case 2 -> "SHA-256";
      case 3 -> "GOST_R_34.11-94";
      case 4 -> "SHA-384";
      default -> null;
    };
  }
}
