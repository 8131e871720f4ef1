package org.iecpools.flow;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.StatisticsRecord;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.management.ManagementPort;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An upstream system and reader outside of the services: a plain producer, a consumer, and HTTP.
 */
final class Upstream implements AutoCloseable {

  /** The season of the profiles and plans of this class. */
  static final int SEASON = 2026;

  private static final LocalDate BIRTH_DATE = LocalDate.parse("2000-01-01");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LocalStack.Addresses stack;
  private final ClientConfig client;
  private final StackTokens tokens;
  private final EventCodec codec;
  private final KafkaProducer<String, byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();

  Upstream(LocalStack.Addresses stack, StackTokens tokens) {
    this(stack, ClientConfig.NONE, tokens);
  }

  Upstream(LocalStack.Addresses stack, ClientConfig client, StackTokens tokens) {
    this.stack = stack;
    this.client = client;
    this.tokens = tokens;
    this.codec = new EventCodec(client.registry(URI.create(stack.registry())));
    this.producer =
        new KafkaProducer<>(
            client.kafka(stack.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** The current time in the precision of events. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  RecordMetadata produce(Event event) {
    return produce(Topics.of(event).name(), Topics.keyOf(event), encode(event));
  }

  /** Produces many events and waits for all acknowledgements. */
  void produceAll(List<? extends Event> events) {
    List<Future<RecordMetadata>> sent =
        events.stream()
            .map(
                event ->
                    producer.send(
                        new ProducerRecord<>(
                            Topics.of(event).name(), Topics.keyOf(event), encode(event))))
            .toList();
    sent.forEach(Upstream::acknowledged);
  }

  /** Moves the clock of a simulated stack. */
  RecordMetadata produce(ClockTicked tick) {
    return produce(Topics.CLOCK.name(), Topics.CLOCK.key().apply(tick), codec.encode(tick));
  }

  /** Produces an order to its topic. */
  RecordMetadata produce(RunRounds order) {
    return produce(
        Topics.ROUND_COMMANDS.name(),
        Topics.ROUND_COMMANDS.key().apply(order),
        codec.encode(order));
  }

  byte[] encode(Event event) {
    return codec.encode((SpecificRecord) event);
  }

  /** Produces a row to the topic of stats-service's rows. */
  RecordMetadata produce(StatisticsRecord row) {
    return produce(
        Topics.STATISTICS.name(),
        Topics.STATISTICS.key().apply(row),
        codec.encode((SpecificRecord) row));
  }

  RecordMetadata produce(String topic, String key, byte[] value) {
    return send(new ProducerRecord<>(topic, key, value));
  }

  RecordMetadata produceTo(int partition, String topic, String key, byte[] value) {
    return send(new ProducerRecord<>(topic, partition, key, value));
  }

  private RecordMetadata send(ProducerRecord<String, byte[]> record) {
    return acknowledged(producer.send(record));
  }

  private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All committed records of a topic so far. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    return CommittedRecords.of(client.kafka(stack.bootstrapServers()), topic);
  }

  /** A consumer of the committed records of topics, from the first record. */
  KafkaConsumer<String, byte[]> reading(List<String> topics) {
    return CommittedRecords.consumer(client.kafka(stack.bootstrapServers()), topics);
  }

  /** All committed events of a topic so far. The topic must have only this type. */
  <E> List<E> events(Topic<E> topic) {
    List<E> events = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : read(topic.name())) {
      if (record.value() != null) {
        events.add(decode(record.value()));
      }
    }
    return events;
  }

  @SuppressWarnings("unchecked") // the topic has only this type
  <E> E decode(byte[] value) {
    try {
      return (E) codec.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A row of the dashboard; a missing node if the dashboard does not contain the pool. */
  JsonNode row(String pool) {
    JsonNode rows = get(stack.stats() + "/api/v1/dashboard?season=" + pool.substring(0, 4));
    for (JsonNode row : rows.has("rows") ? rows.get("rows") : rows) {
      if (pool.equals(row.path("pool").asString())) {
        return row;
      }
    }
    return JSON.missingNode();
  }

  /**
   * The dashboard as JSON.
   *
   * @param query such as {@code ?season=2026}
   */
  JsonNode dashboard(String query) {
    return get(stack.stats() + "/api/v1/dashboard" + query);
  }

  JsonNode get(String url) {
    return JSON.readTree(ask(url).body());
  }

  /** The response to a GET request. */
  HttpResponse<String> ask(String url) {
    return send(request(url).build());
  }

  /**
   * Whether a service reports readiness.
   *
   * @param service its base address
   */
  boolean isReady(String service) {
    URI management = ManagementPort.of(URI.create(service));
    return ask(management.resolve("/actuator/health/readiness").toString()).statusCode() == 200;
  }

  /** The address of a candidate's profiles. */
  String profilesOf(UUID candidate) {
    return "%s/api/v1/candidates/%s/profiles".formatted(stack.profile(), candidate);
  }

  /**
   * Submits a profile by HTTP until it is stored: decided, or not decided yet after the 2 s for
   * which profile-service waits. A service may not know the season yet, which refuses it.
   *
   * @param country in which the candidate lives, and of which the candidate is a citizen
   */
  void submit(UUID candidate, String country) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> post(profilesOf(candidate), profile(country)).statusCode(),
            status -> status == 201 || status == 202);
  }

  /**
   * Submits a second profile of a candidate until the response is a decision, because a machine
   * under load may not decide within the 2 s for which profile-service waits.
   */
  HttpResponse<String> submitAgain(UUID candidate, String country) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> post(profilesOf(candidate), profile(country)),
            response -> response.statusCode() != 202);
  }

  /** The body of a profile for the country's Working Holiday in {@link #SEASON}. */
  static Map<String, Object> profile(String country) {
    return Map.of(
        "season",
        SEASON,
        "citizenship",
        country,
        "birthDate",
        BIRTH_DATE.toString(),
        "residence",
        country,
        "wanted",
        List.of(Category.WORKING_HOLIDAY));
  }

  /** The same as an event. */
  static ProfileSubmitted submission(UUID candidate, String country) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(now())
        .setProfileId(UUID.randomUUID())
        .setCandidateId(candidate)
        .setSeason(SEASON)
        .setCitizenship(country)
        .setBirthDate(BIRTH_DATE)
        .setResidence(country)
        .setWanted(List.of(WantedPool.newBuilder().setCategory(Category.WORKING_HOLIDAY).build()))
        .build();
  }

  /**
   * A season of {@link #SEASON} that accepts profiles for the country's Working Holiday.
   *
   * @param firstRound when rounds begin; in the past if they may already run
   */
  static SeasonPlanned openSeason(String country, Instant firstRound) {
    return new SeasonPlanned(
        UUID.randomUUID(),
        now(),
        SEASON,
        country,
        Arrays.asList(
            PoolPlan.newBuilder()
                .setCategory(Category.WORKING_HOLIDAY)
                .setRule(EligibilityRule.newBuilder().build())
                .setOpensAt(now().minus(2, ChronoUnit.DAYS))
                .setFirstRoundAt(firstRound)
                .setFinalRoundAt(now().plus(100, ChronoUnit.DAYS))
                .setClosesAt(now().plus(120, ChronoUnit.DAYS))
                .build()),
        null);
  }

  HttpResponse<String> post(String url, Object body) {
    return send(posting(url, body).build());
  }

  /** The same with an idempotency key, so that it can be repeated. */
  HttpResponse<String> post(String url, String idempotencyKey, Object body) {
    return send(posting(url, body).header("Idempotency-Key", idempotencyKey).build());
  }

  private HttpRequest.Builder posting(String url, Object body) {
    return request(url)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  /** A request with the token of the role that usually sends it. */
  private HttpRequest.Builder request(String url) {
    Role role =
        url.contains("/profiles")
            ? Role.UPSTREAM
            : url.contains("/candidates/") ? Role.CASE_WORKER : Role.OPERATOR;
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "Bearer " + tokens.of(role));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    http.close();
  }
}
