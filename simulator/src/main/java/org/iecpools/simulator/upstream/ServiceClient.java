package org.iecpools.simulator.upstream;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.management.ManagementPort;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP client of the services, as operators, candidates and the public use them. Waits for services
 * that are down, because a test may restart them: a request is repeated until its status is below
 * 500 and not 429, at most for the {@code timeout} of the endpoints.
 */
public final class ServiceClient implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

  /** This client sends the requests of all candidates from one address. */
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private static final int TOO_MANY_REQUESTS = 429;

  private final Endpoints stack;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Connects to the services of a stack. */
  public ServiceClient(Endpoints stack) {
    this.stack = stack;
  }

  /**
   * The response to a request.
   *
   * @param status HTTP status
   * @param body JSON, or a string if it is something else; a missing node if there is no body
   */
  public record Response(int status, JsonNode body) {

    /** Whether the status is a success. */
    public boolean done() {
      return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  // ---- the barrier

  /**
   * Whether a service rests.
   *
   * @param inputs sum of the end offsets of its inputs
   * @param problem the response of a service that does not rest
   */
  private record RestStatus(boolean rests, long inputs, String problem) {}

  /**
   * Waits until every service has reached the tick and rests: all inputs are processed and
   * committed, and nothing is due. A service responds when it rests; then all of them are asked
   * once more and must report the same. A service at rest writes nothing unless it receives
   * something, which would change its report. A service that does not respond is asked again,
   * because it may be restarting.
   *
   * @throws IllegalStateException if that takes longer than the {@code timeout} of the endpoints
   */
  public void awaitRest(long tick) {
    long giveUp = System.nanoTime() + stack.timeout().toNanos();
    List<RestStatus> before = List.of();
    List<RestStatus> reports = all(stack.services(), url -> restStatus(url, tick));
    while (!reports.equals(before) || !reports.stream().allMatch(RestStatus::rests)) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "the services did not come to rest at tick %d within %d s: %s"
                .formatted(
                    tick,
                    stack.timeout().toSeconds(),
                    reports.stream().filter(r -> !r.rests()).map(RestStatus::problem).toList()));
      }
      before = reports;
      reports = all(stack.services(), url -> restStatus(url, tick));
    }
  }

  /**
   * Waits until a condition holds that the services bring about.
   *
   * @param otherwise what is wrong if it does not
   * @throws IllegalStateException if that takes longer than the {@code timeout} of the endpoints
   */
  public void await(BooleanSupplier condition, String otherwise) {
    long giveUp = System.nanoTime() + stack.timeout().toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(
            "%s within %d s".formatted(otherwise, stack.timeout().toSeconds()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private RestStatus restStatus(URI service, long tick) {
    try {
      Response response =
          request(
              "GET",
              ManagementPort.of(service).resolve("/actuator/clock?rest=" + tick),
              Optional.empty());
      if (!response.done()) {
        sleep(RETRY_INTERVAL);
        return new RestStatus(false, 0, service + " responds with " + response.status());
      }
      JsonNode clock = response.body();
      boolean rests = clock.get("tick").asLong() >= tick && clock.get("drained").asBoolean();
      return new RestStatus(
          rests, clock.get("positions").asLong(), rests ? "" : service + " reports " + clock);
    } catch (IOException e) {
      sleep(RETRY_INTERVAL);
      return new RestStatus(false, 0, service + " does not respond: " + e);
    }
  }

  /**
   * The simulated time of a service.
   *
   * @param tick number of the last tick; 0 before the first
   */
  public record SimulatedTime(long tick, Instant now) {}

  /**
   * The latest simulated time of all services, before the first tick of a simulation.
   *
   * @throws IllegalStateException if a service does not respond or does not use simulated time
   */
  public SimulatedTime latestTime() {
    return all(stack.services(), this::time).stream()
        .max(Comparator.comparing(SimulatedTime::now))
        .orElseThrow();
  }

  private SimulatedTime time(URI service) {
    Response response;
    try {
      response =
          request("GET", ManagementPort.of(service).resolve("/actuator/clock"), Optional.empty());
    } catch (IOException e) {
      throw new IllegalStateException(
          "the management port of %s does not respond: check that a stack is running at this address (%s)"
              .formatted(service, e),
          e);
    }
    if (!response.done() || !response.body().path("simulated").asBoolean(true)) {
      throw new IllegalStateException(
          "%s does not use simulated time: start a stack with ./iec up --fresh --simulated-clock"
              .formatted(service));
    }
    return new SimulatedTime(
        response.body().get("tick").asLong(), Instant.parse(response.body().get("now").asString()));
  }

  // ---- operators

  /** Announces a season. */
  public Response announce(SeasonPlanned plan) {
    return operate("/api/v1/seasons", Requests.season(plan), Map.of());
  }

  /** Announces a quota. */
  public Response announce(QuotaAnnounced announcement) {
    return operate("/api/v1/quotas", Requests.quota(announcement), Map.of());
  }

  /** Sets the time of publication of a season. */
  public Response announce(PublicationTimeSet set) {
    return operate("/api/v1/publication-times", Requests.publicationTime(set), Map.of());
  }

  /**
   * Orders rounds that run immediately.
   *
   * @param commandId idempotency key of the order
   * @param orders at least one; all of one season and country
   */
  public Response orderRounds(UUID commandId, List<RoundOrder> orders) {
    return operate("/api/v1/rounds", Requests.rounds(commandId, orders), Map.of());
  }

  /**
   * Orders rounds and does not wait for the result, because draws may have to wait for simulated
   * time.
   */
  public void orderRoundsWithoutWaiting(UUID commandId, List<RoundOrder> orders) {
    operate(
        "/api/v1/rounds", Requests.rounds(commandId, orders), Map.of("Prefer", "respond-async"));
  }

  private Response operate(String path, Map<String, ?> body, Map<String, String> headers) {
    return insist(
        "POST",
        stack.invitationService().resolve(path),
        Optional.of(body),
        stack.tokens().operator().get(),
        headers);
  }

  // ---- candidates

  /**
   * The result of a candidate's request.
   *
   * @param status HTTP status of the response
   * @param published the event that the service published; empty if it refused the request
   * @param body body of the response, for messages
   */
  public record CandidateResponse(int status, Optional<CandidateEvent> published, String body) {}

  /**
   * Sends a candidate's event as an HTTP request. The service assigns the id of a profile; the
   * profile id in {@code event} is the idempotency key.
   *
   * @param event a submission, an acceptance or a decline
   * @throws IllegalArgumentException if candidates do not send such an event by HTTP
   */
  public CandidateResponse send(CandidateEvent event) {
    return switch (event) {
      case ProfileSubmitted form -> submit(form);
      case InvitationAccepted e -> answer(e, e.getInvitationId(), "accept");
      case InvitationDeclined e -> answer(e, e.getInvitationId(), "decline");
      case ProfileWithdrawn e -> throw notByHttp(e);
      case ApplicationsEvent e -> throw notByHttp(e);
      case PoolsEvent e -> throw notByHttp(e);
      case InvitationsEvent e -> throw notByHttp(e);
    };
  }

  private static IllegalArgumentException notByHttp(CandidateEvent event) {
    return new IllegalArgumentException("candidates do not send this event by HTTP: " + event);
  }

  private CandidateResponse submit(ProfileSubmitted form) {
    Response response =
        insist(
            "POST",
            stack
                .profileService()
                .resolve("/api/v1/candidates/%s/profiles".formatted(form.getCandidateId())),
            Optional.of(Requests.profile(form)),
            stack.tokens().portal().get(),
            Map.of("Idempotency-Key", form.getProfileId().toString()));
    Optional<CandidateEvent> published =
        response.done()
            ? Optional.of(
                ProfileSubmitted.newBuilder(form)
                    .setProfileId(UUID.fromString(response.body().get("profileId").asString()))
                    .build())
            : Optional.empty();
    return new CandidateResponse(response.status(), published, response.body().toString());
  }

  private CandidateResponse answer(CandidateEvent event, UUID invitationId, String answer) {
    Response response =
        insist(
            "POST",
            stack
                .invitationService()
                .resolve(
                    "/api/v1/candidates/%s/invitations/%s/%s"
                        .formatted(event.getCandidateId(), invitationId, answer)),
            Optional.of(Map.of()),
            stack.tokens().caseWorker().get(),
            Map.of());
    return new CandidateResponse(
        response.status(),
        response.done() ? Optional.of(event) : Optional.empty(),
        response.body().toString());
  }

  // ---- the public

  /** The live dashboard of a season. */
  public JsonNode dashboard(int season) {
    return rows("?season=" + season);
  }

  /** The dashboard of a season as of an instant, from everything that is known now. */
  public JsonNode dashboard(int season, Instant asOf) {
    return rows("?season=" + season + "&asOf=" + asOf);
  }

  /** The dashboard of a season as published by an instant. */
  public JsonNode published(int season, Instant knownAt) {
    return rows("?season=" + season + "&knownAt=" + knownAt);
  }

  private JsonNode rows(String query) {
    Response response =
        insist("GET", stack.statsService().resolve("/api/v1/dashboard" + query), Optional.empty());
    if (!response.done()) {
      throw new IllegalStateException("stats-service refused the dashboard: " + response);
    }
    return response.body();
  }

  // ---- requests

  /**
   * Runs requests in parallel and waits for all of them.
   *
   * @return the results, in the order of the requests
   * @throws IllegalStateException if one of them fails
   */
  public <T> List<T> inParallel(List<Callable<T>> requests) {
    try {
      var results = new ArrayList<T>();
      for (Future<T> result : threads.invokeAll(requests)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  private <T> List<T> all(List<URI> services, Function<URI, T> request) {
    return inParallel(
        services.stream().map(url -> (Callable<T>) () -> request.apply(url)).toList());
  }

  private Response insist(String method, URI uri, Optional<Map<String, ?>> body) {
    return insist(method, uri, body, "", Map.of());
  }

  /**
   * Repeats a request until its status is below 500.
   *
   * @param token empty for none
   * @throws IllegalStateException if the token is refused
   */
  private Response insist(
      String method,
      URI uri,
      Optional<Map<String, ?>> body,
      String token,
      Map<String, String> headers) {
    long giveUp = System.nanoTime() + stack.timeout().toNanos();
    while (true) {
      String problem;
      try {
        Response response = request(method, uri, body, token, headers);
        if (response.status() == 401 || response.status() == 403) {
          throw new IllegalStateException(
              "the token for %s %s is refused: %s".formatted(method, uri, response));
        }
        if (response.status() < 500 && response.status() != TOO_MANY_REQUESTS) {
          return response;
        }
        problem = response.toString();
      } catch (IOException e) {
        problem = e.toString();
      }
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(method + " " + uri + ": " + problem);
      }
      sleep(RETRY_INTERVAL);
    }
  }

  private Response request(String method, URI uri, Optional<Map<String, ?>> body)
      throws IOException {
    return request(method, uri, body, "", Map.of());
  }

  private Response request(
      String method,
      URI uri,
      Optional<Map<String, ?>> body,
      String token,
      Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).header("Accept", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body.get())));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Response(response.statusCode(), json(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at " + uri, e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return text.isBlank() ? JSON.getNodeFactory().missingNode() : JSON.readTree(text);
    } catch (JacksonException _) {
      return JSON.getNodeFactory().stringNode(text);
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
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
