package org.iecpools.flow;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Programs that some tests need. Tests are skipped where they are missing. */
final class Programs {

  private Programs() {}

  /** Whether a shell command, such as {@code node -v}, succeeds. */
  static boolean succeeds(String command) {
    try {
      return new ProcessBuilder("bash", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
