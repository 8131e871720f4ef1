package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Limits of size, time and number, against the running HTTP server. */
@OnThingsService
class RequestGuardTest {

  @Autowired private ThingsService.Things things;
  @Autowired private ManagementConnector management;
  @LocalServerPort private int port;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    things.stored.set(0);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    http.close();
  }

  @Test
  void aBodyWhoseHeaderAnnouncesTooMuchIsRefusedBeforeItIsSent() throws Exception {
    String answer = exchange(head("Content-Length: 47185920"), new byte[0]);

    assertThat(answer).startsWith("HTTP/1.1 413").contains("TOO_LARGE", "problem+json");
  }

  @Test
  void aBodyInChunksIsRefusedAtTheLimitThoughItHasNoEnd() throws Exception {
    byte[] body = new byte[RequestGuard.MAX_BODY + 1];
    String head = head("Transfer-Encoding: chunked") + Integer.toHexString(body.length) + "\r\n";

    String answer = exchange(head, body);

    assertThat(answer).startsWith("HTTP/1.1 413").contains("TOO_LARGE", "problem+json");
    assertThat(things.stored).hasValue(0);
  }

  @Test
  void aBodyAtTheLimitIsTaken() throws Exception {
    String body = "\"%s\"".formatted("x".repeat(RequestGuard.MAX_BODY - 2));

    assertThat(post(body).statusCode()).isEqualTo(200);
    assertThat(post(body + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void aQueryThatIsTooLongIsRefused() throws Exception {
    String query = "x".repeat(RequestGuard.MAX_QUERY + 1);

    assertThat(get("/api/v1/kafka?" + query).statusCode()).isEqualTo(414);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.html", "/nowhere", "/api/v1/kafka", "/api/v1/things"})
  void aQueryThatCannotBeParsedIsRefusedOnEveryPath(String path) throws Exception {
    HttpResponse<String> answer = get(path + "?=");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("BAD_QUERY", "name=value pairs");
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void manyLargeBodiesAtOnceTakeNoMemory() throws Exception {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> exchange(head("Content-Length: 47185920"), new byte[4 << 20])));
    }

    for (CompletableFuture<String> answer : answers) {
      // If the connection is reset while the client is still sending, the client receives no
      // answer.
      assertThat(answer.get()).matches(a -> a.isEmpty() || a.startsWith("HTTP/1.1 413"));
    }
    assertThat(things.stored).hasValue(0);
    assertThat(post("{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aSlowUploadEndsWithATimeout() throws Exception {
    var request = new MockHttpServletRequest("POST", "/api/v1/things");
    request.setContentType("application/json");
    request.setContent("{}".getBytes(US_ASCII));
    var response = new MockHttpServletResponse();
    var chain = new MockFilterChain();

    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RateLimits limits = new RateLimits(new LimitSettings(1, 1, 1, 1, List.of()), meters);
    new RequestGuard(new Admission(limits, meters), Duration.ofSeconds(-1))
        .doFilter(request, response, chain);

    assertThat(response.getStatus()).isEqualTo(408);
    assertThat(response.getContentAsString()).contains("UPLOAD_TIMEOUT");
    assertThat(chain.getRequest()).isNull();
  }

  @Test
  void abortedUploadsLeaveNothingInTheLog() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write(head("Content-Length: 1000").getBytes(US_ASCII));
        socket.getOutputStream().write(new byte[i]);
      }
    }
    // Requests are processed in the order in which the connections arrive.
    assertThat(post("{}").statusCode()).isEqualTo(200);

    assertThat(things.stored).hasValue(1);
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void requestsBeyondTheClientsShareAreRefusedAndNothingOfThemIsStored() throws Exception {
    int share = Admission.share(Admission.WRITES);
    int sent = share + 40;
    things.gate = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < sent; i++) {
      answers.add(http.sendAsync(thing("{}"), HttpResponse.BodyHandlers.ofString()));
    }

    // 40 requests get no permit while the others are being processed; health still answers.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 40);
    assertThat(
            http.send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:%d/actuator/health/liveness"
                                    .formatted(management.port())))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    assertThat(things.stored).hasValue(0);
    things.gate.countDown();

    int taken = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> response = answer.get();
      if (response.statusCode() == 200) {
        taken++;
      } else {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).contains("RATE_LIMITED", "Too many requests at once");
      }
    }
    assertThat(taken).isEqualTo(share);
    assertThat(things.stored).hasValue(taken);
  }

  @Test
  void anOutageIsReportedWithItsCause() throws Exception {
    HttpResponse<String> kafka = get("/api/v1/kafka");
    HttpResponse<String> registry = get("/api/v1/registry");

    assertThat(kafka.statusCode()).isEqualTo(503);
    assertThat(kafka.body()).contains("KAFKA_DOWN").doesNotContain("registry");
    assertThat(kafka.headers().firstValue("Retry-After")).isPresent();
    assertThat(registry.statusCode()).isEqualTo(503);
    assertThat(registry.body()).contains("REGISTRY_DOWN");
  }

  private HttpRequest thing(String json) {
    return HttpRequest.newBuilder(at("/api/v1/things"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private HttpResponse<String> post(String json) throws Exception {
    return http.send(thing(json), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String head(String header) {
    return "POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + header
        + "\r\n\r\n";
  }

  /** The answer, while the client's side stays open; empty if the server resets the connection. */
  private String exchange(String head, byte[] body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(US_ASCII));
      out.write(body);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }
}
