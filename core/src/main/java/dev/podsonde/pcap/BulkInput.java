package dev.podsonde.pcap;

import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are read many at a time; whoever wants one gets it that way too. */
public abstract class BulkInput extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] target, int offset, int length) throws IOException;
}
