package dev.podsonde.pcap;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Blocks of every type with any bodies, inside valid lengths, and raw bytes between them. */
class PcapNgFuzz {
  private static final int BLOCKS_MAX = 64;
  private static final int BODY_LENGTH_MAX = 512;
  private static final int TYPE_MAX = 12;

  @FuzzTest(maxDuration = "10m")
  void anyBlocksArePacketsOrAnIoException(FuzzedDataProvider data) {
    CaptureBytes file =
        data.consumeBoolean() ? CaptureBytes.littleEndian() : CaptureBytes.bigEndian();
    file.section();
    file.interfaceBlock(1, 0, file.body().raw(data.consumeBytes(64)));
    for (int i = 0; i < BLOCKS_MAX && data.remainingBytes() > 0; i++) {
      int type = data.consumeInt(0, TYPE_MAX);
      byte[] body = data.consumeBytes(BODY_LENGTH_MAX);
      if (type == 0) {
        file.raw(body);
      } else if (type == TYPE_MAX) {
        file.section();
      } else {
        file.block(type, file.body().padded(body));
      }
    }
    CaptureFuzz.check(file.toByteArray());
  }
}
