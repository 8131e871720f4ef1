package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.kit.Containers;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code docker compose up} starts, as a new user meets it. */
@Tag("compose")
class ComposeTest {

  /** From nothing to healthy, images at hand. */
  private static final Duration UP = Duration.ofSeconds(60);

  /** From the start of a service's container to its first answer, on a machine that does more. */
  private static final Duration READY = Duration.ofSeconds(10);

  private static final long GIB = 1L << 30;

  private static ComposeStack stack;
  private static Duration took;

  @BeforeAll
  static void up() {
    stack = ComposeStack.inRealTime();
    Instant begin = Instant.now();
    stack.up();
    took = Duration.between(begin, Instant.now());
    System.out.printf("up after %d s, %s%n", took.toSeconds(), stack.memory());
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  void everythingIsHealthyWithinAMinute() {
    assertThat(took).isLessThan(UP);
    assertThat(stack.containers())
        .filteredOn(it -> it.at("/State/Running").asBoolean())
        .hasSize(6)
        .allSatisfy(
            it -> assertThat(it.at("/State/Health/Status").asString()).isEqualTo("healthy"));
  }

  @Test
  void allLimitsTogetherAreUnderThreeGibibytes() {
    assertThat(stack.containers())
        .allSatisfy(it -> assertThat(it.at("/HostConfig/Memory").asLong()).isPositive());
    assertThat(
            stack.containers().stream()
                .filter(it -> it.at("/State/Running").asBoolean())
                .mapToLong(it -> it.at("/HostConfig/Memory").asLong())
                .sum())
        .isLessThan(3 * GIB);
  }

  @Test
  void theFileIsReadWithoutAWarning() {
    assertThat(stack.complaints()).isEmpty();
  }

  @Test
  void noContainerMayMoreThanItNeeds() {
    assertThat(stack.containers())
        .allSatisfy(
            it -> {
              assertThat(it.at("/HostConfig/ReadonlyRootfs").asBoolean()).isTrue();
              assertThat(it.at("/HostConfig/CapDrop").toString()).isEqualTo("[\"ALL\"]");
              assertThat(it.at("/HostConfig/SecurityOpt").toString())
                  .isEqualTo("[\"no-new-privileges:true\"]");
              assertThat(it.at("/Config/User").asString()).isNotIn("", "0", "root");
              assertThat(it.at("/HostConfig/PortBindings").findValuesAsString("HostIp"))
                  .allMatch("127.0.0.1"::equals);
            });
  }

  @Test
  void theBrokerIsSetAsTheLocalStacksIs() {
    JsonNode environment = stack.config().at("/services/broker/environment");
    LocalBroker.reliedOn()
        .forEach(
            (name, value) ->
                assertThat(environment.path(Containers.variable(name)).asString())
                    .as(name)
                    .isEqualTo(value));
  }

  @Test
  void eachServiceIsReadySoonAfterItsStart() {
    for (String service : ComposeStack.services()) {
      stack.restart(service);
      await().pollInterval(Duration.ofMillis(50)).until(() -> stack.isReady(service));
      JsonNode container = stack.container(service, 1);
      Duration ready =
          Duration.between(
              Instant.parse(container.at("/State/StartedAt").asString()), Instant.now());
      System.out.printf("%s: ready after %.1f s%n", service, ready.toMillis() / 1000.0);
      assertThat(ready).as(service).isLessThan(READY);
    }
  }

  @Test
  void anEventFromThisMachineMovesTheDashboard() {
    try (Upstream upstream = new Upstream(stack.addresses(1))) {
      upstream.produce(
          new QuotaAnnounced(
              UUID.randomUUID(),
              Instant.now(),
              PoolIds.parse("2026/IE/WORKING_HOLIDAY"),
              new Quota(QuotaKind.NUMBER, 4321)));

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(upstream.row("2026/IE/WORKING_HOLIDAY").path("quota").asInt())
                      .isEqualTo(4321));
    }
  }
}
