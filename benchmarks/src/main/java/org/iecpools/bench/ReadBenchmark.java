package org.iecpools.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.bench.harness.Wrk;
import org.iecpools.bench.reads.ConstantResponse;
import org.iecpools.stack.StackException;

/** Measures read throughput with wrk. */
final class ReadBenchmark {

  private static final int WARM_UPS = 2;
  private static final int TURNS = 5;

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

  ReadResult measure() throws InterruptedException {
    byte[] body = copyDashboardToConstant();
    String constant = address + ConstantResponse.PATH;
    for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
      Wrk.rate(dashboard);
      Wrk.rate(constant);
    }
    List<Double> dashboards = new ArrayList<>();
    List<Double> constants = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      dashboards.add(Wrk.rate(dashboard));
      constants.add(Wrk.rate(constant));
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
}
