package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.WireBytes;
import java.util.List;

/**
 * What one DNS message says, as far as findings ask for it: the header, the question, the times to
 * live, EDNS. Reused for many messages; it belongs to the {@link Attempt} that holds it.
 */
public final class MessageFacts {
  /** Stands for a number that the message does not give. */
  public static final int NONE = -1;

  static final int HEADER_LENGTH = 12;

  /** RFC 1035 §2.3.4, the root label included. */
  static final int NAME_LENGTH_MAX = 255;

  /** RFC 1035 §2.3.4; the two bits above it tell a label from a pointer. */
  static final int LABEL_LENGTH_MAX = 63;

  /** Bounds the records that are read; more are counted in the header only. */
  static final int RECORDS_READ_MAX = 128;

  private static final int ID = 0;
  private static final int FLAGS = 2;
  private static final int QUESTION_COUNT = 4;
  private static final int ANSWER_COUNT = 6;
  private static final int AUTHORITY_COUNT = 8;
  private static final int ADDITIONAL_COUNT = 10;

  private static final int FLAG_RESPONSE = 0x8000;
  private static final int FLAG_AUTHORITATIVE = 0x0400;
  private static final int FLAG_TRUNCATED = 0x0200;
  private static final int FLAG_RECURSION_DESIRED = 0x0100;
  private static final int FLAG_RECURSION_AVAILABLE = 0x0080;
  private static final int FLAG_CHECKING_DISABLED = 0x0010;
  private static final int RCODE = 0x000f;
  private static final int OPCODE_SHIFT = 11;
  private static final int OPCODE = 0x0f;

  private static final int POINTER = 0xc0;
  private static final int POINTER_TARGET = 0x3fff;

  /** Behind the owner name of a record (RFC 1035 §4.1.3). */
  private static final int TYPE = 0;

  private static final int CLASS = 2;
  private static final int TTL = 4;
  private static final int DATA_LENGTH = 8;
  private static final int DATA = 10;

  private static final int TYPE_A = 1;
  private static final int TYPE_CNAME = 5;
  private static final int TYPE_SOA = 6;
  private static final int TYPE_AAAA = 28;
  private static final int TYPE_OPT = 41;

  /** SOA MINIMUM is the last field of its data. */
  private static final int SOA_MINIMUM_FROM_END = 4;

  private static final int EDNS_DNSSEC_OK = 0x8000;
  private static final int OPTION_HEADER_LENGTH = 4;
  private static final int OPTION_COOKIE = 10;
  private static final int OPTION_EXTENDED_ERROR = 15;
  private static final int OPTIONS_READ_MAX = 32;

  int id;
  int flags;
  int length;
  int questionCount;
  int answerCount;
  int authorityCount;
  int additionalCount;
  int type;
  int queryClass;
  long nameHash;
  long questionHash;
  boolean isNameMixedCase;
  long caseHash;
  int udpPayloadSize;
  int extendedRcode;
  boolean isDnssecOk;
  boolean hasCookie;
  int extendedError;
  int ttlMin;
  int negativeTtl;
  int canonicalNames;
  int answersOfType;
  int malformedOffset;
  String malformedReason = "";
  boolean isCut;
  int trailingLength;
  int nameLength;

  /**
   * Reads the message from {@code message} to {@code end}, which may lie past the window when the
   * packet was cut; the name of the question is left in {@code hash}, in lower case.
   *
   * @return false when not even the header is there
   */
  boolean read(WireBytes bytes, int message, int end, NameHash hash) {
    if (!bytes.has(message, HEADER_LENGTH) || end - message < HEADER_LENGTH) {
      return false;
    }
    clear();
    length = end - message;
    isCut = end > bytes.length();
    id = bytes.u16(message + ID);
    flags = bytes.u16(message + FLAGS);
    questionCount = bytes.u16(message + QUESTION_COUNT);
    answerCount = bytes.u16(message + ANSWER_COUNT);
    authorityCount = bytes.u16(message + AUTHORITY_COUNT);
    additionalCount = bytes.u16(message + ADDITIONAL_COUNT);
    extendedRcode = flags & RCODE;
    int limit = Math.min(end, bytes.length());
    int at = message + HEADER_LENGTH;
    for (int i = 0; i < questionCount && at >= 0; i++) {
      at =
          i == 0
              ? readQuestion(bytes, message, at, limit, hash)
              : skipQuestion(bytes, message, at, limit);
    }
    if (at >= 0) {
      at = readRecords(bytes, message, at, limit);
    }
    if (at >= 0 && at < end && !isCut) {
      trailingLength = end - at;
      malformed(message, at, "bytes behind the last record");
    }
    return true;
  }

