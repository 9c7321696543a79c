package dev.podsonde.print;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asked of the text, in tcpdump(1)'s terms.
 *
 * @param verbosity how often -v was given, 0 to 3; higher numbers mean 3
 * @param numeric -n: no names for addresses, ports, protocols and vendors
 * @param noDomains -N: host names without their domain
 * @param quiet -q
 * @param linkHeader -e
 * @param timeFormat -t to -ttttt
 * @param nanoseconds --nano: nine digits instead of six
 * @param dump -x to -AA
 * @param absoluteSequence -S: TCP sequence numbers as on the wire
 * @param noChecksums -K: checksums are not verified
 * @param packetNumbers -#
 * @param oneLine -g: no line break after the IPv4 header
 * @param payloadType -T, or null to go by port
 */
public record PrintOptions(
    int verbosity,
    boolean numeric,
    boolean noDomains,
    int quiet,
    boolean linkHeader,
    TimeFormat timeFormat,
    boolean nanoseconds,
    Dump dump,
    boolean absoluteSequence,
    boolean noChecksums,
    boolean packetNumbers,
    boolean oneLine,
    @Nullable PayloadType payloadType) {

  /** What stands in front of a line. */
  public enum TimeFormat {
    /** {@code HH:MM:SS.ffffff}, local time. */
    TIME_OF_DAY,
    /** -t: nothing. */
    NONE,
    /** -tt: seconds since the epoch. */
    EPOCH,
    /** -ttt: since the previous packet. */
    SINCE_PREVIOUS,
    /** -tttt: date and time of day, local time. */
    DATE,
    /** -ttttt: since the first packet. */
    SINCE_FIRST
  }

  /** How a packet's bytes are shown after its text. */
  public enum Dump {
    NONE,
    /** -x. */
    HEX,
    /** -xx: with the link header. */
    HEX_LINK,
    /** -X. */
    HEX_ASCII,
    /** -XX: with the link header. */
    HEX_ASCII_LINK,
    /** -A. */
    ASCII,
    /** -AA: with the link header. */
    ASCII_LINK
  }

  /** -T: what a payload is taken for, whatever its port. */
  public enum PayloadType {
    DOMAIN,
    VXLAN
  }

  /** Plain text: what tcpdump prints without options. */
  public static final PrintOptions DEFAULT =
      new PrintOptions(
          0,
          false,
          false,
          0,
          false,
          TimeFormat.TIME_OF_DAY,
          false,
          Dump.NONE,
          false,
          false,
          false,
          false,
          null);
}
