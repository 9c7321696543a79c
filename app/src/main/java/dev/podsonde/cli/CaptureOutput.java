package dev.podsonde.cli;

import com.google.errorprone.annotations.MustBeClosed;
import dev.podsonde.packet.HostNames;
import dev.podsonde.pcap.CaptureWriter;
import dev.podsonde.pcap.PcapNgWriter;
import dev.podsonde.pcap.PcapWriter;
import dev.podsonde.pcap.RotatingWriter;
import dev.podsonde.pcap.Rotation;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens what -w names: pcap when the name ends so, else pcapng; one file or several. */
final class CaptureOutput {
  private static final String APPLICATION = "podsonde " + Version.TEXT;

  private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|zst)$");

  private CaptureOutput() {}

  /** Opens one file for packets that come from no other. */
  @MustBeClosed
  static CaptureWriter open(String name, HostNames names) throws IOException {
    return open(name, null, names, ByteOrder.LITTLE_ENDIAN, List.of(), _ -> {});
  }

  /**
   * Opens it.
   *
   * @param name a file, or {@code -} for standard output
   * @param rotation -C, -G and -W, or null for one file
   * @param names go into pcapng as they come to be known
   * @param byteOrder of a file's headers; standard output is little-endian
   * @param inputs the files being read, which must not be emptied; {@code -} is standard input
   * @param closing adds what belongs at the end of each rotated file
   */
  @MustBeClosed
  @SuppressWarnings({"MustBeClosedChecker", "resource"}) // the stream is the writer's
  static CaptureWriter open(
      String name,
      @Nullable Rotation rotation,
      HostNames names,
      ByteOrder byteOrder,
      List<String> inputs,
      RotatingWriter.Closing closing)
      throws IOException {
    if (COMPRESSED.matcher(name).find()) {
      throw new IOException(
          name + ": compressed files are read, not written; leave the last ending off");
    }
    if (name.equals("-")) {
      if (rotation != null) {
        throw new IOException("-C, -G: standard output is no file that another could follow");
      }
      var out = new FileOutputStream(FileDescriptor.out).getChannel();
      return PcapNgWriter.to(out, "standard output", APPLICATION, names);
    }
    if (rotation == null) {
      return create(Path.of(name), name, names, byteOrder, inputs);
    }
    return new RotatingWriter(
        name,
        rotation,
        path -> create(path, name, names, byteOrder, inputs),
        closing,
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  @MustBeClosed
  private static CaptureWriter create(
      Path path, String pattern, HostNames names, ByteOrder byteOrder, List<String> inputs)
      throws IOException {
    for (String input : inputs) {
      requireOther(path, Path.of(input.equals("-") ? "/dev/stdin" : input));
    }
    return pattern.endsWith(".pcap") || pattern.endsWith(".cap")
        ? PcapWriter.create(path, byteOrder)
        : PcapNgWriter.create(path, byteOrder, APPLICATION, names);
  }

  private static void requireOther(Path output, Path input) throws IOException {
    if (Files.isRegularFile(output) && Files.isSameFile(output, input)) {
      throw new IOException(output + ": is the file being read; write to another one");
    }
  }
}
