package org.iecpools.kit.access;

/** Tokens cannot be verified with the settings. Ends the start of a service. */
public final class UnusableAccessSettings extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what would be right
   */
  UnusableAccessSettings(String message) {
    super(message);
  }
}
