package dev.podsonde.print.testing;

import dev.podsonde.packet.CaptureInterface;
import dev.podsonde.packet.LinkType;
import dev.podsonde.packet.Packet;
import dev.podsonde.packet.PacketBatch;
import dev.podsonde.print.PacketPrinter;
import dev.podsonde.print.TextBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints a capture with tcpdump's arguments: {@code java ... ReadText -# -n -r FILE -vvv}. */
public final class ReadText {
  private ReadText() {}

  /** Runs it. */
  @SuppressWarnings("SystemOut") // a program of its own
  public static void main(String[] arguments) throws IOException {
    PrintArguments parsed = PrintArguments.parse(List.of(arguments));
    TextBuffer out = new TextBuffer();
    PacketPrinter printer = new PacketPrinter(out, parsed.options());
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(Path.of(parsed.file())));
    int magic = in.getInt(0);
    boolean little = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
    boolean nano = magic == 0x4d3cb2a1 || magic == 0xa1b23c4d;
    in.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    CaptureInterface ci =
        CaptureInterface.unnamed(new LinkType(in.getInt(20) & 0xffff), 0, nano ? 9 : 6);
    PacketBatch batch = new PacketBatch(1 << 20);
    Packet packet = new Packet();
    int at = 24;
    while (at + 16 <= in.limit()) {
      int captured = in.getInt(at + 8);
      if (at + 16 + captured > in.limit() || captured > 262144) {
        break;
      }
      batch.clear();
      in.get(at + 16, batch.memory(), 0, captured);
      batch.add(
          ci,
          in.getInt(at) & 0xffff_ffffL,
          in.getInt(at + 4) * (nano ? 1L : 1000L),
          0,
          captured,
          in.getInt(at + 12),
          0);
      batch.get(0, packet);
      printer.print(packet);
      out.drainTo(System.out);
      at += 16 + captured;
    }
    System.out.flush();
  }
}
