package org.iecpools.kit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.iecpools.kit.web.HttpKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service with an OpenID Connect issuer, which is Spring's authorization server. */
class IssuerTest {

  private static final String KAFKA =
      "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration";

  private static ServletWebServerApplicationContext issuer;
  private static ServletWebServerApplicationContext service;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The keys of the issuer, which it publishes. */
  private static volatile JWKSet keys = newKey();

  /** What the issuer changes in the claims of a token. */
  private static volatile Consumer<JwtClaimsSet.Builder> claims = _ -> {};

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(excludeName = KAFKA)
  static class Issuer {
    @Bean
    JWKSource<SecurityContext> keys() {
      return (selector, _) -> selector.select(keys);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return token -> claims.accept(token.getClaims());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(excludeName = KAFKA)
  @Import({HttpKit.class, AccessKit.class, Things.class})
  static class Service {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }

  @RestController
  static class Things {
    @RequiresScope(Scope.ROUNDS_RUN)
    @GetMapping("/api/v1/things")
    String things() {
      return "things";
    }

    @PublicEndpoint
    @GetMapping("/api/v1/news")
    String news() {
      return "news";
    }
  }

  @BeforeAll
  static void start() {
    issuer =
        run(
            Issuer.class,
            "spring.application.name=issuer",
            "spring.security.oauth2.authorizationserver.client.x.registration.client-id=operations",
            "spring.security.oauth2.authorizationserver.client.x.registration.client-secret={noop}secret",
            "spring.security.oauth2.authorizationserver.client.x.registration.client-authentication-methods=client_secret_basic",
            "spring.security.oauth2.authorizationserver.client.x.registration.authorization-grant-types=client_credentials",
            "spring.security.oauth2.authorizationserver.client.x.registration.scopes=rounds:run,quotas:write");
    service = service("iec.access.issuer-uri=" + at(issuer, ""));
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  @BeforeEach
  void tokensForTheServices() {
    claims = token -> token.audience(List.of("iec-pools", "others"));
  }

  @Test
  void aTokenOfTheIssuerIsAcceptedWithItsScopes() throws Exception {
    assertThat(ask(token("rounds:run"))).isEqualTo("200 things");
    assertThat(ask(token("quotas:write"))).isEqualTo("403 SCOPE_REQUIRED");
  }

  @Test
  void aTokenForAnotherAudienceIsRefused() throws Exception {
    claims = _ -> {}; // the audience is the client then

    assertThat(ask(token("rounds:run"))).isEqualTo("401 BAD_TOKEN");
  }

  @Test
  void aTokenThatNamesAnotherIssuerIsRefused() throws Exception {
    claims = token -> token.audience(List.of("iec-pools")).issuer("https://issuer.example.org");

    assertThat(ask(token("rounds:run"))).isEqualTo("401 BAD_TOKEN");
  }

  @Test
  void theKeyIsReplacedWhileTheServiceRuns() throws Exception {
    String before = token("rounds:run");
    assertThat(ask(before)).isEqualTo("200 things");

    keys = newKey();

    assertThat(ask(token("rounds:run"))).isEqualTo("200 things");
    assertThat(ask(before)).as("of the key that the issuer has withdrawn").startsWith("401");
  }

  @Test
  void clocksMayDifferByTheClockSkew() throws Exception {
    claims = ending(-20);
    assertThat(ask(token("rounds:run"))).isEqualTo("200 things");
    claims = ending(-40);
    assertThat(ask(token("rounds:run"))).isEqualTo("401 BAD_TOKEN");
    claims = beginning(20);
    assertThat(ask(token("rounds:run"))).isEqualTo("200 things");
    claims = beginning(40);
    assertThat(ask(token("rounds:run"))).isEqualTo("401 BAD_TOKEN");
  }

  @Test
  void aTokenOfALocalKeyIsRefused() throws Exception {
    assertThat(ask(TestTokens.ofEverything("operator"))).isEqualTo("401 BAD_TOKEN");
  }

  @Test
  void aServiceStartsWithoutItsIssuerAndAnswersWhatIsPublic() throws Exception {
    String token = token("rounds:run");
    try (ServletWebServerApplicationContext alone =
        service("iec.access.issuer-uri=http://127.0.0.1:1")) {
      assertThat(ask(alone, "/api/v1/news", "")).isEqualTo("200 news");
      assertThat(ask(alone, "/api/v1/things", "")).isEqualTo("401 TOKEN_REQUIRED");
      assertThat(ask(alone, "/api/v1/things", token)).isEqualTo("503 ISSUER_DOWN");
    }
  }

  @Test
  void aServiceDoesNotStartWithoutAWayToVerifyTokens(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> service("x=y"))
        .rootCause()
        .isInstanceOf(UnusableAccessSettings.class)
        .hasMessageContaining("iec.access.issuer-uri");
    Path secret = Files.writeString(directory.resolve("secret.json"), keys.toString(false));
    assertThatThrownBy(() -> service("iec.access.key-file=" + secret))
        .rootCause()
        .isInstanceOf(UnusableAccessSettings.class)
        .hasMessageContaining("contains a secret key");
    Path other = Files.writeString(directory.resolve("other.pem"), "no key");
    assertThatThrownBy(() -> service("iec.access.key-file=" + other))
        .rootCause()
        .isInstanceOf(UnusableAccessSettings.class)
        .hasMessageContaining("as PEM");
  }

  @Test
  void aPublicKeyMayBeAPemFile(@TempDir Path directory) throws Exception {
    byte[] key =
        JWKSet.load(TestTokens.keyFile().toFile())
            .getKeys()
            .getFirst()
            .toRSAKey()
            .toPublicKey()
            .getEncoded();
    Path pem =
        Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(key)));
    try (ServletWebServerApplicationContext own = service("iec.access.key-file=" + pem)) {
      assertThat(ask(own, "/api/v1/things", TestTokens.ofEverything("x"))).isEqualTo("200 things");
    }
  }

