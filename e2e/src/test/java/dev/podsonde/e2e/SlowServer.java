package dev.podsonde.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A DNS server on node2 that takes its time, and then says that there is no such name. */
final class SlowServer implements AutoCloseable {
  private static final String NODE2 = "192.0.2.129";

  private final DatagramSocket socket;

  private SlowServer(DatagramSocket socket) {
    this.socket = socket;
  }

  static SlowServer start(int port, int delayMillis) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(NODE2, port));
    Thread.ofPlatform().daemon().start(() -> serve(socket, delayMillis));
    return new SlowServer(socket);
  }

  private static void serve(DatagramSocket socket, int delayMillis) {
    var datagram = new DatagramPacket(new byte[4096], 4096);
    while (!socket.isClosed()) {
      try {
        datagram.setLength(4096);
        socket.receive(datagram);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        byte[] message = datagram.getData();
        message[2] |= (byte) 0x84; // QR, AA
        message[3] = (byte) 0x83; // RA, NXDOMAIN
        socket.send(datagram);
      } catch (SocketException _) {
        return; // closed
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
