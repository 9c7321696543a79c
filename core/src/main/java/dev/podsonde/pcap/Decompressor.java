package dev.podsonde.pcap;

import java.io.IOException;
import java.io.InputStream;

/** Reads one compression format, recognised by how its streams begin. */
public interface Decompressor {
  /**
   * {@return whether streams of this format begin so}
   *
   * @param magic the first four bytes, the first one uppermost
   */
  boolean isMagic(int magic);

  /**
   * {@return what was compressed}
   *
   * @param compressed begins with a magic of this format
   * @param file its name, for messages
   * @throws IOException also from the stream returned, when the compressed data is damaged
   */
  InputStream open(InputStream compressed, String file) throws IOException;
}
