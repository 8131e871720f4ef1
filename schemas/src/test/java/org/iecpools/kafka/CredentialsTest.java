package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  @TempDir private Path directory;

  @Test
  void onlyTheOwnerCanReadWhatIsGenerated() throws IOException {
    credentials().generateAll();

    for (Path path : all()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as(path.toString())
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
    assertThat(all()).filteredOn(path -> path.endsWith("client.properties")).hasSize(11);
  }

  @Test
  void theFilesOfADirectoryOfAGroupAreReadableByThatGroup() throws IOException {
    Path broker = Files.createDirectory(directory.resolve(Credentials.BROKER));
    Files.setPosixFilePermissions(broker, PosixFilePermissions.fromString("rwxr-x---"));

    credentials().generateAll();

    assertThat(permissions(broker)).isEqualTo("rwxr-x---");
    assertThat(permissions(credentials().ofBroker())).isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(credentials().ofBroker(), "posix:group"))
        .isEqualTo(Files.getAttribute(broker, "posix:group"));
    assertThat(permissions(credentials().ofRegistry())).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwxrwxrwx", "rwx--x---", "rwx------"})
  void everyOtherExistingDirectoryIsClosed(String permissions) throws IOException {
    Path upstream = Files.createDirectory(directory.resolve(Principal.UPSTREAM.id()));
    Files.setPosixFilePermissions(upstream, PosixFilePermissions.fromString(permissions));

    credentials().generateAll();

    assertThat(permissions(upstream)).isEqualTo("rwx------");
    assertThat(permissions(credentials().file(Principal.UPSTREAM))).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void everyPrincipalHasAPasswordOfItsOwnWhichIsKept() {
    credentials().generateAll();
    List<String> passwords = passwords();

    credentials().generateAll();

    assertThat(passwords).doesNotHaveDuplicates().allSatisfy(it -> assertThat(it).hasSize(32));
    assertThat(passwords()).isEqualTo(passwords);
  }

  @Test
  void theFileOfAPrincipalConfiguresItsClients() {
    credentials().generateAll();

    assertThat(ClientConfig.read(credentials().file(Principal.UPSTREAM)).kafka("127.0.0.1:9092"))
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .extractingByKey("sasl.jaas.config")
        .asString()
        .contains("username=\"upstream\"");
  }

  @Test
  void protocolAndTruststoreOfSetUpAreTakenOver() {
    new Credentials(
            directory,
            ClientConfig.of(
                Map.of(
                    "security.protocol", "SASL_SSL",
                    "sasl.mechanism", "PLAIN",
                    "sasl.jaas.config",
                        "org.example.Module required username=\"u\" password=\"p\";",
                    "ssl.truststore.location", "/etc/kafka/trust.pem",
                    "ssl.truststore.type", "PEM")))
        .password(Principal.UPSTREAM);

    assertThat(ClientConfig.read(credentials().file(Principal.UPSTREAM)).properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("ssl.truststore.location", "/etc/kafka/trust.pem")
        .containsEntry("ssl.truststore.type", "PEM");
  }

  @Test
  void thePasswordOfTheKafkaUiIsGeneratedOnlyIfAskedForAndKept() throws IOException {
    credentials().generateAll();
    assertThat(credentials().ofKafkaUi()).doesNotExist();

    credentials().generateKafkaUi();
    String generated = Files.readString(credentials().ofKafkaUi());
    credentials().generateKafkaUi();

    assertThat(generated).matches("spring\\.security\\.user\\.password=[\\w-]{32}\n");
    assertThat(credentials().ofKafkaUi()).hasContent(generated);
    assertThat(permissions(credentials().ofKafkaUi())).isEqualTo("rw-------");
  }

  @Test
  void aFileWithoutAPasswordIsReported() throws IOException {
    Path file = credentials().file(Principal.AUDITOR);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "security.protocol=PLAINTEXT\n");

    assertThatThrownBy(() -> credentials().password(Principal.AUDITOR))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("contains no password");
  }

  private Credentials credentials() {
    return new Credentials(directory, ClientConfig.NONE);
  }

  private List<String> passwords() {
    return Principal.withPassword(true).stream().map(credentials()::password).toList();
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(path -> !path.equals(directory)).toList();
    }
  }
}
