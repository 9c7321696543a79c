package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Makes and enters network namespaces. Needs root. */
@Timeout(30)
class NetworkNamespaceIT {
  private static final Path THREAD_NETNS = Path.of("/proc/thread-self/ns/net");

  @Test
  void callerStaysWhereItIs() throws IOException {
    Path before = Files.readSymbolicLink(THREAD_NETNS);
    try (NetworkNamespace netns = NetworkNamespace.create("fresh")) {
      Path inside = netns.call(() -> Files.readSymbolicLink(THREAD_NETNS));
      assertThat(inside).hasToString("net:[" + netns.inode() + "]").isNotEqualTo(before);
      assertThat(netns.interfaceNames()).containsExactly("lo");
    }
    assertThat(Files.readSymbolicLink(THREAD_NETNS)).isEqualTo(before);
  }

  @Test
  void failureOfATaskReachesTheCaller() throws IOException {
    try (NetworkNamespace netns = NetworkNamespace.own()) {
      assertThatThrownBy(() ->
              netns.call(() -> {
                throw new IOException("no luck");
              }))
          .isInstanceOf(IOException.class)
          .hasMessage("no luck");
    }
  }

  @Test
  void fileThatIsNoNetnsIsRefused() {
    assertThatThrownBy(() -> open("/etc/passwd"))
        .hasMessage("/etc/passwd is not a network namespace");
    assertThatThrownBy(() -> open("/proc/self/ns/mnt"))
        .hasMessage("/proc/self/ns/mnt is not a network namespace");
    assertThatThrownBy(() -> open("/run/netns/none"))
        .hasMessage("no network namespace at /run/netns/none");
  }

  private static void open(String path) throws IOException {
    try (NetworkNamespace _ = NetworkNamespace.open(Path.of(path))) {}
  }

  @Test
  void processThatHasGoneIsToldSo() throws Exception {
    Process process = new ProcessBuilder("true").start();
    long pid = process.pid();
    process.waitFor();
    assertThatThrownBy(
            () -> {
              try (NetworkNamespace _ = NetworkNamespace.ofProcess(pid)) {}
            })
        .hasMessage("no process for pid/%d: it has gone, or never was", pid);
  }

  @Test
  void everyThreadBecomesTheUser() throws Exception {
    assertThat(runJava("nobody")).isEqualTo("uids [65534] capabilities [0000000000000000]");
  }

  @Test
  void unknownUserIsRefused() throws Exception {
    assertThat(runJava("nobody-else")).isEqualTo("no user nobody-else");
  }

  private static String runJava(String user) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BecomeUser.class.getName(),
                user)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output.strip();
  }

  /** Becomes the user for good, so it needs a virtual machine of its own. */
  static final class BecomeUser {
    private BecomeUser() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws IOException {
      try {
        Privileges.becomeUser(arguments[0]);
      } catch (IOException refusal) {
        System.out.println(refusal.getMessage());
        return;
      }
      System.out.println("uids " + field("Uid:") + " capabilities " + field("CapEff:"));
    }

    /** {@return the different values that this process's threads have} */
    private static List<String> field(String name) throws IOException {
      try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
        return threads.map(thread -> value(thread, name)).distinct().toList();
      }
    }

    private static String value(Path thread, String name) {
      try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
        String line = lines.filter(text -> text.startsWith(name)).findFirst().orElseThrow();
        return line.substring(name.length()).strip().split("\t", -1)[0];
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
