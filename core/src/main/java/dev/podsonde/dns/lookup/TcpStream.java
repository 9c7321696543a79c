package dev.podsonde.dns.lookup;

import dev.podsonde.packet.WireBytes;
import java.util.Arrays;

/**
 * One direction of a TCP connection, cut into DNS messages by their length prefix (RFC 1035
 * §4.2.2). Messages that lie in one segment are read where they are; only the rest is copied.
 */
final class TcpStream {
  /** Bounds the bytes held: a message of the greatest length, and as much behind it. */
  static final int BUFFER_MAX = 2 * (2 + 0xffff);

  /** Bounds the stretches that came before the bytes in front of them. */
  static final int STRETCHES_MAX = 8;

  private static final int PREFIX_LENGTH = 2;
  private static final int BUFFER_INITIAL = 512;

  /** Takes the messages of a stream; {@code start} is behind the length prefix. */
  interface MessageReader {
    void onMessage(WireBytes bytes, int start, int end);
  }

  private final WireBytes window = new WireBytes();
  private final TcpBudget budget;
  private byte[] buffer = new byte[0];
  private boolean isInStep;

  /** Sequence number of the first byte held, which starts a message. */
  private int base;

  /** Bytes held without a gap. */
  private int held;

  /** Stretches behind a gap, as offsets from {@link #base}, in no order. */
  private final int[] starts = new int[STRETCHES_MAX];

  private final int[] ends = new int[STRETCHES_MAX];
  private int stretches;
  private long refusedBytes;

  TcpStream(TcpBudget budget) {
    this.budget = budget;
  }

  /** {@return bytes that were given up, because of a gap or a limit} */
  long refusedBytes() {
    return refusedBytes;
  }

  /** Says which sequence number the first byte of data will have. */
  void begin(int sequence) {
    forget();
    isInStep = true;
    base = sequence;
  }

  /** Gives back what it holds; the next data must look like the start of a message. */
  void forget() {
    isInStep = false;
    held = 0;
    stretches = 0;
    release();
  }

  private void release() {
    budget.giveBack(buffer.length);
    buffer = new byte[0];
  }

  /**
   * Takes the data of a segment.
   *
   * @param length as in the segment; more than the window has when the capture cut it
   */
  void accept(int sequence, WireBytes bytes, int data, int length, MessageReader reader) {
    int captured = Math.min(length, bytes.length() - data);
    if (captured <= 0) {
      return;
    }
    if (!isInStep && !beginAt(sequence, bytes, data, captured)) {
      refusedBytes += length;
      return;
    }
    int ahead = sequence - base;
    if (ahead == 0 && held == 0 && stretches == 0) {
      int read = readMessages(bytes, data, data + captured, reader);
      base += read;
      hold(0, bytes, data + read, captured - read);
    } else if (ahead + captured > held) {
      int old = Math.max(0, held - ahead);
      hold(ahead + old, bytes, data + old, captured - old);
      readHeld(reader);
    }
    if (captured < length) {
      refusedBytes += length - captured;
      forget();
    }
  }

  /** Begins in the middle, where the data looks as if a message started. */
  private boolean beginAt(int sequence, WireBytes bytes, int data, int length) {
    boolean isLikely =
        length >= PREFIX_LENGTH + MessageFacts.HEADER_LENGTH
            && bytes.u16(data) >= MessageFacts.HEADER_LENGTH
            && bytes.u16(data + PREFIX_LENGTH + 4) == 1;
    if (isLikely) {
      begin(sequence);
    }
    return isLikely;
  }

  /** {@return how many bytes the whole messages took} */
  private static int readMessages(WireBytes bytes, int from, int to, MessageReader reader) {
    int at = from;
    while (to - at >= PREFIX_LENGTH) {
      int end = at + PREFIX_LENGTH + bytes.u16(at);
      if (end > to) {
        break;
      }
      reader.onMessage(bytes, at + PREFIX_LENGTH, end);
      at = end;
    }
    return at - from;
  }

  private void hold(int offset, WireBytes bytes, int data, int length) {
    if (length == 0) {
      return;
    }
    boolean isTooMuch = offset < 0 || offset > BUFFER_MAX - length || stretches == STRETCHES_MAX;
    if (isTooMuch || !reserve(offset + length)) {
      refusedBytes += length + held;
      forget();
      return;
    }
    bytes.copyTo(data, buffer, offset, length);
    starts[stretches] = offset;
    ends[stretches] = offset + length;
    stretches++;
    joinStretches();
  }

  private boolean reserve(int capacity) {
    if (capacity <= buffer.length) {
      return true;
    }
    int rounded = Math.max(BUFFER_INITIAL, Integer.highestOneBit(capacity) * 2);
    if (!budget.take(rounded - buffer.length)) {
      return false;
    }
    buffer = Arrays.copyOf(buffer, rounded);
    return true;
  }

  /** Adds to the bytes without a gap what has become their continuation. */
  private void joinStretches() {
    for (int i = 0; i < stretches; ) {
      if (starts[i] > held) {
        i++;
        continue;
      }
      held = Math.max(held, ends[i]);
      stretches--;
      starts[i] = starts[stretches];
      ends[i] = ends[stretches];
      i = 0;
    }
  }

  private void readHeld(MessageReader reader) {
    if (held == 0) {
      return;
    }
    window.wrap(buffer, 0, held);
    int read = readMessages(window, 0, held, reader);
    if (read == 0) {
      return;
    }
    int end = held;
    for (int i = 0; i < stretches; i++) {
      starts[i] -= read;
      ends[i] -= read;
      end = Math.max(end, ends[i] + read);
    }
    System.arraycopy(buffer, read, buffer, 0, end - read);
    base += read;
    held -= read;
    if (held == 0 && stretches == 0) {
      release();
    }
  }
}
