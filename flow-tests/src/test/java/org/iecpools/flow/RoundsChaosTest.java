package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Kills an invitation-service process with SIGKILL while rounds are ordered, drawn and issued. The
 * orders and kill times follow from a seed, which is printed; {@code -Diec.chaos.seed} repeats
 * them. Because times are by the machine's clock, a repeated kill may hit a different state.
 */
@Tag("chaos")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RoundsChaosTest {

  private static final int KILLS = 20;

  /**
   * The country whose rounds take several portions of invitations, and therefore several commits.
   */
  private static final String LARGEST = "IE";

  private static final List<String> OTHERS = List.of("FR", "CZ");
  private static final int IN_LARGEST = 2500;
  private static final int IN_OTHERS = 300;
  private static final int NEW_EACH_TIME = 20;
  private static final int QUOTA = 10_000;

  /** Cap of rounds sized by policy. */
  private static final int CAP = 150;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private static final long SEED =
      Long.getLong("iec.chaos.seed", System.nanoTime() % 1_000_000_000);

  private static final Random RANDOM = new Random(SEED);
  private static final RoundsBook BOOK = new RoundsBook();

  private static TestStack stack;
  private static Upstream upstream;
  private static RoundsOperator operator;
  private static ObservedRounds observed;
  private static ExecutorService threads;

  @BeforeAll
  static void up() {
    System.out.println("seed of this run: -Diec.chaos.seed=" + SEED);
    stack = TestStack.start(StackOptions.throwaway());
    upstream = new Upstream(stack.addresses(), stack.tokens());
    observed = ObservedRounds.by(upstream);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    // A process writes the class archive for later ones when it exits, but not when it is killed.
    stack.stack().restart(Component.INVITATION_SERVICE);
    operator = new RoundsOperator(stack.addresses(), upstream);
    operator.plan(LARGEST, QUOTA, CAP);
    OTHERS.forEach(country -> operator.plan(country, QUOTA, CAP));
    submit(LARGEST, IN_LARGEST);
    OTHERS.forEach(country -> submit(country, IN_OTHERS));
    operator.awaitDashboardOf(BOOK);
  }

  @AfterAll
  static void down() {
    try (TestStack _ = stack;
        Upstream _ = upstream;
        ObservedRounds _ = observed;
        ExecutorService _ = threads) {
      // Close order: the clients first.
    }
  }

  // ---- kills

  /** The phase in which the service is killed. */
  private enum Aim {
    /** Soon after the order, which is unread or waits for its commitments. */
    ORDERED(250),
    /** Soon after the commitments are public, while the draw is decided. */
    ANNOUNCED(150),
    /** Soon after the draw is public, while invitations are written in portions. */
    DRAWN(60);

    final int withinMillis;

    Aim(int withinMillis) {
      this.withinMillis = withinMillis;
    }
  }

  /** Orders given at the same time, one for each country, and the kill that follows. */
  private record Planned(Aim aim, double part, boolean byHttp, List<RunRounds> orders) {
    Set<UUID> rounds() {
      return orders.stream()
          .flatMap(order -> order.getOrders().stream())
          .map(RoundOrder::getRoundId)
          .collect(Collectors.toSet());
    }
  }

  /**
   * The progress of a plan's rounds in the log when the process was gone.
   *
   * @param rounds number of ordered rounds
   * @param invited invitations of the rounds that had run
   */
  private record Met(int rounds, int announced, int run, int invited, int issued) {
    boolean waits() {
      return run < rounds && announced < rounds;
    }

    boolean isToBeDrawn() {
      return announced == rounds && run < rounds;
    }

    boolean isBeingIssued() {
      return run > 0 && issued < invited;
    }
  }

  @Test
  void everyRoundIsRunExactlyOnceAndVerifiedAlthoughTheServiceIsKilledTwentyTimes() {
    Instant begin = Instant.now();
    List<Met> met = new ArrayList<>();
    List<Aim> aims =
        new ArrayList<>(
            IntStream.range(0, KILLS)
                .mapToObj(i -> Aim.values()[i % Aim.values().length])
                .toList());
    Collections.shuffle(aims, RANDOM);
    for (Aim aim : aims) {
      met.add(kill(met.size() + 1, planned(aim)));
    }

    assertRight();
    operator.assertVerified(_ -> true);
    System.out.printf(
        "%d kills: %d while orders waited, %d between commitment and draw, %d while invitations"
            + " were being issued; %,d invitations in total, %d s%n",
        met.size(),
        met.stream().filter(Met::waits).count(),
        met.stream().filter(Met::isToBeDrawn).count(),
        met.stream().filter(Met::isBeingIssued).count(),
        BOOK.invitations(),
        Duration.between(begin, Instant.now()).toSeconds());
    assertThat(met).as("killed while an order waited").anyMatch(Met::waits);
    assertThat(met).as("killed before a draw was public").anyMatch(Met::isToBeDrawn);
    assertThat(met).as("killed while invitations were being issued").anyMatch(Met::isBeingIssued);
  }

  private static Met kill(int number, Planned plan) {
    // given orders in a certain phase
    Set<UUID> rounds = plan.rounds();
    plan.orders().forEach(BOOK::ordered);
    long ordered = System.nanoTime();
    List<Future<JsonNode>> answers =
        plan.orders().stream().map(order -> give(plan, order)).toList();
    soon(
        () ->
            switch (plan.aim()) {
              case ORDERED -> true;
              case ANNOUNCED -> all(rounds, ObservedRounds.Round::isAnnounced);
              case DRAWN -> observed.of(rounds).stream().anyMatch(ObservedRounds.Round::isDrawn);
            });
    pause((long) (plan.aim().withinMillis * plan.part()));

    // when the service is killed, and the orders without a response are repeated
    long killed = System.nanoTime();
    stack.stack().kill(Component.INVITATION_SERVICE);
    Met met = met(rounds);
    if (!plan.byHttp()) {
      plan.orders().forEach(upstream::produce);
    }

    // then the orders are decided, and all their invitations are issued
    soon(() -> all(rounds, ObservedRounds.Round::isDrawn));
    soon(() -> all(rounds, ObservedRounds.Round::isIssued));
    long issued = System.nanoTime();
    long decided =
        observed.of(rounds).stream().mapToLong(round -> round.drawnAt).max().orElseThrow();
    List<JsonNode> told = answers.stream().map(RoundsChaosTest::outcome).toList();
    String line =
        "kill %2d, %-9s by %-5s, %4d ms after the order, of %d rounds %d announced, %d run, %,d of %,d invitations issued: decided %s, all issued %.1f s after the kill"
            .formatted(
                number,
                plan.aim(),
                plan.byHttp() ? "HTTP" : "topic",
                (killed - ordered) / 1_000_000,
                met.rounds(),
                met.announced(),
                met.run(),
                met.issued(),
                met.invited(),
                decided < killed
                    ? "before"
                    : "%.1f s after the kill".formatted((decided - killed) / 1e9),
                (issued - killed) / 1e9);

    // and all numbers are consistent
    soon(RoundsChaosTest::isReady);
    assertRight();
    operator.assertVerified(round -> rounds.contains(round.roundId()));
    if (plan.byHttp()) {
      assertThat(told).allSatisfy(RoundsChaosTest::assertMatchesTheLog);
    }
    System.out.printf(
        "%s; all numbers correct after %.1f s%n", line, (System.nanoTime() - killed) / 1e9);

    // and again after the orders are repeated and most invitations are declined, before the next
    // kill
    plan.orders().forEach(order -> outcome(give(plan, order)));
    decline();
    submit(LARGEST, NEW_EACH_TIME);
    OTHERS.forEach(country -> submit(country, NEW_EACH_TIME));
    operator.awaitDashboardOf(BOOK);
    return met;
  }

  // ---- orders

  private static Planned planned(Aim aim) {
    boolean byHttp = RANDOM.nextBoolean();
    List<RunRounds> orders = new ArrayList<>();
    if (aim == Aim.DRAWN) {
      // Enough invitations for only some of them to be public at the kill.
      orders.add(order(LARGEST, RoundsOperator.pools(LARGEST), 700));
    } else {
      List<PoolId> pools = new ArrayList<>(RoundsOperator.pools(LARGEST));
      Collections.shuffle(pools, RANDOM);
      orders.add(order(LARGEST, pools.subList(0, 1 + RANDOM.nextInt(pools.size())), 100));
    }
    OTHERS.stream()
        .filter(_ -> RANDOM.nextBoolean())
        .forEach(country -> orders.add(order(country, RoundsOperator.pools(country), 40)));
    return new Planned(aim, RANDOM.nextDouble(), byHttp, List.copyOf(orders));
  }

  /** One order in four is sized by policy. */
  private static RunRounds order(String country, List<PoolId> pools, int about) {
    UUID id = uuid();
    return new RunRounds(
        id,
        Upstream.now(),
        RoundsOperator.SEASON,
        country,
        pools.stream()
            .map(
                pool ->
                    RoundsOperator.round(
                        id, pool, RANDOM.nextInt(4) == 0 ? null : about + RANDOM.nextInt(about)))
            .toList(),
        null,
        null);
  }

  /**
   * Gives an order by topic, which appends it at once, or by HTTP, which is retried until a
   * response.
   */
  private static Future<JsonNode> give(Planned plan, RunRounds order) {
    if (plan.byHttp()) {
      return threads.submit(() -> operator.order(order));
    }
    upstream.produce(order);
    return CompletableFuture.completedFuture(MissingNode.getInstance());
  }

  private static JsonNode outcome(Future<JsonNode> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The response to an operator equals the events in the log. */
  private static void assertMatchesTheLog(JsonNode outcome) {
    assertThat(outcome.path("refused")).isEmpty();
    assertThat(outcome.path("rounds")).isNotEmpty();
    outcome
        .path("rounds")
        .forEach(
            round ->
                assertThat(round.path("invited").asInt())
                    .isEqualTo(
                        BOOK.run(UUID.fromString(round.path("roundId").asString())).getInvited()));
  }

  private static boolean all(Set<UUID> rounds, Predicate<ObservedRounds.Round> reached) {
    return observed.of(rounds).stream().allMatch(reached);
  }

  private static Met met(Set<UUID> rounds) {
    List<RoundsEvent> written = upstream.events(Topics.ROUNDS);
    List<RoundRun> run =
        written.stream()
            .filter(RoundRun.class::isInstance)
            .map(RoundRun.class::cast)
            .filter(e -> rounds.contains(e.getRoundId()))
            .toList();
    return new Met(
        rounds.size(),
        (int)
            written.stream()
                .filter(RoundScheduled.class::isInstance)
                .map(e -> ((RoundScheduled) e).getRoundId())
                .filter(rounds::contains)
                .distinct()
                .count(),
        run.size(),
        run.stream().mapToInt(RoundRun::getInvited).sum(),
        (int)
            upstream.events(Topics.INVITATIONS).stream()
                .filter(e -> e instanceof InvitationIssued i && rounds.contains(i.getRoundId()))
                .count());
  }

  // ---- candidates

  private static void submit(String country, int candidates) {
    List<ProfileSubmitted> profiles = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      List<PoolId> wanted = new ArrayList<>(RoundsOperator.pools(country));
      Collections.shuffle(wanted, RANDOM);
      wanted = wanted.subList(0, 1 + RANDOM.nextInt(wanted.size()));
      ProfileSubmitted profile =
          ProfileSubmitted.newBuilder()
              .setEventId(uuid())
              .setOccurredAt(Upstream.now())
              .setProfileId(uuid())
              .setCandidateId(uuid())
              .setSeason(RoundsOperator.SEASON)
              .setCitizenship(country)
              .setResidence(country)
              .setBirthDate(LocalDate.parse("2000-01-01"))
              .setWanted(
                  wanted.stream().map(pool -> new WantedPool(pool.getCategory(), null)).toList())
              .build();
      BOOK.entered(profile.getCandidateId(), Set.copyOf(wanted));
      profiles.add(profile);
    }
    upstream.produceAll(profiles);
  }

  /** Declines nine of ten open invitations, so that the next round has candidates to draw. */
  private static void decline() {
    List<Event> declines = new ArrayList<>();
    for (InvitationIssued open : BOOK.open()) {
      if (RANDOM.nextInt(10) > 0) {
        declines.add(
            new InvitationDeclined(
                uuid(),
                Upstream.now(),
                open.getPool(),
                open.getInvitationId(),
                open.getProfileId(),
                open.getCandidateId()));
      }
    }
    upstream.produceAll(declines.stream().toList());
    long stillOpen = BOOK.open().size() - declines.size();
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              read();
              return BOOK.open().size() == stillOpen;
            });
  }

  // ---- checks

  private static void read() {
    BOOK.read(upstream.events(Topics.ROUNDS), upstream.events(Topics.INVITATIONS));
  }

  private static void assertRight() {
    read();
    assertThat(BOOK.contradictions()).isEmpty();
    operator.awaitDashboardOf(BOOK);
    operator.assertAudited();
  }

  // ---- helpers

  private static boolean isReady() {
    try {
      return operator.isInvitationServiceReady();
    } catch (IllegalStateException e) {
      return false; // nothing listens yet
    }
  }

  private static void soon(BooleanSupplier condition) {
    await()
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition::getAsBoolean);
  }

  /** Waits for a random time: there is no condition to wait for. */
  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static UUID uuid() {
    return new UUID(
        (RANDOM.nextLong() & ~0xF000L) | 0x4000L,
        (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE);
  }
}
