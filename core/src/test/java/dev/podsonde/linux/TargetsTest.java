package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private static final String WEB =
      "aa11000000000000000000000000000000000000000000000000000000000001";

  private static final String DNS =
      "aa22000000000000000000000000000000000000000000000000000000000002";

  private static final String POD = "/kubepods/burstable/pod2c48913c-b29f-11e7-9350-020968147796/";

  @TempDir Path directory;
  private Path proc;
  private Targets targets;

  @BeforeEach
  void makeProc() throws IOException {
    proc = Files.createDirectories(directory.resolve("proc"));
    Path netns = Files.createDirectories(directory.resolve("netns"));
    Files.createFile(netns.resolve("blue"));
    Files.createFile(netns.resolve("green"));
    targets = new Targets(proc, List.of(netns, directory.resolve("other")));

    process(1, "systemd", 'S', 1, "0::/init.scope");
    process(90, "containerd-shim", 'S', 900, "0::" + POD + WEB);
    process(91, "nginx", 'S', 1000, "0::" + POD + WEB);
    process(20, "nginx: worker", 'S', 1100, "0::" + POD + WEB);
    process(92, "coredns", 'S', 1000, "11:memory:/system.slice\n10:pids:/docker/" + DNS);
  }

  @Test
  void prefixFindsTheOldestProcessOfTheContainerAndNotTheShim() throws IOException {
    CaptureTarget target = targets.find("container/aa11");
    assertThat(target.netns()).isEqualTo(proc.resolve("91/ns/net"));
    assertThat(target.name()).isEqualTo("container/aa11");
    assertThat(target.description())
        .isEqualTo("container " + WEB + ", pod UID 2c48913c-b29f-11e7-9350-020968147796");
  }

  @Test
  void anyHierarchyOfTheFirstCgroupVersionTells() throws IOException {
    assertThat(targets.find("container/aa22").netns()).isEqualTo(proc.resolve("92/ns/net"));
  }

  @Test
  void idMayBeWrittenAsKubernetesDoes() throws IOException {
    assertThat(targets.find("container/containerd://" + WEB).netns())
        .isEqualTo(proc.resolve("91/ns/net"));
  }

  @Test
  void prefixOfTwoIsRefusedWithBoth() {
    assertThatThrownBy(() -> targets.find("container/aa"))
        .isInstanceOf(IOException.class)
        .hasMessage("2 containers have an ID that begins with aa: " + WEB + ", " + DNS);
  }

  @Test
  void nameInFullWinsOverLongerOnes() throws IOException {
    process(93, "one", 'S', 1, "0::/default/demo");
    process(94, "two", 'S', 1, "0::/default/demo-two");
    assertThat(targets.find("container/demo").netns()).isEqualTo(proc.resolve("93/ns/net"));
  }

  @Test
  void containerWhoseProcessesHaveEndedIsNotFound() throws IOException {
    process(95, "gone", 'Z', 1, "0::/default/gone");
    assertThatThrownBy(() -> targets.find("container/gone"))
        .hasMessage("no running container has an ID that begins with gone");
  }

  @Test
  void processIsFoundWithItsName() throws IOException {
    assertThat(targets.find("pid/91"))
        .isEqualTo(new CaptureTarget("pid/91", "nginx", proc.resolve("91/ns/net")));
  }

  @Test
  void processThatHasGoneIsToldSo() {
    assertThatThrownBy(() -> targets.find("pid/4711"))
        .hasMessage("no process 4711: it has gone, or never was");
  }

  @Test
  void netnsIsFoundByNameAndByPath() throws IOException {
    assertThat(targets.find("netns/blue").netns()).isEqualTo(directory.resolve("netns/blue"));
    assertThat(targets.find("netns//run/x/y").netns()).isEqualTo(Path.of("/run/x/y"));
  }

  @Test
  void missingNetnsIsToldWithThoseThatExist() {
    assertThatThrownBy(() -> targets.find("netns/red"))
        .hasMessage(
            "no network namespace red in %s, which has blue, green", directory.resolve("netns"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "web", "pid", "pid/", "pid/x", "pid/-1", "pod/web", "container/"})
  void otherWordsAreNoTarget(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> targets.find(text));
  }

  private void process(long pid, String command, char state, long startTime, String cgroup)
      throws IOException {
    Path path = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(path.resolve("comm"), command + "\n");
    Files.writeString(path.resolve("cgroup"), cgroup + "\n");
    String untilStartTime = " 0".repeat(18);
    Files.writeString(
        path.resolve("stat"),
        pid + " (" + command + ") " + state + untilStartTime + " " + startTime + " 0 0\n");
  }
}
