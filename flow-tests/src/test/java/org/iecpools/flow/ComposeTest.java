package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.kafka.Principal;
import org.iecpools.kit.Containers;
import org.iecpools.stack.LocalBroker;
import org.iecpools.stack.LocalStack.Addresses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests what {@code docker compose up} starts, as for a new user. */
@Tag("compose")
class ComposeTest {

  /**
   * Limit from nothing to healthy, with images built. It is twice what a slow machine needs, so
   * that only a start that waits for something exceeds it; docs/compose.md has measured values.
   */
  private static final Duration UP = Duration.ofMinutes(2);

  /** Limit from the start of a service's container to its readiness, chosen in the same way. */
  private static final Duration READY = Duration.ofSeconds(20);

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final long GIB = 1L << 30;

  private static ComposeStack stack;
  private static Duration took;
  private static Addresses addresses;

  @BeforeAll
  static void up() {
    stack = ComposeStack.inRealTime("single");
    Instant begin = Instant.now();
    stack.up();
    took = Duration.between(begin, Instant.now());
    System.out.printf("all containers healthy after %d s, %s%n", took.toSeconds(), stack.memory());
    addresses = stack.addresses(1);
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  void everyContainerIsHealthySoonAfterItsStart() {
    assertThat(took).isLessThan(UP);
    // Another test may just have restarted the containers.
    await()
        .atMost(UP)
        .untilAsserted(
            () ->
                assertThat(stack.containers())
                    .filteredOn(it -> it.at("/State/Running").asBoolean())
                    .hasSize(6)
                    .allSatisfy(
                        it ->
                            assertThat(it.at("/State/Health/Status").asString())
                                .isEqualTo("healthy")));
  }

  @Test
  void theMemoryLimitsAddUpToLessThanThreeGibibytes() {
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
  void theComposeFileIsReadWithoutAWarning() {
    assertThat(stack.complaints()).isEmpty();
  }

  @Test
  void noContainerHasMorePrivilegesThanItNeeds() {
    assertThat(stack.containers()).isNotEmpty().allSatisfy(ComposeTest::assertContained);
  }

  /** Checks a container by Docker's data on it. */
  static void assertContained(JsonNode container) {
    assertThat(container.at("/HostConfig/ReadonlyRootfs").asBoolean()).isTrue();
    assertThat(container.at("/HostConfig/CapDrop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(container.at("/HostConfig/SecurityOpt").toString())
        .isEqualTo("[\"no-new-privileges:true\"]");
    assertThat(container.at("/Config/User").asString()).isNotIn("", "0", "root");
    assertThat(container.at("/HostConfig/PortBindings").findValuesAsString("HostIp"))
        .allMatch("127.0.0.1"::equals);
    assertThat(container.at("/HostConfig/Memory").asLong()).isPositive();
  }

  @Test
  void noServiceOfAnyProfileHasMorePrivilegesThanItNeeds() {
    JsonNode services = stack.configOfAllProfiles().path("services");

    assertThat(services.propertyNames()).contains("simulator", "token", "grafana", "kafka-ui");
    for (JsonNode service : services) {
      assertThat(service.path("read_only").asBoolean()).as("%s", service).isTrue();
      assertThat(service.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
      assertThat(service.path("security_opt").toString()).isEqualTo("[\"no-new-privileges:true\"]");
      assertThat(service.path("privileged").asBoolean()).isFalse();
      assertThat(service.path("mem_limit").asString()).as("%s", service).matches("[1-9]\\d*");
      for (JsonNode port : service.path("ports")) {
        assertThat(port.path("host_ip").asString()).as("%s", service).isEqualTo("127.0.0.1");
      }
    }
  }

  @Test
  void theBrokerHasTheSettingsOfTheLocalStack() {
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
      assertThat(restart(service)).as(service).isLessThan(READY);
    }
  }

  /** Restarts a service. Returns the time from the start of its container to its readiness. */
  private static Duration restart(String service) {
    stack.restart(service);
    await().atMost(UP).pollInterval(Duration.ofMillis(50)).until(() -> stack.isReady(service));
    Instant then = Instant.now(); // taken before the inspection, which takes time
    JsonNode container = stack.container(service, 1);
    Duration ready =
        Duration.between(Instant.parse(container.at("/State/StartedAt").asString()), then);
    System.out.printf("%s: ready after %.1f s%n", service, ready.toMillis() / 1000.0);
    return ready;
  }

  @Test
  void aSecondProfileWaitsForTheVerdictOnTheFirstWithdrawalWhileInvitationServiceIsDown() {
    try (Upstream upstream = upstream()) {
      // given an invited candidate
      UUID candidate = UUID.randomUUID();
      upstream.produce(Upstream.openSeason("LV", Upstream.now().minus(1, ChronoUnit.DAYS)));
      ProfileSubmitted first = Upstream.submission(candidate, "LV");
      upstream.produce(first);
      await().atMost(TIMEOUT).until(() -> statuses(upstream, candidate).equals(List.of("ACTIVE")));
      // Repeated, because pool-service may know the candidate before the draw does.
      await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                upstream.post(
                    addresses.invitation() + "/api/v1/rounds",
                    Map.of(
                        "season",
                        2026,
                        "country",
                        "LV",
                        "orders",
                        List.of(Map.of("pool", "2026/LV/WORKING_HOLIDAY", "size", 1))));
                return statuses(upstream, candidate).equals(List.of("INVITED"));
              });

      // when the profile is withdrawn and the next one submitted while invitation-service is
      // stopped
      stack.stop("invitation-service");
      upstream.produce(
          new ProfileWithdrawn(
              UUID.randomUUID(), Upstream.now(), first.getProfileId(), candidate, 2026, "LV"));
      upstream.produce(Upstream.submission(candidate, "LV"));

      // then the next one stays parked, longer than it would for other reasons
      await()
          .atMost(TIMEOUT)
          .until(() -> statuses(upstream, candidate).equals(List.of("INVITED", "PARKED")));
      await()
          .atMost(TIMEOUT)
          .during(Duration.ofSeconds(8))
          .until(() -> statuses(upstream, candidate).equals(List.of("INVITED", "PARKED")));

      // and is active once invitation-service runs again
      stack.start("invitation-service");
      await()
          .atMost(TIMEOUT)
          .until(() -> statuses(upstream, candidate).equals(List.of("ENDED", "ACTIVE")));
    }
  }

  private static Upstream upstream() {
    return new Upstream(addresses, stack.client(Principal.UPSTREAM), stack.tokens());
  }

  /** The statuses of the candidate's profiles in the order of submission. */
  private static List<String> statuses(Upstream upstream, UUID candidate) {
    return upstream
        .get(addresses.pool() + "/api/v1/candidates/" + candidate + "/pools")
        .at("/seasons/0/profiles")
        .findValuesAsString("status");
  }

  @Test
  void anEventSentFromTheHostAppearsOnTheDashboard() {
    try (Upstream upstream = upstream()) {
      upstream.produce(
          new QuotaAnnounced(
              UUID.randomUUID(),
              Instant.now(),
              PoolIds.parse("2026/IE/WORKING_HOLIDAY"),
              new Quota(QuotaKind.NUMBER, 4321),
              null));

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(upstream.row("2026/IE/WORKING_HOLIDAY").path("quota").asInt())
                      .isEqualTo(4321));
    }
  }
}
