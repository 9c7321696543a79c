package dev.podsonde.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as the runtimes' documentation and /proc/PID/cgroup of their containers show them. */
class ContainerCgroupTest {
  private static final String ID =
      "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";

  private static final String OUTER =
      "0000000000000000000000000000000000000000000000000000000000000001";

  private static final String UID = "2c48913c-b29f-11e7-9350-020968147796";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "containerd systemd, /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podUNDER.slice/cri-containerd-ID.scope, containerd",
    "containerd systemd guaranteed, /kubepods.slice/kubepods-podUNDER.slice/cri-containerd-ID.scope, containerd",
    "containerd cgroupfs, /kubepods/besteffort/podUID/ID, ''",
    "containerd colons, /system.slice/containerd.service/kubepods-burstable-podUNDER.slice:cri-containerd:ID, containerd",
    "containerd in kind, /kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-podUNDER.slice/cri-containerd-ID.scope, containerd",
    "containerd in docker, /docker/OUTER/kubelet/kubepods/burstable/podUID/ID, ''",
    "systemd inside the container, /kubepods.slice/kubepods-podUNDER.slice/cri-containerd-ID.scope/init.scope, containerd",
    "cri-o systemd, /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podUNDER.slice/crio-ID.scope, cri-o",
    "cri-o with a nested cgroup, /kubepods.slice/kubepods-podUNDER.slice/crio-ID.scope/container, cri-o",
    "cri-o cgroupfs, /kubepods/burstable/podUID/crio-ID, cri-o",
    "docker with kubernetes, /kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podUNDER.slice/docker-ID.scope, docker",
    "from a private cgroup namespace, /../../kubepods-podUNDER.slice/cri-containerd-ID.scope, containerd",
  })
  void containerOfAPodIsFound(String layout, String path, String runtime) {
    assertThat(parse(path)).as(layout).isEqualTo(new ContainerCgroup(runtime, ID, UID));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "docker systemd, /system.slice/docker-ID.scope, docker",
    "docker cgroupfs, /docker/ID, docker",
    "docker in docker, /docker/OUTER/docker/ID, docker",
    "podman, /machine.slice/libpod-ID.scope, podman",
    "podman with a nested cgroup, /machine.slice/libpod-ID.scope/container, podman",
    "podman rootless, /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/container, podman",
    "podman cgroupfs, /libpod_parent/libpod-ID, podman",
    "podman in a unit, /system.slice/web.service/libpod-payload-ID, podman",
    "nerdctl, /system.slice/nerdctl-ID.scope, nerdctl",
    "ctr, /default/ID, containerd",
  })
  void containerWithoutPodIsFound(String layout, String path, String runtime) {
    assertThat(parse(path)).as(layout).isEqualTo(new ContainerCgroup(runtime, ID, ""));
  }

  @Test
  void containerdTakesAnyName() {
    assertThat(parse("/default/demo")).isEqualTo(new ContainerCgroup("containerd", "demo", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "/init.scope",
        "/system.slice/containerd.service",
        "/system.slice/ssh.service",
        "/user.slice/user-0.slice/session-1.scope",
        "/kubepods.slice/kubepods-podUNDER.slice",
        "/kubepods.slice/kubepods-podUNDER.slice/crio-conmon-ID.scope",
        "/machine.slice/libpod-conmon-ID.scope",
        "/libpod_parent/conmon",
        "/docker/abc",
      })
  void otherPathsAreNoContainer(String path) {
    assertThat(parse(path)).isNull();
  }

  private static @Nullable ContainerCgroup parse(String path) {
    return ContainerCgroup.parse(
        path.replace("UNDER", UID.replace('-', '_'))
            .replace("UID", UID)
            .replace("ID", ID)
            .replace("OUTER", OUTER));
  }
}
