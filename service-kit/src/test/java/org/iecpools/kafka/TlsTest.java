package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker with a generated certificate. */
@Timeout(30)
class TlsTest {

  @TempDir private static Path directory;
  private static Credentials credentials;
  private static LocalBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Path keys = directory.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "broker",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-validity",
        "2",
        "-keystore",
        keys.toString());
    Path certificate = directory.resolve("certificate.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "broker",
        "-file",
        certificate.toString(),
        "-keystore",
        keys.toString());
    credentials = new Credentials(directory.resolve("credentials"), ClientConfig.NONE);
    credentials.generateAll();
    Files.writeString(
        credentials.ofBroker(),
        """
        listener.security.protocol.map=BROKER:SASL_SSL,CONTROLLER:SASL_PLAINTEXT
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%s
        ssl.keystore.password=secret
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(keys, certificate),
        StandardOpenOption.APPEND);
    broker = LocalBroker.start(credentials);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aClientThatTrustsTheCertificateWorks() throws Exception {
    ClientConfig client = client("SASL_SSL", true);
    client.check(broker.bootstrapServers());

    try (Admin admin = Admin.create(client.kafka(broker.bootstrapServers()))) {
      assertThat(admin.describeCluster().nodes().get()).hasSize(1);
    }
  }

  @Test
  void aClientThatDoesNotTrustItIsToldSo() {
    ClientConfig client = client("SASL_SSL", false);

    try (Admin admin = Admin.create(client.kafka(broker.bootstrapServers()))) {
      assertThatThrownBy(() -> admin.describeCluster().nodes().get())
          .isInstanceOf(ExecutionException.class)
          .satisfies(
              e ->
                  assertThat(AccessDenied.in(e, broker.bootstrapServers()))
                      .get()
                      .extracting(AccessDenied::getMessage)
                      .asString()
                      .contains("the TLS connection to Kafka", "ssl.truststore"));
    }
  }

  @Test
  void aClientWithoutTlsIsToldSo() {
    assertThatThrownBy(() -> client("SASL_PLAINTEXT", false).check(broker.bootstrapServers()))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("closes connections without TLS");
    assertThatThrownBy(() -> ClientConfig.NONE.check(broker.bootstrapServers()))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("closes connections without authentication or TLS");
  }

  private static ClientConfig client(String protocol, boolean trusting) {
    Map<String, String> properties =
        ClientConfig.read(credentials.file(Principal.SET_UP)).properties();
    properties.put("security.protocol", protocol);
    if (trusting) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.location", directory.resolve("certificate.pem").toString());
    }
    return ClientConfig.of(properties);
  }

  private static void keytool(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", "secret"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
