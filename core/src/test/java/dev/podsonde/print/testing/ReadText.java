package dev.podsonde.print.testing;

import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.pcap.CaptureFile;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.TextBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prints a capture with tcpdump's arguments: {@code java ... ReadText -# -n -r FILE -vvv}. */
public final class ReadText {
  private ReadText() {}

  /** Prints all packets that can be read, then says why no more can. */
  @SuppressWarnings("SystemOut") // a program of its own
  public static void main(String[] arguments) throws IOException {
    PrintArguments parsed = PrintArguments.parse(List.of(arguments));
    TextBuffer out = new TextBuffer();
    PacketPrinter printer = new PacketPrinter(out, parsed.options());
    PacketBatch batch = new PacketBatch(CaptureFile.BATCH_CAPACITY);
    Packet packet = new Packet();
    try (CaptureFile capture = CaptureFile.open(Path.of(parsed.file()))) {
      while (capture.read(batch)) {
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i, packet);
          printer.print(packet);
        }
        out.drainTo(System.out);
      }
    }
    System.out.flush();
  }
}
