package dev.podsonde.cli;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.PacketSource;
import java.io.IOException;
import java.util.List;

/** A capture that runs: on this machine or in a cluster. */
interface CaptureFeed extends PacketSource {
  /**
   * What was counted for one target.
   *
   * @param prefix what the names of its interfaces begin with
   * @param comment what the file says of them besides; may be empty
   */
  record TargetCounts(String prefix, CaptureStatistics statistics, String comment) {
    /** {@return its name; empty where there is one target only} */
    String target() {
      return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }
  }

  /** Ends the capture; {@link #read} still yields what was captured before. */
  void stop();

  /** {@return the names of its targets} */
  List<String> targetNames();

  /** {@return the interfaces known at the start; others show with their packets} */
  List<CaptureInterface> interfaces();

  /** {@return what was counted so far, for each target that is captured} */
  List<TargetCounts> counts() throws IOException;

  /** {@return what was counted so far, over all targets} */
  CaptureStatistics statistics() throws IOException;

  /** {@return whether counts come from elsewhere, and are whole only when the capture has ended} */
  default boolean areCountsLate() {
    return false;
  }

  /** {@return the names of addresses; more come as packets are read} */
  HostNames names();

  /** {@return what else there is to say in the end, a line each} */
  List<String> closingNotes();
}
