package dev.podsonde.cli;

import dev.podsonde.cli.demo.DemoLab;
import dev.podsonde.cli.demo.Fault;
import dev.podsonde.cli.report.DnsReport;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.linux.CaptureOptions;
import dev.podsonde.linux.CaptureSession;
import dev.podsonde.packet.CaptureStatistics;
import dev.podsonde.packet.HostNames;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.PrintPipeline;
import dev.podsonde.print.TcpConversations;
import dev.podsonde.print.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code podsonde demo}: a lookup captured where it is answered, printed, written and read back.
 */
@Command(
    name = "demo",
    description =
        "Makes two network namespaces, a DNS server and a client; captures inside the server's"
            + " namespace while the client resolves google.com; prints the packets, writes them to"
            + " a file and reads it back. Needs root or unprivileged user namespaces; leaves only"
            + " the file.")
final class DemoCommand implements ParsedCommand {
  private static final String NAME = "google.com";

  /** How long the kernel may take to hand a packet over. */
  private static final long HAND_OVER_NANOS = 1_000_000_000;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      converter = FaultByName.class,
      description = "what the server does wrong: ${COMPLETION-CANDIDATES}")
  private Fault fault = Fault.NONE;

  @Option(
      names = {"-w", "--write"},
      paramLabel = "FILE",
      description = "where the packets go (default: demo.pcapng)")
  private String file = "demo.pcapng";

  private final TextBuffer text = new TextBuffer();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Override
  public int run() throws IOException, InterruptedException, UsageException {
    TcpdumpOptions options = TcpdumpOptions.parse(List.of("-nnvvv"));
    try (DemoLab lab = DemoLab.start(fault);
        CaptureSession session =
            CaptureSession.open(
                List.of(lab.server()), CaptureOptions.DEFAULT.withFilter("port 53"));
        CaptureWriter writer = CaptureOutput.open(file, new HostNames());
        OutputStream out = Streams.out()) {
      tell("capturing port 53 inside the DNS server's network namespace");
      FutureTask<List<InetAddress>> answer = new FutureTask<>(() -> lab.resolve(NAME));
      Thread.ofPlatform().daemon().name("client").start(answer);
      InterfaceCounts counts = new InterfaceCounts(new LocalFeed(session));
      PacketPrinter printer =
          new PacketPrinter(text, options.printOptions(), null, new TcpConversations(), () -> {});
      capture(lab, session, answer, counts, printer, writer, out);
      counts.writeTo(writer);
      tell(addresses(answer));
      CaptureStatistics statistics = session.statistics();
      tell(
          "%d packets captured, %d dropped by kernel, written to %s"
              .formatted(statistics.captured(), statistics.dropped(), file));
    }
    readBack(options);
    diagnose();
    return ExitStatus.OK;
  }

  private void capture(
      DemoLab lab,
      CaptureSession session,
      FutureTask<?> answer,
      InterfaceCounts counts,
      PacketPrinter printer,
      CaptureWriter writer,
      OutputStream out)
      throws IOException {
    PacketBatch batch = new PacketBatch(0);
    Packet packet = new Packet();
    long captured = 0;
    long endNanos = Long.MAX_VALUE;
    while (session.read(batch)) {
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i, packet);
        counts.count(packet);
        writer.write(packet);
        printer.print(packet);
      }
      captured += batch.size();
      int start = printed.size();
      text.drainTo(printed);
      out.write(printed.toByteArray(), start, printed.size() - start);
      if (answer.isDone() && endNanos == Long.MAX_VALUE) {
        endNanos = System.nanoTime() + HAND_OVER_NANOS;
      }
      if (answer.isDone() && (captured >= lab.datagrams() || System.nanoTime() - endNanos >= 0)) {
        session.stop();
      }
    }
  }

  private static String addresses(FutureTask<List<InetAddress>> answer)
      throws IOException, InterruptedException {
    try {
      List<String> found =
          answer.get().stream().map(address -> IpAddress.of(address).toString()).toList();
      return found.isEmpty()
          ? "the client found no address of " + NAME
          : "the client found " + NAME + " at " + String.join(" and ", found);
    } catch (ExecutionException failed) {
      throw new IOException("the demo's client failed: " + failed.getCause(), failed);
    }
  }

  private void readBack(TcpdumpOptions options) throws IOException, InterruptedException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (CaptureFile capture = CaptureFile.open(Path.of(file))) {
      new PrintPipeline(capture, options.printOptions(), read).run(1);
    }
    if (!Arrays.equals(read.toByteArray(), printed.toByteArray())) {
      throw new IOException(file + ": read back, it gives other text than was printed live");
    }
    tell("read back, the file gives the same text; try: podsonde read " + file + " -nn -vvv");
  }

  private void diagnose() throws IOException, UsageException {
    DnsReport report = Analysis.ofFiles(List.of(file), "", List.of()).report();
    for (Finding finding : report.findings()) {
      tell(finding.rule() + " " + finding.title() + ": " + report.sentence(finding));
    }
    tell("what happened to each lookup: podsonde dns -r " + file);
  }

  /**
   * Lists the faults once, as they are typed; picocli's own way to ignore case lists both forms.
   */
  static final class FaultByName implements ITypeConverter<Fault> {
    @Override
    public Fault convert(String name) {
      for (Fault fault : Fault.values()) {
        if (fault.toString().equalsIgnoreCase(name)) {
          return fault;
        }
      }
      throw new TypeConversionException(
          "'"
              + name
              + "'; the faults are "
              + Arrays.toString(Fault.values()).replaceAll("[\\[\\]]", ""));
    }
  }

  private static void tell(String line) {
    System.err.println("demo: " + line);
  }
}