  private void clear() {
    type = 0;
    queryClass = 0;
    nameHash = 0;
    questionHash = 0;
    caseHash = 0;
    nameLength = 0;
    isNameMixedCase = false;
    udpPayloadSize = NONE;
    isDnssecOk = false;
    hasCookie = false;
    extendedError = NONE;
    ttlMin = NONE;
    negativeTtl = NONE;
    canonicalNames = 0;
    answersOfType = 0;
    malformedOffset = NONE;
    malformedReason = "";
    trailingLength = 0;
  }

  private int readQuestion(WireBytes bytes, int message, int start, int limit, NameHash hash) {
    int at = start;
    while (at < limit) {
      int labelLength = bytes.u8(at);
      if (labelLength == 0) {
        return readQuestionEnd(bytes, message, start, at + 1, limit, hash);
      }
      if (labelLength >= POINTER) {
        return malformed(message, at, "pointer in the question");
      }
      if (labelLength > LABEL_LENGTH_MAX) {
        return malformed(message, at, "label longer than 63");
      }
      at += labelLength + 1;
      if (at - start >= NAME_LENGTH_MAX) {
        return malformed(message, start, "name longer than 255");
      }
    }
    return endsEarly(message, limit);
  }

  private int readQuestionEnd(
      WireBytes bytes, int message, int start, int afterName, int limit, NameHash hash) {
    nameLength = afterName - start;
    bytes.copyTo(start, hash.name(), 0, nameLength);
    isNameMixedCase = NameHash.lowerCase(hash.name(), nameLength);
    nameHash = hash.of(hash.name(), nameLength);
    caseHash = isNameMixedCase ? caseHash(bytes, start, nameLength) : 0;
    if (limit - afterName < 4) {
      return endsEarly(message, limit);
    }
    type = bytes.u16(afterName);
    queryClass = bytes.u16(afterName + 2);
    questionHash = nameHash + ((long) queryClass << 16 | type) * 0x9e37_79b9_7f4a_7c15L;
    return afterName + 4;
  }

