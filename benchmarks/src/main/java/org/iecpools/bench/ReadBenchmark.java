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
import org.iecpools.bench.reads.ConstantResponse;
import org.iecpools.stack.LocalPrograms;
import org.iecpools.stack.StackException;

/** Measures read throughput with wrk. */
final class ReadBenchmark {

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
  ReadBenchmark(String address, int season) {
    this.address = address;
    this.dashboard = address + "/api/v1/dashboard?season=" + season;
  }

  /** Whether wrk is installed. */
  static boolean isPossible() {
    return LocalPrograms.find("wrk").isPresent();
  }

  ReadResult measure() throws InterruptedException {
    byte[] body = copyDashboardToConstant();
    String constant = address + ConstantResponse.PATH;
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
    return new ReadResult(dashboards, constants, body.length);
  }

  private byte[] copyDashboardToConstant() throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      byte[] body =
          http.send(
                  HttpRequest.newBuilder(URI.create(dashboard)).build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body();
      int status =
          http.send(
                  HttpRequest.newBuilder(URI.create(address + ConstantResponse.PATH))
                      .header("Content-Type", "application/json")
                      .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new StackException("setting the constant response failed with status " + status);
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
