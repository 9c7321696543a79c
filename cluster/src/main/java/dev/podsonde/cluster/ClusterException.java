package dev.podsonde.cluster;

import java.io.IOException;

/** The API server cannot be reached, refuses, or does not have what was asked for. */
public final class ClusterException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  ClusterException(String message, int status) {
    super(message);
    this.status = status;
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** {@return the HTTP status; 0 when there was no answer} */
  public int status() {
    return status;
  }

  boolean isForbidden() {
    return status == 403;
  }

  boolean isNotFound() {
    return status == 404;
  }
}