  private static long caseHash(WireBytes bytes, int start, int length) {
    long hash = 1;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + bytes.u8(start + i);
    }
    return hash;
  }

  private static int skipQuestion(WireBytes bytes, int message, int start, int limit) {
    int at = skipName(bytes, message, start, limit);
    return at < 0 || limit - at < 4 ? NONE : at + 4;
  }

  private int readRecords(WireBytes bytes, int message, int records, int limit) {
    int answersEnd = answerCount;
    int authoritiesEnd = answersEnd + authorityCount;
    int count = authoritiesEnd + additionalCount;
    int at = records;
    for (int i = 0; i < count; i++) {
      if (i == RECORDS_READ_MAX) {
        return NONE;
      }
      int afterName = skipName(bytes, message, at, limit);
      if (afterName < 0) {
        return at < limit && !isCut
            ? malformed(message, at, "name of a record")
            : endsEarly(message, limit);
      }
      if (limit - afterName < DATA) {
        return endsEarly(message, limit);
      }
      int dataLength = bytes.u16(afterName + DATA_LENGTH);
      int next = afterName + DATA + dataLength;
      if (next > limit) {
        return endsEarly(message, limit);
      }
      if (i < answersEnd) {
        readAnswer(bytes, afterName);
      } else if (i < authoritiesEnd) {
        readAuthority(bytes, afterName, dataLength);
      } else if (bytes.u16(afterName + TYPE) == TYPE_OPT) {
        readOpt(bytes, afterName, next);
      }
      at = next;
    }
    return at;
  }

  private void readAnswer(WireBytes bytes, int record) {
    int recordType = bytes.u16(record + TYPE);
    int ttl = bytes.i32(record + TTL) & Integer.MAX_VALUE;
    ttlMin = ttlMin == NONE ? ttl : Math.min(ttlMin, ttl);
    if (recordType == type) {
      answersOfType++;
    } else if (recordType == TYPE_CNAME) {
      canonicalNames++;
    }
  }

  /** {@return whether it answers one question, for addresses, with some, and can be read whole} */
  boolean hasAddresses() {
    return answersOfType > 0
        && (type == TYPE_A || type == TYPE_AAAA)
        && questionCount == 1
        && !isMalformed();
  }

  /**
   * Adds the addresses of the type asked, the first {@value AddressAnswer#ADDRESSES_MAX}, of the
   * message that was read last, which {@linkplain #hasAddresses has some}.
   */
  void readAddresses(WireBytes bytes, int message, List<IpAddress> addresses) {
    int at = message + HEADER_LENGTH + nameLength + 4;
    int answers = Math.min(answerCount, RECORDS_READ_MAX);
    for (int i = 0; i < answers && addresses.size() < AddressAnswer.ADDRESSES_MAX; i++) {
      int record = skipName(bytes, message, at, bytes.length());
      if (record < 0 || !bytes.has(record, DATA)) {
        return;
      }
      int dataLength = bytes.u16(record + DATA_LENGTH);
      if (bytes.u16(record + TYPE) == type && bytes.has(record + DATA, dataLength)) {
        if (type == TYPE_A && dataLength == IpAddress.IPV4_LENGTH) {
          addresses.add(IpAddress.ipv4(bytes, record + DATA));
        } else if (type == TYPE_AAAA && dataLength == IpAddress.IPV6_LENGTH) {
          addresses.add(IpAddress.ipv6(bytes, record + DATA));
        }
      }
      at = record + DATA + dataLength;
    }
  }

  private void readAuthority(WireBytes bytes, int record, int dataLength) {
    if (bytes.u16(record + TYPE) == TYPE_SOA && dataLength >= SOA_MINIMUM_FROM_END) {
      int minimum =
          bytes.i32(record + DATA + dataLength - SOA_MINIMUM_FROM_END) & Integer.MAX_VALUE;
      negativeTtl = Math.min(bytes.i32(record + TTL) & Integer.MAX_VALUE, minimum);
    }
  }

  /** An OPT record keeps its fields where others have class and TTL (RFC 6891 §6.1.3). */
  private void readOpt(WireBytes bytes, int record, int end) {
    udpPayloadSize = bytes.u16(record + CLASS);
    extendedRcode = bytes.u8(record + TTL) << 4 | (flags & RCODE);
    isDnssecOk = (bytes.u16(record + TTL + 2) & EDNS_DNSSEC_OK) != 0;
    int option = record + DATA;
    for (int i = 0; i < OPTIONS_READ_MAX && end - option >= OPTION_HEADER_LENGTH; i++) {
      int code = bytes.u16(option);
      int optionLength = bytes.u16(option + 2);
      hasCookie |= code == OPTION_COOKIE;
      if (code == OPTION_EXTENDED_ERROR
          && optionLength >= 2
          && end - option - OPTION_HEADER_LENGTH >= optionLength) {
        extendedError = bytes.u16(option + OPTION_HEADER_LENGTH);
      }
      option += OPTION_HEADER_LENGTH + optionLength;
    }
  }

  /**
   * {@return where the name ends; negative when it does not within {@code limit}, or when it goes
   * on at no "prior occurrence" (RFC 1035 §4.1.4), as in a loop}
   */
  private static int skipName(WireBytes bytes, int message, int start, int limit) {
    int at = start;
    while (at < limit) {
      int labelLength = bytes.u8(at);
      if (labelLength == 0) {
        return at + 1;
      }
      if (labelLength >= POINTER) {
        return limit - at < 2 || pointerTarget(bytes, at) >= start - message ? NONE : at + 2;
      }
      if (labelLength > LABEL_LENGTH_MAX) {
        return NONE;
      }
      at += labelLength + 1;
    }
    return NONE;
  }

  private static int pointerTarget(WireBytes bytes, int pointer) {
    return bytes.u16(pointer) & POINTER_TARGET;
  }

  private int malformed(int message, int at, String reason) {
    malformedOffset = at - message;
    malformedReason = reason;
    return NONE;
  }

  /** A cut packet ends early without being wrong. */
  private int endsEarly(int message, int limit) {
    return isCut ? NONE : malformed(message, limit, "message ends early");
  }

  /** {@return whether two messages ask the same, letter case aside} */
  boolean hasQuestionOf(MessageFacts other) {
    return questionHash == other.questionHash && nameLength > 0;
  }

  /** {@return the message ID} */
  public int id() {
    return id;
  }

  /** {@return the length of the whole message in bytes, also when it was cut} */
  public int length() {
    return length;
  }

  /** {@return whether QR says that this is a response} */
  public boolean isResponse() {
    return (flags & FLAG_RESPONSE) != 0;
  }

  /** {@return OPCODE} */
  public int opcode() {
    return flags >> OPCODE_SHIFT & OPCODE;
  }

  /** {@return AA} */
  public boolean isAuthoritative() {
    return (flags & FLAG_AUTHORITATIVE) != 0;
  }

  /** {@return TC} */
  public boolean isTruncatedResponse() {
    return (flags & FLAG_TRUNCATED) != 0;
  }

  /** {@return RD} */
  public boolean isRecursionDesired() {
    return (flags & FLAG_RECURSION_DESIRED) != 0;
  }

  /** {@return RA} */
  public boolean isRecursionAvailable() {
    return (flags & FLAG_RECURSION_AVAILABLE) != 0;
  }

  /** {@return CD} */
  public boolean isCheckingDisabled() {
    return (flags & FLAG_CHECKING_DISABLED) != 0;
  }

  /** {@return RCODE with the upper bits that EDNS gives it (RFC 6891 §6.1.3), 0 to 4095} */
  public int rcode() {
    return extendedRcode;
  }

  /** {@return how many questions the header counts} */
  public int questionCount() {
    return questionCount;
  }

  /** {@return how many answers the header counts} */
  public int answerCount() {
    return answerCount;
  }

  /** {@return how many authority records the header counts} */
  public int authorityCount() {
    return authorityCount;
  }

  /** {@return how many additional records the header counts} */
  public int additionalCount() {
    return additionalCount;
  }

  /** {@return QTYPE of the first question; 0 without one} */
  public int type() {
    return type;
  }

  /** {@return QCLASS of the first question; 0 without one} */
  public int queryClass() {
    return queryClass;
  }

  /** {@return whether the name has upper-case letters, as DNS 0x20 makes it} */
  public boolean isNameMixedCase() {
    return isNameMixedCase;
  }

  /** {@return whether the names of both differ in letter case only} */
  public boolean differsInCaseFrom(MessageFacts other) {
    return questionHash == other.questionHash && caseHash != other.caseHash;
  }

  /** {@return whether there is an OPT record} */
  public boolean hasEdns() {
    return udpPayloadSize != NONE;
  }

  /** {@return the UDP payload size that EDNS says; {@link #NONE} without EDNS} */
  public int udpPayloadSize() {
    return udpPayloadSize;
  }

  /** {@return DO of EDNS} */
  public boolean isDnssecOk() {
    return isDnssecOk;
  }

  /** {@return whether EDNS has a cookie} */
  public boolean hasCookie() {
    return hasCookie;
  }

  /** {@return the extended DNS error (RFC 8914); {@link #NONE} when there is none} */
  public int extendedError() {
    return extendedError;
  }

  /** {@return the smallest TTL among the answers, in seconds; {@link #NONE} without answers} */
  public int ttlSecondsMin() {
    return ttlMin;
  }

  /** {@return how long the absence may be cached (RFC 2308 §5); {@link #NONE} without SOA} */
  public int negativeTtlSeconds() {
    return negativeTtl;
  }

  /** {@return how many CNAME links the answer has} */
  public int canonicalNames() {
    return canonicalNames;
  }

  /** {@return how many answers are of the type that was asked} */
  public int answersOfType() {
    return answersOfType;
  }

  /** {@return whether it says NOERROR without an answer of the type asked} */
  public boolean isNoData() {
    return extendedRcode == 0 && answersOfType == 0 && (type == TYPE_A || type == TYPE_AAAA);
  }

  /** {@return whether the message breaks the format; never because the capture cut it} */
  public boolean isMalformed() {
    return malformedOffset != NONE;
  }

  /** {@return where in the message it breaks the format; {@link #NONE} when it does not} */
  public int malformedOffset() {
    return malformedOffset;
  }

  /** {@return how it breaks the format; empty when it does not} */
  public String malformedReason() {
    return malformedReason;
  }

  /** {@return whether the capture lacks its end (snaplen), so that records may be missing here} */
  public boolean isCut() {
    return isCut;
  }

  /** {@return bytes behind the last record} */
  public int trailingLength() {
    return trailingLength;
  }
}
