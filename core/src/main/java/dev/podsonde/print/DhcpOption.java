package dev.podsonde.print;

import java.util.Arrays;

/**
 * What tcpdump calls the options of DHCP (RFC 2132 and IANA's registry of BOOTP and DHCP
 * parameters), and what it takes their data for.
 */
final class DhcpOption {
  static final int PAD = 0;
  static final int NETBIOS_NODE_TYPE = 46;
  static final int OPTION_OVERLOAD = 52;
  static final int MESSAGE_TYPE = 53;
  static final int PARAMETER_REQUEST_LIST = 55;
  static final int CLIENT_IDENTIFIER = 61;
  static final int USER_CLASS = 77;
  static final int CLIENT_FQDN = 81;
  static final int RELAY_AGENT_INFORMATION = 82;
  static final int CLASSLESS_ROUTE = 121;
  static final int SZTP_REDIRECT = 143;
  static final int CLASSLESS_ROUTE_MICROSOFT = 249;
  static final int END = 255;

  private static final int CODES = 256;

  /** How data is printed. */
  enum Format {
    /** Decimal bytes between dots. */
    BYTES,
    UNSIGNED_16,
    UNSIGNED_32,
    SIGNED_32,
    /** IPv4 addresses. */
    ADDRESSES,
    /** Pairs of IPv4 addresses. */
    ADDRESS_PAIRS,
    TEXT,
    /** One byte, 0 or 1. */
    BOOLEAN,
    /** As no other option. */
    OWN,
    /** By its length. */
    UNKNOWN
  }

  private static final String[] NAMES = new String[CODES];
  private static final Format[] FORMATS = new Format[CODES];

  static {
    Arrays.fill(NAMES, "Unknown");
    Arrays.fill(FORMATS, Format.UNKNOWN);
    define(
        Format.ADDRESSES,
        """
        1 Subnet-Mask 3 Default-Gateway 4 Time-Server 5 IEN-Name-Server 6 Domain-Name-Server
        7 LOG 8 CS 9 LPR-Server 10 IM 11 RL 16 SS 28 BR 32 RSA 41 YS 42 NTP
        44 Netbios-Name-Server 45 WDD 48 XFS 49 XDM 50 Requested-IP 54 Server-ID 65 N+S 68 MH
        69 SMTP 70 POP3 71 NNTP 72 WWW 73 FG 74 IRC 75 STS 76 STDA 92 Associated-IP 112 NI
        118 SUBNET 150 TFTP-Server-Address\
        """);
    define(Format.ADDRESS_PAIRS, "21 PF 33 Static-Route");
    define(
        Format.TEXT,
        """
        12 Hostname 14 DP 15 Domain-Name 17 RP 18 EP 40 YD 47 Netbios-Scope 56 MSG
        60 Vendor-Class 66 TFTP 67 BF 80 SLP-NA 88 TZSTR 95 LDAP 98 UAP 100 POSIX-TZ
        101 TZ-Name 113 NITAG 114 URL 161 MUD-URL\
        """);
    define(
        Format.UNSIGNED_16, "13 BS 22 RSZ 25 MTU-Table 26 MTU 57 MSZ 64 N+D 93 ARCH 117 NSSEARCH");
    define(
        Format.UNSIGNED_32,
        "24 MTU-Timeout 35 AT 38 KI 51 Lease-Time 58 RN 59 RB 91 Last-Transaction-Time");
    define(Format.SIGNED_32, "2 Time-Zone");
    define(
        Format.BOOLEAN,
        """
        19 IPF 20 SRT 27 LSN 29 MD 30 MS 31 Router-Discovery 34 UT 36 IE 39 KG
        116 Auto-Configure\
        """);
    define(
        Format.BYTES,
        """
        0 PAD 23 TTL 37 TT 43 Vendor-Option 53 DHCP-Message 55 Parameter-Request 78 SLP-DA
        79 SLP-SCOPE 83 ARMT 89 FQDNS 90 AUTH 94 NDI 97 GUID 255 END\
        """);
    define(
        Format.OWN,
        """
        46 Netbios-Node 52 OO 61 Client-ID 77 User-Class 81 FQDN 82 Agent-Information
        121 Classless-Static-Route 143 SZTP-Redirect 249 Classless-Static-Route-Microsoft\
        """);
  }

  private DhcpOption() {}

  /** Takes a code and a name in turn. */
  private static void define(Format format, String codesAndNames) {
    String[] words = codesAndNames.split("\\s", -1);
    for (int i = 0; i < words.length; i += 2) {
      int code = Integer.parseInt(words[i]);
      NAMES[code] = words[i + 1];
      FORMATS[code] = format;
    }
  }

  /** {@return the name of an option, or "Unknown"} */
  static String name(int code) {
    return NAMES[code];
  }

  static Format format(int code) {
    return FORMATS[code];
  }
}
