package dev.podsonde.cli;

import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.CaptureWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/**
 * What the ahead-of-time cache is made from: one run that loads what the commands need, and calls
 * what is hot often enough for its profile to be worth keeping. What it prints is thrown away.
 */
public final class Training {
  /**
   * DNS as a cluster has it: search lists, EDNS, a truncated answer and its repetition over TCP.
   */
  private static final String CAPTURE = "training.pcap";

  private static final int REPETITIONS = 500;

  /** One packet in so many is lost, so that the profile knows both ways out of a branch. */
  private static final int PACKETS_PER_LOSS = 97;

  private static final long SECONDS_APART = 60;

  /** Enough for the loop that takes them to be compiled. */
  private static final int PACKETS_CAPTURED = 100_000;

  private Training() {}

  /** Runs it; with the word {@code cluster}, for commands that talk to one too. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("podsonde-training");
    Path capture = folder.resolve("capture.pcapng");
    try {
      write(capture);
      System.out.println(Usage.text());
      if (List.of(arguments).contains("cluster")) {
        TrainingCluster.run(folder);
      }
      read(capture, "-nn", "-vvv");
      read(capture, "-n");
      read(capture, "-c", "10", "-tttt", "-v", "-X", "-e");
      read(capture, "-w", folder.resolve("copy.pcap").toString());
      read(folder.resolve("copy.pcap"), "-nn", "-vvv");
      read(folder.resolve("copy.pcap"), "--count", "udp port 53");
      dns(capture);
      dns(folder.resolve("copy.pcap"));
      demo(folder);
      capture(folder.resolve("own.pcapng"));
    } finally {
      for (String name : List.of("capture.pcapng", "copy.pcap", "demo.pcapng", "own.pcapng")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.delete(folder);
    }
  }

  private static void read(Path capture, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addFirst(capture.toString());
    ReadCommand.run(arguments);
  }

  private static void write(Path capture) throws IOException {
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    try (CaptureWriter writer = CaptureOutput.open(capture.toString(), new HostNames())) {
      for (int i = 0; i < REPETITIONS; i++) {
        try (InputStream in = Objects.requireNonNull(Training.class.getResourceAsStream(CAPTURE));
            CaptureFile file = CaptureFile.open(in, CAPTURE)) {
          while (file.read(batch)) {
            write(batch, i, writer);
          }
        }
      }
    }
  }

  /** Later than any client repeats a query, so that each repetition is made of new lookups. */
  private static void write(PacketBatch batch, int repetition, CaptureWriter writer)
      throws IOException {
    long secondsLater = repetition * SECONDS_APART;
    PacketBatch later = new PacketBatch(batch.memory().length);
    Packet packet = new Packet();
    int length = 0;
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i, packet);
      later.addCopy(
          packet,
          packet.captureInterface(),
          packet.timestampSeconds() + secondsLater,
          packet.timestampFractionNanos(),
          length);
      length += packet.bytes().length();
      later.get(i, packet);
      if ((repetition + i) % PACKETS_PER_LOSS != 0) {
        writer.write(packet);
      }
    }
  }

  private static void dns(Path capture) throws Exception {
    DnsCommand dns = new DnsCommand(List.of());
    new CommandLine(dns).parseArgs("-r", capture.toString());
    int _ = dns.run();
  }

  /** Capturing may not be allowed here; reading is worth a cache all the same. */
  private static void demo(Path folder) throws Exception {
    DemoCommand demo = new DemoCommand();
    new CommandLine(demo).parseArgs("-w", folder.resolve("demo.pcapng").toString());
    try {
      int _ = demo.run();
    } catch (IOException notAllowed) {
      System.err.println(notAllowed.getMessage());
    }
  }

  /** Of packets to ourselves, and of nobody else's. */
  private static void capture(Path file) throws IOException {
    String self = "pid/" + ProcessHandle.current().pid();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread _ = Thread.ofPlatform().daemon().start(() -> send(socket));
      String filter = "udp port " + socket.getLocalPort();
      int _ =
          Main.run(
              List.of(
                  "capture", self, "-w", file.toString(), "--for", "1s", "--", "-i", "lo", filter));
    }
  }

  /** To itself, until the socket is closed or there were enough. */
  private static void send(DatagramSocket socket) {
    byte[] payload = new byte[100];
    var packet = new DatagramPacket(payload, payload.length, socket.getLocalSocketAddress());
    try {
      for (int i = 0; i < PACKETS_CAPTURED; i++) {
        socket.send(packet);
      }
    } catch (IOException closed) {
      System.err.println(closed.getMessage());
    }
  }
}
