package dev.podsonde.dns;

import org.jspecify.annotations.Nullable;

/** RR TYPEs of the IANA registry "DNS parameters", by number. */
public final class RecordType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int MX = 15;
  public static final int TXT = 16;
  public static final int AAAA = 28;
  public static final int SRV = 33;
  public static final int A6 = 38;
  public static final int DNAME = 39;
  public static final int OPT = 41;
  public static final int TSIG = 250;
  public static final int URI = 256;

  private static final int TA = 32_768;
  private static final int DLV = 32_769;

  /** From 1 on; the numbers in between are not assigned. */
  private static final @Nullable String[] NAMES = names();

  private RecordType() {}

  /** {@return the mnemonic, or null when the number has none} */
  public static @Nullable String name(int type) {
    if (type < NAMES.length) {
      return NAMES[type];
    }
    return switch (type) {
      case TA -> "TA";
      case DLV -> "DLV";
      default -> null;
    };
  }

  private static @Nullable String[] names() {
    @Nullable String[] names = new String[262];
    assign(names, 1, "A", "NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "NULL", "WKS", "PTR");
    assign(names, 13, "HINFO", "MINFO", "MX", "TXT", "RP", "AFSDB", "X25", "ISDN", "RT", "NSAP");
    assign(names, 23, "NSAP_PTR", "SIG", "KEY", "PX", "GPOS", "AAAA", "LOC", "NXT", "EID");
    assign(names, 32, "NIMLOC", "SRV", "ATMA", "NAPTR", "KX", "CERT", "A6", "DNAME", "SINK");
    assign(names, 41, "OPT", "APL", "DS", "SSHFP", "IPSECKEY", "RRSIG", "NSEC", "DNSKEY");
    assign(names, 49, "DHCID", "NSEC3", "NSEC3PARAM", "TLSA", "SMIMEA");
    assign(names, 55, "HIP", "NINFO", "RKEY", "TALINK", "CDS", "CDNSKEY", "OPENPGPKEY");
    assign(names, 62, "CSYNC", "ZONEMD", "SVCB", "HTTPS");
    assign(names, 99, "SPF", "UINFO", "UID", "GID", "UNSPEC", "NID", "L32", "L64", "LP");
    assign(names, 108, "EUI48", "EUI64");
    assign(names, 249, "TKEY", "TSIG", "IXFR", "AXFR", "MAILB", "MAILA", "ANY");
    assign(names, 256, "URI", "CAA", "AVC", "DOA", "AMTRELAY");
    return names;
  }

  private static void assign(@Nullable String[] names, int first, String... mnemonics) {
    System.arraycopy(mnemonics, 0, names, first, mnemonics.length);
  }
}
