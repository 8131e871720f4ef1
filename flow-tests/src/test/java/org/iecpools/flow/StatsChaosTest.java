package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.iecpools.auditor.AuditResult;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.launcher.SimulatorEndpoints;
import org.iecpools.simulator.season.Scenario;
import org.iecpools.simulator.season.SeasonListener;
import org.iecpools.simulator.season.SeasonOptions;
import org.iecpools.simulator.season.SeasonPlayer;
import org.iecpools.simulator.season.SeasonResult;
import org.iecpools.stack.Component;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Two instances of stats-service as real processes. Either of them is killed repeatedly with
 * SIGKILL. The kills follow from a seed, which is printed; {@code -Diec.chaos.seed} repeats them.
 * Because times are by the machine's clock, a repeated kill may hit a different state.
 */
@Tag("chaos")
@TestMethodOrder(OrderAnnotation.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class StatsChaosTest {

  private static final int KILLS = 20;
  private static final int REBUILDS = 2;

  /** Number of weeks after the one in which the season is announced. */
  private static final int WEEKS = 30;

  /** Kills begin in week 1. The remaining weeks are for kills whose week ended before them. */
  private static final int LAST_WEEK_TO_KILL_IN = 24;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private static final long SEED =
      Long.getLong("iec.chaos.seed", System.nanoTime() % 1_000_000_000);

  private static StatsPair pair;
  private static List<StatsInstance> instances;
  private static Upstream operator;

  @BeforeAll
  static void up() {
    System.out.println("seed of this run: -Diec.chaos.seed=" + SEED);
    pair = StatsPair.start(StackOptions.throwaway().inSimulatedTime());
    instances = pair.instances();
    operator = pair.upstream();
    // A process writes the class archive for later ones when it exits, but not when it is killed.
    pair.beside().restart(Component.STATS_SERVICE);
  }

  @AfterAll
  static void down() {
    pair.close();
  }

  @Test
  @Order(1)
  void theDashboardEqualsTheAuditAfterEachOfTwentyKills() {
    Instant begin = Instant.now();
    Addresses at = pair.stack().addresses();
    Kills kills = new Kills(planned(new Random(SEED)));

    SeasonResult result =
        SeasonPlayer.play(
            new SeasonOptions(2021, 300, Scenario.ANNOUNCED, SEED, WEEKS),
            SimulatorEndpoints.of(at, ClientConfig.NONE, pair.stack().tokens()),
            kills);

    System.out.printf(
        "%d kills in a season of %d weeks with %d events from upstream and %d invitations, %d s%n",
        kills.done.size(),
        WEEKS,
        result.events(),
        result.invitations(),
        Duration.between(begin, Instant.now()).toSeconds());
    assertThat(kills.done).hasSize(KILLS);
    assertThat(kills.done)
        .flatExtracting(Kill::audits)
        .allSatisfy(
            audit -> {
              assertThat(audit.differences()).isEmpty();
              assertThat(audit.equal()).isTrue();
            });
    assertThat(kills.done.getLast().audits().getLast().distinct())
        .isGreaterThan(result.events() / 2);
    assertThat(result.invitations()).isPositive();
    assertThat(result.differences()).isEmpty();
  }

  /**
   * A planned kill.
   *
   * @param week the week of the kill, or the next one in which it is possible
   * @param part the time of the kill as a fraction of the last week without a kill, 0 to 1; if the
   *     week ends earlier, the kill comes in the middle of the next one
   * @param instance the instance's index
   */
  private record Planned(int week, double part, int instance) {}

  private static Deque<Planned> planned(Random random) {
    List<Integer> weeks =
        new ArrayList<>(IntStream.rangeClosed(1, LAST_WEEK_TO_KILL_IN).boxed().toList());
    Collections.shuffle(weeks, random);
    return new ArrayDeque<>(
        weeks.stream()
            .limit(KILLS)
            .sorted()
            .map(week -> new Planned(week, random.nextDouble(), random.nextInt(instances.size())))
            .toList());
  }

  /**
   * A kill and the recovery, by the machine's clock.
   *
   * @param into from the start of the week to the kill
   * @param survivor from the kill to the audit of the other instance, during the week
   * @param back from the kill until the killed instance was ready
   * @param both from the kill until both were audited, after the end of the week
   * @param audits of the other instance first, then of both
   */
  private record Kill(
      int week,
      StatsInstance killed,
      Duration into,
      Duration survivor,
      Duration back,
      Duration both,
      List<AuditResult> audits) {

    String line() {
      return "week %2d, kill of the %-6s after %4d ms: the other instance correct after %4.1f s; restarted after %4.1f s; both correct after %4.1f s, %,d cells of %,d events"
          .formatted(
              week,
              killed.name(),
              into.toMillis(),
              survivor.toMillis() / 1e3,
              back.toMillis() / 1e3,
              both.toMillis() / 1e3,
              audits.getLast().cells(),
              audits.getLast().distinct());
    }
  }

  /** Kills during weeks, and audits before the next week begins. */
  private static final class Kills implements SeasonListener {

    final List<Kill> done = new ArrayList<>();

    private final Deque<Planned> planned;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Duration quietWeek = Duration.ZERO;
    private boolean missed;
    private long weekBegan = System.nanoTime();
    private CountDownLatch weekOver = new CountDownLatch(1);
    private CountDownLatch middle = new CountDownLatch(1);
    private Future<Optional<Kill>> pending = CompletableFuture.completedFuture(Optional.empty());

    Kills(Deque<Planned> planned) {
      this.planned = planned;
    }

    @Override
    public void inTheMiddleOf(int week) {
      middle.countDown();
    }

    @Override
    public void weekPlayed(Week week) {
      weekOver.countDown();
      Duration played = since(weekBegan);
      boolean due = isDueIn(week.week());
      Optional<Kill> kill = outcome();
      missed = due && kill.isEmpty();
      if (kill.isPresent()) {
        planned.removeFirst();
        done.add(kill.get());
        System.out.printf("kill %2d: %s%n", done.size(), kill.get().line());
        if (!kill.get().audits().stream().allMatch(AuditResult::equal)) {
          instances.forEach(instance -> instance.processes().keepLogs());
        }
      } else {
        quietWeek = played;
      }
      begin(week.week() + 1);
    }

    private boolean isDueIn(int week) {
      return !planned.isEmpty() && planned.getFirst().week() <= week && week <= WEEKS;
    }

    private void begin(int week) {
      weekBegan = System.nanoTime();
      weekOver = new CountDownLatch(1);
      middle = new CountDownLatch(1);
      if (isDueIn(week)) {
        Planned plan = planned.getFirst();
        pending = threads.submit(() -> kill(week, plan));
      } else {
        pending = CompletableFuture.completedFuture(Optional.empty());
      }
    }

    /** Empty if the week ended first. */
    private Optional<Kill> kill(int week, Planned plan) throws InterruptedException {
      if (missed) {
        middle.await();
      } else if (weekOver.await((long) (quietWeek.toNanos() * plan.part()), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      StatsInstance killed = instances.get(plan.instance());
      Duration into = since(weekBegan);
      long at = System.nanoTime();
      killed.kill();
      List<AuditResult> audits = new ArrayList<>();
      audits.add(instances.get(1 - plan.instance()).audit());
      Duration survivor = since(at);
      killed.awaitReady(operator);
      Duration back = since(at);
      // The week's remaining events are counted now, by either instance.
      weekOver.await();
      audits.addAll(instances.parallelStream().map(StatsInstance::audit).toList());
      return Optional.of(new Kill(week, killed, into, survivor, back, since(at), audits));
    }

    private Optional<Kill> outcome() {
      try {
        return pending.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }

    private static Duration since(long nanos) {
      return Duration.ofNanos(System.nanoTime() - nanos);
    }
  }

  @Test
  @Order(2)
  void aRebuildDuringWhichAnInstanceIsKilledEndsWithTheRightNumbers() {
    Random random = new Random(SEED + 1);
    for (int i = 1; i <= REBUILDS; i++) {
      StatsInstance killed = instances.get(random.nextInt(instances.size()));
      StatsInstance survivor = instances.get(1 - instances.indexOf(killed));

      // given a wrong row and a rebuild in progress
      int served = rebuild(survivor).path("serving").asInt();
      PartialSums wrong = FalsifiedRow.putBy(operator, served);
      await().atMost(TIMEOUT).until(() -> !survivor.audit().equal());
      int all = rebuild(survivor).at("/partitions/all").asInt();
      int done = 1 + random.nextInt(all / 2);
      assertThat(operator.post(survivor.url() + "/api/v1/rebuilds", Map.of()))
          .returns(202, HttpResponse::statusCode);
      await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> rebuild(survivor).at("/partitions/done").asInt() >= done);

      // when an instance is killed
      long at = System.nanoTime();
      killed.kill();
      JsonNode middle = rebuild(survivor);

      // then the rebuild completes and reports what was wrong, and both instances are correct
      await().atMost(TIMEOUT).until(() -> rebuild(survivor).path("serving").asInt() == served + 1);
      double seconds = (System.nanoTime() - at) / 1e9;
      System.out.printf(
          "rebuild %d: kill of the %s with %s of %s partitions and %s of %s records done; served"
              + " %.1f s later%n",
          i,
          killed.name(),
          middle.at("/partitions/done"),
          all,
          middle.at("/records/done"),
          middle.at("/records/all"),
          seconds);
      assertThat(middle.path("building").asInt())
          .as("killed during the rebuild")
          .isEqualTo(served + 1);
      JsonNode changes = rebuild(survivor).path("changes");
      assertThat(changes.path("count").asInt()).isEqualTo(1);
      assertThat(changes.at("/first/0/pool").asString()).isEqualTo(PoolIds.text(wrong.getPool()));
      killed.awaitReady(operator);
      for (StatsInstance instance : instances) {
        AuditResult audit = instance.audit();
        assertThat(audit.differences()).isEmpty();
        assertThat(audit.equal()).isTrue();
        assertThat(rebuild(instance).path("serving").asInt()).isEqualTo(served + 1);
      }
    }
  }

  private static JsonNode rebuild(StatsInstance instance) {
    return operator.get(instance.url() + "/api/v1/rebuilds/latest");
  }
}
