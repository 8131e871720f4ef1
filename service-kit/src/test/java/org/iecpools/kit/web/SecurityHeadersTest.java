package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Security headers of every kind of response of the running HTTP server. */
@OnThingsService
class SecurityHeadersTest {

  private static final Map<String, String> HEADERS =
      Map.of(
          "content-security-policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "x-content-type-options",
          "nosniff",
          "x-frame-options",
          "DENY",
          "referrer-policy",
          "no-referrer",
          "permissions-policy",
          "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin");

  @Autowired private ManagementConnector management;
  @LocalServerPort private int port;

  @ParameterizedTest(name = "{0} {1} {2} -> {3}")
  @CsvSource({
    "GET, /api/v1/things, '', 200",
    "HEAD, /api/v1/things, '', 200",
    "OPTIONS, /api/v1/things, '', 200",
    "GET, /docs/api, '', 200",
    "GET, /docs/events, '', 200",
    "GET, /docs/reference.css, '', 200",
    "GET, /v3/api-docs, '', 200",
    "GET, /asyncapi.json, '', 200",
    "GET, /nowhere, '', 404",
    "GET, /actuator/health, '', 404",
    "GET, //double, '', 400",
    "GET, /api/v1/things?x=%ff, '', 400",
    "GET, /api/v1/secret, '', 401",
    "GET, /api/v1/things, 'Authorization: Bearer x.y.z', 401",
    "GET, /api/v1/things, 'Host: evil.example', 403",
    "DELETE, /api/v1/things, '', 405",
    "X-Y, /api/v1/things, '', 405",
    "GET, /api/v1/things, 'Accept: a/b/c', 406",
    "POST, /api/v1/things, 'Content-Length: 99999999', 413",
    "POST, /api/v1/things, 'Content-Type: text/plain', 415",
    "GET, /api/v1/things, 'not a header', 400",
    "POST, /api/v1/things, 'Transfer-Encoding: gzip', 400",
    "POST, /api/v1/things, 'Content-Length: x', 400",
    "GET, /api/v1/defect, '', 500"
  })
  void everyResponseHasEveryHeaderOnce(String method, String path, String header, int status)
      throws IOException {
    assertHeaders(ask(port, method, path, header), status);
  }

  @ParameterizedTest
  @CsvSource({
    "/embed/any, *, cross-origin, false",
    "/badge/any, '''none''', cross-origin, true",
    "/share/any, '''none''', cross-origin, true",
    "/embedded, '''none''', same-origin, true",
    "/api/v1/things?x=/embed/, '''none''', same-origin, true"
  })
  void onlyEmbedsCanBeFramed(String path, String framedBy, String usedBy, boolean denied)
      throws IOException {
    String answer = ask(port, "GET", path, "");

    assertThat(answer)
        .contains("frame-ancestors " + framedBy)
        .containsIgnoringCase("cross-origin-resource-policy: " + usedBy);
    assertThat(answer.contains("X-Frame-Options: DENY")).isEqualTo(denied);
  }

  @Test
  void aRequestWithTooManyHeadersIsAnsweredWithThem() throws IOException {
    assertHeaders(ask(port, "GET", "/", "X: " + "x".repeat(20_000)), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "/actuator/health/liveness, 200",
    "/actuator/prometheus, 200",
    "/actuator/env, 404",
    "/, 404"
  })
  void theManagementPortHasThemToo(String path, int status) throws IOException {
    assertHeaders(ask(management.port(), "GET", path, ""), status);
  }

  @Test
  void aClientCannotClaimToUseTls() throws IOException {
    String answer =
        ask(port, "GET", "/api/v1/things", "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 443");

    assertThat(answer).doesNotContainIgnoringCase("Strict-Transport-Security");
  }

  @Nested
  @TestPropertySource(properties = "server.forward-headers-strategy=native")
  class BehindAProxyWithTls {

    @LocalServerPort private int ownPort;

    @ParameterizedTest
    @CsvSource({"/api/v1/things", "/nowhere", "/api/v1/secret", "//double"})
    void everyResponseAsksForTlsInFuture(String path) throws IOException {
      assertThat(ask(ownPort, "GET", path, "X-Forwarded-Proto: https"))
          .contains("Strict-Transport-Security: max-age=31536000 ; includeSubDomains");
      assertThat(ask(ownPort, "GET", path, "X-Forwarded-Proto: http"))
          .doesNotContainIgnoringCase("Strict-Transport-Security");
    }
  }

  private static void assertHeaders(String answer, int status) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    List<String> lines = answer.split("\r\n\r\n", 2)[0].lines().toList();
    HEADERS.forEach(
        (name, value) ->
            assertThat(lines)
                .filteredOn(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .singleElement()
                .asString()
                .endsWith(": " + value));
  }

  private static String ask(int port, String method, String path, String header)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "%s %s HTTP/1.1\r\n%sConnection: close\r\n%s%s\r\n"
                  .formatted(
                      method,
                      path,
                      header.startsWith("Host:") ? "" : "Host: localhost\r\n",
                      header.isEmpty() ? "" : header + "\r\n",
                      header.startsWith("Content-Type") ? "Content-Length: 0\r\n" : "")
                  .getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
