package org.iecpools.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

/** HTTP client of the services, as operators, candidates and the public use them. */
final class Services implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final Endpoints stack;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Services(Endpoints stack) {
    this.stack = stack;
  }

  /**
   * The response to a request.
   *
   * @param body null if the response has none
   */
  record Answer(int status, JsonNode body) {
    boolean done() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Whether a service rests, and where.
   *
   * @param ends sum of the end offsets of the inputs
   * @param problem the response of a service that does not rest
   */
  private record Position(boolean rested, long ends, String problem) {}

  /**
   * Waits until every service has reached the tick and rests: all inputs are processed and
   * committed, and nothing is due. Each service is polled until it reports that; then all of them
   * are asked once more and must report the same. A service at rest writes nothing unless it
   * receives something, which would change its report. A service that does not respond is polled
   * further, because it may be restarting.
   *
   * @throws IllegalStateException if that takes longer than the stack's {@code timeout}
   */
  void awaitRest(long tick) {
    long giveUp = System.nanoTime() + stack.timeout().toNanos();
    Map<URI, Position> rested = new HashMap<>();
    while (true) {
      boolean confirming = rested.size() == stack.services().size();
      List<URI> asked =
          stack.services().stream().filter(url -> confirming || !rested.containsKey(url)).toList();
      List<Position> positions = together(asked.stream().map(url -> ask(url, tick)).toList());
      boolean same = true;
      for (int i = 0; i < asked.size(); i++) {
        Position before =
            positions.get(i).rested()
                ? rested.put(asked.get(i), positions.get(i))
                : rested.remove(asked.get(i));
        same &= positions.get(i).rested() && positions.get(i).equals(before);
      }
      if (confirming && same) {
        return;
      }
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "the services did not come to rest at tick %d within %s: %s"
                .formatted(
                    tick,
                    stack.timeout(),
                    positions.stream().filter(p -> !p.rested()).map(Position::problem).toList()));
      }
      if (rested.size() < stack.services().size()) {
        pause(PAUSE);
      }
    }
  }

  private Callable<Position> ask(URI url, long tick) {
    return () -> position(url, tick);
  }

  /**
   * The clock of a service.
   *
   * @param tick number of the last tick; 0 before the first
   */
  record Clock(long tick, Instant now) {}

  /**
   * The latest clock of all services, before the first tick of a simulation.
   *
   * @throws IllegalStateException if a service does not respond or does not use simulated time
   */
  Clock latestClock() {
    List<Clock> clocks = all(url -> () -> clock(url));
    return clocks.stream().max(Comparator.comparing(Clock::now)).orElseThrow();
  }

  private Clock clock(URI url) {
    Answer answer;
    try {
      answer = request("GET", url.resolve("/actuator/clock"), null);
    } catch (IOException e) {
      throw new IllegalStateException(
          url + " does not answer: is a stack up there, and is this its address? " + e, e);
    }
    if (!answer.done() || !answer.body().path("simulated").asBoolean(true)) {
      throw new IllegalStateException(
          url
              + " does not follow simulated time: a simulation needs a stack that was set up for"
              + " one, such as ./iec up --fresh --simulated-clock");
    }
    return new Clock(
        answer.body().get("tick").asLong(), Instant.parse(answer.body().get("now").asString()));
  }

  private Position position(URI url, long tick) {
    try {
      Answer answer = request("GET", url.resolve("/actuator/clock"), null);
      if (!answer.done()) {
        return new Position(false, 0, url + " answers " + answer.status());
      }
      JsonNode clock = answer.body();
      boolean rested = clock.get("tick").asLong() >= tick && clock.get("drained").asBoolean();
      return new Position(
          rested, clock.get("positions").asLong(), rested ? "" : url + " says " + clock);
    } catch (IOException e) {
      return new Position(false, 0, url + " does not answer: " + e);
    }
  }

  /**
   * Submits a profile.
   *
   * @param key the idempotency key
   */
  Answer submitProfile(String candidateId, String key, Map<String, ?> profile) {
    return insist(
        "POST",
        stack.profileService().resolve("/api/v1/candidates/" + candidateId + "/profiles"),
        profile,
        Map.of("Idempotency-Key", key));
  }

  Answer answerInvitation(String candidateId, String invitationId, String answer) {
    return insist(
        "POST",
        stack
            .invitationService()
            .resolve(
                "/api/v1/candidates/%s/invitations/%s/%s"
                    .formatted(candidateId, invitationId, answer)),
        Map.of());
  }

  Answer post(String path, Map<String, ?> body) {
    return insist("POST", stack.invitationService().resolve(path), body);
  }

  /**
   * The dashboard of a season.
   *
   * @param asOf null for the live view
   */
  JsonNode dashboard(int season, Instant asOf) {
    return rows("?season=" + season + (asOf == null ? "" : "&asOf=" + asOf));
  }

  private JsonNode rows(String query) {
    Answer answer = insist("GET", stack.statsService().resolve("/api/v1/dashboard" + query), null);
    if (!answer.done()) {
      throw new IllegalStateException(
          "the dashboard answers " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /** The dashboard as published at an instant. */
  JsonNode published(int season, Instant knownAt) {
    return rows("?season=" + season + "&knownAt=" + knownAt);
  }

  /** Runs requests in parallel and waits for all of them. */
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
    return together(stack.services().stream().map(ask::of).toList());
  }

  /** Repeats a request until its status is below 500; waits for a service that is down. */
  private Answer insist(String method, URI uri, Map<String, ?> body) {
    return insist(method, uri, body, Map.of());
  }

  private Answer insist(String method, URI uri, Map<String, ?> body, Map<String, String> headers) {
    long giveUp = System.nanoTime() + stack.timeout().toNanos();
    while (true) {
      String problem;
      try {
        Answer answer = request(method, uri, body, headers);
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
    return request(method, uri, body, Map.of());
  }

  private Answer request(String method, URI uri, Map<String, ?> body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
    headers.forEach(request::header);
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
