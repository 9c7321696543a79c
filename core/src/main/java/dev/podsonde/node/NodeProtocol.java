package dev.podsonde.node;

/**
 * What both halves must agree on.
 *
 * <p>From the node comes a stream of frames: one byte of kind, three of length in network byte
 * order, then so many bytes. {@link #PACKETS} carry pcapng, cut anywhere; {@link #HEARTBEAT} 8
 * bytes, a time in nanoseconds since the Unix epoch up to which all packets have been sent; {@link
 * #EVENT} the line of a {@link NodeMessage}.
 */
public final class NodeProtocol {
  /** Grows when one half would misunderstand the other of another version. */
  public static final int VERSION = 2;

  /** How long a session lives when nothing comes from the other half. */
  public static final int SILENCE_SECONDS_MAX = 15;

  /** How often the other half says that it is there. */
  public static final int KEEP_ALIVE_SECONDS = 4;

  static final byte PACKETS = 'P';
  static final byte HEARTBEAT = 'T';
  static final byte EVENT = 'E';
  static final int FRAME_HEADER_LENGTH = 4;

  /** Bounds the content of one frame. */
  static final int FRAME_LENGTH_MAX = 1 << 20;

  private NodeProtocol() {}
}
