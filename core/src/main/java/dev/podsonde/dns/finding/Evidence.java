package dev.podsonde.dns.finding;

/** Keeps the packets that findings point at, before whoever feeds the engine forgets them. */
@FunctionalInterface
public interface Evidence {
  /** Keeps no packet: the findings have frame numbers alone. */
  Evidence NONE = _ -> {};

  /** A finding may point at the packet of that number, the first of the capture being 1. */
  void keep(long frame);
}
