package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthenticationException;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords of the stack in containers are changed by removing their volumes. */
@Tag("variants")
class ComposePasswordsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String POOL = "2026/IE/WORKING_HOLIDAY";

  private static ComposeStack stack;
  private static Addresses at;
  private static int candidates;

  @TempDir private Path directory;

  @BeforeAll
  static void up() {
    stack = ComposeStack.inRealTime("passwords");
    stack.up();
    at = stack.addresses(1);
    try (Upstream upstream = upstream(stack.client(Principal.UPSTREAM))) {
      new RoundsOperator(at, upstream).plan("IE", 100, 50);
    }
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  void aServiceUsesItsNewPasswordAndTheOldOneIsRefused() throws Exception {
    submit();
    ClientConfig former = copied(Principal.UPSTREAM, "former");
    ClientConfig formerOfPool = copied(Principal.POOL_SERVICE, "former");
    connect(formerOfPool);

    // when the volume of one user is removed
    stack.down();
    stack.removeVolumes("pool-credentials");
    stack.up();

    // then nothing is lost, and the service works
    submit();
    // and only this user has another password
    connect(copied(Principal.POOL_SERVICE, "new"));
    connect(former);
    assertThatThrownBy(() -> connect(formerOfPool)).isInstanceOf(AuthenticationException.class);
  }

  @Test
  void brokerRegistryAndSetUpGetAnotherPasswordInCommon() throws Exception {
    submit();
    Map<String, String> former = properties(copied(Principal.SET_UP, "former"));

    stack.down();
    stack.removeVolumes("broker-credentials", "registry-credentials", "set-up-credentials");
    stack.up();

    submit();
    assertThat(properties(copied(Principal.SET_UP, "new")).get("sasl.jaas.config"))
        .isNotEqualTo(former.get("sasl.jaas.config"));
    connect(copied(Principal.UPSTREAM, "new"));
  }

  /** Submits a profile, after which the dashboard must show all candidates so far. */
  private static void submit() {
    try (Upstream upstream = upstream(ClientConfig.NONE)) {
      upstream.submit(UUID.randomUUID(), "IE");
      candidates++;
      await()
          .atMost(TIMEOUT)
          .ignoreExceptions() // while the service starts
          .untilAsserted(
              () ->
                  assertThat(upstream.row(POOL).path("candidatesInPool").asInt())
                      .isEqualTo(candidates));
    }
  }

  private static Upstream upstream(ClientConfig client) {
    return new Upstream(at, client, stack.tokens());
  }

  /** A principal's file as set-up has it now. */
  private ClientConfig copied(Principal principal, String name) {
    Path file = directory.resolve(principal.id() + "-" + name + ".properties");
    stack.copy(
        "set-up", ComposeStack.CREDENTIALS + "/" + principal.id() + "/client.properties", file);
    return ClientConfig.read(file);
  }

  private static Map<String, String> properties(ClientConfig client) {
    Map<String, String> properties = new TreeMap<>();
    client
        .kafka(at.bootstrapServers())
        .forEach((name, value) -> properties.put(name, value.toString()));
    return properties;
  }

  private static void connect(ClientConfig client) throws Exception {
    try (Admin admin = Admin.create(client.kafka(at.bootstrapServers()))) {
      admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
