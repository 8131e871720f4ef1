package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.kit.access.TestTokens;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Rate limits of the running HTTP server, which tests exceed faster than a bucket is refilled. */
@OnThingsService
@TestPropertySource(
    properties = {
      "iec.limits.address-rate=1",
      "iec.limits.address-burst=3",
      "iec.limits.subject-rate=1",
      "iec.limits.subject-burst=20"
    })
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class RateLimitedServerTest {

  private static final int MANY = 200;

  @Autowired private ManagementConnector management;
  @LocalServerPort private int port;

  @Test
  void anAddressThatSendsTooMuchIsRefusedUnderAnyNameAndWithAnyInvalidToken() throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(
          get(
              port,
              "/api/v1/things",
              "X-Forwarded-For: 198.51.100.%d\r\nAuthorization: Bearer x.y.%d\r\n"
                  .formatted(i, i)));
    }

    assertThat(answers).anyMatch(answer -> answer.startsWith("HTTP/1.1 401"));
    assertThat(answers)
        .filteredOn(answer -> answer.startsWith("HTTP/1.1 429"))
        .isNotEmpty()
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .contains("Retry-After: 1\r\n", "application/problem+json", "RATE_LIMITED")
                    .contains("X-Content-Type-Options: nosniff"));
    assertThat(get(management.port(), "/actuator/prometheus", ""))
        .contains("iec_http_limited_total{by=\"address\"}");
  }

  @Test
  void aRequestTooManyIsRefusedBeforeItsBodyArrives() throws Exception {
    // Without the limit, the server would wait for the body and then answer 400.
    String post =
        "POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 60000\r\n\r\n";
    String answer = "";
    // Repeated in case the bucket was refilled between the last read and the change.
    for (int turn = 0; turn < 10 && !answer.startsWith("HTTP/1.1 429"); turn++) {
      while (!get(port, "/api/v1/things", "").startsWith("HTTP/1.1 429")) {}
      answer = exchange(port, post);
    }

    assertThat(answer).startsWith("HTTP/1.1 429").contains("Connection: close", "RATE_LIMITED");
  }

  @Test
  void aSubjectHasALimitOfItsOwnWhateverItsAddressSends() throws Exception {
    String portal = "Authorization: Bearer %s\r\n".formatted(TestTokens.ofEverything("portal"));
    String other = "Authorization: Bearer %s\r\n".formatted(TestTokens.ofEverything("other"));
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(get(port, "/api/v1/things", portal));
    }

    // Far more than the address may send.
    assertThat(answers.subList(0, 20)).allMatch(answer -> answer.startsWith("HTTP/1.1 200"));
    assertThat(answers)
        .filteredOn(answer -> answer.startsWith("HTTP/1.1 429"))
        .isNotEmpty()
        .allMatch(answer -> answer.contains("to one subject") && answer.contains("no-store"));
    assertThat(get(port, "/api/v1/things", other)).startsWith("HTTP/1.1 200");
    assertThat(get(port, "/api/v1/things", "")).startsWith("HTTP/1.1 200");
  }

  @Test
  void tokensWithoutASubjectShareALimit() throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      answers.add(
          get(
              port,
              "/api/v1/things",
              "Authorization: Bearer %s\r\n".formatted(TestTokens.ofNobody())));
    }

    assertThat(answers.subList(0, 20)).allMatch(answer -> answer.startsWith("HTTP/1.1 200"));
    assertThat(answers).anyMatch(answer -> answer.startsWith("HTTP/1.1 429"));
  }

  @Test
  void theManagementPortHasNoLimit() throws Exception {
    for (int i = 0; i < MANY; i++) {
      get(port, "/api/v1/things", "");
      assertThat(get(management.port(), "/actuator/health/liveness", ""))
          .startsWith("HTTP/1.1 200");
    }
  }

  private static String get(int port, String path, String headers) throws IOException {
    return exchange(
        port,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
            .formatted(path, headers));
  }

  private static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
