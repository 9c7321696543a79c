package dev.podsonde.print;

import dev.podsonde.packet.WireBytes;

/** The authentication option of DHCPv6 (RFC 8415 §21.11; delayed: RFC 3315 §21.4). */
final class Dhcpv6AuthenticationText {
  private static final int PROTOCOL = 0;
  private static final int ALGORITHM = 1;
  private static final int REPLAY_DETECTION_METHOD = 2;
  private static final int REPLAY_DETECTION = 3;
  private static final int INFORMATION = 11;

  private static final int PROTOCOL_DELAYED = 2;
  private static final int PROTOCOL_RECONFIGURE_KEY = 3;
  private static final int ALGORITHM_HMAC_MD5 = 1;
  private static final int METHOD_MONOTONIC_COUNTER = 0;

  private static final int KEY_ID_LENGTH = 4;
  private static final int MD5_LENGTH = 16;
  private static final int TYPE_KEY = 1;
  private static final int TYPE_DIGEST = 2;

  private Dhcpv6AuthenticationText() {}

  /** {@return whether the option has its fixed fields; if not, nothing of it is shown} */
  static boolean print(PacketText text, int option, int length) {
    if (length < INFORMATION) {
      return false;
    }
    WireBytes bytes = text.bytes;
    TextBuffer out = text.out;
    int protocol = bytes.u8(option + PROTOCOL);
    switch (protocol) {
      case PROTOCOL_DELAYED -> out.append(" proto: delayed");
      case PROTOCOL_RECONFIGURE_KEY -> out.append(" proto: reconfigure");
      default -> out.append(" proto: ").append(protocol);
    }
    int algorithm = bytes.u8(option + ALGORITHM);
    if (algorithm == ALGORITHM_HMAC_MD5) {
      out.append(", alg: HMAC-MD5");
    } else {
      out.append(", alg: ").append(algorithm);
    }
    int method = bytes.u8(option + REPLAY_DETECTION_METHOD);
    if (method == METHOD_MONOTONIC_COUNTER) {
      out.append(", RDM: mono");
    } else {
      out.append(", RDM: ").append(method);
    }
    out.append(", RD:");
    for (int at = option + REPLAY_DETECTION; at < option + INFORMATION; at += 2) {
      out.append(' ').appendHex(bytes.u16(at), 4);
    }
    int information = option + INFORMATION;
    switch (protocol) {
      case PROTOCOL_DELAYED -> printDelayed(text, information, length - INFORMATION);
      case PROTOCOL_RECONFIGURE_KEY -> printReconfigure(text, information, length - INFORMATION);
      default -> out.append(" ??");
    }
    return true;
  }

  private static void printDelayed(PacketText text, int information, int length) {
    if (length == 0) {
      return;
    }
    TextBuffer out = text.out;
    int realmLength = length - KEY_ID_LENGTH - MD5_LENGTH;
    if (realmLength < 0) {
      out.append(" ??");
      return;
    }
    out.append(realmLength > 0 ? ", realm: " : "");
    for (int i = 0; i < realmLength; i++) {
      out.appendHex(text.bytes.u8(information + i), 2);
    }
    int keyId = information + realmLength;
    out.append(", key ID: ").appendHex(text.bytes.i32(keyId), 8);
    out.append(", HMAC-MD5:");
    printDigest(text, keyId + KEY_ID_LENGTH);
  }

  private static void printReconfigure(PacketText text, int information, int length) {
    if (length != 1 + MD5_LENGTH) {
      text.out.append(" ??");
      return;
    }
    switch (text.bytes.u8(information)) {
      case TYPE_KEY -> text.out.append(" reconfig-key");
      case TYPE_DIGEST -> text.out.append(" type: HMAC-MD5");
      default -> text.out.append(" type: ??");
    }
    text.out.append(" value:");
    printDigest(text, information + 1);
  }

  private static void printDigest(PacketText text, int digest) {
    for (int i = 0; i < MD5_LENGTH; i += 4) {
      text.out.append(' ').appendHex(text.bytes.i32(digest + i), 8);
    }
  }
}
