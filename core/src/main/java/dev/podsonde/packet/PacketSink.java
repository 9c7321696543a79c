package dev.podsonde.packet;

import java.io.Closeable;
import java.io.IOException;

/** Where packets go: a file, a pipe, text. */
public interface PacketSink extends Closeable {
  /** Takes one packet; what outlives the call is copied. */
  void write(Packet packet) throws IOException;

  /** Hands everything taken so far to the operating system. */
  void flush() throws IOException;
}
