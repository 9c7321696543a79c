package dev.podsonde.linux;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;

/** Two fresh netns with a wire between them: {@code eth0} 10.9.0.1 and {@code eth0} 10.9.0.2. */
final class WiredNetns implements AutoCloseable {
  static final String CLIENT_ADDRESS = "10.9.0.1";
  static final String SERVER_ADDRESS = "10.9.0.2";

  final NetworkNamespace client;
  final NetworkNamespace server;

  private WiredNetns(NetworkNamespace client, NetworkNamespace server) {
    this.client = client;
    this.server = server;
  }

  /** Needs root, or to be root in a user namespace; fails with the reason otherwise. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with this object
  static WiredNetns create() throws IOException {
    WiredNetns made =
        new WiredNetns(NetworkNamespace.create("client"), NetworkNamespace.create("server"));
    try (NetworkLinks clientLinks = NetworkLinks.open(made.client);
        NetworkLinks serverLinks = NetworkLinks.open(made.server)) {
      clientLinks.addVethPair("eth0", made.server, "eth0");
      clientLinks.addAddress("eth0", ipv4(CLIENT_ADDRESS), 24);
      serverLinks.addAddress("eth0", ipv4(SERVER_ADDRESS), 24);
      for (NetworkLinks links : new NetworkLinks[] {clientLinks, serverLinks}) {
        links.setUp("lo");
        links.setUp("eth0");
      }
    } catch (IOException failure) {
      made.close();
      throw failure;
    }
    return made;
  }

  CaptureTarget serverTarget() {
    return target("server", server);
  }

  CaptureTarget clientTarget() {
    return target("client", client);
  }

  static CaptureTarget target(String name, NetworkNamespace netns) {
    return new CaptureTarget(name, "", netns.path());
  }

  /** Sends from the client to the server. */
  void send(int port, String payload) throws IOException {
    send(client, SERVER_ADDRESS, port, payload, 1);
  }

  static void send(NetworkNamespace from, String address, int port, String payload, int count)
      throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    from.call(() -> {
      try (DatagramSocket socket = new DatagramSocket()) {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(address), port);
        for (int index = 0; index < count; index++) {
          socket.send(new DatagramPacket(bytes, bytes.length, to));
        }
      }
      return true;
    });
  }

  /** Puts a frame on the client's end of the wire as it is. */
  void sendFrame(byte[] frame) throws IOException {
    try (PacketSocket socket = client.call(PacketSocket::open);
        Arena scratch = Arena.ofConfined()) {
      socket.bind(InterfaceNames.index(socket.descriptor(), "eth0"));
      Libc.send(
          socket.descriptor(),
          scratch.allocate(frame.length).copyFrom(MemorySegment.ofArray(frame)));
    }
  }

  byte[] hardwareAddress(NetworkNamespace netns) throws IOException {
    return netns.call(() -> NetworkInterface.getByName("eth0").getHardwareAddress());
  }

  static IpAddress ipv4(String text) {
    long address = 0;
    for (String part : text.split("\\.", -1)) {
      address = address << 8 | Integer.parseInt(part);
    }
    return new IpAddress(IpAddress.IPV4_LENGTH, 0, address);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
