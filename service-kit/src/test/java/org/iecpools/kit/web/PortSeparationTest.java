package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What is served on which port, against the running HTTP server. */
@OnThingsService
@TestPropertySource(
    properties = {"server.tomcat.max-connections=4", "server.tomcat.accept-count=1"})
class PortSeparationTest {

  @Autowired private ManagementConnector management;
  @LocalServerPort private int port;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/",
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/info",
        "/actuator;x=1/health",
        "/actuator/health;x",
        "/%61ctuator/health",
        "/actuator%2Fhealth",
        "//actuator/health",
        "/./actuator/health",
        "/nowhere/../actuator/health",
        "/nowhere/..;/actuator/health",
        "http://127.0.0.1/actuator/health"
      })
  void managementEndpointsDoNotExistOnThePublicPort(String path) throws IOException {
    String answer = get(port, path);

    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("\"UP\"", "_links");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/things",
        "/v3/api-docs",
        "/actuatorx",
        "/actuator/../api/v1/things",
        "/actuator/..;/api/v1/things",
        "/actuator/%2e%2e/api/v1/things",
        "/nowhere"
      })
  void nothingElseExistsOnTheManagementPort(String path) throws IOException {
    String answer = get(management.port(), path);

    assertThat(answer)
        .matches("(?s)HTTP/1.1 (400|404) .*")
        .contains("application/problem+json")
        .doesNotContain("all things", "openapi");
  }

  @Test
  void theManagementPortServesTheseEndpointsOnly() throws IOException {
    assertThat(get(management.port(), "/actuator/health/liveness")).contains("\"UP\"");
    assertThat(get(management.port(), "/actuator/info")).startsWith("HTTP/1.1 200");
    for (String other : List.of("metrics", "env", "beans", "heapdump", "loggers", "shutdown")) {
      assertThat(get(management.port(), "/actuator/" + other)).startsWith("HTTP/1.1 404");
    }
    assertThat(get(port, "/api/v1/things")).contains("all things");
  }

  @Test
  void healthIsServedWhileThePublicConnectionsAreTaken() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("GET /".getBytes(US_ASCII));
        idle.add(socket);
      }

      assertThat(get(management.port(), "/actuator/health/liveness")).contains("\"UP\"");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** Sends the path as it is, which an HTTP client would normalize. */
  private static String get(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
