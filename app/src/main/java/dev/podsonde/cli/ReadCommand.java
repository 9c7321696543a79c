package dev.podsonde.cli;

import dev.podsonde.filter.BpfProgram;
import dev.podsonde.filter.PacketFilter;
import dev.podsonde.filter.SelectedPackets;
import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.packet.PacketSource;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.PrintPipeline;
import dev.podsonde.print.TcpConversations;
import dev.podsonde.print.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code podsonde read}: prints, filters, counts or rewrites a capture file. */
final class ReadCommand {
  private static final int WORKERS_MAX = 8;

  private final TcpdumpOptions options;
  private final String name;

  private ReadCommand(TcpdumpOptions options, String name) {
    this.options = options;
    this.name = name;
  }

  /** Runs with tcpdump's options; the file is -r's, or the first word. */
  static void run(List<String> arguments) throws IOException, InterruptedException, UsageException {
    TcpdumpOptions options = TcpdumpOptions.parse(arguments);
    String file = options.readFile();
    if (file == null) {
      if (options.words().isEmpty()) {
        throw new UsageException("read: name a capture file, or - for standard input");
      }
      file = options.words().removeFirst();
    }
    new ReadCommand(options, file).run();
  }

  private void run() throws IOException, InterruptedException, UsageException {
    String expression = options.expression();
    PacketFilter filter = new PacketFilter(expression, options.isOptimised());
    try (CaptureFile file = OpenedFiles.open(name)) {
      CaptureInterface first = file.firstInterface();
      System.err.printf(
          "reading from file %s, link-type %s, snapshot length %d%n",
          name, LinkTypeName.of(first.linkType()), file.snaplen());
      boolean isFiltered = !expression.isBlank();
      if (options.programForm() > 0 || isFiltered) { // a wrong one is told before anything is read
        BpfProgram program = filter.compileFor(first.linkType());
        if (options.programForm() > 0) {
          System.out.print(ProgramText.of(program, options.programForm()));
          return;
        }
      }
      boolean isWhole = !isFiltered && options.packetLimit() == Long.MAX_VALUE;
      try (PacketSource packets =
          isWhole ? file : new SelectedPackets(file, filter, options.packetLimit())) {
        if (options.writeFile() != null) {
          rewrite(file, packets, options.writeFile());
        } else if (options.isCountOnly()) {
          count(packets);
        } else {
          print(packets, file.names());
        }
      }
    }
  }

  private void print(PacketSource packets, HostNames names)
      throws IOException, InterruptedException {
    int workers = Math.min(Runtime.getRuntime().availableProcessors(), WORKERS_MAX);
    try (OutputStream out = Streams.out()) {
      var pipeline = new PrintPipeline(packets, options.printOptions(), names, out);
      pipeline.run(workers);
      tellRefused(pipeline.refusedByConversations(), names.refused());
    }
  }

  private static void tellRefused(long segments, long names) {
    if (segments > 0) {
      System.err.println(
          "podsonde: too many TCP conversations: %d packets have absolute sequence numbers"
              .formatted(segments));
    }
    if (names > 0) {
      System.err.println(
          "podsonde: %d names in the file are not used: unprintable, too long or too many"
              .formatted(names));
    }
  }

  private static void count(PacketSource packets) throws IOException {
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    long count = 0;
    try {
      while (packets.read(batch)) {
        count += batch.size();
      }
    } finally { // a damaged file too has those before the damage
      System.out.println(count + (count == 1 ? " packet" : " packets"));
    }
  }

  private void rewrite(CaptureFile file, PacketSource packets, String target) throws IOException {
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    Packet packet = new Packet();
    TextBuffer text = new TextBuffer();
    PacketPrinter printer =
        new PacketPrinter(
            text, options.printOptions(), file.names(), new TcpConversations(), () -> {});
    try (OutputStream out = Streams.out();
        CaptureWriter writer =
            CaptureOutput.open(
                target,
                options.rotation(),
                file.names(),
                file.byteOrder(),
                List.of(name),
                _ -> {})) {
      writer.declare(file.firstInterface());
      while (packets.read(batch)) {
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          if (packet.bytes().length() > options.snaplen()) {
            packet.bytes().limit(options.snaplen());
          }
          writer.write(packet);
          if (options.isPrintedToo()) {
            printer.print(packet);
          }
        }
        text.drainTo(out);
      }
      for (var counted : file.statistics().entrySet()) {
        writer.write(counted.getKey(), counted.getValue());
      }
    }
  }
}
