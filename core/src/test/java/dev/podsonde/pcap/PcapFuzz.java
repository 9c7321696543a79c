package dev.podsonde.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes after a pcap magic number. */
class PcapFuzz {
  private static final int[] MAGIC = {
    PcapReader.MAGIC_MICROS, PcapReader.MAGIC_NANOS, PcapReader.MAGIC_MODIFIED
  };

  @FuzzTest(maxDuration = "10m")
  void anyBytesArePacketsOrAnIoException(byte[] data) {
    if (data.length == 0) {
      return;
    }
    var file = (data[0] & 4) == 0 ? CaptureBytes.littleEndian() : CaptureBytes.bigEndian();
    file.i32(MAGIC[(data[0] & 3) % MAGIC.length]).raw(data);
    CaptureFuzz.check(file.toByteArray());
  }
}
