package dev.podsonde.cli.demo;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.linux.CaptureTarget;
import dev.podsonde.linux.NetworkLinks;
import dev.podsonde.linux.NetworkNamespace;
import dev.podsonde.packet.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Two network namespaces joined by a pair of {@code eth0}: in one a DNS server, in the other a
 * client. They have no names in the file system, so they are gone with the process, however it
 * ends.
 */
public final class DemoLab implements Closeable {
  private static final String INTERFACE = "eth0";
  private static final int PREFIX_LENGTH = 24;
  private static final int DNS_PORT = 53;

  // TEST-NET-1, for documentation (RFC 5737).
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.23");
  private static final InetAddress SERVER = InetAddress.ofLiteral("192.0.2.10");

  private final NetworkNamespace clientNetns;
  private final NetworkNamespace serverNetns;
  private final DatagramSocket serverSocket;
  private final StubResolver resolver = new StubResolver(SERVER);

  private DemoLab(
      NetworkNamespace clientNetns, NetworkNamespace serverNetns, DatagramSocket serverSocket) {
    this.clientNetns = clientNetns;
    this.serverNetns = serverNetns;
    this.serverSocket = serverSocket;
  }

  /** Makes both namespaces and starts the server. */
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // both namespaces are closed with the lab
  public static DemoLab start(Fault fault) throws IOException {
    NetworkNamespace client = NetworkNamespace.create("demo-client");
    NetworkNamespace server = NetworkNamespace.create("demo-server");
    try {
      join(client, server);
      DatagramSocket socket =
          server.call(() -> new DatagramSocket(new InetSocketAddress(SERVER, DNS_PORT)));
      Thread.ofPlatform().daemon().name("dns-server").start(new DemoDnsServer(socket, fault));
      return new DemoLab(client, server, socket);
    } catch (IOException | RuntimeException failure) {
      client.close();
      server.close();
      throw failure;
    }
  }

  private static void join(NetworkNamespace client, NetworkNamespace server) throws IOException {
    try (NetworkLinks clientLinks = NetworkLinks.open(client);
        NetworkLinks serverLinks = NetworkLinks.open(server)) {
      clientLinks.addVethPair(INTERFACE, server, INTERFACE);
      clientLinks.addAddress(INTERFACE, IpAddress.of(CLIENT), PREFIX_LENGTH);
      serverLinks.addAddress(INTERFACE, IpAddress.of(SERVER), PREFIX_LENGTH);
      clientLinks.setUp(INTERFACE);
      serverLinks.setUp(INTERFACE);
    }
  }

  /** {@return the server's netns, as a target to capture} */
  public CaptureTarget server() {
    return new CaptureTarget(
        serverNetns.name(), "DNS server at " + SERVER.getHostAddress(), serverNetns.path());
  }

  /** {@return the client's netns, as a target to capture} */
  public CaptureTarget client() {
    return new CaptureTarget(clientNetns.name(), "DNS client", clientNetns.path());
  }

  /** {@return the addresses that the client finds; none when it finds none} */
  public List<InetAddress> resolve(String name) throws IOException {
    return clientNetns.call(() -> resolver.resolve(name));
  }

  /** {@return how many datagrams the client has sent and received} */
  public int datagrams() {
    return resolver.datagrams();
  }

  @Override
  public void close() {
    serverSocket.close();
    clientNetns.close();
    serverNetns.close();
  }
}
