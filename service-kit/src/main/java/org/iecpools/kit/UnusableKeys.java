package org.iecpools.kit;

/** Secret keys that are missing, malformed, readable by others or not the ones that are needed. */
public final class UnusableKeys extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what to do; contains no key
   */
  public UnusableKeys(String message) {
    super(message);
  }
}
