package org.iecpools.kit.keys;

/** Secret keys are missing, malformed, readable by others or not the required ones. */
public final class UnusableKeys extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do; must not contain a key
   */
  public UnusableKeys(String message) {
    super(message);
  }
}
