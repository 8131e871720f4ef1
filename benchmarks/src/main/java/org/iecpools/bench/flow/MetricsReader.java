package org.iecpools.bench.flow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iecpools.bench.harness.LoadThread;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.StackException;

/** Reads the metrics of the services again and again, like a Prometheus server. */
final class MetricsReader implements AutoCloseable {

  /** That of docker/observability/prometheus. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<HttpRequest> requests;
  private final LoadThread thread;

  private MetricsReader(List<String> services) {
    this.requests =
        services.stream()
            .map(
                service ->
                    HttpRequest.newBuilder(
                            ManagementPort.of(URI.create(service)).resolve("/actuator/prometheus"))
                        .timeout(TIMEOUT)
                        .build())
            .toList();
    this.thread = LoadThread.start(this::read);
  }

  /**
   * Starts to read the metrics of all services.
   *
   * @param stack with services that are ready
   */
  static MetricsReader of(LocalStack.Addresses stack) {
    return new MetricsReader(
        List.of(stack.profile(), stack.pool(), stack.invitation(), stack.stats()));
  }

  /** Reads nothing. */
  static MetricsReader none() {
    return new MetricsReader(List.of());
  }

  private void read(LoadThread load) {
    long next = System.nanoTime();
    while (!load.isStopped() && !requests.isEmpty()) {
      try {
        if (System.nanoTime() >= next) {
          requests.forEach(this::read);
          next += INTERVAL.toNanos();
        }
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void read(HttpRequest request) {
    try {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new StackException(request.uri() + " answered with status " + status);
      }
    } catch (IOException e) {
      throw new StackException(request.uri() + " cannot be read: " + e, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends reading.
   *
   * @throws StackException if metrics could not be read
   */
  @Override
  public void close() throws InterruptedException {
    thread.stop();
    http.close();
  }
}
