package dev.podsonde.cluster;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Makes ready what a command needs for its first request, beside what else it does until then. That
 * is tenths of a second of loading classes, whatever the request will be.
 */
public final class ClusterStart {
  private static final AtomicBoolean HAS_BEGUN = new AtomicBoolean();

  private ClusterStart() {}

  /** Begins, unless it has before, and returns at once. */
  public static void begin() {
    if (!HAS_BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("tls-start").start(ClusterStart::greetNobody);
      Thread.ofPlatform().daemon().name("json-start").start(ApiServer::readNothing);
    }
  }

  /** Makes the first message of a handshake, with no trust and no keys, and throws it away. */
  private static void greetNobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      SSLEngine engine = context.createSSLEngine("localhost", 443);
      engine.setUseClientMode(true);
      ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), message);
    } catch (GeneralSecurityException | SSLException _) {
      // Whoever needs TLS will meet the same, and tell.
    }
  }
}
