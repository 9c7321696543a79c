package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Kubernetes API over HTTP. It knows how to find and authenticate to the server, as kubectl
 * does; what is asked and answered are JSON trees, so that no model of a version's objects is
 * loaded and any version's can be read.
 */
final class ApiServer implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXEC_PROTOCOL = "v4.channel.k8s.io";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  /** DeleteOptions in the body outrule those in the query. */
  private static final String AT_ONCE =
      """
      {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0}
      """;

  private static final String JSON_TYPE = "application/json";

  private final ApiServerClients clients;
  private final HttpClient client;
  private final URI server;
  private final String namespace;
  private final long timeoutMillis;

  private ApiServer(
      ApiServerClients clients,
      HttpClient client,
      URI server,
      String namespace,
      long timeoutMillis) {
    this.clients = clients;
    this.client = client;
    this.server = server;
    this.namespace = namespace;
    this.timeoutMillis = timeoutMillis;
  }

  /** Finds the cluster and makes ready to talk to it; nothing is asked yet. */
  static ApiServer connect(ClusterOptions options) throws IOException {
    ClusterStart.begin();
    Config config = config(options);
    String server = config.getMasterUrl();
    boolean isDefault = // which a pod's environment replaces by an address
        server != null && server.startsWith(Config.DEFAULT_MASTER_URL);
    if (server == null || server.isEmpty() || (isDefault && config.getCurrentContext() == null)) {
      throw new ClusterException(
          "no cluster: there is no kubeconfig (--kubeconfig, $KUBECONFIG, ~/.kube/config), and this"
              + " is no pod",
          0);
    }
    var clients = new ApiServerClients();
    HttpClient client = client(clients, config);
    String namespace = config.getNamespace();
    return new ApiServer(
        clients,
        client,
        URI.create(server.endsWith("/") ? server : server + "/"),
        namespace == null ? "default" : namespace,
        options.requestTimeout().toMillis());
  }

  /**
   * Where the kubeconfig names a certificate authority, that one is trusted and no other, as
   * kubectl does: meanwhile there is no store of the JDK's own, which take a tenth of a second to
   * read. The client's key passes through a key store that never leaves this process, so its
   * password need not be made hard to guess.
   */
  private static HttpClient client(ApiServerClients clients, Config config) {
    System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
    String usual = System.getProperty(TRUST_STORE);
    if (config.getCaCertData() != null || config.getCaCertFile() != null) {
      System.setProperty(TRUST_STORE, "NONE");
    }
    try {
      return clients.newBuilder(config).build();
    } finally {
      if (usual == null) {
        System.clearProperty(TRUST_STORE);
      } else {
        System.setProperty(TRUST_STORE, usual);
      }
    }
  }

  private static Config config(ClusterOptions options) throws IOException {
    if (!options.kubeconfig().isEmpty()) {
      if (!Files.isReadable(Path.of(options.kubeconfig()))) {
        throw new ClusterException("no kubeconfig at " + options.kubeconfig(), 0);
      }
      System.setProperty("kubeconfig", new File(options.kubeconfig()).getAbsolutePath());
    }
    Config config;
    try {
      String context = options.context().isEmpty() ? null : options.context();
      config =
          options.user().isEmpty()
              ? Config.autoConfigure(context)
              : configAs(options.user(), context);
    } catch (RuntimeException failure) {
      throw new ClusterException("kubeconfig: " + failure.getMessage(), failure);
    }
    if (!options.impersonate().isEmpty()) {
      config.setImpersonateUsername(options.impersonate());
    }
    config.setRequestRetryBackoffLimit(0);
    config.setHttp2Disable(true); // exec needs HTTP/1.1, and one of them is less to start
    return config;
  }

  /** As {@link Config#autoConfigure}, which knows no user but the context's. */
  private static Config configAs(String user, @Nullable String context) throws IOException {
    io.fabric8.kubernetes.api.model.Config[] files =
        Config.getKubeconfigFilenames().stream()
            .map(File::new)
            .filter(File::isFile)
            .map(KubeConfigUtils::parseConfig)
            .toArray(io.fabric8.kubernetes.api.model.Config[]::new);
    boolean isKnown = false;
    for (io.fabric8.kubernetes.api.model.Config file : files) {
      file.getContexts().forEach(each -> each.getContext().setUser(user));
      isKnown |= file.getUsers().stream().anyMatch(each -> each.getName().equals(user));
    }
    if (!isKnown) {
      throw new ClusterException("the kubeconfig has no user " + user, 0);
    }
    Config config = Config.empty();
    KubeConfigUtils.merge(config, context, files);
    Config.configFromSysPropsOrEnvVars(config);
    return config;
  }

  /** {@return the namespace of the current context} */
  String namespace() {
    return namespace;
  }

  /** {@return where the API server is} */
  URI server() {
    return server;
  }

  /** {@return what is at {@code path}, which begins with {@code api} and may have a query} */
  JsonNode get(String path) throws IOException {
    return await(getAsync(path), "GET " + path);
  }

  /** Asks without waiting; {@link #await} yields the answer. */
  CompletableFuture<JsonNode> getAsync(String path) {
    return send(client.newHttpRequestBuilder().uri(server.resolve(path)), path);
  }

  /** {@return what was made} */
  JsonNode post(String path, JsonNode body) throws IOException {
    HttpRequest.Builder request =
        client
            .newHttpRequestBuilder()
            .uri(server.resolve(path))
            .post(JSON_TYPE, JSON.writeValueAsBytes(body));
    return await(send(request, path), "POST " + path);
  }

  /** Removes what is at {@code path}, at once; that there is nothing is no failure. */
  void delete(String path) throws IOException {
    HttpRequest.Builder request =
        client.newHttpRequestBuilder().uri(server.resolve(path)).delete(JSON_TYPE, AT_ONCE);
    try {
      await(send(request, path), "DELETE " + path);
    } catch (ClusterException refusal) {
      if (!refusal.isNotFound()) {
        throw refusal;
      }
    }
  }

  private CompletableFuture<JsonNode> send(HttpRequest.Builder request, String path) {
    return client
        .sendAsync(request.timeout(timeoutMillis, TimeUnit.MILLISECONDS).build(), String.class)
        .thenApply(response -> tree(response, path));
  }

  private static JsonNode tree(HttpResponse<String> response, String path) {
    if (response.code() / 100 != 2) {
      throw new Refused(new ClusterException(refusal(response, path), response.code()));
    }
    return JSON.readTree(response.body());
  }

  /** Carries a refusal out of a future. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ClusterException refusal;

    Refused(ClusterException refusal) {
      super(refusal);
      this.refusal = refusal;
    }
  }

  /** A 403 of the API server names the verb, the resource and the namespace: that is all needed. */
  private static String refusal(HttpResponse<String> response, String path) {
    String message = response.body();
    try {
      message = JSON.readTree(response.body()).path("message").asString(message);
    } catch (RuntimeException _) {
      // not JSON: a proxy between us and the server answered
    }
    return switch (response.code()) {
      case 401 -> "the cluster does not know who you are (401): check the kubeconfig's user";
      case 403, 404 -> message;
      default -> "%s: %d %s".formatted(path, response.code(), message);
    };
  }

  /** {@return the answer to {@link #getAsync}} */
  <T> T await(CompletableFuture<T> answer, String what) throws IOException {
    try {
      return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(what + ": interrupted");
    } catch (TimeoutException _) {
      throw new ClusterException(
          "%s does not answer within %d s".formatted(server, timeoutMillis / 1000), 0);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw wrap(cause, what);
    }
  }

  private IOException wrap(Throwable cause, String what) {
    if (cause instanceof Refused refused) {
      return refused.refusal;
    }
    if (cause instanceof WebSocketHandshakeException handshake) {
      int status = handshake.getResponse().code();
      String need = status == 403 ? " (needs the verbs get and create on pods/exec there)" : "";
      return new ClusterException("%s: refused with %d%s".formatted(what, status, need), status);
    }
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ClusterException(
        "cannot reach the cluster at %s: %s".formatted(server, reason), cause);
  }

  /** Runs a command in a container with its standard streams attached. */
  ExecStream exec(String namespace, String pod, String container, List<String> command)
      throws IOException {
    var path = new StringBuilder("api/v1/namespaces/%s/pods/%s/exec".formatted(namespace, pod));
    path.append("?container=").append(container).append("&stdin=true&stdout=true&stderr=true");
    for (String word : command) {
      path.append("&command=").append(URLEncoder.encode(word, UTF_8));
    }
    var stream = new ExecStream(namespace + "/" + pod);
    CompletableFuture<WebSocket> opened =
        client
            .newWebSocketBuilder()
            .uri(WebSocket.toWebSocketUri(server.resolve(path.toString())))
            .subprotocol(EXEC_PROTOCOL)
            .connectTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
            .buildAsync(stream);
    stream.open(await(opened, "exec in pod " + namespace + "/" + pod));
    return stream;
  }

  /** Reads a kubeconfig without anything in it, and an answer without anything in it. */
  static void readNothing() {
    KubeConfigUtils.parseConfigFromString("kind: Config");
    var _ = JSON.readTree("{}");
  }

  /** Parses a document of ours. */
  static JsonNode parse(String json) {
    return JSON.readTree(json);
  }

  /** {@return the text of a field, empty when it is not there} */
  static String text(@Nullable JsonNode node, String... path) {
    JsonNode at = node;
    for (String step : path) {
      at = at == null ? null : at.path(step);
    }
    return at == null ? "" : at.asString("");
  }

  @Override
  public void close() {
    client.close();
    clients.shutDown();
  }
}
