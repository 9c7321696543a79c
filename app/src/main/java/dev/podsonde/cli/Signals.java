package dev.podsonde.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Signals of signal(7) that end a capture or ask for its counters.
 *
 * <p>The Java machine's only means, {@code sun.misc.Signal}, is called by reflection: compiled
 * against, it gives a warning that no annotation suppresses.
 */
final class Signals {
  /** As a shell says it of a process ended by SIGINT. */
  private static final int STOPPED_TWICE = 128 + 2;

  private Signals() {}

  /**
   * Has SIGINT, SIGTERM and SIGHUP run {@code stop} instead of ending the process. The second ends
   * it at once, for when output that nobody takes holds it up.
   */
  static void onStop(Runnable stop) {
    AtomicBoolean isStopping = new AtomicBoolean();
    Runnable stopOrEnd =
        () -> {
          if (isStopping.getAndSet(true)) {
            Runtime.getRuntime().halt(STOPPED_TWICE);
          }
          stop.run();
        };
    List.of("INT", "TERM", "HUP").forEach(name -> on(name, stopOrEnd));
  }

  /** Has SIGUSR1 run {@code report}. SIGUSR2 is the Java machine's own. */
  static void onReport(Runnable report) {
    on("USR1", report);
  }

  private static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object runner =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                action.run();
                return null;
              });
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), runner);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this Java machine handles no signals", missing);
    }
  }
}
