package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Two instances: one under test, and one simulated by a plain HTTP server. */
class PeersTest {

  private static final String STORE = "candidates";

  private final UUID candidate = UUID.randomUUID();
  private final AtomicReference<String> asked = new AtomicReference<>();
  private final AtomicReference<String> token = new AtomicReference<>();
  private HttpServer other;
  private URI there;

  @RestController
  static class Here {
    @GetMapping("/api/v1/candidates/{candidateId}/things")
    String things(@PathVariable String candidateId) {
      return "here: " + candidateId;
    }

    @PostMapping("/api/v1/candidates/{candidateId}/things")
    String post(@PathVariable String candidateId) {
      return "here: " + candidateId;
    }
  }

  @BeforeEach
  void startTheOther() throws IOException {
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext("/", this::answer);
    other.start();
    there = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
  }

  @AfterEach
  void stopTheOther() {
    other.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    token.set(exchange.getRequestHeaders().getFirst("Authorization"));
    asked.set(
        "%s %s from %s: %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst(Peers.PASSED_ON),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    byte[] body = "{\"code\":\"ITS OWN\"}".getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
    exchange.getResponseHeaders().add("Retry-After", "3");
    exchange.sendResponseHeaders(409, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void anotherInstancesCandidateIsAskedThereAndItsAnswerHandedOnAsItIs() {
    var answer =
        http(Optional.of(there))
            .post()
            .uri("/api/v1/candidates/{id}/things?how=well", candidate)
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"a\": 1}")
            .exchange();

    assertThat(answer).hasStatus(409).hasContentType("application/problem+json");
    assertThat(answer).hasHeader("Retry-After", "3");
    assertThat(answer).bodyText().isEqualTo("{\"code\":\"ITS OWN\"}");
    assertThat(asked.get())
        .isEqualTo(
            "POST /api/v1/candidates/%s/things?how=well from here:1: {\"a\": 1}"
                .formatted(candidate));
  }

  @Test
  void theOtherInstanceGetsTheTokenOfTheCaller() {
    http(Optional.of(there))
        .get()
        .uri("/api/v1/candidates/{id}/things", candidate)
        .header("Authorization", "Bearer t")
        .exchange();

    assertThat(token.get()).isEqualTo("Bearer t");
  }

  @Test
  void withoutATokenTheOtherInstanceGetsNone() {
    http(Optional.of(there)).get().uri("/api/v1/candidates/{id}/things", candidate).exchange();

    assertThat(asked.get()).isNotNull();
    assertThat(token.get()).isNull();
  }

  @Test
  void ourOwnCandidateIsAnsweredHere() {
    assertThat(http(Optional.empty()).get().uri("/api/v1/candidates/{id}/things", candidate))
        .hasStatusOk()
        .bodyText()
        .isEqualTo("here: " + candidate);
    assertThat(asked.get()).isNull();
  }

  @Test
  void whatWasPassedOnGoesNoFurther() {
    assertThat(
            http(Optional.of(there))
                .get()
                .uri("/api/v1/candidates/{id}/things", candidate)
                .header(Peers.PASSED_ON, "other:1"))
        .hasStatusOk()
        .bodyText()
        .isEqualTo("here: " + candidate);
    assertThat(asked.get()).isNull();
  }

  @Test
  void anInvalidIdIsLeftToTheEndpoint() {
    assertThat(http(Optional.of(there)).get().uri("/api/v1/candidates/1-1-1-1-1/things"))
        .hasStatusOk()
        .bodyText()
        .isEqualTo("here: 1-1-1-1-1");
  }

  @Test
  void anInstanceThatDoesNotAnswerIsAProblemWithRetryAfter() {
    other.stop(0);

    assertThat(http(Optional.of(there)).get().uri("/api/v1/candidates/{id}/things", candidate))
        .hasStatus(503)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .hasHeader("Retry-After", "2")
        .bodyJson()
        .extractingPath("$.errors[0].code")
        .isEqualTo("UNAVAILABLE");
  }

  private MockMvcTester http(Optional<URI> owner) {
    Peers peers =
        new Peers(
            "here:1",
            new Peers.Directory() {
              @Override
              public Optional<URI> owner(String store, String key) {
                assertThat(store + "/" + key).isEqualTo(STORE + "/" + candidate);
                return owner;
              }

              @Override
              public List<URI> others() {
                return List.of(there);
              }
            });
    return MockMvcTester.create(
        MockMvcBuilders.standaloneSetup(new Here())
            .setControllerAdvice(new ProblemAdvice())
            .addMappedInterceptors(
                new String[] {"/api/v1/candidates/{candidateId}/**"},
                new PassOnToOwner(peers, STORE))
            .build());
  }
}
