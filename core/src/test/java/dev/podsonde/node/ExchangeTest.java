package dev.podsonde.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExchangeTest {
  @Test
  @Timeout(20)
  void serverThatAnswersByTheByteIsNotWaitedForLonger() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ScheduledExecutorService dripping = Executors.newScheduledThreadPool(1)) {
      Exchange exchange =
          Exchange.of(
              NodeMessage.of(
                  "exchange",
                  "server",
                  "127.0.0.1",
                  "port",
                  server.getLocalPort(),
                  "transport",
                  "tcp",
                  "attempts",
                  1,
                  "timeout",
                  400,
                  "messages",
                  "EjQBAAABAAAAAAAA"));
      dripping.execute(() -> drip(server, dripping));
      NodeMessage event = exchange.run("1");
      dripping.shutdownNow();

      assertThat(event.text("error")).isEqualTo("no answer on the connection within 400 ms");
      assertThat(event.number("took")).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
  }

  /** Sends the beginning of a long message, a byte every 50 ms. */
  private static void drip(ServerSocket server, ScheduledExecutorService timer) {
    try {
      Socket connection = server.accept();
      OutputStream out = connection.getOutputStream();
      ScheduledFuture<?> _ =
          timer.scheduleAtFixedRate(() -> send(out), 0, 50, TimeUnit.MILLISECONDS);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void send(OutputStream out) {
    try {
      out.write(0x7f);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone); // ends the schedule
    }
  }
}
