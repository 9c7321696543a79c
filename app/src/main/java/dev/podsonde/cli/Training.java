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
import java.util.stream.Stream;

/**
 * What an ahead-of-time cache is made from: a run that loads what some commands need, and calls
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
  static final int PACKETS_CAPTURED = 100_000;

  private Training() {}

  /** Runs what one cache is for: the one named by the launcher. */
  public static void main(String[] arguments) throws Exception {
    String cache = arguments[0];
    Path folder = Files.createTempDirectory("podsonde-training");
    try {
      switch (cache) {
        case "basic" -> run("--help");
        case "read" -> read(folder);
        case "dns" -> {
          dns(folder);
          run("dns", self(), "--for", "1s", "--", "-i", "lo", "udp and less 1");
        }
        case "capture" -> {
          run("demo", "-w", folder.resolve("demo.pcapng").toString());
          capture(PACKETS_CAPTURED, List.of(self()), folder.resolve("own.pcapng").toString());
        }
        case "cluster" -> {
          TrainingCluster.run(folder);
          dns(folder);
        }
        default -> throw new IllegalArgumentException(cache);
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void read(Path folder) throws IOException {
    String capture = folder.resolve("capture.pcapng").toString();
    String copy = folder.resolve("copy.pcap").toString();
    write(capture);
    run("read", capture, "-nn", "-vvv");
    run("read", capture, "-n");
    run("read", capture, "-c", "10", "-tttt", "-v", "-X", "-e");
    run("read", capture, "-w", copy);
    run("read", copy, "-nn", "-vvv");
    run("read", copy, "--count", "udp port 53");
  }

  private static void dns(Path folder) throws IOException {
    for (String name : List.of("capture.pcapng", "capture.pcap")) {
      String capture = folder.resolve(name).toString();
      write(capture);
      run("dns", "-r", capture);
    }
  }

  private static String self() {
    return "pid/" + ProcessHandle.current().pid();
  }

  /**
   * Captures packets to ourselves, and nobody else's.
   *
   * @param file where to; empty for text
   */
  static void capture(int packets, List<String> target, String file) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread _ = Thread.ofPlatform().daemon().start(() -> send(socket));
      List<String> command = new ArrayList<>(List.of("capture"));
      command.addAll(target);
      command.addAll(file.isEmpty() ? List.of() : List.of("-w", file));
      command.addAll(List.of("--for", "5s", "--", "-i", "lo", "-c", Integer.toString(packets)));
      command.add("udp port " + socket.getLocalPort());
      run(command.toArray(String[]::new));
    }
  }

  /** What is not allowed here, such as capturing, is left out of the cache. */
  static void run(String... arguments) {
    int _ = Main.run(List.of(arguments));
  }

  private static void write(String capture) throws IOException {
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    try (CaptureWriter writer = CaptureOutput.open(capture, new HostNames())) {
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

  /** To itself, until the socket is closed. */
  private static void send(DatagramSocket socket) {
    byte[] payload = new byte[100];
    var packet = new DatagramPacket(payload, payload.length, socket.getLocalSocketAddress());
    try {
      while (true) {
        socket.send(packet);
      }
    } catch (IOException _) {
      // closed
    }
  }
}
