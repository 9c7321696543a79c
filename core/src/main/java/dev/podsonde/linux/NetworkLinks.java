package dev.podsonde.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The interfaces and addresses of one netns, to be made and changed (rtnetlink(7)). */
public final class NetworkLinks implements Closeable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int RTM_NEWADDR = 20;

  private static final int IFF_UP = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int VETH_INFO_PEER = 1;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  /** The address can be used at once, without a search for others that have it. */
  private static final int IFA_F_NODAD = 0x02;

  private static final int NLMSG_ERROR = 2;
  private static final int ANSWER_TYPE = 4;
  private static final int ANSWER_ERROR = 16;
  private static final int ANSWER_LENGTH_MAX = 4096;

  private final int socket;

  private NetworkLinks(int socket) {
    this.socket = socket;
  }

  /** Opens those of {@code netns}. */
  @MustBeClosed
  public static NetworkLinks open(NetworkNamespace netns) throws IOException {
    return new NetworkLinks(
        netns.call(() -> Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)));
  }

  /** Makes two interfaces with a wire between them, one here and one in {@code peerNetns}. */
  public void addVethPair(String name, NetworkNamespace peerNetns, String peerName)
      throws IOException {
    NetlinkMessage message =
        NetlinkMessage.create(RTM_NEWLINK).link(0, 0, 0).attribute(IFLA_IFNAME, name);
    int linkInfo = message.begin(IFLA_LINKINFO);
    message.attribute(IFLA_INFO_KIND, "veth");
    int data = message.begin(IFLA_INFO_DATA);
    int peer = message.begin(VETH_INFO_PEER);
    message
        .link(0, 0, 0)
        .attribute(IFLA_IFNAME, peerName)
        .attribute(IFLA_NET_NS_FD, peerNetns.descriptor());
    message.end(peer);
    message.end(data);
    message.end(linkInfo);
    ask("RTM_NEWLINK " + name, message);
  }

  /** Lets an interface send and receive. */
  public void setUp(String name) throws IOException {
    ask(
        "RTM_NEWLINK " + name,
        NetlinkMessage.change(RTM_NEWLINK).link(index(name), IFF_UP, IFF_UP));
  }

  /** Removes an interface, and with one end of a veth pair the other. */
  public void delete(String name) throws IOException {
    ask("RTM_DELLINK " + name, NetlinkMessage.change(RTM_DELLINK).link(index(name), 0, 0));
  }

  /** Gives an interface an address. */
  public void addAddress(String name, IpAddress address, int prefixLength) throws IOException {
    NetlinkMessage message =
        NetlinkMessage.create(RTM_NEWADDR)
            .bytes(family(address), prefixLength, IFA_F_NODAD, 0)
            .number(index(name))
            .attribute(IFA_LOCAL, address)
            .attribute(IFA_ADDRESS, address);
    ask("RTM_NEWADDR " + address, message);
  }

  private int index(String name) throws IOException {
    int index = InterfaceNames.index(socket, name);
    if (index == 0) {
      throw new IOException("no interface " + name);
    }
    return index;
  }

  private static int family(IpAddress address) {
    return address.isIpv4() ? AF_INET : AF_INET6;
  }

  private void ask(String what, NetlinkMessage message) throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment request = message.finish();
      Libc.send(socket, scratch.allocate(request.byteSize(), Integer.BYTES).copyFrom(request));
      MemorySegment answer = scratch.allocate(ANSWER_LENGTH_MAX, Integer.BYTES);
      int length = Libc.receive(socket, answer);
      if (length < ANSWER_ERROR + Integer.BYTES
          || answer.get(JAVA_SHORT, ANSWER_TYPE) != NLMSG_ERROR) {
        throw new IOException(what + ": the kernel's answer is not understood");
      }
      int errno = -answer.get(JAVA_INT, ANSWER_ERROR);
      if (errno != 0) {
        SyscallException refusal = new SyscallException(what, errno, "");
        throw refusal.withHint(Capabilities.hint(refusal, "CAP_NET_ADMIN"));
      }
    }
  }

  @Override
  public void close() {
    Libc.close(socket);
  }
}
