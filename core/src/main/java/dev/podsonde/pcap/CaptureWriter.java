package dev.podsonde.pcap;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.PacketSink;
import java.io.IOException;

/** A capture file being written. A packet's interface need not have been declared before. */
public interface CaptureWriter extends PacketSink {
  /** Describes an interface before its first packet, so that a reader knows it at once. */
  void declare(CaptureInterface captureInterface) throws IOException;

  /** Says what was counted on an interface; a format without a place for it leaves it out. */
  void write(CaptureInterface captureInterface, InterfaceStatistics statistics) throws IOException;

  /** {@return how many bytes the file has, those not yet handed over included} */
  long length();
}
