package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Sends frames; any thread may, and each frame goes out whole and at once. */
final class FrameOutput {
  private final OutputStream out;
  private final byte[] frame =
      new byte[NodeProtocol.FRAME_HEADER_LENGTH + NodeProtocol.FRAME_LENGTH_MAX];

  FrameOutput(OutputStream out) {
    this.out = out;
  }

  /** {@return where a capture writer puts its bytes} */
  WritableByteChannel packets() {
    return new Packets();
  }

  void heartbeat(long nanos) throws IOException {
    byte[] content = ByteBuffer.allocate(Long.BYTES).putLong(nanos).array();
    send(NodeProtocol.HEARTBEAT, ByteBuffer.wrap(content), content.length);
  }

  void event(NodeMessage event) throws IOException {
    byte[] content = event.line().getBytes(UTF_8);
    send(NodeProtocol.EVENT, ByteBuffer.wrap(content), content.length);
  }

  private synchronized void send(byte kind, ByteBuffer content, int length) throws IOException {
    ByteBuffer.wrap(frame).putInt(kind << 24 | length);
    content.get(frame, NodeProtocol.FRAME_HEADER_LENGTH, length);
    out.write(frame, 0, NodeProtocol.FRAME_HEADER_LENGTH + length);
    out.flush();
  }

  private final class Packets implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = Math.min(source.remaining(), NodeProtocol.FRAME_LENGTH_MAX);
      if (length > 0) {
        send(NodeProtocol.PACKETS, source, length);
      }
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // the stream outlives the capture: the last events follow
    }
  }
}
