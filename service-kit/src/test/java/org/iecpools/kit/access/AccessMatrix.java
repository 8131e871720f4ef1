package org.iecpools.kit.access;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.kit.access.EndpointRule.AnyToken;
import org.iecpools.kit.access.EndpointRule.OneOf;
import org.iecpools.kit.access.EndpointRule.Public;
import org.iecpools.kit.web.ManagementConnector;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests with every kind of token to every endpoint of a running service. The endpoints
 * come from Spring's handler mappings, including the actuator, so that none is missed.
 */
public final class AccessMatrix {

  private static final UUID CANDIDATE = UUID.fromString("6f0f4c1e-8a53-4f0f-9a86-3d2b7c5e1a90");
  private static final String SOMEONE = "0b6c2a4e-86f5-4b2c-9a5e-0d3f4c1b2a39";
  private static final String CONSOLE = "/console/";
  private static final Path PAGE = Path.of("..", "docs", "security.md");

  private final int port;
  private final int managementPort;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> invalid = TestTokens.invalid(CANDIDATE.toString());

  /** Tokens by subject and scopes, because signing one takes longer than a request. */
  private final Map<String, String> valid = new HashMap<>();

  /**
   * @param rule empty if the endpoint has none
   */
  private record Endpoint(RequestMethod method, String path, Optional<EndpointRule> rule) {
    String name() {
      return method + " " + path;
    }
  }

  /**
   * @param context of the service
   * @param port on which it listens
   */
  public AccessMatrix(WebApplicationContext context, int port) {
    this.port = port;
    this.managementPort = context.getBean(ManagementConnector.class).port();
    context
        .getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(mapping -> mapping.getHandlerMethods().forEach(this::add));
  }

  private void add(RequestMappingInfo mapping, HandlerMethod handler) {
    Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
    if (methods.isEmpty()) {
      faults.add("%s does not state its methods".formatted(mapping));
    }
    for (String path : mapping.getPatternValues()) {
      boolean ofThisProject = path.startsWith("/api/") || path.startsWith(CONSOLE);
      for (RequestMethod method : methods) {
        endpoints.add(
            new Endpoint(
                method,
                path,
                // Tests run on loopback, where the whole actuator is open.
                ofThisProject ? EndpointRule.of(handler) : Optional.of(new Public())));
      }
    }
  }

  /** The endpoints of the service's own controllers with their rules, as in the documentation. */
  public Set<String> rules() {
    return endpoints.stream()
        .filter(endpoint -> endpoint.path.startsWith("/api/") || endpoint.path.startsWith(CONSOLE))
        .map(
            endpoint ->
                "| `%s` | %s |"
                    .formatted(endpoint.name(), endpoint.rule.map(AccessMatrix::text).orElse("")))
        .collect(Collectors.toSet());
  }

