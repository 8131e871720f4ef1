package org.iecpools.stats.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

class ProofsControllerTest {

  private static final String ROUND = "48b1ab6e-0000-4000-8000-000000000001";
  private static final String PROFILE = "6b0936a2-0000-4000-8000-000000000002";
  private static final String PATH = "/api/v1/rounds/2026/IE/" + ROUND + "/proof";
  private static final String OF_PROFILE = PATH + "?profileId=" + PROFILE;
  private static final String PROOF = "{\"roundId\": \"" + ROUND + "\"}";

  /** Replaces the error handling that the kit provides in the running service. */
  @RestControllerAdvice
  static class Problems extends ResponseEntityExceptionHandler {}

  private final List<String> requests = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer invitations;

  @BeforeEach
  void aService() throws IOException {
    invitations = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    invitations.setExecutor(threads);
    invitations.start();
  }

  @AfterEach
  void end() {
    invitations.stop(0);
    threads.shutdownNow();
  }

  @Test
  void theProofOfInvitationServiceIsAnsweredUnchanged() {
    answer(200, "application/json", PROOF);

    MvcTestResult answer = get(OF_PROFILE);

    assertThat(answer).hasStatusOk().hasContentType("application/json").hasBodyTextEqualTo(PROOF);
    assertThat(answer).hasHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    assertThat(requests).containsExactly("GET " + OF_PROFILE);
  }

  @Test
  void aRoundIsProvedWithoutAProfileToo() {
    answer(200, "application/json", PROOF);

    assertThat(get(PATH)).hasStatusOk();
    assertThat(requests).containsExactly("GET " + PATH);
  }

  // ---- bundles

  private static final String BUNDLE = "/api/v1/rounds/2026/IE/" + ROUND + "/bundle";

