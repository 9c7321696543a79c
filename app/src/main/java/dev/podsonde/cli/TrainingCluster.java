package dev.podsonde.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.podsonde.linux.NetworkInterfaces;
import dev.podsonde.linux.PodProcess;
import dev.podsonde.linux.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine;

/** Loads what commands need to talk to a cluster, by asking a server of our own for what it has. */
final class TrainingCluster {
  private static final String AUTHORITY = "authority";
  private static final String ALIAS = "training";
  private static final String PASSWORD = "training";

  private TrainingCluster() {}

  static void run(Path folder) throws Exception {
    KeyStore keys = keys(folder.resolve("keys"));
    try (var server = new TrainingServer(tls(keys))) {
      String kubeconfig = folder.resolve("kubeconfig").toString();
      Files.writeString(Path.of(kubeconfig), kubeconfig(server.port(), keys));
      Training.run("pods", "-A", "--kubeconfig", kubeconfig);
      listOwnInterfaces();
      List<String> node = List.of("node/node", "--via", "helper", "--kubeconfig", kubeconfig);
      Training.capture(10, node, "");
      Training.capture(Training.PACKETS_CAPTURED, node, folder.resolve("node.pcapng").toString());
      new CommandLine(new TraceCommand()).parseArgs("google.com", "--from", "web");
    }
  }

  /** As {@code pods} does of the pods on its own node, of which there is none here. */
  private static void listOwnInterfaces() throws IOException {
    Path netns = Path.of("/proc/self/ns/net");
    try {
      NetworkInterfaces.of(new PodProcess("", "", "", ProcessHandle.current().pid(), netns, netns));
    } catch (SyscallException _) {
      // not allowed: left out of the cache
    }
  }

  /** An authority, and a key with the certificate it gave, for both sides. */
  private static KeyStore keys(Path store) throws Exception {
    keytool(store, AUTHORITY, "-ext", "bc:c");
    keytool(store, ALIAS, "-ext", "SAN=ip:127.0.0.1", "-ext", "EKU=sA,cA", "-signer", AUTHORITY);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Certificate authority = keys.getCertificate(AUTHORITY);
    keys.deleteEntry(AUTHORITY); // or the server would show that one
    keys.setCertificateEntry(AUTHORITY, authority);
    return keys;
  }

  private static void keytool(Path store, String alias, String... options) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair"));
    command.addAll(
        List.of(
            "-alias",
            alias,
            "-keyalg",
            "RSA",
            "-sigalg",
            "SHA256withRSA",
            "-dname",
            "CN=" + alias));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    Process made =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool made no key");
    }
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
    String authority = pem("CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded());
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
        .formatted(port, authority, certificate, key);
  }

  /** {@return it in PEM, which a kubeconfig has in Base64 once more} */
  private static String pem(String label, byte[] encoded) {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(encoded), label);
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
