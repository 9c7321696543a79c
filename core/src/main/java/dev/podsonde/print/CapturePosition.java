package dev.podsonde.print;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.print.PrintOptions.TimeFormat;

/**
 * What a printer must know of the packets before the one it goes on with.
 *
 * @param packets how many there are
 * @param seconds time of the packet that -ttt or -ttttt counts from; 0, like the fraction, when
 *     there is none
 * @param fractionNanos the rest of that time
 */
record CapturePosition(long packets, long seconds, long fractionNanos) {
  static final CapturePosition START = new CapturePosition(0, 0, 0);

  /** {@return the position after the first {@code count} packets of {@code batch}} */
  CapturePosition after(PacketBatch batch, int count, TimeFormat format) {
    return switch (format) {
      case SINCE_PREVIOUS -> afterLast(batch, count);
      case SINCE_FIRST -> seconds == 0 && fractionNanos == 0 ? atFirst(batch, count) : plus(count);
      case TIME_OF_DAY, NONE, EPOCH, DATE -> plus(count);
    };
  }

  private CapturePosition plus(int count) {
    return new CapturePosition(packets + count, seconds, fractionNanos);
  }

  private CapturePosition afterLast(PacketBatch batch, int count) {
    Packet packet = new Packet();
    for (int i = count - 1; i >= 0; i--) {
      batch.get(i, packet);
      if (PacketPrinter.isPrintable(packet)) {
        return at(packet, count);
      }
    }
    return plus(count);
  }

  private CapturePosition atFirst(PacketBatch batch, int count) {
    Packet packet = new Packet();
    for (int i = 0; i < count; i++) {
      batch.get(i, packet);
      if (PacketPrinter.isPrintable(packet)) {
        return at(packet, count);
      }
    }
    return plus(count);
  }

  private CapturePosition at(Packet packet, int count) {
    return new CapturePosition(
        packets + count, packet.timestampSeconds(), packet.timestampFractionNanos());
  }
}
