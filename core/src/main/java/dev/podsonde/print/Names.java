package dev.podsonde.print;

/**
 * Text for addresses, ports and protocols: names where there are any and -n allows, else digits.
 */
final class Names {
  private final boolean numeric;

  Names(PrintOptions options) {
    numeric = options.numeric();
  }

  /** {@return whether -n was given} */
  boolean numeric() {
    return numeric;
  }

  void ipv4Address(TextBuffer out, int address) {
    out.appendIpv4(address);
  }

  void ipv6Address(TextBuffer out, long high, long low) {
    out.appendIpv6(high, low);
  }

  void ethernetAddress(TextBuffer out, long address) {
    out.appendEthernet(address);
  }

  void ipProtocol(TextBuffer out, int protocol) {
    out.append("ip-proto-").append(protocol);
  }

  void tcpPort(TextBuffer out, int port) {
    out.append(port);
  }

  void udpPort(TextBuffer out, int port) {
    out.append(port);
  }
}
