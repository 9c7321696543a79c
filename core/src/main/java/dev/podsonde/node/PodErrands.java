package dev.podsonde.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.linux.NetworkInterfaces;
import dev.podsonde.linux.NetworkInterfaces.PodInterface;
import dev.podsonde.linux.NetworkNamespace;
import dev.podsonde.linux.PodProcess;
import dev.podsonde.linux.PodProcesses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a pod besides capturing: to look where it is, to read its resolv.conf, to
 * exchange messages with a server from inside its network namespace.
 */
final class PodErrands {
  private static final int EXCHANGES_MAX = 64;
  private static final int RESOLV_CONF_LENGTH_MAX = 16 << 10;

  private final FrameOutput out;
  private final Semaphore exchanges = new Semaphore(EXCHANGES_MAX);

  /** The pods of the last look, used as long as the one asked for is still there. */
  private volatile @Nullable PodProcesses pods;

  /** Makes one that tells what came of its errands through {@code out}. */
  PodErrands(FrameOutput out) {
    this.out = out;
  }

  /** {@return the event that tells where the pod is} */
  NodeMessage inspect(NodeMessage command) {
    String id = command.text("id");
    try {
      PodProcess process = find(command, true);
      return NodeMessage.of(
          "inspected",
          "id",
          id,
          "pid",
          process.pid(),
          "netns",
          process.netnsInode(),
          "host-network",
          process.isHostNetwork(),
          "interfaces",
          NetworkInterfaces.of(process).stream()
              .map(PodErrands::text)
              .collect(Collectors.joining(";")));
    } catch (IOException failure) {
      return failure("inspected", id, failure);
    }
  }

  /** {@return {@code name,node interface,address,address}} */
  private static String text(PodInterface each) {
    return each.name() + "," + each.nodeInterface() + "," + String.join(",", each.addresses());
  }

  /** {@return the event that has the text of the pod's resolv.conf(5)} */
  NodeMessage resolvConf(NodeMessage command) {
    String id = command.text("id");
    try (InputStream file = Files.newInputStream(find(command, true).file("etc/resolv.conf"))) {
      String text = new String(file.readNBytes(RESOLV_CONF_LENGTH_MAX), UTF_8);
      return NodeMessage.of("resolv-conf", "id", id, "text", text);
    } catch (IOException failure) {
      return failure("resolv-conf", id, failure);
    }
  }

  /** Begins an exchange; its event comes when it is over. */
  void exchange(NodeMessage command) throws IOException {
    String id = command.text("id");
    if (!exchanges.tryAcquire()) {
      out.event(
          failure("exchanged", id, new IOException(EXCHANGES_MAX + " exchanges run already")));
      return;
    }
    Thread.ofVirtual()
        .name("exchange")
        .start(() -> {
          try {
            out.event(exchangeNow(command));
          } catch (IOException _) {
            return; // the other half has gone
          } finally {
            exchanges.release();
          }
        });
  }

  private NodeMessage exchangeNow(NodeMessage command) {
    String id = command.text("id");
    try {
      Exchange exchange = Exchange.of(command);
      try (NetworkNamespace netns = open(command)) {
        return netns.call(() -> exchange.run(id));
      }
    } catch (IOException failure) {
      return failure("exchanged", id, failure);
    }
  }

  @MustBeClosed
  private NetworkNamespace open(NodeMessage command) throws IOException {
    try {
      return NetworkNamespace.open(find(command, false).netns());
    } catch (IOException _) {
      return NetworkNamespace.open(find(command, true).netns()); // its first process has gone
    }
  }

  private PodProcess find(NodeMessage command, boolean isAnew) throws IOException {
    PodProcesses known = pods;
    if (known == null || isAnew || known.find(command.text("pod")) == null) {
      known = PodProcesses.scan();
      pods = known;
    }
    PodProcess process = known.find(command.text("pod"));
    if (process == null) {
      throw new IOException("no process of it runs here");
    }
    return process;
  }

  private static NodeMessage failure(String verb, String id, IOException failure) {
    return NodeMessage.of(verb, "id", id, "error", String.valueOf(failure.getMessage()));
  }
}
