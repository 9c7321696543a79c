package dev.podsonde.cluster;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Makes TLS ready beside what else a command does before its first request. The first handshake of
 * a process loads a tenth of a second's worth of classes, whoever it is with.
 */
final class TlsStart {
  private TlsStart() {}

  /** Begins, and returns at once. */
  static void begin() {
    Thread.ofPlatform().daemon().name("tls-start").start(TlsStart::greetNobody);
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
