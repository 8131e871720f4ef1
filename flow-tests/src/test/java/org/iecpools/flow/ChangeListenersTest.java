package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
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
 * Many listeners to the changes of two instances of stats-service, one of which is restarted and
 * the other one killed. Each listener connects again with the last id that it has, to whichever
 * instance answers, and must get every change once and in order. {@code -Diec.listeners=1000} for a
 * load test.
 */
@Tag("long")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChangeListenersTest {

  private static final int LISTENERS = Integer.getInteger("iec.listeners", 100);
  private static final int CHANGES = 60;
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(600);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

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
  void everyListenerGetsEveryChangeOnceAndInOrderAcrossARestartAndAKill() throws Exception {
    // A value from before the first record would be part of the baseline.
    await().atMost(TIMEOUT).until(() -> !records().isEmpty());
    announce(0);
    await().atMost(TIMEOUT).until(() -> !reported().isEmpty());
    List<UUID> before = reported();
    double heapBefore = heap(instances.getFirst());
    List<Listener> listeners = IntStream.range(0, LISTENERS).mapToObj(Listener::new).toList();
    try {
      listeners.forEach(Listener::start);
      await().atMost(TIMEOUT).until(() -> listeners.stream().allMatch(it -> it.lastId != null));
      System.out.printf(
          "%d listeners at one instance; heap %.0f kB each, garbage included%n",
          LISTENERS, (heap(instances.getFirst()) - heapBefore) / 1024 / LISTENERS);

      // when quotas change while the instances end and start
      for (int change = 1; change <= CHANGES; change++) {
        announce(change);
        if (change == CHANGES / 3) {
          pair.stack().stack().restart(Component.STATS_SERVICE);
        } else if (change == 2 * CHANGES / 3) {
          instances.getLast().kill();
        }
        Thread.sleep(BETWEEN_CHANGES);
      }
      int end = CHANGES + 1;
      announce(end);
      await().atMost(TIMEOUT).until(() -> last().equals(Integer.toString(end)));

      // then
      List<UUID> expected = reported().subList(before.size(), reported().size());
      await()
          .atMost(TIMEOUT)
          .until(() -> listeners.stream().allMatch(it -> it.received.size() >= expected.size()));
      System.out.printf(
          "%d changes, %d connections%n",
          expected.size(), listeners.stream().mapToInt(it -> it.connections).sum());
      assertThat(expected).hasSizeGreaterThan(CHANGES / 4).doesNotHaveDuplicates();
      assertThat(listeners)
          .allSatisfy(it -> assertThat(it.received).containsExactlyElementsOf(expected));
      assertThat(listeners.stream().mapToInt(it -> it.connections).sum())
          .as("they have lost a connection")
          .isGreaterThan(LISTENERS);
    } finally {
      listeners.forEach(Listener::close);
      HTTP.shutdownNow();
    }
  }

  /** A client that keeps a stream open. */
  private static final class Listener {
    private final int number;
    private final List<UUID> received = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile String lastId;
    private volatile int connections;
    private volatile boolean closed;

    Listener(int number) {
      this.number = number;
    }

    void start() {
      thread.start();
    }

    void close() {
      closed = true;
      thread.interrupt();
    }

    private void run() {
      int turn = 0;
      while (!closed) {
        try {
          listen(instances.get(turn % instances.size()).url());
        } catch (IOException | UncheckedIOException _) {
          // The instance has ended.
        } catch (InterruptedException _) {
          return;
        }
        turn++;
        try {
          Thread.sleep(200 + number % 10 * 20);
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private void listen(String instance) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(instance + "/api/v1/changes/stream"));
      if (lastId != null) {
        request.header("Last-Event-ID", lastId);
      }
      HttpResponse<InputStream> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        if (answer.statusCode() != 200) {
          assertThat(answer.statusCode()).as(lines.readLine()).isIn(429, 503);
          return;
        }
        connections++;
        // An event counts when it is complete, as in a browser.
        String id = null;
        UUID identity = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("id:")) {
            id = line.substring("id:".length());
          } else if (line.startsWith("data:")) {
            JsonNode change = JSON.readTree(line.substring("data:".length()));
            identity = UUID.fromString(change.path("identity").asString());
          } else if (line.isEmpty()) {
            if (identity != null) {
              received.add(identity);
              identity = null;
            }
            lastId = id == null ? lastId : id;
          }
        }
      }
    }
  }

  private static double heap(StatsInstance instance) {
    return Scrape.of(upstream, instance.url()).value("jvm_memory_used_bytes", "area=\"heap\"");
  }

  /**
   * Announces a quota of two pools, so that most changes are reported together with another one.
   */
  private static void announce(int number) {
    for (Category category : List.of(Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS)) {
      upstream.produce(
          QuotaAnnounced.newBuilder()
              .setEventId(UUID.randomUUID())
              .setOccurredAt(Upstream.now())
              .setPool(PoolIds.of(Upstream.SEASON, "IE", category))
              .setQuota(new Quota(QuotaKind.NUMBER, 1_000 + number))
              .build());
    }
  }

  /** The last quota that was reported, minus 1,000. */
  private static String last() {
    List<ChangeMade> changes = changes();
    return changes.isEmpty() ? "" : Long.toString(changes.getLast().getAfter().getNumber() - 1_000);
  }

  /** The identities of the changes, in the order of the topic. */
  private static List<UUID> reported() {
    return changes().stream().map(ChangeMade::getEventId).toList();
  }

  private static List<ChangeMade> changes() {
    EventCodec codec =
        new EventCodec(ClientConfig.NONE.registry(URI.create(pair.stack().addresses().registry())));
    return records().stream()
        .map(
            record -> {
              try {
                return codec.decode(record.value());
              } catch (EventCodec.Undecodable e) {
                throw new AssertionError(e);
              }
            })
        .filter(ChangeMade.class::isInstance)
        .map(ChangeMade.class::cast)
        .toList();
  }

  private static List<ConsumerRecord<String, byte[]>> records() {
    return CommittedRecords.of(
        ClientConfig.NONE.kafka(pair.stack().addresses().bootstrapServers()),
        Topics.CHANGES.name());
  }
}
