package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.pcap.BulkInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The pcapng in a stream of frames. Heartbeats and events are handed over when they are met, on the
 * thread that reads.
 */
public final class FrameInput extends BulkInput {
  private final InputStream in;
  private final Listener listener;
  private int packetBytesLeft;

  /** Who is told what stands between the packets. */
  public interface Listener {
    /** All packets up to this time, in nanoseconds since the Unix epoch, have been read. */
    void onHeartbeat(long nanos) throws IOException;

    /** Something happened on the node. */
    void onEvent(NodeMessage event) throws IOException;
  }

  /** Reads frames from {@code in}, and closes it in the end. */
  public FrameInput(InputStream in, Listener listener) {
    this.in = in;
    this.listener = listener;
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    Objects.checkFromIndexSize(start, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (packetBytesLeft == 0) {
      if (!readFrame()) {
        return -1;
      }
    }
    int count = in.read(target, start, Math.min(length, packetBytesLeft));
    if (count < 0) {
      throw new IOException("the stream from the node ends in the middle of a frame");
    }
    packetBytesLeft -= count;
    return count;
  }

  /** {@return false at the end} */
  private boolean readFrame() throws IOException {
    byte[] header = in.readNBytes(NodeProtocol.FRAME_HEADER_LENGTH);
    if (header.length < NodeProtocol.FRAME_HEADER_LENGTH) {
      return false;
    }
    int head = ByteBuffer.wrap(header).getInt();
    int length = head & 0xff_ffff;
    if (length > NodeProtocol.FRAME_LENGTH_MAX) {
      throw new IOException("not a frame of ours from the node: length " + length);
    }
    switch ((byte) (head >>> 24)) {
      case NodeProtocol.PACKETS -> packetBytesLeft = length;
      case NodeProtocol.HEARTBEAT ->
          listener.onHeartbeat(ByteBuffer.wrap(content(Long.BYTES, length)).getLong());
      case NodeProtocol.EVENT ->
          listener.onEvent(NodeMessage.parse(new String(content(0, length), UTF_8)));
      default -> throw new IOException("not a frame of ours from the node: kind " + (head >>> 24));
    }
    return true;
  }

  private byte[] content(int lengthMin, int length) throws IOException {
    byte[] content = in.readNBytes(length);
    if (content.length < length || length < lengthMin) {
      throw new IOException("the stream from the node ends in the middle of a frame");
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
