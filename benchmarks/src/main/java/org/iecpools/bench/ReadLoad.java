package org.iecpools.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.bench.reads.ConstantAnswer;
import org.iecpools.stack.StackException;

/** Measures read throughput with wrk. */
final class ReadLoad {

  private static final int WARM_UPS = 2;
  private static final int TURNS = 5;
  private static final int SECONDS = 5;
  private static final int CONNECTIONS = 16;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

  private final String address;
  private final String dashboard;

  /**
   * @param address of the service
   * @param season of the dashboard
   */
  ReadLoad(String address, int season) {
    this.address = address;
    this.dashboard = address + "/api/v1/dashboard?season=" + season;
  }

  /** Whether wrk is installed. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start().waitFor() >= 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Reads measure() throws InterruptedException {
    byte[] body = giveTheConstantItsBody();
    String constant = address + ConstantAnswer.PATH;
    for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
      wrk(dashboard);
      wrk(constant);
    }
    List<Double> dashboards = new ArrayList<>();
    List<Double> constants = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      dashboards.add(wrk(dashboard));
      constants.add(wrk(constant));
    }
    return new Reads(dashboards, constants, body.length);
  }

  private byte[] giveTheConstantItsBody() throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      byte[] body =
          http.send(
                  HttpRequest.newBuilder(URI.create(dashboard)).build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body();
      int status =
          http.send(
                  HttpRequest.newBuilder(URI.create(address + ConstantAnswer.PATH))
                      .header("Content-Type", "application/octet-stream")
                      .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new StackException("the constant was not taken: " + status);
      }
      return body;
    } catch (IOException e) {
      throw new StackException(address + " does not answer: " + e.getMessage(), e);
    }
  }

  private static double wrk(String url) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d" + SECONDS + "s", url)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      Matcher rate = RATE.matcher(said);
      if (process.waitFor() != 0 || !rate.find() || said.contains("Non-2xx")) {
        throw new StackException("wrk could not measure " + url + ":\n" + said);
      }
      return Double.parseDouble(rate.group(1));
    } catch (IOException e) {
      throw new StackException("wrk could not be run: " + e.getMessage(), e);
    }
  }
}
