package dev.podsonde.pcap;

import java.io.IOException;
import java.io.InputStream;

/** Reads one compression format, recognised by how its streams begin. */
public interface Decompressor {
  /** {@return the first four bytes of every stream, the first one uppermost} */
  int magic();

  /**
   * {@return what was compressed}
   *
   * @param compressed begins with {@link #magic()}
   * @throws IOException also from the stream returned, when the compressed data is damaged
   */
  InputStream open(InputStream compressed) throws IOException;
}
