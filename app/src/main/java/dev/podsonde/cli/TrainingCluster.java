package dev.podsonde.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.podsonde.cluster.PodRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
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

  private static final ClassLoader LOADER = TrainingCluster.class.getClassLoader();
  private static final String ALIAS = "training";
  private static final String PASSWORD = "training";

  /**
   * What a server of ours leads to no classes of: HTTP/2, WebSockets, authorities' certificates.
   */
  private static final List<String> JDK_FOLDERS =
      List.of(
          "java.net.http/jdk/internal/net/http",
          "java.base/sun/security/provider/certpath",
          "java.base/sun/security/validator");

  private TrainingCluster() {}

  static void run(Path folder) throws Exception {
    FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
    for (String each : JDK_FOLDERS) {
      load(jdk.getPath("modules", each), 2);
    }
    Path jar = Path.of(PodRef.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (FileSystem ours = FileSystems.newFileSystem(jar)) {
      load(ours.getPath(PodRef.class.getPackageName().replace('.', '/')), 0);
    }
    ask(folder);
  }

  /** Loads all classes of a package, the name of which starts so many folders down. */
  private static void load(Path directory, int skipped) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        String name = file.subpath(skipped, file.getNameCount()).toString();
        try {
          Class.forName(name.replace('/', '.').replaceFirst("\\.class$", ""), false, LOADER);
        } catch (ClassNotFoundException | LinkageError _) {
          // not for this platform, or for a library that is not there
        }
      }
    }
  }

  private static void ask(Path folder) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    KeyStore keys = keys(folder.resolve("keys"));
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls(keys)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asAnApiServer = getSSLContext().getDefaultSSLParameters();
            asAnApiServer.setWantClientAuth(true);
            parameters.setSSLParameters(asAnApiServer);
          }
        });
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
      Files.writeString(kubeconfig, kubeconfig(server.getAddress().getPort(), keys));
      PodsCommand pods = new PodsCommand();
      new CommandLine(pods).parseArgs("-A", "--kubeconfig", kubeconfig.toString());
      int _ = pods.run();
      new CommandLine(new CaptureCommand(List.of())).parseArgs("deploy/web", "-n", "default");
      new CommandLine(new TraceCommand()).parseArgs("google.com", "--from", "web");
    } finally {
      Files.deleteIfExists(folder.resolve("keys"));
      Files.deleteIfExists(folder.resolve("kubeconfig"));
      server.stop(0);
    }
  }

  /** One key and its certificate, for both sides. */
  private static KeyStore keys(Path store) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool made no key");
    }
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private static SSLContext tls(KeyStore keys) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String kubeconfig(int port, KeyStore keys) throws Exception {
    String certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    String key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    current-context: c
    """
        .formatted(port, certificate, certificate, key);
  }

  /** {@return it in PEM, which a kubeconfig has in Base64 once more} */
  private static String pem(String label, byte[] encoded) {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(encoded), label);
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
