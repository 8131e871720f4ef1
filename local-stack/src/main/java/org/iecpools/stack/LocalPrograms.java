package org.iecpools.stack;

import java.nio.file.Path;

/** Programs on this machine. */
public final class LocalPrograms {

  private LocalPrograms() {}

  /** The {@code java} of the JDK that runs this process. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
