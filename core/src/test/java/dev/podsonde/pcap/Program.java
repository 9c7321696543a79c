package dev.podsonde.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program of others, run to hear what it makes of our files or to make files for us. */
final class Program {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "tshark", "tshark",
          "capinfos", "wireshark-common",
          "editcap", "wireshark-common",
          "mergecap", "wireshark-common",
          "tcpdump", "tcpdump",
          "mkfifo", "coreutils",
          "zstd", "zstd");

  private Program() {}

  /** {@return what the program printed on its standard output} */
  static String run(String... command) throws IOException {
    Process process;
    Path errors = Files.createTempFile("program", "stderr");
    try {
      process =
          new ProcessBuilder(command)
              .redirectError(errors.toFile())
              .redirectInput(new File("/dev/null"))
              .start();
    } catch (IOException missing) {
      throw new AssertionError(
          command[0] + " is needed: sudo apt-get install " + PACKAGES.get(command[0]), missing);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exitCode = process.onExit().join().exitValue();
    String said = Files.readString(errors);
    Files.delete(errors);
    if (exitCode != 0) {
      throw new AssertionError(List.of(command) + " ended with " + exitCode + ": " + said);
    }
    return output;
  }

  /** {@return how many bytes the program printed, before it failed or without that} */
  static int lengthOfOutput(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    return process.getInputStream().readAllBytes().length;
  }
}
