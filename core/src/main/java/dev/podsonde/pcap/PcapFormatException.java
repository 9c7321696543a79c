package dev.podsonde.pcap;

import java.io.IOException;

/** Says that a capture file is not as its format wants it, and where. */
public final class PcapFormatException extends IOException {
  private static final long serialVersionUID = 1;

  private final long offset;
  private final String part;

  /**
   * Makes the message {@code file: part at byte offset: problem}.
   *
   * @param part the block or record that is wrong, in words
   * @param offset where the part starts, in bytes of the uncompressed file
   * @param problem what is wrong with which value, and what to do when there is something
   */
  PcapFormatException(String file, String part, long offset, String problem) {
    super(file + ": " + part + " at byte " + offset + ": " + problem);
    this.offset = offset;
    this.part = part;
  }

  /** {@return where the damaged part starts, in bytes of the uncompressed file} */
  public long offset() {
    return offset;
  }

  /** {@return the block or record that is damaged, in words} */
  public String part() {
    return part;
  }
}
