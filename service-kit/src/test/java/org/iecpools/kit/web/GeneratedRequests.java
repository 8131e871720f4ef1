package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.kit.access.TestTokens;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends generated requests to every endpoint of a running service over real sockets, because many
 * faults occur in the server before any handler. The endpoints come from Spring's handler mappings,
 * including the actuator, so that none is missed.
 */
public final class GeneratedRequests {

  private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}|\\*\\*?");
  private static final Set<String> CODES =
      Arrays.stream(FaultCode.values()).map(Enum::name).collect(Collectors.toSet());
  private static final int SOCKET_TIMEOUT_MILLIS = 120_000;
  private static final List<String> FILES =
      List.of("/", "/index.html", "/nowhere", "/error", "/v3/api-docs", "/v3/api-docs.yaml");

  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "OPTIONS",
          "TRACE",
          "PROPFIND",
          "get",
          "X-Y");
  private static final List<String> VALUES =
      List.of(
          "",
          "x",
          "2026",
          "IE",
          "WORKING_HOLIDAY",
          "VIE",
          "-1",
          "0",
          "1e400",
          "NaN",
          "true",
          "99999999999999999999999",
          "2026-01-01",
          "2026-02-30",
          "2026-01-01T00:00:00Z",
          "-999999999-01-01T00:00:00Z",
          "%2B999999999-12-31T23:59:59Z",
          "0001-01-01T00:00:00Z",
          "csv",
          "yaml",
          "json",
          "%00",
          "%ff",
          "%zz",
          "%",
          "%C0%AF",
          "%F0%9F%98%80",
          "%2F",
          "%2e%2e",
          "%0d%0aX:1",
          "..;/",
          ";a=b",
          "'",
          "%22",
          "%3Cb%3E",
          "[]",
          "{}",
          "$%7Bx%7D",
          "\u00e9",
          "|",
          "00000000-0000-0000-0000-000000000000",
          "1-1-1-1-1");
  private static final List<String> ACCEPTS =
      List.of(
          "application/json",
          "*/*",
          "yaml",
          "a/b/c",
          ";;;",
          "",
          ",",
          "text/html",
          "text/csv",
          "application/yaml",
          "application/xml",
          "application/json;q=2",
          "application/json;charset=x",
          "text/event-stream",
          "application/problem+json;q=0",
          "*",
          "*/json",
          "application/*+json",
          "multipart/form-data",
          "application/vnd.spring-boot.actuator.v3+json",
          "\u00e9/\u00e9");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "application/json;charset=UTF-8",
          "application/json;charset=utf-16",
          "application/json;charset=nonsense",
          "application/json; charset=\"",
          "application/yaml",
          "application/x-yaml",
          "application/xml",
          "application/cbor",
          "text/plain",
          "text/csv",
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/mixed;boundary=x",
          "application/x-www-form-urlencoded",
          "a/b/c",
          "yaml",
          ";;;",
          "",
          "*/*",
          "application/*",
          "application/merge-patch+json",
          "application/problem+json",
          "application/octet-stream");
  private static final List<String> OTHER_HEADERS =
      List.of(
          "Content-Encoding: gzip",
          "Content-Encoding: identity",
          "Content-Encoding: x, y",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Expect: 100-continue",
          "Expect: nothing",
          "Range: bytes=9-1",
          "Range: lines=1-",
          "If-None-Match: \"",
          "If-Match: x",
          "If-Modified-Since: yesterday",
          "Accept-Encoding: x;q=9",
          "Accept-Language: ;;",
          "Accept-Charset: nonsense",
          "Origin: null",
          "Origin: http://[",
          "Cookie: =;=\u0001",
          "Access-Control-Request-Method: X",
          "X-Forwarded-Proto: nonsense",
          "X-Forwarded-Host: a b",
          "Forwarded: for=\"",
          "X-HTTP-Method-Override: DELETE",
          "Idempotency-Key: ",
          "Idempotency-Key: \u0001",
          "Idempotency-Key: x",
          "Iec-Passed-On: x",
          "Authorization: Bearer",
          "Authorization: Bearer x.y.z",
          "Authorization: Bearer \u0001",
          "Authorization: Basic eDp5",
          "Upgrade: h2c",
          "Content-Length: -1",
          "Content-Length: x",
          "Host: other",
          "Host: a b",
          ": nameless",
          "no colon",
          "Folded: a\r\n b",
          "X: " + "x".repeat(20_000),
          "Y: \u0000");

  /** Queries that Tomcat cannot parse, and one that is only unusual. */
  private static final List<String> MALFORMED_QUERIES =
      List.of("=", "=&a=b", "a=b&=", "%3D=&=", "a=b&".repeat(1_001), "?");

  private final String token = TestTokens.ofEverything(UUID.randomUUID().toString());
  private final Random random;
  private final int port;
  private final int managementPort;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<Integer, Integer> answers = new TreeMap<>();

  /**
   * @param path including variables
   * @param parameters names of the parameters that its handler reads
   */
  private record Endpoint(String path, Set<String> methods, List<String> parameters) {}

  /**
   * @param context of the service
   * @param port on which it listens
   * @param seed of the random requests
   */
  public GeneratedRequests(WebApplicationContext context, int port, long seed) {
    this.random = new Random(seed);
    this.port = port;
    this.managementPort = context.getBean(ManagementConnector.class).port();
    context
        .getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(mapping -> mapping.getHandlerMethods().forEach(this::add));
    FILES.forEach(path -> endpoints.add(new Endpoint(path, Set.of("GET"), List.of())));
    // Spring's mappings have no order; a seed must always generate the same requests.
    endpoints.sort(
        Comparator.comparing(Endpoint::path).thenComparing(e -> List.copyOf(e.methods).toString()));
  }

  private void add(RequestMappingInfo mapping, HandlerMethod handler) {
    Set<String> methods = new TreeSet<>();
    mapping.getMethodsCondition().getMethods().forEach(method -> methods.add(method.name()));
    List<String> parameters =
        Arrays.stream(handler.getMethod().getParameters()).map(Parameter::getName).toList();
    mapping
        .getPatternValues()
        .forEach(
            path ->
                endpoints.add(
                    new Endpoint(path, methods.isEmpty() ? Set.of("GET") : methods, parameters)));
  }

  /** Paths of the endpoints, for comparison with the expected ones. */
  public List<String> paths() {
    return endpoints.stream().map(Endpoint::path).distinct().sorted().toList();
  }

  /** Number of answers by status. */
  public Map<Integer, Integer> answers() {
    return answers;
  }

  /**
   * Sends requests to each endpoint.
   *
   * @param each number of requests per endpoint
   * @return every fault in the answers and in the log; empty if there is none
   */
  public List<String> faults(int each) {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      for (Endpoint endpoint : endpoints) {
        Stream.concat(
                Stream.generate(() -> request(endpoint)).limit(each),
                MALFORMED_QUERIES.stream().map(query -> request(endpoint, query)))
            .forEach(request -> send(request, port(endpoint), log));
      }
    } finally {
      root.detachAppender(log);
    }
    return faults;
  }

  private void send(byte[] request, int port, ListAppender<ILoggingEvent> log) {
    exchange(request, port);
    for (ILoggingEvent event : List.copyOf(log.list)) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
        fault(request, "logged " + event + trace(event));
      }
    }
    log.list.clear();
  }

  private static String trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? ""
        : " with "
            + event.getThrowableProxy().getClassName()
            + ": "
            + event.getThrowableProxy().getMessage()
            + " at "
            + event.getThrowableProxy().getStackTraceElementProxyArray()[0];
  }

  private void fault(byte[] request, String what) {
    String shown = new String(request, UTF_8).replace(token, "TOKEN");
    faults.add(what + "\n   after: " + shown.substring(0, Math.min(shown.length(), 700)));
  }

  // ---- requests

  private byte[] request(Endpoint endpoint) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String method = random.nextInt(3) > 0 ? any(List.copyOf(endpoint.methods)) : any(METHODS);
    byte[] body = random.nextInt(3) > 0 && !method.equals("GET") ? body() : new byte[0];
    List<String> headers = new ArrayList<>();
    headers.add("Host: 127.0.0.1:" + port(endpoint));
    headers.add("Connection: close");
    // Most requests have a valid token, because without one most endpoints read nothing else.
    if (random.nextInt(8) > 0) {
      headers.add("Authorization: Bearer " + token);
    }
    if (random.nextBoolean()) {
      headers.add("Accept: " + any(ACCEPTS));
    }
    boolean good = random.nextBoolean();
    if (good || random.nextInt(4) > 0) {
      headers.add("Content-Type: " + (good ? "application/json" : any(CONTENT_TYPES)));
    }
    if (random.nextInt(3) == 0) {
      headers.add(any(OTHER_HEADERS));
    }
    boolean chunked = headers.contains("Transfer-Encoding: chunked");
    if (!chunked && body.length > 0) {
      headers.add("Content-Length: " + body.length);
    }
    write(
        request,
        "%s %s HTTP/1.1\r\n%s\r\n\r\n"
            .formatted(method, address(endpoint), String.join("\r\n", headers))
            .getBytes(UTF_8));
    if (chunked) {
      body = chunks(body);
    }
    write(request, body);
    return request.toByteArray();
  }

  /** A request that is valid except for its query. */
  private byte[] request(Endpoint endpoint, String query) {
    return "%s %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
        .formatted(
            List.copyOf(endpoint.methods).getFirst(), path(endpoint), query, port(endpoint), token)
        .getBytes(UTF_8);
  }

  private byte[] chunks(byte[] body) {
    if (random.nextInt(4) == 0) {
      return "zz\r\nnot a chunk\r\n".getBytes(UTF_8);
    }
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; ) {
      int length = Math.min(body.length - at, 1 + random.nextInt(8_000));
      write(chunks, (Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
      chunks.write(body, at, length);
      write(chunks, "\r\n".getBytes(UTF_8));
      at += length;
    }
    write(chunks, "0\r\n\r\n".getBytes(UTF_8));
    return chunks.toByteArray();
  }

  private String path(Endpoint endpoint) {
    return VARIABLE.matcher(endpoint.path).replaceAll(_ -> Matcher.quoteReplacement(value()));
  }

  private String address(Endpoint endpoint) {
    StringBuilder path = new StringBuilder(path(endpoint));
    if (random.nextInt(12) == 0) {
      path.append(
          any(List.of("/", "/x", ";v=1", "//", "/..", "%00", "%", "\\", ".json", "\u00e9")));
    }
    if (random.nextInt(3) > 0) {
      path.append('?').append(query(endpoint));
    }
    return path.toString();
  }

  private String query(Endpoint endpoint) {
    if (random.nextInt(40) == 0) {
      return any(
          List.of("&".repeat(2_000), "x=" + "y".repeat(6_000), "a&".repeat(1_500), "=", "?"));
    }
    List<String> parts = new ArrayList<>();
    for (String name : endpoint.parameters) {
      if (random.nextInt(3) > 0) {
        parts.add(name + "=" + value());
      }
    }
    if (random.nextInt(4) == 0) {
      parts.add(value() + "=" + value());
    }
    return String.join("&", parts);
  }

  private String value() {
    return random.nextInt(4) == 0 ? UUID.randomUUID().toString() : any(VALUES);
  }

  private byte[] body() {
    return switch (random.nextInt(10)) {
      case 0 -> new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
      case 1 -> "[".repeat(10_000).getBytes(UTF_8);
      case 2 ->
          ("{\"a\": \"" + "x".repeat(70_000 + random.nextInt(500_000)) + "\"}").getBytes(UTF_8);
      case 3 -> ("{\"season\": " + "9".repeat(5_000) + "}").getBytes(UTF_8);
      case 4 -> "{\"season\": 2026, \"season\": 2027".getBytes(UTF_8);
      case 5 -> "{}".getBytes(UTF_16_BOM);
      case 6 ->
          "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--".getBytes(UTF_8);
      default -> json(3).getBytes(UTF_8);
    };
  }

  private static final java.nio.charset.Charset UTF_16_BOM =
      java.nio.charset.StandardCharsets.UTF_16;

  private String json(int depth) {
    if (depth == 0) {
      return any(
          List.of(
              "null",
              "true",
              "-1",
              "1e400",
              "0.5",
              "\"\"",
              "\"IE\"",
              "\"2026-01-01T00:00:00Z\"",
              "\"\\u0000\"",
              "\"\\ud800\"",
              "9223372036854775808",
              "[]",
              "{}"));
    }
    List<String> fields = new ArrayList<>();
    for (String name :
        List.of(
            "season",
            "country",
            "pools",
            "category",
            "stream",
            "quota",
            "commandId",
            "orders",
            "profileId",
            "citizenship",
            "birthDate",
            "wanted",
            "reason",
            "size",
            "version",
            "x")) {
      if (random.nextInt(3) > 0) {
        String value = json(random.nextInt(depth));
        fields.add(
            "\"%s\": %s".formatted(name, random.nextInt(3) == 0 ? "[" + value + "]" : value));
      }
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static void write(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  // ---- answers

  private int port(Endpoint endpoint) {
    return endpoint.path.startsWith(ManagementConnector.PATH) ? managementPort : port;
  }

  private void exchange(byte[] request, int port) {
    byte[] answer;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
      try {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        out.flush();
        socket.shutdownOutput();
      } catch (IOException e) {
        // The request was refused before it was sent completely; the answer may still arrive.
      }
      answer = readAll(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check(request, new String(answer, ISO_8859_1));
  }

  private static byte[] readAll(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The server did not read the whole request and reset the connection.
    }
    return all.toByteArray();
  }

  private void check(byte[] request, String answer) {
    String shown = answer.replaceFirst("^HTTP/1.1 100 ?\r\n\r\n", "");
    int end = shown.indexOf("\r\n\r\n");
    if (end < 0) {
      if (request.length < 60_000) {
        fault(request, "no answer");
      }
      return;
    }
    String[] head = shown.substring(0, end).split("\r\n", -1);
    int status = Integer.parseInt(head[0].split(" ", -1)[1]);
    answers.merge(status, 1, Integer::sum);
    if (status >= 500) {
      fault(request, "answered " + shown);
    }
    if (status < 400 || new String(request, UTF_8).startsWith("HEAD ")) {
      return;
    }
    boolean problem =
        Stream.of(head).anyMatch(h -> h.equalsIgnoreCase("Content-Type: application/problem+json"));
    if (!problem || !describes(shown.substring(end + 4), status)) {
      fault(request, "no problem document: " + shown);
    }
    if (shown.contains("\tat ") || shown.contains("Exception")) {
      fault(request, "tells of its inside: " + shown);
    }
  }

  private static boolean describes(String body, int status) {
    try {
      JsonNode problem = JsonMapper.shared().readTree(body.startsWith("{") ? body : joined(body));
      return problem.path("status").asInt(0) == status
          && !problem.path("title").asString("").isBlank()
          && !problem.path("detail").asString("").isBlank()
          && problem.path("instance").isString()
          && !problem.path("errors").isEmpty()
          && problem.path("errors").valueStream().allMatch(GeneratedRequests::isFault);
    } catch (JacksonException | StringIndexOutOfBoundsException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean isFault(JsonNode fault) {
    return fault.path("pointer").isString()
        && CODES.contains(fault.path("code").asString(""))
        && !fault.path("detail").asString("").isBlank();
  }

  /** Decodes a chunked body, with one character per byte. */
  private static String joined(String chunked) {
    StringBuilder content = new StringBuilder();
    int from = 0;
    while (true) {
      int line = chunked.indexOf("\r\n", from);
      int length = Integer.parseInt(chunked.substring(from, line), 16);
      if (length == 0) {
        return content.toString();
      }
      content.append(chunked, line + 2, line + 2 + length);
      from = line + 2 + length + 2;
    }
  }
}
