package dev.podsonde.dns.lookup;

/** The ports on which DNS is looked for. */
final class DnsPorts {
  private DnsPorts() {}

  /**
   * {@return whether messages on it are read as DNS: 53, and the ports that DNS pods and caches
   * listen on behind a Service, where a message must look like one}
   */
  static boolean isDns(int port) {
    return switch (port) {
      case 53, 1053, 5300, 5353, 5355, 8053, 9053 -> true;
      default -> false;
    };
  }
}
