package dev.podsonde.dns.lookup;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;

/** Any packets at any times: nothing is thrown, and what holds for all traffic holds. */
class LookupEngineFuzz {
  private static final int[] LINK_TYPES = {0, 1, 101, 108, 113, 276};
  private static final int PACKETS_MAX = 64;

  @FuzzTest
  void packets(FuzzedDataProvider data) {
    var recorder = new CallRecorder();
    long micros = 0;
    var linkType = new LinkType(data.pickValue(LINK_TYPES));
    var captureInterface = CaptureInterface.unnamed(linkType, 0, 9);
    for (int i = 0; i < PACKETS_MAX && data.remainingBytes() > 0; i++) {
      micros = Math.max(0, micros + data.consumeInt(-1_000_000, 30_000_000));
      byte[] packet = data.consumeBytes(data.consumeInt(0, 1_500));
      recorder.accept(captureInterface, micros, packet);
    }
    EngineInvariants.check(recorder.end());
  }
}
