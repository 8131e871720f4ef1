package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.iecpools.events.PoolEntered;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a registry that accepts one user, and one that speaks TLS. */
class RegistryAccessTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path directory;
  private HttpServer server;

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theUserIsSent() throws Exception {
    start(HttpServer.create(ANY_PORT, 0));

    assertThat(
            registry(Map.of("schema.registry.basic.auth.user.info", "set-up:right"), "http")
                .idOf(PoolEntered.SCHEMA$))
        .isEqualTo(7);
  }

  @Test
  void aWrongPasswordIsADenial() throws Exception {
    start(HttpServer.create(ANY_PORT, 0));

    assertThatThrownBy(
            () ->
                registry(Map.of("schema.registry.basic.auth.user.info", "set-up:wrong"), "http")
                    .idOf(PoolEntered.SCHEMA$))
        .isInstanceOf(SchemaRegistry.Denied.class)
        .hasMessageContaining("does not accept the password of 'set-up' (401)")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void anAnonymousClientLearnsWhatIsMissing() throws Exception {
    start(HttpServer.create(ANY_PORT, 0));

    assertThatThrownBy(() -> registry(Map.of(), "http").idOf(PoolEntered.SCHEMA$))
        .isInstanceOf(SchemaRegistry.Denied.class)
        .hasMessageContaining("does not accept anonymous clients (401)")
        .hasMessageContaining("schema.registry.basic.auth.user.info");
  }

  @Test
  void aUserWithoutTheRightIsADenial() throws Exception {
    start(HttpServer.create(ANY_PORT, 0));

    assertThatThrownBy(
            () ->
                registry(Map.of("schema.registry.basic.auth.user.info", "reader:right"), "http")
                    .idOf(PoolEntered.SCHEMA$))
        .isInstanceOf(SchemaRegistry.Denied.class)
        .hasMessageContaining("does not allow this to user 'reader' (403)");
  }

  @Test
  void anUntrustedCertificateIsADenialAndATrustedOneIsAccepted() throws Exception {
    Path keys = directory.resolve("keys.p12");
    SSLContext tls = certificate(keys);
    HttpsServer https = HttpsServer.create(ANY_PORT, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    start(https);
    Map<String, String> user = Map.of("schema.registry.basic.auth.user.info", "set-up:right");

    assertThatThrownBy(() -> registry(user, "https").idOf(PoolEntered.SCHEMA$))
        .isInstanceOf(SchemaRegistry.Denied.class)
        .hasMessageContaining("TLS connection to registry")
        .hasMessageContaining("schema.registry.ssl.truststore");

    assertThat(
            registry(
                    Map.of(
                        "schema.registry.basic.auth.user.info", "set-up:right",
                        "schema.registry.ssl.truststore.location", keys.toString(),
                        "schema.registry.ssl.truststore.password", "secret"),
                    "https")
                .idOf(PoolEntered.SCHEMA$))
        .isEqualTo(7);
  }

  private SchemaRegistry registry(Map<String, String> properties, String scheme) {
    return ClientConfig.of(properties)
        .registry(URI.create(scheme + "://localhost:" + server.getAddress().getPort()));
  }

  /** Answers user set-up with an id, user reader with 403, and all others with 401. */
  private void start(HttpServer created) {
    server = created;
    server.createContext(
        "/",
        exchange -> {
          String user = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          int status =
              user.equals(basic("set-up:right"))
                  ? 200
                  : user.equals(basic("reader:right")) ? 403 : 401;
          byte[] body = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  /** Generates a certificate for localhost in a file that also serves as truststore. */
  private static SSLContext certificate(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "registry",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "secret",
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor())
        .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "secret".toCharArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    // The certificate is trusted only as an entry of its own.
    keys.setCertificateEntry("trusted", keys.getCertificate("registry"));
    try (var out = Files.newOutputStream(file)) {
      keys.store(out, "secret".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
