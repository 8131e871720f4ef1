package org.iecpools.bench.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.StackException;

/** Reads an address as fast as it answers, with the program wrk. */
public final class Wrk {

  private static final int CONNECTIONS = 16;

  /** How long an address is read. */
  public static final int SECONDS = 5;

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

  private Wrk() {}

  /** Whether wrk is installed. */
  public static boolean isInstalled() {
    return LocalPrograms.find("wrk").isPresent();
  }

  /**
   * Answers per second, over {@link #SECONDS} and 16 connections.
   *
   * @throws StackException if wrk cannot run or an answer is not a success
   */
  public static double rate(String url) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d" + SECONDS + "s", url)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher rate = RATE.matcher(output);
      if (process.waitFor() != 0 || !rate.find() || output.contains("Non-2xx")) {
        throw new StackException("wrk could not measure %s:%n%s".formatted(url, output));
      }
      return Double.parseDouble(rate.group(1));
    } catch (IOException e) {
      throw new StackException("wrk could not be run: " + e.getMessage(), e);
    }
  }
}
