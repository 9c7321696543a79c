package dev.podsonde.print;

import java.util.Arrays;

/** What tcpdump calls the options of DHCPv6 (IANA's registry of DHCPv6 parameters). */
final class Dhcpv6Option {
  static final int CLIENT_ID = 1;
  static final int SERVER_ID = 2;
  static final int IA_NA = 3;
  static final int IA_TA = 4;
  static final int IA_ADDRESS = 5;
  static final int OPTION_REQUEST = 6;
  static final int PREFERENCE = 7;
  static final int ELAPSED_TIME = 8;
  static final int RELAY_MESSAGE = 9;
  static final int AUTHENTICATION = 11;
  static final int STATUS_CODE = 13;
  static final int USER_CLASS = 15;
  static final int INTERFACE_ID = 18;
  static final int RECONFIGURE_MESSAGE = 19;
  static final int SIP_SERVER_NAMES = 21;
  static final int SIP_SERVER_ADDRESSES = 22;
  static final int DNS_SERVERS = 23;
  static final int DOMAIN_LIST = 24;
  static final int IA_PD = 25;
  static final int IA_PREFIX = 26;
  static final int NIS_SERVERS = 27;
  static final int NISP_SERVERS = 28;
  static final int SNTP_SERVERS = 31;
  static final int INFORMATION_REFRESH_TIME = 32;
  static final int BCMCS_ADDRESSES = 34;
  static final int REMOTE_ID = 37;
  static final int SUBSCRIBER_ID = 38;
  static final int PANA_AGENT = 40;
  static final int POSIX_TIMEZONE = 41;
  static final int TZDB_TIMEZONE = 42;
  static final int ECHO_REQUEST = 43;
  static final int LEASE_QUERY = 44;
  static final int CLIENT_DATA = 45;
  static final int CLIENT_TIME = 46;
  static final int RELAY_DATA = 47;
  static final int CLIENT_LINK = 48;
  static final int NTP_SERVER = 56;
  static final int BOOT_FILE_URL = 59;
  static final int AFTR_NAME = 64;
  static final int MUD_URL = 112;
  static final int SZTP_REDIRECT = 136;

  private static final String[] NAMES =
      names(
          """
          1 client-ID 2 server-ID 3 IA_NA 4 IA_TA 5 IA_ADDR 6 option-request 7 preference
          8 elapsed-time 9 relay-message 11 authentication 12 server-unicast 13 status-code
          14 rapid-commit 15 user-class 16 vendor-class 17 vendor-specific-info 18 interface-ID
          19 reconfigure-message 20 reconfigure-accept 21 SIP-servers-domain
          22 SIP-servers-address 23 DNS-server 24 DNS-search-list 25 IA_PD 26 IA_PD-prefix
          27 NIS-server 28 NIS+-server 29 NIS-domain-name 30 NIS+-domain-name 31 SNTP-servers
          32 lifetime 33 BCMCS-domain-name 34 BCMCS-server 36 Geoconf-Civic 37 Remote-ID
          38 Subscriber-ID 39 Client-FQDN 40 PANA-agent 41 POSIX-timezone 42 POSIX-tz-database
          43 Echo-request-option 44 Lease-query 45 LQ-client-data 46 Clt-time 47 LQ-relay-data
          48 LQ-client-link 56 NTP-server 59 Bootfile-URL 64 AFTR-Name 112 MUD-URL
          136 SZTP-redirect\
          """);

  private Dhcpv6Option() {}

  private static String[] names(String codesAndNames) {
    String[] words = codesAndNames.split("\\s", -1);
    String[] names = new String[1 + Integer.parseInt(words[words.length - 2])];
    Arrays.fill(names, "");
    for (int i = 0; i < words.length; i += 2) {
      names[Integer.parseInt(words[i])] = words[i + 1];
    }
    return names;
  }

  /** Appends the name of an option, or {@code opt_} and its code. */
  static void appendName(TextBuffer out, int code) {
    if (code < NAMES.length && !NAMES[code].isEmpty()) {
      out.append(NAMES[code]);
    } else {
      out.append("opt_").append(code);
    }
  }
}
