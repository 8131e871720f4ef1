package org.iecpools.kit.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

/** Tokens that services under test accept, and tokens that they must not accept. */
public final class TestTokens {

  private static final RSAKey KEY = key("test");

  /** Another key with the same id. */
  private static final RSAKey OTHER_KEY = key("test");

  private static final Path KEY_FILE = written(new JWKSet(KEY.toPublicJWK()));

  private TestTokens() {}

  /**
   * Lets a service under test accept these tokens. The setting is needed earlier than beans that
   * register properties are created.
   */
  public static final class Keys implements ImportBeanDefinitionRegistrar, EnvironmentAware {
    @Override
    public void setEnvironment(Environment environment) {
      ((ConfigurableEnvironment) environment)
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "test tokens", Map.of("iec.access.key-file", KEY_FILE.toString())));
    }
  }

  /** The file with the public key. */
  public static Path keyFile() {
    return KEY_FILE;
  }

  /** A token with all scopes. */
  public static String ofEverything(String subject) {
    return valid(subject, List.of(Scope.values()));
  }

  /** A token with all scopes and without a subject. */
  public static String ofNobody() {
    return with("nobody", claims -> claims.subject(null));
  }

  /** A token with some scopes. */
  static String valid(String subject, Collection<Scope> scopes) {
    return signed(claims(subject, scopes).build());
  }

  /** The http of a context, with all scopes, as the filters of a server would set them. */
  public static MockMvcTester permitted(WebApplicationContext context) {
    return MockMvcTester.from(
        context,
        builder ->
            builder
                .addFilters(
                    (request, response, chain) -> {
                      SecurityContextHolder.getContext().setAuthentication(everything());
                      try {
                        chain.doFilter(request, response);
                      } finally {
                        SecurityContextHolder.clearContext();
                      }
                    })
                .build());
  }

  private static JwtAuthenticationToken everything() {
    return new JwtAuthenticationToken(
        Jwt.withTokenValue("t").header("alg", "RS256").subject("tests").build(),
        AuthorityUtils.createAuthorityList(
            Arrays.stream(Scope.values())
                .map(scope -> EndpointRuleInterceptor.AUTHORITY + scope.value())
                .toList()));
  }

  /** Tokens that are invalid, by what is wrong; each has all scopes. */
  static Map<String, String> invalid(String subject) {
    Instant now = Instant.now();
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put(
        "expired", with(subject, c -> c.expirationTime(Date.from(now.minus(Duration.ofHours(1))))));
    tokens.put(
        "not yet valid",
        with(subject, c -> c.notBeforeTime(Date.from(now.plus(Duration.ofMinutes(10))))));
    tokens.put("without an end", with(subject, c -> c.expirationTime(null)));
    tokens.put("of another issuer", with(subject, c -> c.issuer("https://issuer.example.org")));
    tokens.put("without an issuer", with(subject, c -> c.issuer(null)));
    tokens.put("for another audience", with(subject, c -> c.audience("another-system")));
    tokens.put("without an audience", with(subject, c -> c.audience((String) null)));
    JWTClaimsSet claims = claims(subject, List.of(Scope.values())).build();
    tokens.put("signed with another key", signed(claims, OTHER_KEY));
    String[] parts = signed(claims).split("\\.");
    String[] others = ofEverything("someone").split("\\.");
    tokens.put("with changed claims", String.join(".", parts[0], others[1], parts[2]));
    tokens.put("not signed", new PlainJWT(claims).serialize());
    tokens.put("without its signature", parts[0] + "." + parts[1] + ".");
    tokens.put("signed symmetrically with the public key", symmetric(claims));
    tokens.put("not a token", "x.y.z");
    return tokens;
  }

  private static String with(String subject, UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(change.apply(claims(subject, List.of(Scope.values()))).build());
  }

  private static JWTClaimsSet.Builder claims(String subject, Collection<Scope> scopes) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer("iec-pools")
        .audience("iec-pools")
        .subject(subject)
        .claim("scope", scopes.stream().map(Scope::value).collect(Collectors.joining(" ")))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
  }

  private static String signed(JWTClaimsSet claims) {
    return signed(claims, KEY);
  }

  private static String signed(JWTClaimsSet claims, RSAKey key) {
    try {
      return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String symmetric(JWTClaimsSet claims) {
    try {
      return signed(claims, JWSAlgorithm.HS256, new MACSigner(KEY.toRSAPublicKey().getEncoded()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(algorithm).keyID(KEY.getKeyID()).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path written(JWKSet keys) {
    try {
      Path file = Files.createTempFile("iec-test-keys", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, keys.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
