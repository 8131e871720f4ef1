package org.iecpools.beacon.relay;

import java.util.Objects;

/** A local beacon cannot be used. The message states the reason and what to do. */
public final class BeaconFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BeaconFailed(String message) {
    super(message);
  }

  BeaconFailed(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every constructor takes a message");
  }
}
