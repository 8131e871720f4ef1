package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.iecpools.events.Category;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reader that queries two instances of stats-service in turn, as behind one address, while
 * candidates enter a pool. The number of candidates and the time of the response must never
 * decrease.
 */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StatsInstancesTest {

  private static final int READS = 1_000;
  private static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static StatsPair pair;
  private static List<StatsInstance> instances;
  private static Upstream upstream;

  @BeforeAll
  static void up() {
    pair = StatsPair.start(StackOptions.throwaway().only(Set.of(Service.STATS)));
    instances = pair.instances();
    upstream = pair.upstream();
  }

  @AfterAll
  static void down() {
    pair.close();
  }

  @Test
  void aReaderThatSendsTheVersionOfItsLastAnswerNeverSeesOlderNumbers() throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Void> entering =
        CompletableFuture.runAsync(
            () -> {
              do {
                upstream.produceAll(Stream.generate(StatsInstancesTest::entered).limit(5).toList());
              } while (!isDoneWithin(ended, 10));
            });
    try {
      Seen plain = read(false, () -> true);
      System.out.println("without a version: " + plain.line());

      Seen versioned = read(true, () -> true);
      System.out.println("with the last answer's version: " + versioned.line());
      assertThat(versioned.backwards()).isEmpty();

      // Again while all sums are recomputed and an instance is killed and restarted.
      assertThat(upstream.post(instances.getFirst().url() + "/api/v1/rebuilds", Map.of()))
          .returns(202, HttpResponse::statusCode);
      instances.getLast().kill();
      Seen disturbed =
          read(true, () -> instances.stream().allMatch(instance -> serving(instance) == 1));
      System.out.println("with it, during a rebuild and a kill: " + disturbed.line());
      assertThat(disturbed.backwards()).isEmpty();
      assertThat(disturbed.answers().getLast().candidates())
          .isGreaterThan(disturbed.answers().getFirst().candidates());
    } finally {
      ended.complete(null);
      entering.get();
    }
  }

  private record Answer(long candidates, Instant asOf) {}

  /**
   * The responses to a reader.
   *
   * @param refused number of requests that an instance answered with 503
   * @param unanswered number of requests to an instance that was down
   */
  private record Seen(List<Answer> answers, int refused, int unanswered, Duration slowest) {
    /** Responses with fewer candidates or an earlier time than the one before. */
    List<String> backwards() {
      List<String> backwards = new ArrayList<>();
      for (int i = 1; i < answers.size(); i++) {
        Answer before = answers.get(i - 1);
        Answer now = answers.get(i);
        if (now.candidates() < before.candidates() || now.asOf().isBefore(before.asOf())) {
          backwards.add(before + " -> " + now);
        }
      }
      return backwards;
    }

    String line() {
      long fewer =
          Stream.iterate(1, i -> i < answers.size(), i -> i + 1)
              .filter(i -> answers.get(i).candidates() < answers.get(i - 1).candidates())
              .count();
      return "%,d reads, %d went back in time (%d to fewer candidates), %d refused, %d unanswered, slowest %d ms"
          .formatted(
              answers.size(), backwards().size(), fewer, refused, unanswered, slowest.toMillis());
    }
  }

  private static Seen read(boolean versioned, BooleanSupplier enough) {
    List<Answer> answers = new ArrayList<>();
    Optional<String> version = Optional.empty();
    int refused = 0;
    int unanswered = 0;
    Duration slowest = Duration.ZERO;
    for (int turn = 0; answers.size() < READS || !enough.getAsBoolean(); turn++) {
      String url = instances.get(turn % instances.size()).url() + "/api/v1/dashboard?season=2026";
      String asked = url + version.map(token -> "&minVersion=" + token).orElse("");
      long begin = System.nanoTime();
      Optional<HttpResponse<String>> answer = ask(asked);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
      if (answer.isEmpty()) {
        unanswered++;
      } else if (answer.get().statusCode() == 503) {
        refused++;
      } else {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.get().body());
        answers.add(
            new Answer(
                body.at("/rows/0/candidatesInPool").asLong(),
                Instant.parse(body.at("/asOf").asString())));
        if (versioned) {
          version = answer.get().headers().firstValue("Iec-Version");
          assertThat(version).isPresent();
        }
      }
    }
    return new Seen(answers, refused, unanswered, slowest);
  }

  /** Sends a GET request; empty while the instance is down. */
  private static Optional<HttpResponse<String>> ask(String url) {
    try {
      return Optional.of(upstream.ask(url));
    } catch (IllegalStateException _) {
      return Optional.empty();
    }
  }

  private static int serving(StatsInstance instance) {
    return ask(instance.url() + "/api/v1/rebuilds/latest")
        .map(answer -> JSON.readTree(answer.body()).path("serving").asInt(-1))
        .orElse(-1);
  }

  private static boolean isDoneWithin(CompletableFuture<Void> future, long millis) {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PoolEntered entered() {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(Upstream.now())
        .setPool(POOL)
        .setProfileId(UUID.randomUUID())
        .setCandidateId(UUID.randomUUID())
        .setEligibleUntil(LocalDate.parse("2031-02-28"))
        .build();
  }
}
