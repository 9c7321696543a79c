package dev.podsonde.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Capture files made by hand, field by field, in either byte order. */
final class CaptureBytes {
  private final ByteOrder order;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CaptureBytes(ByteOrder order) {
    this.order = order;
  }

  static CaptureBytes littleEndian() {
    return new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
  }

  static CaptureBytes bigEndian() {
    return new CaptureBytes(ByteOrder.BIG_ENDIAN);
  }

  /** The beginning of a pcap file of Ethernet frames, whole, with microseconds. */
  static CaptureBytes pcap() {
    return littleEndian().pcapHeader(PcapReader.MAGIC_MICROS, 262_144, 1);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  int length() {
    return bytes.size();
  }

  CaptureBytes u16(int value) {
    byte[] number = new byte[2];
    ByteBuffer.wrap(number).order(order).putShort((short) value);
    return raw(number);
  }

  CaptureBytes i32(int value) {
    byte[] number = new byte[4];
    ByteBuffer.wrap(number).order(order).putInt(value);
    return raw(number);
  }

  CaptureBytes i64(long value) {
    byte[] number = new byte[8];
    ByteBuffer.wrap(number).order(order).putLong(value);
    return raw(number);
  }

  CaptureBytes hex(String hex) {
    bytes.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    return this;
  }

  CaptureBytes raw(byte[] raw) {
    bytes.writeBytes(raw);
    return this;
  }

  CaptureBytes padded(byte[] raw) {
    bytes.writeBytes(raw);
    return raw(new byte[-raw.length & 3]);
  }

  CaptureBytes pcapHeader(int magic, int snaplen, int linkType) {
    return i32(magic).u16(2).u16(4).i32(0).i32(0).i32(snaplen).i32(linkType);
  }

  CaptureBytes pcapRecord(int seconds, int fraction, String hex, int originalLength) {
    return i32(seconds).i32(fraction).i32(hex.length() / 2).i32(originalLength).hex(hex);
  }

  /** A block of any type around what {@code body} holds. */
  CaptureBytes block(int type, CaptureBytes body) {
    int length = 12 + body.length();
    return i32(type).i32(length).raw(body.toByteArray()).i32(length);
  }

  CaptureBytes section() {
    return block(PcapNgBlockType.SECTION_HEADER, body().i32(0x1a2b3c4d).u16(1).u16(0).i64(-1));
  }

  CaptureBytes interfaceBlock(int linkType, int snaplen, CaptureBytes options) {
    return block(
        PcapNgBlockType.INTERFACE_DESCRIPTION,
        body().u16(linkType).u16(0).i32(snaplen).raw(options.toByteArray()));
  }

  CaptureBytes enhancedPacket(int id, long ticks, String hex, int originalLength) {
    return enhancedPacket(id, ticks, hex, originalLength, body());
  }

  CaptureBytes enhancedPacket(
      int id, long ticks, String hex, int originalLength, CaptureBytes options) {
    byte[] data = HexFormat.of().parseHex(hex);
    return block(
        PcapNgBlockType.ENHANCED_PACKET,
        body()
            .i32(id)
            .i32((int) (ticks >>> 32))
            .i32((int) ticks)
            .i32(data.length)
            .i32(originalLength)
            .padded(data)
            .raw(options.toByteArray()));
  }

  CaptureBytes option(int code, byte[] value) {
    return u16(code).u16(value.length).padded(value);
  }

  CaptureBytes option(int code, String value) {
    return option(code, value.getBytes(UTF_8));
  }

  CaptureBytes endOfOptions() {
    return u16(0).u16(0);
  }

  /** {@return empty bytes in the same order, for what goes inside a block} */
  CaptureBytes body() {
    return new CaptureBytes(order);
  }
}
