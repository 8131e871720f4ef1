package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.iecpools.kit.access.TestTokens;
import org.iecpools.kit.web.ManagementConnector;
import org.iecpools.kit.web.OverHttp;
import org.iecpools.kit.web.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console on the running HTTP server. {@link AccessTest} tries every token. */
@OverHttp(ApiDescriptionTest.HttpOnly.class)
class ConsoleTest {

  private static final Pattern INLINE =
      Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)|javascript:|https?:");

  @Autowired private ManagementConnector management;
  @LocalServerPort private int port;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @ParameterizedTest
  @ValueSource(
      strings = {"/console", "/console/index.html", "/console/console.js", "/console/api/session"})
  void isServedOnTheManagementPortOnly(String path) throws Exception {
    assertThat(get(management.port(), path, "").statusCode()).isIn(200, 401);
    assertThat(get(port, path, "").statusCode()).isEqualTo(404);
    assertThat(get(port, path, operator()).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console;x=1",
        "/%63onsole",
        "/console%2Findex.html",
        "//console",
        "/./console/index.html",
        "/nowhere/../console/api/session",
        "/api/..;/console/index.html",
        "http://127.0.0.1/console"
      })
  void noOtherSpellingOfAPathLeadsToItOnThePublicPort(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("Operator console");
    }
  }

  @Test
  void itsPageHasFilesOfItsOwnOriginOnlyAndNothingInline() throws Exception {
    HttpResponse<String> page = get(management.port(), "/console", "");

    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'", "connect-src 'self'");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(page.body()).contains("Operator console");
    assertThat(INLINE.matcher(page.body()).results().map(it -> it.group()).toList()).isEmpty();
    List<String> files =
        Pattern.compile("(?:src|href)=\"(/[^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(it -> it.group(1))
            .toList();
    assertThat(files).isNotEmpty().allMatch(file -> file.startsWith("/console/"));
    for (String file : files) {
      assertThat(get(management.port(), file, "").statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void theApiNextToItHasTheRulesOfThePublicPort() throws Exception {
    for (int at : List.of(port, management.port())) {
      assertThat(get(at, "/api/v1/rounds/upcoming", "").statusCode()).isEqualTo(200);
      assertThat(get(at, "/api/v1/announcements", "").statusCode()).isEqualTo(401);
      assertThat(get(at, "/api/v1/announcements", operator()).statusCode()).isEqualTo(200);
      assertThat(post(at, "/api/v1/quotas", "{}", "", UUID.randomUUID()).statusCode())
          .isEqualTo(401);
      assertThat(post(at, "/api/v1/quotas", "{}", operator(), UUID.randomUUID()).statusCode())
          .isEqualTo(422);
    }
    assertThat(get(management.port(), "/v3/api-docs", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aSessionStatesWhoseTokenItIsAndWhatItPermits() throws Exception {
    JsonNode session = json(get(management.port(), "/console/api/session", operator()));

    assertThat(session.path("subject").asString()).isEqualTo("alice");
    assertThat(session.path("scopes").valueStream().map(JsonNode::asString))
        .contains("rounds:run", "dead-letters:read");
    assertThat(session.path("expiresAt").asString()).isNotBlank();
  }

  @Test
  void theHistoryStatesWhoAnnouncedWhatAndWhy() throws Exception {
    UUID key = UUID.randomUUID();
    String quota =
        "{\"pool\": \"2026/FR/WORKING_HOLIDAY\", \"quota\": 7, \"reason\": \"as agreed\","
            + " \"override\": \"not planned yet\"}";

    HttpResponse<String> announced =
        post(management.port(), "/api/v1/quotas", quota, operator(), key);
    HttpResponse<String> again = post(port, "/api/v1/quotas", quota, operator(), key);
    JsonNode history =
        json(get(management.port(), "/console/api/history?season=2026&country=FR", operator()));

    assertThat(List.of(announced.statusCode(), again.statusCode())).containsExactly(201, 200);
    assertThat(history.path("changes").valueStream().toList())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.path("operator").asString()).isEqualTo("alice");
              assertThat(change.path("reason").asString()).isEqualTo("as agreed");
              assertThat(change.path("what").asString())
                  .isEqualTo("Quota of 2026/FR/WORKING_HOLIDAY: 7");
              assertThat(change.path("id").asString()).isEqualTo(key.toString());
            });
    JsonNode plan = json(get(management.port(), "/console/api/plans/2026/FR", operator()));
    assertThat(plan.at("/quotas/0/quota").asString()).isEqualTo("7");
  }

  @Test
  void aReasonHasALimitAndAllFaultsAreReportedAtOnce() throws Exception {
    String quota = "{\"pool\": \"x\", \"reason\": \"%s\"}".formatted("x".repeat(501));

    HttpResponse<String> refused =
        post(management.port(), "/api/v1/quotas", quota, operator(), UUID.randomUUID());

    assertThat(json(refused).path("errors").valueStream().map(it -> it.path("pointer").asString()))
        .containsExactlyInAnyOrder("/pool", "/quota", "/reason");
  }

  @Test
  void unreadableDeadLettersAreAProblem() throws Exception {
    HttpResponse<String> answer =
        get(management.port(), "/console/api/dead-letters?open=true", operator());

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("KAFKA_DOWN", "there is no broker");
  }

  @Test
  void rebuildsNeedTheAddressOfStatsService() throws Exception {
    HttpResponse<String> answer =
        get(management.port(), "/console/api/rebuilds/latest", operator());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("REBUILDS_NOT_SERVED", "iec.stats-service");
  }

  @Test
  void aRebuildIsOrderedWithTheOperatorsTokenAndNothingElse() throws Exception {
    List<String> received = new ArrayList<>();
    HttpServer stats =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stats.createContext(
        "/",
        exchange -> {
          received.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization"),
                      new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
          byte[] body = "{\"title\":\"No\"}".getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
          exchange.getResponseHeaders().add("Set-Cookie", "a=b");
          exchange.sendResponseHeaders(409, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    stats.start();
    try {
      StatsClient client =
          new StatsClient(
              Optional.of(URI.create("http://127.0.0.1:" + stats.getAddress().getPort())));

      ResponseEntity<byte[]> answer =
          client.order("Bearer x", "{\"reason\":\"a fix\"}".getBytes(UTF_8));
      client.latest("Bearer y");

      assertThat(received)
          .containsExactly(
              "POST /api/v1/rebuilds Bearer x {\"reason\":\"a fix\"}",
              "GET /api/v1/rebuilds/latest Bearer y ");
      assertThat(answer.getStatusCode().value()).isEqualTo(409);
      assertThat(answer.getHeaders().headerNames()).containsExactly("Content-Type");
      assertThat(answer.getBody()).asString(UTF_8).isEqualTo("{\"title\":\"No\"}");
    } finally {
      stats.stop(0);
    }
  }

  @Test
  void aStatsServiceThatIsDownIsAProblem() {
    StatsClient client = new StatsClient(Optional.of(URI.create("http://127.0.0.1:1")));

    assertThat(catchThrowable(() -> client.latest("Bearer x")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("stats-service does not answer");
  }

  private static String operator() {
    return TestTokens.ofEverything("alice");
  }

  private HttpResponse<String> get(int at, String path, String token)
      throws IOException, InterruptedException {
    return send(at, path, token, HttpRequest.newBuilder().GET());
  }

  private HttpResponse<String> post(int at, String path, String body, String token, UUID key)
      throws IOException, InterruptedException {
    return send(
        at,
        path,
        token,
        HttpRequest.newBuilder()
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key.toString()));
  }

  private HttpResponse<String> send(int at, String path, String token, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    Stream.of(token)
        .filter(it -> !it.isEmpty())
        .forEach(it -> request.header("Authorization", "Bearer " + it));
    return http.send(
        request.uri(URI.create("http://127.0.0.1:" + at + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