  private static Consumer<JwtClaimsSet.Builder> ending(int seconds) {
    return token ->
        token
            .audience(List.of("iec-pools"))
            .issuedAt(Instant.now().minusSeconds(600))
            .notBefore(Instant.now().minusSeconds(600))
            .expiresAt(Instant.now().plusSeconds(seconds));
  }

  private static Consumer<JwtClaimsSet.Builder> beginning(int seconds) {
    return token ->
        token.audience(List.of("iec-pools")).notBefore(Instant.now().plusSeconds(seconds));
  }

  private static ServletWebServerApplicationContext service(String setting) {
    return run(
        Service.class,
        "spring.application.name=things",
        "spring.config.import=classpath:kit.yaml",
        "management.endpoint.health.validate-group-membership=false",
        setting);
  }

  private static ServletWebServerApplicationContext run(Class<?> application, String... settings) {
    return (ServletWebServerApplicationContext)
        new SpringApplicationBuilder(application)
            .properties("server.address=127.0.0.1", "server.port=0")
            .properties(settings)
            .run();
  }

  private static JWKSet newKey() {
    try {
      return new JWKSet(new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URI at(ServletWebServerApplicationContext server, String path) {
    return URI.create("http://127.0.0.1:" + server.getWebServer().getPort() + path);
  }

  private static String token(String scope) throws IOException, InterruptedException {
    String client = Base64.getEncoder().encodeToString("operations:secret".getBytes());
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(at(issuer, "/oauth2/token"))
                .header("Authorization", "Basic " + client)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=" + scope.replace(":", "%3A")))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).get("access_token").asString();
  }

  private static String ask(String token) throws IOException, InterruptedException {
    return ask(service, "/api/v1/things", token);
  }

  /** The status, and the body or the code of the problem. */
  private static String ask(ServletWebServerApplicationContext server, String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(server, path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 200) {
      return "200 " + answer.body();
    }
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    return answer.statusCode() + " " + problem.at("/errors/0/code").asString("");
  }
}
