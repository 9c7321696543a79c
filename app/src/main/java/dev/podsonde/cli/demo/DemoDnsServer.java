package dev.podsonde.cli.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A DNS server (RFC 1035) that knows the addresses of google.com, denies all other names, and fails
 * in one way if told to. It answers on the socket it is given until that is closed.
 */
final class DemoDnsServer implements Runnable {
  /** How long {@link Fault#LATE} answers take: longer than the client waits in all. */
  static final long LATE_NANOS = StubResolver.TIMEOUT_MILLIS * 1_500_000L;

  private static final int HEADER_LENGTH = 12;
  private static final int FLAGS = 2;
  private static final int ANSWER_COUNT = 6;
  private static final int QUESTION_COUNTS_LENGTH = 4;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int SERVFAIL = 2;
  private static final int NXDOMAIN = 3;
  private static final int REFUSED = 5;
  private static final int QUESTION_POINTER = 0xc00c;
  private static final int IN = 1;
  private static final int TTL_SECONDS = 30;
  private static final int DATAGRAM_LENGTH_MAX = 512;

  private static final byte[] NAME = StubResolver.wireName("google.com");
  private static final byte[] A_RDATA = {(byte) 216, 58, (byte) 200, 14};
  private static final byte[] AAAA_RDATA = {
    0x24, 0x04, 0x68, 0x00, 0x40, 0x05, 0x08, 0x03, 0, 0, 0, 0, 0, 0, 0x20, 0x0e
  };

  private final DatagramSocket socket;
  private final Fault fault;
  private boolean droppedOnce;

  DemoDnsServer(DatagramSocket socket, Fault fault) {
    this.socket = socket;
    this.fault = fault;
  }

  @Override
  public void run() {
    DatagramPacket datagram =
        new DatagramPacket(new byte[DATAGRAM_LENGTH_MAX], DATAGRAM_LENGTH_MAX);
    while (!socket.isClosed()) {
      try {
        datagram.setLength(DATAGRAM_LENGTH_MAX);
        socket.receive(datagram);
        answer(datagram);
      } catch (SocketException _) {
        return; // closed: the demo is over
      } catch (IOException e) {
        throw new IllegalStateException("the demo's DNS server stopped", e);
      }
    }
  }

  private void answer(DatagramPacket datagram) throws IOException {
    byte[] query = datagram.getData();
    int questionEnd = questionEnd(query);
    int type = ByteBuffer.wrap(query).getShort(questionEnd - QUESTION_COUNTS_LENGTH);
    if (isDropped(type)) {
      return;
    }
    if (fault == Fault.LATE) {
      LockSupport.parkNanos(LATE_NANOS);
    }
    byte[] response = response(query, questionEnd, type);
    socket.send(new DatagramPacket(response, response.length, datagram.getSocketAddress()));
  }

  private boolean isDropped(int type) {
    if (fault == Fault.DROP_AAAA && type == StubResolver.AAAA && !droppedOnce) {
      droppedOnce = true;
      return true;
    }
    return fault == Fault.DROP_ALL;
  }

  private byte[] response(byte[] query, int questionEnd, int type) {
    ByteBuffer response = ByteBuffer.allocate(DATAGRAM_LENGTH_MAX);
    response.put(query, 0, questionEnd).putInt(ANSWER_COUNT, 0).putShort(10, (short) 0);
    boolean isKnown = isKnown(query, questionEnd);
    int flags =
        RESPONSE
            | AUTHORITATIVE
            | RECURSION_AVAILABLE
            | (response.getShort(FLAGS) & RECURSION_DESIRED)
            | switch (fault) {
              case SERVFAIL -> SERVFAIL;
              case REFUSED -> REFUSED;
              case TRUNCATE -> isKnown ? TRUNCATED : NXDOMAIN;
              case NONE, DROP_AAAA, DROP_ALL, LATE -> isKnown ? 0 : NXDOMAIN;
            };
    response.putShort(FLAGS, (short) flags);
    byte[] rdata = type == StubResolver.AAAA ? AAAA_RDATA : A_RDATA;
    if (isKnown && (fault == Fault.NONE || fault == Fault.DROP_AAAA || fault == Fault.LATE)) {
      response.putShort(ANSWER_COUNT, (short) 1);
      response.putShort((short) QUESTION_POINTER).putShort((short) type).putShort((short) IN);
      response.putInt(TTL_SECONDS).putShort((short) rdata.length).put(rdata);
    }
    return Arrays.copyOf(response.array(), response.position());
  }

  private static boolean isKnown(byte[] query, int questionEnd) {
    int nameEnd = questionEnd - QUESTION_COUNTS_LENGTH;
    return Arrays.equals(query, HEADER_LENGTH, nameEnd, NAME, 0, NAME.length);
  }

  /** {@return where the first question ends; the client is ours and sends no pointers} */
  private static int questionEnd(byte[] query) {
    int at = HEADER_LENGTH;
    while (query[at] != 0) {
      at += 1 + query[at];
    }
    return at + 1 + QUESTION_COUNTS_LENGTH;
  }
}