  @Test
  void aBundleIsPassedOnWithItsTag() {
    answer(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"7\"");
          exchange.getResponseHeaders().set("Cache-Control", "max-age=60, public");
          requests.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match")));
          send(exchange, 200, "application/json", PROOF);
        });

    MvcTestResult answer = get(BUNDLE);

    assertThat(answer).hasStatusOk().hasContentType("application/json").hasBodyTextEqualTo(PROOF);
    assertThat(answer).hasHeader(HttpHeaders.ETAG, "\"7\"");
    assertThat(answer).hasHeader(HttpHeaders.CACHE_CONTROL, "max-age=60, public");
    assertThat(requests).contains("null", "GET " + BUNDLE);
  }

  @Test
  void aClientThatHasTheBundleIsToldSo() {
    answer(
        exchange -> {
          requests.add(exchange.getRequestHeaders().getFirst("If-None-Match"));
          exchange.getResponseHeaders().set("ETag", "\"7\"");
          exchange.sendResponseHeaders(304, -1);
          exchange.close();
        });

    MvcTestResult answer =
        http(Duration.ofSeconds(5))
            .get()
            .uri(BUNDLE)
            .header(HttpHeaders.IF_NONE_MATCH, "\"7\"")
            .exchange();

    assertThat(answer).hasStatus(304).hasHeader(HttpHeaders.ETAG, "\"7\"");
    assertThat(requests).contains("\"7\"", "GET " + BUNDLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNKNOWN_ROUND", "NO_PROOF", "NOT_DRAWN", "NO_BUNDLE"})
  void theReasonWhyThereIsNoBundleIsPassedOn(String code) {
    answer(
        404,
        "application/problem+json",
        "{\"status\": 404, \"errors\": [{\"code\": \"%s\", \"detail\": \"As it is.\"}]}"
            .formatted(code));

    assertThat(get(BUNDLE)).hasStatus(404);
    assertThat(code(get(BUNDLE))).isEqualTo(code);
  }

  @Test
  void anAnswerThatIsNoBundleIsAProblem() {
    answer(200, "text/html", "<html>");
    assertThat(code(get(BUNDLE))).isEqualTo("UNEXPECTED_ANSWER");

    int port = invitations.getAddress().getPort();
    invitations.stop(0);
    assertThat(code(get(port, Duration.ofSeconds(5), BUNDLE))).isEqualTo("INVITATION_SERVICE_DOWN");
  }

  @Test
  void onlyWhatIsNeededIsForwarded() {
    answer(
        exchange -> {
          requests.addAll(exchange.getRequestHeaders().keySet());
          send(exchange, 200, "application/json", PROOF);
        });

    http(Duration.ofSeconds(5))
        .get()
        .uri(OF_PROFILE)
        .header("Cookie", "a=b")
        .header("Authorization", "Bearer token")
        .header("X-Forwarded-For", "192.0.2.1")
        .exchange();

    assertThat(requests)
        .contains("Accept")
        .doesNotContain("Cookie", "Authorization", "X-forwarded-for", "Referer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNKNOWN_ROUND", "NO_PROOF", "NOT_DRAWABLE"})
  void theReasonWhyThereIsNoProofIsPassedOn(String code) {
    answer(
        404,
        "application/problem+json",
        "{\"status\": 404, \"errors\": [{\"code\": \"%s\", \"detail\": \"As it is.\"}]}"
            .formatted(code));

    assertThat(get(OF_PROFILE)).hasStatus(404);
    assertThat(code(get(OF_PROFILE))).isEqualTo(code);
    assertThat(get(OF_PROFILE)).bodyJson().extractingPath("$.detail").isEqualTo("As it is.");
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/html, <html>, 502, UNEXPECTED_ANSWER",
    "302, text/html, moved, 502, UNEXPECTED_ANSWER",
    "400, application/problem+json, {}, 502, UNEXPECTED_ANSWER",
    "403, application/problem+json, {}, 502, UNEXPECTED_ANSWER",
    "404, application/problem+json, {}, 502, UNEXPECTED_ANSWER",
    "404, text/html, <html>, 502, UNEXPECTED_ANSWER",
    "429, application/problem+json, {}, 503, OVERLOADED",
    "500, application/problem+json, {}, 502, UNEXPECTED_ANSWER",
    "503, application/problem+json, {}, 503, INVITATION_SERVICE_DOWN"
  })
  void anyOtherAnswerIsAProblemOfThisService(
      int status, String type, String body, int answered, String code) {
    answer(status, type, body);

    MvcTestResult answer = get(OF_PROFILE);

    assertThat(answer).hasStatus(answered);
    assertThat(code(answer)).isEqualTo(code);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotPassedOn() {
    answer(200, "application/json", " ".repeat(ProofClient.LARGEST_BYTES + 1));

    assertThat(code(get(OF_PROFILE))).isEqualTo("UNEXPECTED_ANSWER");
  }

  @Test
  void aServiceThatIsNotThereIsAProblem() {
    int port = invitations.getAddress().getPort();
    invitations.stop(0);

    MvcTestResult answer = get(port, Duration.ofSeconds(5), OF_PROFILE);

    assertThat(answer).hasStatus(503);
    assertThat(code(answer)).isEqualTo("INVITATION_SERVICE_DOWN");
  }

  @Test
  void aServiceThatDoesNotAnswerInTimeIsAProblem() {
    CountDownLatch end = new CountDownLatch(1);
    answer(exchange -> await(end));

    MvcTestResult answer =
        get(invitations.getAddress().getPort(), Duration.ofMillis(100), OF_PROFILE);
    end.countDown();

    assertThat(answer).hasStatus(503);
    assertThat(code(answer)).isEqualTo("INVITATION_SERVICE_DOWN");
  }

  @Test
  void moreRequestsThanAllowedAreRefusedWhileTheOthersWait() throws Exception {
    CountDownLatch arrived = new CountDownLatch(ProofClient.CONCURRENT);
    CountDownLatch end = new CountDownLatch(1);
    answer(
        exchange -> {
          arrived.countDown();
          await(end);
          send(exchange, 200, "application/json", PROOF);
        });
    MockMvcTester http = http(Duration.ofSeconds(20));
    List<Future<MvcTestResult>> waiting = new ArrayList<>();
    for (int i = 0; i < ProofClient.CONCURRENT; i++) {
      waiting.add(threads.submit(() -> http.get().uri(OF_PROFILE).exchange()));
    }
    arrived.await();

    MvcTestResult refused = http.get().uri(OF_PROFILE).exchange();
    end.countDown();

    assertThat(refused).hasStatus(503);
    assertThat(code(refused)).isEqualTo("OVERLOADED");
    for (Future<MvcTestResult> answer : waiting) {
      assertThat(answer.get()).hasStatusOk();
    }
    assertThat(http.get().uri(OF_PROFILE).exchange()).as("a place is free again").hasStatusOk();
  }

  @Test
  void withoutAnAddressProofsAreNotServed() {
    MvcTestResult answer =
        http(new ProofClient(Optional.empty(), Duration.ofSeconds(1)))
            .get()
            .uri(OF_PROFILE)
            .exchange();

    assertThat(answer).hasStatus(404);
    assertThat(code(answer)).isEqualTo("PROOFS_NOT_SERVED");
  }

  @Test
  void everyFaultOfARequestIsReportedAndNothingIsForwarded() {
    answer(200, "application/json", PROOF);

    assertThat(get("/api/v1/rounds/26/Ireland/x/proof?profileId=y&colour=red"))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.errors[*].code")
        .asArray()
        .containsExactlyInAnyOrder(
            "BAD_SEASON", "UNKNOWN_COUNTRY", "BAD_ID", "BAD_ID", "UNKNOWN_PARAMETER");
    assertThat(requests).isEmpty();
  }

  @Test
  void theProfileIsNotLogged() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.INFO);
    answer(500, "text/plain", "failed");

    try {
      get(OF_PROFILE);
      invitations.stop(0);
      get(OF_PROFILE);
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
        .anyMatch(line -> line.contains("status 500"))
        .anyMatch(line -> line.contains("does not answer"))
        .noneMatch(line -> line.contains(PROFILE));
  }

  // ---- the other service

  private void answer(int status, String type, String body) {
    answer(exchange -> send(exchange, status, type, body));
  }

  private void answer(HttpHandler handler) {
    invitations.createContext(
        "/",
        exchange -> {
          synchronized (requests) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          }
          handler.handle(exchange);
        });
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add(HttpHeaders.CONTENT_TYPE, type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MvcTestResult get(String uri) {
    return get(invitations.getAddress().getPort(), Duration.ofSeconds(5), uri);
  }

  private static MvcTestResult get(int port, Duration timeout, String uri) {
    return http(client(port, timeout)).get().uri(URI.create(uri)).exchange();
  }

  private MockMvcTester http(Duration timeout) {
    return http(client(invitations.getAddress().getPort(), timeout));
  }

  private static ProofClient client(int port, Duration timeout) {
    return new ProofClient(Optional.of(URI.create("http://127.0.0.1:" + port)), timeout);
  }

  private static MockMvcTester http(ProofClient client) {
    return MockMvcTester.of(
        List.of(new ProofsController(client)),
        mvc -> mvc.setControllerAdvice(new Problems()).build());
  }

  private static String code(MvcTestResult answer) {
    return JsonMapper.shared()
        .readTree(answer.getResponse().getContentAsByteArray())
        .at("/errors/0/code")
        .asString();
  }
}
