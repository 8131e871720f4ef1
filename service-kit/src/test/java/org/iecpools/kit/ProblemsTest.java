package org.iecpools.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.iecpools.events.PoolEntered;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.RequestReader;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.kit.web.WebOnly;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every kind of error has the same structure, wherever in the server it occurs. */
@SpringBootTest(
    classes = ProblemsTest.Service.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.import=classpath:kit.yaml",
      "spring.application.name=things",
      "management.endpoint.health.validate-group-membership=false"
    })
class ProblemsTest {

  private static final String JSON = "Content-Type: application/json\r\n";

  @WebOnly
  @Import(Things.class)
  static class Service {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }

  @RestController
  static class Things {

    @PublicEndpoint
    @PostMapping("/things")
    String read(@RequestBody JsonNode body) {
      Faults faults = new Faults();
      RequestReader in = RequestReader.body(body, faults);
      in.required("country").country();
      in.end();
      faults.throwIfAny(HttpStatus.BAD_REQUEST, "The thing cannot be read");
      return "ok";
    }

    @PublicEndpoint
    @GetMapping(path = "/things", produces = "application/json")
    String things(@RequestParam(required = false) String name) {
      return "[]";
    }

    @PublicEndpoint
    @GetMapping("/kafka")
    String kafka() {
      throw new CompletionException(new TimeoutException("no acknowledgement"));
    }

    @PublicEndpoint
    @GetMapping("/registry")
    int registry() {
      return new SchemaRegistry(URI.create("http://127.0.0.1:1")).idOf(PoolEntered.SCHEMA$);
    }

    @PublicEndpoint
    @GetMapping("/moving")
    String moving() {
      throw new Unavailable("tasks are moving", null);
    }

    @PublicEndpoint
    @GetMapping("/defect")
    String defect() {
      throw new IllegalStateException("a secret of the implementation");
    }
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error("invalid value", post(JSON, "{\"country\": \"XX\"}"), 400, FaultCode.UNKNOWN_COUNTRY),
        error("malformed JSON", post(JSON, "{\"country\": "), 400, FaultCode.MALFORMED_JSON),
        error("field twice", post(JSON, "{\"a\": 1, \"a\": 2}"), 400, FaultCode.MALFORMED_JSON),
        error("no body", post(JSON, ""), 400, FaultCode.MISSING),
        error("no such path", get("/nothing", ""), 404, FaultCode.NOT_FOUND),
        error("wrong method", request("PUT", "/things", "", ""), 405, FaultCode.METHOD_NOT_ALLOWED),
        error(
            "unsupported Accept",
            get("/things", "Accept: image/png\r\n"),
            406,
            FaultCode.NOT_ACCEPTABLE),
        error("invalid Accept", get("/things", "Accept: a/b/c\r\n"), 406, FaultCode.BAD_ACCEPT),
        error("too large", post(JSON, "[" + " ".repeat(70_000) + "]"), 413, FaultCode.TOO_LARGE),
        error("long query", get("/things?" + "x".repeat(5_000), ""), 414, FaultCode.QUERY_TOO_LONG),
        error("not JSON", post("Content-Type: text/plain\r\n", "{}"), 415, FaultCode.CONTENT_TYPE),
        error(
            "compressed",
            post(JSON + "Content-Encoding: gzip\r\n", "{}"),
            415,
            FaultCode.CONTENT_ENCODING),
        error("bad encoding", get("/things?name=%ff", ""), 400, FaultCode.BAD_ENCODING),
        error(
            "long headers",
            get("/things", "X: " + "x".repeat(20_000) + "\r\n"),
            400,
            FaultCode.BAD_REQUEST),
        error("invalid header", get("/things", "no colon\r\n"), 400, FaultCode.BAD_REQUEST),
        error(
            "unknown method", request("X-Y", "/things", "", ""), 405, FaultCode.METHOD_NOT_ALLOWED),
        error("Kafka down", get("/kafka", ""), 503, FaultCode.KAFKA_DOWN),
        error("registry down", get("/registry", ""), 503, FaultCode.REGISTRY_DOWN),
        error("unavailable", get("/moving", ""), 503, FaultCode.UNAVAILABLE),
        error("defect", get("/defect", ""), 500, FaultCode.INTERNAL));
  }

  private static Arguments error(String name, String request, int status, FaultCode code) {
    return Arguments.of(name, request, status, code);
  }

  private static String get(String path, String headers) {
    return request("GET", path, headers, "");
  }

  private static String post(String headers, String body) {
    return request("POST", "/things", headers, body);
  }

  private static String request(String method, String path, String headers, String body) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(method, path, headers, body.length(), body);
  }

  @LocalServerPort private int port;

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void everyErrorIsAProblemWithItsFault(String name, String request, int status, FaultCode code)
      throws IOException {
    String[] answer = exchange(request).split("\r\n\r\n", 2);

    assertThat(answer[0]).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer[0].toLowerCase()).contains("content-type: application/problem+json");
    if (status == 503) {
      assertThat(answer[0]).contains("Retry-After: 2");
    }
    String json = answer[1].substring(answer[1].indexOf('{'), answer[1].lastIndexOf('}') + 1);
    JsonNode problem = JsonMapper.shared().readTree(json);
    assertThat(problem.propertyNames())
        .containsExactlyInAnyOrder("title", "status", "detail", "instance", "errors");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asString()).isNotBlank();
    assertThat(problem.get("detail").asString()).endsWith(".").doesNotContain("secret");
    assertThat(problem.get("instance").isString()).isTrue();
    assertThat(problem.get("errors").size()).isEqualTo(1);
    JsonNode fault = problem.get("errors").get(0);
    assertThat(fault.propertyNames()).containsExactlyInAnyOrder("pointer", "code", "detail");
    assertThat(fault.get("code").asString()).isEqualTo(code.name());
    assertThat(fault.get("detail").asString()).isEqualTo(problem.get("detail").asString());
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
