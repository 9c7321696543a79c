package dev.podsonde.cluster;

import java.io.IOException;
import java.io.InputStream;

/** A node half in a helper pod, through the API server. */
record ExecTransport(ExecStream stream) implements NodeTransport {
  @Override
  public void send(String line) throws IOException {
    stream.send(line + "\n");
  }

  @Override
  public InputStream input() {
    return stream;
  }

  @Override
  public String errorText() {
    return stream.errorText();
  }

  @Override
  public void close() {
    stream.close();
  }
}
