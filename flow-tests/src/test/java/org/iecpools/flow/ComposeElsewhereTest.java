package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services with a Kafka and a registry that are not their project's, as docs/compose.md
 * describes it: those of another Compose project, which require a user.
 */
@Tag("variants")
class ComposeElsewhereTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String POOL = "2026/IE/WORKING_HOLIDAY";

  /** The user of the containers. */
  private static final int USER = 10001;

  @TempDir private static Path directory;
  private static ComposeStack theirs;
  private static ComposeStack services;

  @BeforeAll
  static void up() throws IOException {
    theirs = ComposeStack.inRealTime("broker");
    theirs.up("broker", "registry");
    services = ComposeStack.elsewhere(overrides());
  }

  @AfterAll
  static void down() {
    try (ComposeStack _ = theirs;
        ComposeStack _ = services) {
      // The services first.
    }
  }

  @Test
  void theServicesRunWithTheUsersThatSetUpHasCreated() throws Exception {
    // given the file of a superuser
    Path superuser = own(Files.createDirectories(credentials().resolve("set-up")), "rwx------");
    own(credentials(), "rwx------");
    Path file = superuser.resolve("client.properties");
    theirs.copy("credentials", ComposeStack.CREDENTIALS + "/set-up/client.properties", file);
    own(file, "rw-------");

    // when set-up runs, and then the services
    services.docker(
        "run",
        "--rm",
        "--network",
        network(),
        "--volume",
        credentials() + ":" + ComposeStack.CREDENTIALS,
        image(),
        "--bootstrap-servers",
        "broker:19092",
        "--registry-url",
        "http://registry:8080",
        "--command-config",
        ComposeStack.CREDENTIALS + "/set-up/client.properties",
        "--credentials",
        ComposeStack.CREDENTIALS);
    services.up();

    // then only they and what they need run
    assertThat(services.containers())
        .extracting(ComposeStack::service)
        .containsExactlyInAnyOrder(
            "profile-service", "pool-service", "invitation-service", "stats-service", "token-keys");
    // and a candidate passes through all of them
    ClientConfig user =
        ClientConfig.read(
            credentials().resolve(Principal.UPSTREAM.id()).resolve("client.properties"));
    Addresses at = services.addresses(1);
    Addresses addresses =
        new Addresses(
            theirs.addresses(1).bootstrapServers(),
            theirs.addresses(1).registry(),
            at.profile(),
            at.pool(),
            at.invitation(),
            at.stats());
    try (Upstream upstream = new Upstream(addresses, user, services.tokens())) {
      RoundsOperator operator = new RoundsOperator(addresses, upstream);
      operator.plan("IE", 100, 50);
      upstream.submit(UUID.randomUUID(), "IE");
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () -> assertThat(upstream.row(POOL).path("candidatesInPool").asInt()).isEqualTo(1));
      assertThat(operator.drawable(RoundsOperator.pools("IE").getLast())).isEqualTo(1);
    }
  }

  /** The file of the document, with the addresses, the directory and the network of this test. */
  private static Path overrides() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "compose.md"));
    Matcher example =
        Pattern.compile("```yaml\n(services:.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(example.find()).isTrue();
    StringBuilder file =
        new StringBuilder(
            example
                .group(1)
                .replace("kafka.example.org:9092", "broker:19092")
                .replace("https://registry.example.org", "http://registry:8080")
                .replace("./elsewhere/", credentials() + "/"));
    List<String> services = ComposeStack.services();
    for (String service : services) {
      String head = "  " + service + ":";
      int at = file.indexOf("\n", file.indexOf(head)) + 1;
      file.insert(at, "    networks: [theirs]\n");
    }
    file.append("networks:\n  theirs:\n    name: %s\n    external: true\n".formatted(network()));
    return Files.writeString(directory.resolve("elsewhere.yml"), file);
  }

  private static Path credentials() {
    return directory.resolve("elsewhere");
  }

  /** The network of the other project's containers. */
  private static String network() {
    return theirs.config().at("/networks/inside/name").asString();
  }

  private static String image() {
    return theirs.config().at("/services/set-up/image").asString();
  }

  /** Gives a file or directory to the user of the containers. */
  private static Path own(Path path, String mode) throws IOException {
    Files.setAttribute(path, "unix:uid", USER);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    return path;
  }
}
