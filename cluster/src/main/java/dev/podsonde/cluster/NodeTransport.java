package dev.podsonde.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The way to the node half and back. */
interface NodeTransport extends Closeable {
  /** Says a line to it, whole and at once. */
  void send(String line) throws IOException;

  /** {@return what comes from it} */
  InputStream input();

  /** {@return what it said when it failed; empty when nothing} */
  String errorText();

  @Override
  void close();
}
