package dev.podsonde.cluster;

/** The way in to a node. */
public enum Via {
  /** Local where the pod runs on this machine and we are root, else a helper pod. */
  AUTO,
  LOCAL,
  HELPER
}
