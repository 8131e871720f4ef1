package org.iecpools.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The services' HTTP faces, as operators, candidates and the public use them. */
final class Services implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final SeasonOptions options;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Services(SeasonOptions options) {
    this.options = options;
  }

  /**
   * @param body null where the answer has none
   */
  record Answer(int status, JsonNode body) {
    boolean done() {
      return status >= 200 && status < 300;
    }
  }

  private record Position(boolean rested, long ends, Instant now, String problem) {}

  /**
   * Waits until every service has reached the tick and rests: all inputs processed and committed,
   * nothing due left, twice in a row with nothing come in between. A service that does not answer
   * is waited for, as it may be restarting.
   *
   * @throws IllegalStateException when that takes longer than the options' patience
   */
  void awaitRest(long tick) {
    long giveUp = System.nanoTime() + options.patience().toNanos();
    List<Long> before = null;
    while (true) {
      List<Position> positions = all(url -> () -> position(url, tick));
      boolean rested = positions.stream().allMatch(Position::rested);
      List<Long> ends = rested ? positions.stream().map(Position::ends).toList() : null;
      if (rested && ends.equals(before)) {
        return;
      }
      before = ends;
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "the services did not come to rest at tick %d within %s: %s"
                .formatted(
                    tick,
                    options.patience(),
                    positions.stream().filter(p -> !p.rested()).map(Position::problem).toList()));
      }
      if (!rested) {
        pause(PAUSE);
      }
    }
  }

  /**
   * The services' clocks before the first tick.
   *
   * @throws IllegalStateException when a service is not there or does not follow simulated time
   */
  Instant latestClock() {
    List<Instant> clocks =
        all(
            url ->
                () -> {
                  Answer answer = request("GET", url.resolve("/actuator/clock"), null);
                  if (!answer.done() || !answer.body().path("simulated").asBoolean(true)) {
                    throw new IllegalStateException(
                        url + " does not follow simulated time (iec.simulated-clock)");
                  }
                  return Instant.parse(answer.body().get("now").asString());
                });
    return clocks.stream().max(Instant::compareTo).orElseThrow();
  }

  private Position position(URI url, long tick) {
    try {
      Answer answer = request("GET", url.resolve("/actuator/clock"), null);
      if (!answer.done()) {
        return new Position(false, 0, null, url + " answers " + answer.status());
      }
      JsonNode clock = answer.body();
      return new Position(
          clock.get("tick").asLong() >= tick && clock.get("drained").asBoolean(),
          clock.get("positions").asLong(),
          null,
          url + " says " + clock);
    } catch (IOException e) {
      return new Position(false, 0, null, url + " does not answer: " + e);
    }
  }

  Answer submitProfile(String candidateId, Map<String, ?> profile) {
    return insist(
        "POST",
        options.profileService().resolve("/api/v1/candidates/" + candidateId + "/profiles"),
        profile);
  }

  Answer answerInvitation(String candidateId, String invitationId, String answer) {
    return insist(
        "POST",
        options
            .invitationService()
            .resolve(
                "/api/v1/candidates/%s/invitations/%s/%s"
                    .formatted(candidateId, invitationId, answer)),
        Map.of());
  }

  Answer post(String path, Map<String, ?> body) {
    return insist("POST", options.invitationService().resolve(path), body);
  }

  /**
   * The public numbers.
   *
   * @param asOf null for live
   */
  JsonNode dashboard(Instant asOf) {
    String query = "?season=" + options.season() + (asOf == null ? "" : "&asOf=" + asOf);
    Answer answer =
        insist("GET", options.statsService().resolve("/api/v1/dashboard" + query), null);
    if (!answer.done()) {
      throw new IllegalStateException(
          "the dashboard answers " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /** Runs requests side by side; returns when all are answered. */
  <T> List<T> together(List<Callable<T>> requests) {
    try {
      var answers = new ArrayList<T>();
      for (Future<T> answer : threads.invokeAll(requests)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private interface Ask<T> {
    Callable<T> of(URI service);
  }

  private <T> List<T> all(Ask<T> ask) {
    return together(options.services().stream().map(ask::of).toList());
  }

  /** Asks until there is an answer; a service that is down is waited for. */
  private Answer insist(String method, URI uri, Map<String, ?> body) {
    long giveUp = System.nanoTime() + options.patience().toNanos();
    while (true) {
      String problem;
      try {
        Answer answer = request(method, uri, body);
        if (answer.status() < 500) {
          return answer;
        }
        problem = answer.status() + " " + answer.body();
      } catch (IOException e) {
        problem = e.toString();
      }
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(method + " " + uri + ": " + problem);
      }
      pause(RETRY);
    }
  }

  private Answer request(String method, URI uri, Map<String, ?> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at " + uri, e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return text.isBlank() ? null : JSON.readTree(text);
    } catch (JacksonException _) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.close();
    http.close();
  }
}
