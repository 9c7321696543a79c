package dev.podsonde.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import picocli.CommandLine;

/** Loads what commands need to talk to a cluster, by asking a server of our own for its pods. */
final class TrainingCluster {
  private static final String PODS =
      """
      {"kind": "PodList", "items": [{
        "metadata": {"namespace": "default", "name": "web", "uid": "0", "labels": {"app": "web"}},
        "spec": {"nodeName": "node", "containers": [{"name": "web", "image": "web:1"}]},
        "status": {"phase": "Running", "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}]}}]}
      """;

  private TrainingCluster() {}

  static void run(Path folder) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(folder.resolve("keys"))));
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = PODS.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(kubeconfig, kubeconfig(server.getAddress().getPort()));
      PodsCommand pods = new PodsCommand();
      new CommandLine(pods).parseArgs("-A", "--kubeconfig", kubeconfig.toString());
      pods.list();
      new CommandLine(new CaptureCommand()).parseArgs("deploy/web", "-n", "default");
    } finally {
      Files.deleteIfExists(folder.resolve("keys"));
      Files.deleteIfExists(folder.resolve("kubeconfig"));
      server.stop(0);
    }
  }

  private static SSLContext tls(Path store) throws Exception {
    String password = "training";
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool made no key");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static String kubeconfig(int port) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
    users: [{name: u, user: {}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    """
        .formatted(port);
  }
}
