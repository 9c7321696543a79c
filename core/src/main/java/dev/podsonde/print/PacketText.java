package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.decode.Ipv6;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.WireBytes;
import org.jspecify.annotations.Nullable;

/**
 * One packet being printed: its bytes, the text so far, and what was asked for. Protocol printers
 * take it as their first argument and an offset into {@link #bytes} as their second.
 *
 * <p>A printer that reads past the window leaves by {@link dev.podsonde.packet.TruncatedException};
 * {@link PacketPrinter} then prints {@code [|protocol]} with the {@link #protocol} entered last.
 */
final class PacketText {
  /**
   * Packets inside packets that are printed; each level costs a packet's header at least, so that
   * only a made-up packet comes here. The limit keeps the stack bounded.
   */
  private static final int NESTING_MAX = 256;

  /** The captured bytes; a printer that narrows the window restores it. */
  WireBytes bytes = new WireBytes();

  final TextBuffer out;
  final PrintOptions options;

  /** How often -v was given. */
  final int verbosity;

  /** Names for numbers, as far as -n allows. */
  final Names names;

  final CalendarText calendar = new CalendarText();

  final InterfaceNames interfaceNames = new InterfaceNames();

  final TcpConversations conversations;

  /** Runs before the first access of a packet to {@link #conversations}. */
  final Runnable awaitTurn;

  /** tcpdump's name for the protocol being printed, for {@code [|protocol]}. */
  String protocol = "";

  /** What is left of {@link DnsNameText#EXCESS_LABELS_MAX} for this packet. */
  int excessLabelsLeft;

  private int nesting;

  PacketText(
      TextBuffer out,
      PrintOptions options,
      @Nullable HostNames hostNames,
      TcpConversations conversations,
      Runnable awaitTurn) {
    this.out = out;
    this.options = options;
    this.verbosity = options.verbosity();
    this.names = new Names(options, hostNames);
    this.conversations = conversations;
    this.awaitTurn = awaitTurn;
  }

  /** Begins another packet. */
  void start(WireBytes bytes) {
    this.bytes = bytes;
    protocol = "";
    excessLabelsLeft = DnsNameText.EXCESS_LABELS_MAX;
    nesting = 0;
  }

  /** Appends {@code (invalid)}. */
  void invalid() {
    out.append(" (invalid)");
  }

  /** Appends {@code [what value operator limit] (invalid)}. */
  void invalid(String what, long value, String operator, long limit) {
    out.append(" [").append(what).append(' ').append(value);
    out.append(' ').append(operator).append(' ').append(limit).append(']');
    invalid();
  }

  /** Appends {@code [|protocol]}. */
  void truncated() {
    out.append(" [|").append(protocol).append(']');
  }

  /**
   * {@return whether the window ends before {@code length} bytes at {@code offset}; the text then
   * says so} For a printer that ends there, while whoever called it goes on.
   */
  boolean isCut(int offset, int length) {
    if (bytes.has(offset, length)) {
      return false;
    }
    truncated();
    return true;
  }

  /**
   * Appends the rest of the window from {@code offset} as a dump: what is printed of a payload that
   * has no printer, unless -q asks for less or -x and -X show it anyway.
   */
  void unprinted(int offset) {
    if (dumpsUnprinted()) {
      DumpText.hexAndAscii(this, offset, bytes.length() - offset);
    }
  }

  /** Like {@link #unprinted(int)}, for a payload whose length is known: a cut is told. */
  void unprinted(int offset, int length) {
    if (dumpsUnprinted()) {
      DumpText.hexAndAscii(this, offset, Math.min(length, bytes.length() - offset));
      bytes.require(offset, length);
    }
  }

  /** {@return whether {@link #unprinted} appends a dump} */
  boolean dumpsUnprinted() {
    return options.quiet() == 0
        && switch (options.dump()) {
          case HEX, HEX_LINK, HEX_ASCII, HEX_ASCII_LINK -> false;
          case NONE, ASCII, ASCII_LINK -> true;
        };
  }

  /**
   * Ends the window {@code length} bytes after {@code offset}, unless it ends before.
   *
   * @return the window's length before, for {@link WireBytes#limit}
   */
  int narrow(int offset, int length) {
    long end = (long) offset + (length & 0xffff_ffffL);
    return end < bytes.length() ? bytes.limit((int) end) : bytes.length();
  }

  /**
   * {@return whether a packet inside a packet may be printed; if not, the text says so} Each true
   * is followed by {@link #leave}.
   */
  boolean enter() {
    if (nesting < NESTING_MAX) {
      nesting++;
      return true;
    }
    out.append(" [nested deeper than ").append(NESTING_MAX).append(']');
    invalid();
    return false;
  }

  /** Ends what {@link #enter} began. */
  void leave() {
    nesting--;
  }

  /** Appends the IPv4 address at {@code offset}. */
  void ipv4Address(int offset) {
    names.ipv4Address(out, bytes, offset);
  }

  /**
   * Appends {@code label} and the IPv4 address at {@code offset}; when that is cut off, nothing.
   */
  void ipv4Address(String label, int offset) {
    bytes.require(offset, Ipv4.ADDRESS_LENGTH);
    out.append(label);
    ipv4Address(offset);
  }

  /** Appends the IPv6 address at {@code offset}. */
  void ipv6Address(int offset) {
    names.ipv6Address(out, bytes, offset);
  }

  /**
   * Appends {@code label} and the IPv6 address at {@code offset}; when that is cut off, nothing.
   */
  void ipv6Address(String label, int offset) {
    bytes.require(offset, Ipv6.ADDRESS_LENGTH);
    out.append(label);
    ipv6Address(offset);
  }

  /** Appends the Ethernet address at {@code offset}, with its vendor unless -n was given. */
  void ethernetAddress(int offset) {
    names.ethernetAddress(out, bytes, offset);
  }

  /** Appends the source address of the IPv4 or IPv6 packet at {@code ip}. */
  void ipSource(int ip) {
    if (Ipv4.version(bytes, ip) == Ipv6.VERSION) {
      ipv6Address(ip + Ipv6.SOURCE);
    } else {
      ipv4Address(ip + Ipv4.SOURCE);
    }
  }

  /** Appends the destination address of the IPv4 or IPv6 packet at {@code ip}. */
  void ipDestination(int ip) {
    if (Ipv4.version(bytes, ip) == Ipv6.VERSION) {
      ipv6Address(ip + Ipv6.DESTINATION);
    } else {
      ipv4Address(ip + Ipv4.DESTINATION);
    }
  }

  /** Appends {@code source > destination}, the addresses of the IP packet at {@code ip}. */
  void ipAddresses(int ip) {
    ipSource(ip);
    out.append(" > ");
    ipDestination(ip);
  }

  /** Appends {@code count} bytes at {@code offset} as {@link #character} shows them. */
  void characters(int offset, int count) {
    for (int at = offset; at < offset + count; at++) {
      character(bytes.u8(at));
    }
  }

  /** Appends the text at {@code offset}, in a field of {@code count} bytes that zeros fill up. */
  void paddedText(int offset, int count) {
    for (int at = offset; at < offset + count && bytes.u8(at) != 0; at++) {
      character(bytes.u8(at));
    }
  }

  /** Appends a byte as tcpdump shows text: {@code ^X} for controls, {@code M-} above 127. */
  void character(int value) {
    int ascii = value & 0x7f;
    if (value != ascii) {
      out.append("M-");
    }
    if (ascii < 0x20 || ascii == 0x7f) {
      ascii ^= 0x40;
      out.append('^');
    }
    out.append((char) ascii);
  }
}