  /** The rules of a service in {@code docs/security.md}. */
  public static Set<String> documentedRules(String service) throws IOException {
    return Files.readString(PAGE)
        .lines()
        .dropWhile(line -> !line.equals("### " + service))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| `"))
        .collect(Collectors.toSet());
  }

  private static String text(EndpointRule rule) {
    return switch (rule) {
      case Public _ -> "public";
      case AnyToken _ -> "any token";
      case OneOf(Set<Scope> scopes) ->
          scopes.stream()
              .map(
                  scope ->
                      "`%s`%s".formatted(scope.value(), scope.isBoundToSubject() ? " (own)" : ""))
              .collect(Collectors.joining(", "));
    };
  }

  /** Every answer that differs from the rules; empty if there is none. */
  public List<String> faults() throws IOException, InterruptedException {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.rule.isEmpty()) {
        faults.add(endpoint.name() + " has no rule, or several");
        continue;
      }
      boolean changes = endpoint.method != RequestMethod.GET;
      EndpointRule rule = endpoint.rule.get();
      if (changes && rule instanceof Public) {
        faults.add(endpoint.name() + " changes something and is public");
      }
      if (rule instanceof OneOf(Set<Scope> scopes)
          && scopes.stream().anyMatch(Scope::isBoundToSubject)
          && !endpoint.path.contains("{candidateId}")) {
        faults.add(
            endpoint.name() + " has a rule about the candidate and no candidate in its path");
      }
      without(endpoint, rule);
      for (Map.Entry<String, String> token : invalid.entrySet()) {
        expect(endpoint, "a token " + token.getKey(), token.getValue(), 401, "BAD_TOKEN");
      }
      scopes(endpoint, rule);
      if (changes) {
        foreignPages(endpoint);
      }
    }
    return faults;
  }

  private String valid(String subject, Set<Scope> scopes) {
    return valid.computeIfAbsent(subject + scopes, _ -> TestTokens.valid(subject, scopes));
  }

  private void without(Endpoint endpoint, EndpointRule rule)
      throws IOException, InterruptedException {
    switch (rule) {
      case Public _ -> expectPermitted(endpoint, "no token", "");
      case AnyToken _, OneOf _ -> expect(endpoint, "no token", "", 401, "TOKEN_REQUIRED");
    }
  }

  private void scopes(Endpoint endpoint, EndpointRule rule)
      throws IOException, InterruptedException {
    Set<Scope> accepted =
        switch (rule) {
          case Public _, AnyToken _ -> EnumSet.allOf(Scope.class);
          case OneOf(Set<Scope> scopes) -> scopes;
        };
    Set<Scope> others = EnumSet.complementOf(EnumSet.copyOf(accepted));
    if (rule instanceof OneOf) {
      String own = CANDIDATE.toString();
      expect(endpoint, "no scope", valid(own, Set.of()), 403, "SCOPE_REQUIRED");
      expect(endpoint, "all other scopes", valid(own, others), 403, "SCOPE_REQUIRED");
      for (Scope other : others) {
        expect(endpoint, "only " + other.value(), valid(own, Set.of(other)), 403, "SCOPE_REQUIRED");
      }
    }
    for (Scope scope : accepted) {
      String what = "only " + scope.value();
      expectPermitted(endpoint, what, valid(CANDIDATE.toString(), Set.of(scope)));
      String token = valid(SOMEONE, Set.of(scope));
      if (rule instanceof OneOf && scope.isBoundToSubject()) {
        expect(endpoint, what + " of another candidate", token, 403, "OTHER_SUBJECT");
        expect(
            endpoint, what + " of nobody", valid("operator", Set.of(scope)), 403, "OTHER_SUBJECT");
      } else {
        expectPermitted(endpoint, what + " of someone else", token);
      }
    }
  }

  /** What a form or script of a foreign page could send, even with a token. */
  private void foreignPages(Endpoint endpoint) throws IOException, InterruptedException {
    String token = TestTokens.ofEverything(CANDIDATE.toString());
    for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
      expect(
          endpoint,
          "origin " + origin,
          send(endpoint, token, "Origin", origin),
          403,
          "UNKNOWN_ORIGIN");
    }
    for (String type :
        List.of(
            "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")) {
      expect(endpoint, type, send(endpoint, token, "Content-Type", type), 415, "CONTENT_TYPE");
    }
  }

  private void expect(Endpoint endpoint, String what, String token, int status, String code)
      throws IOException, InterruptedException {
    expect(endpoint, what, send(endpoint, token), status, code);
    // A request that claims to be forwarded by another instance has no other rights.
    expect(
        endpoint,
        what + ", forwarded",
        send(endpoint, token, "Iec-Passed-On", "other:1"),
        status,
        code);
  }

  private void expect(
      Endpoint endpoint, String what, HttpResponse<String> answer, int status, String code) {
    String shown = "%s with %s".formatted(endpoint.name(), what);
    if (answer.statusCode() != status) {
      faults.add(
          "%s: %d in place of %d: %s".formatted(shown, answer.statusCode(), status, answer.body()));
      return;
    }
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    if (!problem.at("/errors/0/code").asString("").equals(code)
        || problem.path("status").asInt() != status
        || !answer.headers().firstValue("Content-Type").orElse("").contains("problem+json")) {
      faults.add("%s: not a problem with %s: %s".formatted(shown, code, answer.body()));
    }
    String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
    boolean challenged =
        switch (code) {
          case "TOKEN_REQUIRED" -> challenge.equals("Bearer");
          case "BAD_TOKEN" -> challenge.startsWith("Bearer error=\"invalid_token\"");
          case "SCOPE_REQUIRED" -> challenge.startsWith("Bearer error=\"insufficient_scope\"");
          default -> challenge.isEmpty();
        };
    if (!challenged) {
      faults.add("%s: WWW-Authenticate is '%s'".formatted(shown, challenge));
    }
  }

  private void expectPermitted(Endpoint endpoint, String what, String token)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(endpoint, token);
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      faults.add("%s with %s: %d".formatted(endpoint.name(), what, answer.statusCode()));
    }
    boolean mayBeStored =
        !answer.headers().firstValue("Cache-Control").orElse("").contains("no-store");
    if (mayBeStored && endpoint.path.contains("candidateId")) {
      faults.add("%s with %s may be stored".formatted(endpoint.name(), what));
    }
  }

  private int port(String path) {
    return path.startsWith("/actuator") || path.startsWith(CONSOLE) ? managementPort : port;
  }

  private HttpResponse<String> send(Endpoint endpoint, String token, String... headers)
      throws IOException, InterruptedException {
    String path =
        endpoint
            .path
            .replace("{candidateId}", CANDIDATE.toString())
            .replaceAll("\\{[^}]*}|\\*+", "x");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(path) + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (Stream.of(headers).noneMatch("Content-Type"::equals)) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(
        request.method(endpoint.method.name(), HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
