package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form of a target finds its pods, and says in one line why it finds none. */
class TargetsIT {
  private static final String POD =
      """
      {terminationGracePeriodSeconds: 0, containers: [
        {name: main, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}\
      """;

  @BeforeAll
  static void makeWorkloads() throws IOException, InterruptedException {
    Cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: targets}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: targets}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [a, b]}]}
          template: {metadata: {labels: {app: web, tier: a}}, spec: %1$s}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, namespace: targets}
        spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: %1$s}}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: targets}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db}}
          template: {metadata: {labels: {app: db}}, spec: %1$s}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once, namespace: targets}
        spec: {template: {metadata: {labels: {app: once}}, spec: %2$s}}
        ---
        apiVersion: batch/v1beta1
        kind: CronJob
        metadata: {name: tick, namespace: targets}
        spec: {schedule: "0 0 1 1 *", jobTemplate: {spec: {template: {metadata: {labels: {app: tick}}, spec: %2$s}}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: front, namespace: targets}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: headless, namespace: targets}
        spec: {clusterIP: None, selector: {app: db}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: two, namespace: targets, labels: {app: two}}
        spec: {terminationGracePeriodSeconds: 0, containers: [
          {name: main, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent},
          {name: sidecar, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: pending, namespace: targets, labels: {app: pending}}
        spec: {nodeSelector: {there: is-none}, containers: [
          {name: main, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}
        """,
        POD, POD.replace("{terminationG", "{restartPolicy: Never, terminationG"));
    Cluster.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: tick-1
          namespace: targets
          ownerReferences: [{apiVersion: batch/v1beta1, kind: CronJob, name: tick, uid: %s}]
        spec: {template: {metadata: {labels: {app: tick}}, spec: %s}}
        """,
        Cluster.kubectl(
            "-n", "targets", "get", "cronjob", "tick", "-o", "jsonpath={.metadata.uid}"),
        POD.replace("{terminationG", "{restartPolicy: Never, terminationG"));
    Cluster.await(
        "eight pods run",
        () -> running("app notin (pending)").size() == 8); // web 2, agent 2, four more
  }

  @AfterAll
  static void removeWorkloads() throws IOException, InterruptedException {
    Cluster.kubectl("delete", "namespace", "targets", "--wait=false");
  }

  private static List<String> running(String selector) throws IOException, InterruptedException {
    return Cluster.kubectl(
            "-n",
            "targets",
            "get",
            "pods",
            "-o",
            "name",
            "-l",
            selector,
            "--field-selector",
            "status.phase=Running")
        .lines()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deploy/web                          | app=web
          deployments/web                     | app=web
          ds/agent                            | app=agent
          sts/db                              | app=db
          job/once                            | app=once
          cronjob/tick                        | app=tick
          svc/front                           | app=web
          service/headless                    | app=db
          two                                 | app=two
          pod/two                             | app=two
          pods/two sts/db                     | app in (two, db)
          -l app=web                          | app=web
          -l app,app=two                      | app=two
          -c sidecar -l app                   | app=two
          sts/db -l app=two                   | app in (two, db)
          """)
  void formFindsItsPods(String arguments, String selector) throws Exception {
    assertThat(found(arguments.split(" ", -1))).isEqualTo(new TreeSet<>(running(selector)));
  }

  @Test
  void setBasedSelectorsAreTaken() throws Exception {
    String selector = "app in (web, db),tier notin (b),!canary";
    assertThat(found("-l", selector)).isEqualTo(new TreeSet<>(running(selector))).hasSize(3);
  }

  @Test
  void replicaSetIsFoundByItsName() throws Exception {
    String name = Cluster.kubectl("-n", "targets", "get", "rs", "-l", "app=web", "-o", "name");
    String replicaSet = name.strip().substring("replicaset.apps/".length());
    assertThat(found("rs/" + replicaSet)).isEqualTo(new TreeSet<>(running("app=web")));
  }

  @Test
  void fieldSelectorTellsPodsOfANode() throws Exception {
    String expected =
        Cluster.kubectl(
            "-n",
            "targets",
            "get",
            "pods",
            "-o",
            "name",
            "--field-selector",
            "spec.nodeName=node3");
    assertThat(found("--field-selector", "spec.nodeName=node3"))
        .isEqualTo(new TreeSet<>(expected.lines().toList()))
        .isNotEmpty();
  }

  private static Set<String> found(String... arguments) throws IOException, InterruptedException {
    List<String> all = new java.util.ArrayList<>(List.of("pods", "-n", "targets", "-o", "name"));
    all.addAll(List.of(arguments));
    Program.Result result = Cluster.run(all.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return new TreeSet<>(result.out().lines().toList());
  }

  @Test
  void severalTargetsOfBothNodesAreOneCapture() throws Exception {
    try (Program capture =
        Cluster.capture("-n", "targets", "deploy/web", "ds/agent", "svc/headless", "two")) {
      for (String pod : running("app in (web, agent, db, two)")) {
        assertThat(capture.err()).contains(pod.replace("pod/", "targets/"));
      }
      assertThat(capture.stop().exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing         | pods "nothing" not found
          deploy/nothing  | deployments.apps "nothing" not found
          svc/nothing     | services "nothing" not found
          node/nothing    | nodes "nothing" not found
          pending         | pod targets/pending is pending: it has no node yet
          -l app=nothing  | no running pod in namespace targets matches -l app=nothing
          sts/db -c x     | no running pod in namespace targets matches sts/db -c x
          """)
  void whyNothingWasFoundIsOneLine(String arguments, String line) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("capture", "-n", "targets"));
    all.addAll(List.of(arguments.split(" ", -1)));
    Program.Result result = Cluster.run(all.toArray(String[]::new));
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("podsonde: " + line + "\n");
  }

  @Test
  void wordThatIsNoTargetIsAMistakeInUse() throws Exception {
    Program.Result result = Cluster.run("capture", "secret/web", "-n", "targets");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no target: secret/web");
  }
}
