package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {

  @TempDir private Path directory;

  @Test
  void theFileOfKafkasOwnToolsIsRead() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("client.properties"),
            """
            security.protocol=SASL_PLAINTEXT
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.example.Module required username="u" password="p";
            schema.registry.basic.auth.user.info=u:p
            """);

    assertThat(ClientConfig.read(file).kafka("127.0.0.1:9092"))
        .containsEntry("bootstrap.servers", "127.0.0.1:9092")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .doesNotContainKey("schema.registry.basic.auth.user.info");
  }

  @Test
  void everyFaultIsReported() {
    assertThatThrownBy(
            () ->
                ClientConfig.of(
                    Map.of(
                        "security.protocol", "SASL_TLS",
                        "schema.registry.url", "http://127.0.0.1:8080",
                        "schema.registry.basic.auth.user.info", "nobody")))
        .hasMessageContaining("security.protocol is 'SASL_TLS'; expected one of")
        .hasMessageContaining("sasl.mechanism is missing")
        .hasMessageContaining("sasl.jaas.config is missing")
        .hasMessageContaining("schema.registry.url is not known")
        .hasMessageContaining("schema.registry.basic.auth.user.info is not USER:PASSWORD");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.properties");

    assertThatThrownBy(() -> ClientConfig.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": cannot be read");
  }

  @Test
  void aBrokerThatClosesTheConnectionIsReportedAtOnce() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> closeEachConnection(server));

      assertThatThrownBy(() -> ClientConfig.NONE.check("127.0.0.1:" + server.getLocalPort()))
          .isInstanceOf(AccessDenied.class)
          .hasMessageContaining("closes connections without authentication or TLS");
    }
  }

  private static void closeEachConnection(ServerSocket server) {
    while (true) {
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        in.readNBytes(19);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsLeftToTheKafkaClient() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }

    ClientConfig.NONE.check("127.0.0.1:" + port);
  }

  @Test
  void aDenialIsFoundAmongTheCausesAndOtherFailuresAreNot() {
    assertThat(denial(new ExecutionException(new SaslAuthenticationException("wrong password"))))
        .contains("Kafka at host:1 does not accept the user: wrong password");
    assertThat(denial(new SslAuthenticationException("SSL handshake failed")))
        .contains("TLS connection to Kafka at host:1 failed", "ssl.truststore");
    assertThat(denial(new TopicAuthorizationException(java.util.Set.of("iec.pools"))))
        .contains("does not allow this user", "iec.pools");
    assertThat(AccessDenied.in(new TimeoutException("timeout"), "host:1")).isEmpty();
  }

  private static String denial(Exception e) {
    return AccessDenied.in(e, "host:1").orElseThrow().getMessage();
  }
}
