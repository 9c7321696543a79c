package dev.podsonde.linux;

import dev.podsonde.packet.IpAddress;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A request of rtnetlink(7) being written: a header, a fixed part, then attributes. */
final class NetlinkMessage {
  private static final int LENGTH_MAX = 1024;
  private static final int FLAG_REQUEST = 0x01;
  private static final int FLAG_ACKNOWLEDGE = 0x04;
  private static final int FLAG_EXCLUSIVE = 0x200;
  private static final int FLAG_CREATE = 0x400;
  private static final int ALIGNMENT = 4;

  private final ByteBuffer buffer = ByteBuffer.allocate(LENGTH_MAX).order(ByteOrder.nativeOrder());

  private NetlinkMessage(int type, int flags) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(1).putInt(0);
  }

  /** {@return a request to change what exists} */
  static NetlinkMessage change(int type) {
    return new NetlinkMessage(type, FLAG_REQUEST | FLAG_ACKNOWLEDGE);
  }

  /** {@return a request to make what must not exist yet} */
  static NetlinkMessage create(int type) {
    return new NetlinkMessage(type, FLAG_REQUEST | FLAG_ACKNOWLEDGE | FLAG_CREATE | FLAG_EXCLUSIVE);
  }

  /** Writes {@code struct ifinfomsg}. */
  NetlinkMessage link(int index, int flags, int flagsChanged) {
    buffer.putInt(0).putInt(index).putInt(flags).putInt(flagsChanged);
    return this;
  }

  NetlinkMessage bytes(int... values) {
    for (int value : values) {
      buffer.put((byte) value);
    }
    return this;
  }

  NetlinkMessage number(int value) {
    buffer.putInt(value);
    return this;
  }

  /** Opens an attribute whose content follows, and {@return what {@link #end} needs to close it} */
  int begin(int type) {
    int start = buffer.position();
    buffer.putShort((short) 0).putShort((short) type);
    return start;
  }

  void end(int start) {
    buffer.putShort(start, (short) (buffer.position() - start));
    while (buffer.position() % ALIGNMENT != 0) {
      buffer.put((byte) 0);
    }
  }

  NetlinkMessage attribute(int type, int value) {
    int start = begin(type);
    buffer.putInt(value);
    end(start);
    return this;
  }

  NetlinkMessage attribute(int type, String value) {
    int start = begin(type);
    buffer.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    end(start);
    return this;
  }

  NetlinkMessage attribute(int type, IpAddress value) {
    int start = begin(type);
    ByteBuffer network = buffer.slice().order(ByteOrder.BIG_ENDIAN);
    if (value.isIpv4()) {
      network.putInt((int) value.low());
    } else {
      network.putLong(value.high()).putLong(value.low());
    }
    buffer.position(buffer.position() + value.length());
    end(start);
    return this;
  }

  /** {@return the finished message} */
  MemorySegment finish() {
    buffer.putInt(0, buffer.position());
    return MemorySegment.ofArray(buffer.array()).asSlice(0, buffer.position());
  }
}
