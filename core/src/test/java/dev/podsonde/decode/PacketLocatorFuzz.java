package dev.podsonde.decode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.TruncatedException;
import dev.podsonde.packet.WireBytes;

/** Any bytes of any link type: what is located lies inside the packet, or is said to be cut. */
class PacketLocatorFuzz {
  private static final int[] LINK_TYPES = {0, 1, 101, 108, 113, 228, 229, 276};

  private final PacketLocator locator = new PacketLocator();
  private final WireBytes bytes = new WireBytes();

  @FuzzTest(maxDuration = "10m")
  void anyPacket(FuzzedDataProvider data) {
    LinkType linkType = new LinkType(data.pickValue(LINK_TYPES));
    byte[] packet = data.consumeRemainingAsBytes();
    bytes.wrap(packet, 0, packet.length);
    try {
      if (locator.locate(bytes, linkType)) {
        bytes.require(locator.ip(), 1);
        if (locator.transport() < locator.ip()) {
          throw new AssertionError("a transport header before its packet");
        }
      }
    } catch (TruncatedException expected) {
      return;
    }
  }
}
