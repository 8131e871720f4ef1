package org.iecpools.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.kafka.BadRecords;
import org.iecpools.kafka.BadRecords.Bad;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.Component;
import org.iecpools.stack.Memory;
import org.iecpools.stack.Service;
import org.iecpools.stack.StackOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends invalid records among valid ones of the same candidates, on every topic that a service
 * reads. {@code -Diec.campaign.records} sets their number, {@code -Diec.campaign.seed} repeats the
 * records of a run.
 */
@Tag("long")
class CampaignTest {

  private static final int RECORDS = Integer.getInteger("iec.campaign.records", 5_000);
  private static final long SEED =
      Long.getLong("iec.campaign.seed", System.nanoTime() % 1_000_000_000);

  /** Records in a row that together are larger than the heap of a service (256 MB). */
  private static final int LARGE_RECORDS = 40;

  private static final byte[] LARGE_VALUE = new byte[7_000_000];
  private static final int CANDIDATES = 100;
  private static final int LOIS = 20;
  private static final int PARTITIONS = 4;
  private static final Duration TIMEOUT =
      Duration.ofSeconds(60).plus(Duration.ofMillis(20L * RECORDS));
  private static final PoolId POOL = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);

  /** Parts of log lines that a service writes when one of its threads restarts. */
  private static final List<String> RESTARTS =
      List.of("is replaced", "begins again", "OutOfMemoryError", "following topic=");

  private final List<UUID> candidates =
      Stream.generate(UUID::randomUUID).limit(CANDIDATES).toList();

  @Test
  void noSingleRecordStopsAServiceAndEachIsAccountedFor() throws Exception {
    System.out.println("seed of this run: -Diec.campaign.seed=" + SEED);
    Random random = new Random(SEED);
    try (TestStack stack = TestStack.start(StackOptions.throwaway());
        Upstream upstream = new Upstream(stack.addresses(), stack.tokens())) {
      upstream.produce(season());
      upstream.produce(
          new QuotaAnnounced(
              UUID.randomUUID(), Upstream.now(), POOL, new Quota(QuotaKind.NUMBER, 1_000), null));
      await().atMost(TIMEOUT).until(() -> !upstream.row(PoolIds.text(POOL)).isMissingNode());

      Map<Component, Long> processes = stack.stack().pids();

      // when invalid records are sent among valid ones of the same candidates
      Instant begin = Instant.now();
      Map<String, Bad> sent = send(stack, upstream, random);
      sendWhatExpands(stack, random);
      Instant allSent = Instant.now();

      // then the valid ones are decided and counted
      await()
          .atMost(TIMEOUT)
          .untilAsserted(
              () -> {
                JsonNode row = upstream.row(PoolIds.text(POOL));
                assertThat(row.path("candidatesInPool").asInt(-1)).isEqualTo(CANDIDATES);
                assertThat(row.path("loisIssued").asInt(-1)).isEqualTo(LOIS);
              });

      // and each invalid one is one dead letter of its topic's owner, or skipped if no service owns
      // the topic
      Map<String, String> expected = new TreeMap<>();
      sent.forEach((place, bad) -> bad.owner().ifPresent(owner -> expected.put(place, owner)));
      List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
      await()
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                letters.clear();
                letters.addAll(upstream.read("iec.dead-letters"));
                return letters.size() >= expected.size();
              });
      assertThat(letters.stream().map(ConsumerRecord::key)).doesNotHaveDuplicates();
      Map<String, String> found = new TreeMap<>();
      letters.forEach(letter -> found.put(letter.key(), header(letter, "iec-dead-letter-service")));
      assertThat(found).isEqualTo(expected);
      assertThat(letters).allSatisfy(letter -> assertThat(letter.timestamp()).isPositive());
      assertThat(letters)
          .filteredOn(letter -> isLarge(sent.get(letter.key())))
          .hasSize(LARGE_RECORDS)
          .allSatisfy(
              letter -> {
                assertThat(letter.value()).hasSize(4_096);
                assertThat(header(letter, "iec-dead-letter-value-length"))
                    .isEqualTo(Integer.toString(LARGE_VALUE.length));
              });

      // and no thread restarted, and the auditor computes the same numbers
      assertThat(restarts(stack.stack().logDir())).isEmpty();
      assertThat(stack.stack().pids()).as("processes").isEqualTo(processes);
      AuditResult audit =
          Audit.run(
              AuditOptions.of(
                  stack.addresses().bootstrapServers(),
                  URI.create(stack.addresses().registry()),
                  URI.create(stack.addresses().stats())),
              _ -> {});
      assertThat(audit.differences()).isEmpty();
      assertThat(audit.equal()).isTrue();

      Map<String, Integer> kinds = new TreeMap<>();
      sent.values().forEach(bad -> kinds.merge(bad.kind(), 1, Integer::sum));
      System.out.printf(
          "%,d invalid records of %d kinds, %,d dead letters, sent in %d s, %d s in"
              + " total%n%s%n%s%n",
          sent.size(),
          kinds.size(),
          letters.size(),
          Duration.between(begin, allSent).toSeconds(),
          Duration.between(begin, Instant.now()).toSeconds(),
          kinds,
          memory(processes));
    }
  }

  /** Sends the records; returns the invalid ones by place. */
  private Map<String, Bad> send(TestStack stack, Upstream upstream, Random random)
      throws Exception {
    Map<String, Bad> sent = new ConcurrentHashMap<>();
    AtomicInteger failed = new AtomicInteger();
    try (KafkaProducer<byte[], byte[]> plain = producer(stack, "none", 20_000_000);
        KafkaProducer<byte[], byte[]> compressing = producer(stack, "zstd", 20_000_000)) {
      Registry registry = new Registry(stack.addresses().registry());
      BadRecords records =
          new BadRecords(
              random,
              registry::register,
              new Known(new SchemaRegistry(URI.create(stack.addresses().registry()))),
              PARTITIONS,
              Upstream.now().toEpochMilli(),
              candidates);
      int good = 0;
      for (int i = 0; i < RECORDS; i++) {
        if (i == RECORDS / 2) {
          for (int n = 0; n < LARGE_RECORDS; n++) {
            send(large(), compressing, sent, failed);
          }
        }
        Bad bad = records.next();
        send(bad, bad.isCompressible() ? compressing : plain, sent, failed);
        while (good < (CANDIDATES + LOIS) * (i + 1L) / RECORDS) {
          sendGood(upstream, good++, random);
        }
      }
    }
    assertThat(failed).hasValue(0);
    assertThat(sent).hasSize(RECORDS + LARGE_RECORDS);
    return sent;
  }

  private static void send(
      Bad bad, KafkaProducer<byte[], byte[]> to, Map<String, Bad> sent, AtomicInteger failed) {
    to.send(
        new Timed(bad),
        (at, e) -> {
          if (e == null) {
            sent.put(at.topic() + "/" + at.partition() + "/" + at.offset(), bad);
          } else {
            failed.incrementAndGet();
            e.printStackTrace();
          }
        });
  }

  private static Bad large() {
    return new Bad(
        "7 MB in a row",
        Topics.PROFILES,
        0,
        null,
        LARGE_VALUE,
        Upstream.now().toEpochMilli(),
        List.of(),
        true);
  }

  private static boolean isLarge(Bad bad) {
    return bad.value() == LARGE_VALUE;
  }

  /**
   * Sends compressed records of a few kilobytes that would exceed any reader's heap. The broker
   * rejects each, so the producer gets an error and the log does not contain it.
   */
  private static void sendWhatExpands(TestStack stack, Random random) {
    for (int megabytes : new int[] {9, 20 + random.nextInt(60), 250}) {
      Topic<?> topic = BadRecords.TOPICS.get(random.nextInt(BadRecords.TOPICS.size()));
      try (KafkaProducer<byte[], byte[]> sender = producer(stack, "zstd", 300_000_000)) {
        assertThatThrownBy(
                () ->
                    sender
                        .send(
                            new ProducerRecord<>(
                                topic.name(), new byte[1], new byte[megabytes * 1_000_000]))
                        .get())
            .as("%d MB of zeros to %s", megabytes, topic.name())
            .cause()
            .isInstanceOfAny(RecordTooLargeException.class, UnknownServerException.class);
      }
    }
  }

  private void sendGood(Upstream upstream, int n, Random random) {
    if (n < CANDIDATES) {
      ProfileSubmitted profile =
          (ProfileSubmitted)
              Samples.valid(
                  ProfileSubmitted.SCHEMA$,
                  random,
                  Upstream.now().toEpochMilli(),
                  candidates.get(n));
      upstream.produce(
          ProfileSubmitted.newBuilder(profile)
              .setWanted(
                  List.of(new org.iecpools.events.WantedPool(Category.WORKING_HOLIDAY, null)))
              .setPreviousParticipations(0)
              .build());
    } else {
      LoiIssued loi =
          (LoiIssued)
              Samples.valid(
                  LoiIssued.SCHEMA$,
                  random,
                  Upstream.now().toEpochMilli(),
                  candidates.get(n - CANDIDATES));
      upstream.produce(loi);
    }
  }

  /**
   * The client rejects a negative timestamp in the record's constructor, but not when sending. This
   * class returns it only then.
   */
  private static final class Timed extends ProducerRecord<byte[], byte[]> {
    private final long time;

    Timed(Bad bad) {
      super(bad.topic().name(), bad.partition(), 0L, bad.key(), bad.value(), bad.headers());
      this.time = bad.timestamp();
    }

    @Override
    public Long timestamp() {
      return time;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(
      TestStack stack, String compression, int largest) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            stack.addresses().bootstrapServers(),
            "compression.type",
            compression,
            "max.request.size",
            largest,
            "buffer.memory",
            2L * largest,
            "linger.ms",
            20,
            "enable.idempotence",
            true),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Caches schema ids, so that each is requested once. */
  private static final class Known implements SchemaIds {
    private final SchemaIds registry;
    private final Map<Schema, Integer> ids = new HashMap<>();

    Known(SchemaIds registry) {
      this.registry = registry;
    }

    @Override
    public int idOf(Schema schema) {
      return ids.computeIfAbsent(schema, registry::idOf);
    }

    @Override
    public Schema schemaOf(int id) throws EventCodec.Undecodable {
      return registry.schemaOf(id);
    }
  }

  /** A client of the registry that registers any schema, under subjects of its own. */
  private static final class Registry {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private int subjects;

    Registry(String address) {
      this.address = address;
    }

    int register(Schema schema) {
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/apis/ccompat/v7/subjects/campaign-%d/versions"
                                .formatted(address, subjects++)))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            JSON.writeValueAsString(Map.of("schema", schema.toString()))))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(answer.body() + " " + schema);
        }
        return JSON.readTree(answer.body()).path("id").asInt();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String memory(Map<Component, Long> processes) {
    return processes.entrySet().stream()
        .map(p -> "%s %d MB".formatted(p.getKey(), Memory.resident(List.of(p.getValue())) >> 20))
        .collect(Collectors.joining(", ", "memory: ", ""));
  }

  private static List<String> restarts(Path logs) throws IOException {
    List<String> found = new ArrayList<>();
    for (Service service : Service.values()) {
      try (Stream<String> lines = Files.lines(logs.resolve(service.module() + ".log"))) {
        lines.filter(line -> RESTARTS.stream().anyMatch(line::contains)).forEach(found::add);
      }
    }
    return found;
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private static SeasonPlanned season() {
    Instant opens = Upstream.now().minus(1, ChronoUnit.DAYS);
    return new SeasonPlanned(
        UUID.randomUUID(),
        Upstream.now(),
        2026,
        "IE",
        List.of(
            PoolPlan.newBuilder()
                .setCategory(Category.WORKING_HOLIDAY)
                .setRule(EligibilityRule.newBuilder().build())
                .setOpensAt(opens)
                .setFirstRoundAt(Upstream.now().plus(90, ChronoUnit.DAYS))
                .setFinalRoundAt(Upstream.now().plus(100, ChronoUnit.DAYS))
                .setClosesAt(Upstream.now().plus(120, ChronoUnit.DAYS))
                .build()),
        null);
  }
}
