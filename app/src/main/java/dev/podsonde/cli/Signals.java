package dev.podsonde.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals of signal(7) that end a capture or ask for its counters.
 *
 * <p>The Java machine's only means, {@code sun.misc.Signal}, is called by reflection: compiled
 * against, it gives a warning that no annotation suppresses.
 */
final class Signals {
  private Signals() {}

  /** Has SIGINT and SIGTERM run {@code stop} instead of ending the process. */
  static void onStop(Runnable stop) {
    on("INT", stop);
    on("TERM", stop);
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
