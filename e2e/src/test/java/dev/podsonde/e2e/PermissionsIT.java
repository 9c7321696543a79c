package dev.podsonde.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user must be allowed: the roles of the documentation, and nothing in them too much. */
class PermissionsIT {
  private static final Path ROLES = Path.of("../docs/minimum-role.yaml");

  @BeforeAll
  static void makeUserAndTarget() throws IOException, InterruptedException {
    Cluster.script("user", "operator");
    Cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {terminationGracePeriodSeconds: 0, containers: [
              {name: main, image: "e2e.test/pause:1", imagePullPolicy: IfNotPresent}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    Cluster.kubectl("-n", "shop", "rollout", "status", "deploy/web");
  }

  @AfterAll
  static void removeTarget() throws IOException, InterruptedException {
    Cluster.kubectl("delete", "namespace", "shop", "podsonde", "--wait=false");
  }

  @BeforeEach
  void allowTheMinimum() throws IOException, InterruptedException {
    Cluster.kubectl("apply", "-f", ROLES.toString());
  }

  @AfterEach
  void removeHelpers() throws IOException, InterruptedException {
    Cluster.run("gc", "--all", "--helper-namespace", "podsonde");
  }

  private static Program.Result capture(String... arguments)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "capture",
                "--user",
                "operator",
                "--via",
                "helper",
                "--helper-namespace",
                "podsonde",
                "-n",
                "shop",
                "--for",
                "1s"));
    all.addAll(List.of(arguments));
    return Cluster.run(all.toArray(String[]::new));
  }

  @Test
  void rolesOfTheDocumentationAreEnough() throws Exception {
    String pod = Cluster.pods("shop", "app=web").getFirst();
    for (String target : List.of("deploy/web", "svc/web", "pod/" + pod)) {
      Program.Result result = capture(target);
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.err()).contains("listening on shop/" + pod);
    }
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void userWithoutRolesIsToldWhatIsMissing() throws Exception {
    Cluster.kubectl("delete", "rolebinding", "-n", "shop", "podsonde-targets");
    Program.Result result = capture("deploy/web");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "podsonde: deployments.apps \"web\" is forbidden: User \"operator\" cannot get resource"
                + " \"deployments\" in API group \"apps\" in the namespace \"shop\"\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop     | verbs: [get, list]                 | verbs: [list]            | %POD       | cannot get resource "pods" in API group "" in the namespace "shop"
          shop     | verbs: [get, list]                 | verbs: [get]             | deploy/web | cannot list resource "pods" in API group "" in the namespace "shop"
          shop     | resources: [services, endpoints]   | resources: [endpoints]   | svc/web    | cannot get resource "services" in API group "" in the namespace "shop"
          podsonde | verbs: [list, create, get, delete] | verbs: [create, get, delete] | deploy/web | cannot list resource "pods" in API group "" in the namespace "podsonde"
          podsonde | verbs: [list, create, get, delete] | verbs: [list, get, delete]   | deploy/web | cannot create resource "pods" in API group "" in the namespace "podsonde"
          podsonde | verbs: [list, create, get, delete] | verbs: [list, create, delete] | deploy/web | cannot get resource "pods" in API group "" in the namespace "podsonde"
          podsonde | verbs: [list, create, get, delete] | verbs: [list, create, get]   | deploy/web | cannot delete resource "pods" in API group "" in the namespace "podsonde"
          podsonde | verbs: [get, create]               | verbs: [create]              | deploy/web | needs the verbs get and create on pods/exec there
          """)
  void eachVerbIsNeededAndNamedWhenItIsMissing(
      String namespace, String rule, String lesser, String target, String complaint)
      throws Exception {
    String roles = Files.readString(ROLES);
    assertThat(roles).contains(rule);
    Cluster.apply("%s", roles.replaceFirst(java.util.regex.Pattern.quote(rule), lesser));
    String pod = Cluster.pods("shop", "app=web").getFirst();
    Program.Result result = capture(target.replace("%POD", pod));
    assertThat(result.err()).contains(complaint);
    boolean isOnlyRemoval = complaint.startsWith("cannot delete");
    assertThat(result.exitCode()).isEqualTo(isOnlyRemoval ? 0 : 1);
  }

  /** Endpoints do where slices may not be listed, and the other way round. */
  @ParameterizedTest
  @CsvSource({"endpointslices", "endpoints"})
  void serviceNeedsSlicesOrEndpoints(String resource) throws Exception {
    String roles = Files.readString(ROLES).replaceAll("\\b" + resource + "\\b", "nothing");
    Cluster.apply("%s", roles);
    assertThat(capture("svc/web").exitCode()).isZero();
  }

  @Test
  void planAsksTheClusterWhatTheUserMay() throws Exception {
    String roles =
        Files.readString(ROLES).replace("verbs: [list, create, get, delete]", "verbs: [list]");
    Cluster.apply("%s", roles);
    Program.Result result = capture("deploy/web", "--plan");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("needs list pods in namespace shop: yes")
        .contains("needs list pods in namespace podsonde: yes")
        .contains("needs create pods in namespace podsonde: NO")
        .contains("needs get pods/exec in namespace podsonde: yes");
    assertThat(Cluster.helpers()).isEmpty();
  }

  @Test
  void unknownUserOfTheKubeconfigIsSaid() throws Exception {
    Program.Result result = Cluster.run("pods", "--user", "nobody");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("podsonde: the kubeconfig has no user nobody\n");
  }

  @Test
  void impersonatedUserIsRefusedAsThatUser() throws Exception {
    Program.Result result = Cluster.run("pods", "--as", "guest");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("User \"guest\" cannot list resource \"pods\"")
        .contains("in the namespace \"default\"");
  }
}
