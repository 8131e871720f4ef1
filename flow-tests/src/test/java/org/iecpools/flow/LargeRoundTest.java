package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RunRounds;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.Memory;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A pool of 100,000 candidates and rounds of 20,000 invitations, several times the largest round of
 * the programme, on real processes. The candidates' entries are written directly to pool-service's
 * topic; pool-service does not know them.
 */
@Tag("chaos")
@TestMethodOrder(OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LargeRoundTest {

  private static final int CANDIDATES = 100_000;
  private static final int AT_ONCE = 10_000;
  private static final int INVITATIONS = 20_000;

  private static final String COUNTRY = "IE";
  private static final PoolId POOL =
      PoolIds.of(RoundsOperator.SEASON, COUNTRY, Category.WORKING_HOLIDAY);

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final RoundsBook BOOK = new RoundsBook();

  private static TestStack stack;
  private static Upstream upstream;
  private static RoundsOperator operator;
  private static ObservedRounds observed;

  @BeforeAll
  static void up() {
    stack = TestStack.start(StackOptions.throwaway());
    upstream = new Upstream(stack.addresses(), stack.tokens());
    operator = new RoundsOperator(stack.addresses(), upstream);
    observed = ObservedRounds.by(upstream);
    operator.plan(COUNTRY, CANDIDATES, CANDIDATES);
    long begin = System.nanoTime();
    for (int done = 0; done < CANDIDATES; done += AT_ONCE) {
      upstream.produceAll(entries(AT_ONCE));
    }
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .until(() -> operator.drawable(POOL), drawable -> drawable == CANDIDATES);
    System.out.printf(
        "%,d candidates in the pool after %.1f s; invitation-service uses %d MB%n",
        CANDIDATES, (System.nanoTime() - begin) / 1e9, megabytes());
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        Upstream _ = upstream;
        ObservedRounds _ = observed) {
      // Close order: the clients first.
    }
  }

  @Test
  @Order(1)
  void aLargeRoundIsIssuedCompletelyWithoutARebalanceOrAWarning() {
    double rebalances = rebalances();
    int logged = complaints().size();
    AtomicInteger notRunning = new AtomicInteger();
    RunRounds order = order();
    ObservedRounds.Round round = observed.of(order.getOrders().getFirst().getRoundId());

    // when it is ordered
    long ordered = System.nanoTime();
    upstream.produce(order);
    soon(
        () -> {
          notRunning.addAndGet(operator.isInvitationServiceReady() ? 0 : 1);
          return round.isIssued();
        });
    int memory = megabytes();

    // then all invitations are issued without side effects
    System.out.printf(
        "%,d of %,d: drawn %.2f s after the order, the last invitation issued after %.2f"
            + " s; invitation-service uses %d MB%n",
        INVITATIONS,
        CANDIDATES,
        (round.drawnAt - ordered) / 1e9,
        (round.lastIssuedAt - ordered) / 1e9,
        memory);
    assertThat(round.invited).isEqualTo(INVITATIONS);
    assertThat(notRunning).as("checks that found the streams not running").hasValue(0);
    assertThat(rebalances()).as("rebalances").isNotNegative().isEqualTo(rebalances);
    assertThat(complaints()).as("warnings").hasSize(logged);
    assertRight();
  }

  @Test
  @Order(2)
  void aLargeRoundDuringWhichTheServiceIsKilledIsIssuedExactlyOnce() {
    RunRounds order = order();
    ObservedRounds.Round round = observed.of(order.getOrders().getFirst().getRoundId());

    // given part of the invitations
    upstream.produce(order);
    soon(() -> round.issued >= INVITATIONS / 4);

    // when the service is killed
    long killed = System.nanoTime();
    stack.stack().kill(Component.INVITATION_SERVICE);
    int out = round.issued;

    // then the rest is issued
    soon(round::isIssued);
    System.out.printf(
        "killed with %,d of %,d invitations issued: the last one issued %.1f s later;"
            + " invitation-service has %d MB%n",
        out, INVITATIONS, (round.lastIssuedAt - killed) / 1e9, megabytes());
    assertThat(out).as("issued before the kill").isBetween(1, INVITATIONS - 1);
    assertThat(round.invited).isEqualTo(INVITATIONS);
    assertRight();
  }

  private static RunRounds order() {
    UUID id = UUID.randomUUID();
    RunRounds order =
        new RunRounds(
            id,
            Upstream.now(),
            RoundsOperator.SEASON,
            COUNTRY,
            List.of(RoundsOperator.round(id, POOL, INVITATIONS)),
            null,
            null);
    BOOK.ordered(order);
    return order;
  }

  private static List<PoolEntered> entries(int number) {
    List<PoolEntered> entries = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      PoolEntered entry =
          PoolEntered.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(Upstream.now())
              .setPool(POOL)
              .setProfileId(UUID.randomUUID())
              .setCandidateId(UUID.randomUUID())
              .setEligibleUntil(LocalDate.parse("2031-02-28"))
              .build();
      BOOK.entered(entry.getCandidateId(), Set.of(POOL));
      entries.add(entry);
    }
    return entries;
  }

  private static void assertRight() {
    long begin = System.nanoTime();
    BOOK.read(upstream.events(Topics.ROUNDS), upstream.events(Topics.INVITATIONS));
    assertThat(BOOK.contradictions()).isEmpty();
    operator.awaitDashboardOf(BOOK);
    operator.assertAudited();
    double audited = (System.nanoTime() - begin) / 1e9;
    operator.assertVerified(_ -> true);
    System.out.printf(
        "events, dashboard and audit agree after %.1f s, all rounds verified after %.1f s%n",
        audited, (System.nanoTime() - begin) / 1e9);
  }

  /** The number of rebalances of the stream threads' group. */
  private static double rebalances() {
    return Scrape.of(upstream, stack.addresses().invitation())
        .value("kafka_consumer_coordinator_rebalance_total");
  }

  /** Warnings and errors in invitation-service's log. */
  private static List<String> complaints() {
    Path log = stack.stack().logDir().resolve(Service.INVITATION.module() + ".log");
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int megabytes() {
    long pid = stack.stack().pids().get(Component.INVITATION_SERVICE);
    return (int) (Memory.resident(List.of(pid)) >> 20);
  }

  private static void soon(BooleanSupplier condition) {
    await()
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(condition::getAsBoolean);
  }
}
