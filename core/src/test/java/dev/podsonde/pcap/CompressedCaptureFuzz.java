package dev.podsonde.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** Any bytes as a gzip file, and a gzip file of a capture with any bytes changed. */
class CompressedCaptureFuzz {
  @FuzzTest(maxDuration = "10m")
  void anyGzipIsPacketsOrAnIoException(byte[] data) throws IOException {
    CaptureFuzz.check(CaptureBytes.bigEndian().u16(GzipInput.MAGIC).raw(data).toByteArray());
    byte[] damaged = gzip(data);
    for (int i = 0; i + 1 < Math.min(data.length, 8); i += 2) {
      damaged[Math.floorMod(data[i] * 31, damaged.length)] ^= data[i + 1];
    }
    CaptureFuzz.check(damaged);
  }

  private static byte[] gzip(byte[] data) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(CaptureBytes.pcap().pcapRecord(1, 2, "0102", 2).raw(data).toByteArray());
    }
    return compressed.toByteArray();
  }
}
