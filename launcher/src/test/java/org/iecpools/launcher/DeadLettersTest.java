package org.iecpools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.kafka.NewTopics;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Letters in the services' format, on a real broker. */
class DeadLettersTest {

  private static final int PARTITIONS = 4;
  private static final String KEY = "8c5f7d7a-2f0e-4a53-b6de-94a3c1f1a2b4";
  private static final int KEYS_PARTITION =
      org.apache.kafka.common.utils.Utils.toPositive(
              org.apache.kafka.common.utils.Utils.murmur2(bytes(KEY)))
          % PARTITIONS;

  private static LocalBroker broker;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() {
    broker = LocalBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                8 << 20,
                "compression.type",
                "zstd"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  @BeforeEach
  void topics() throws Exception {
    NewTopics.create(
        admin,
        Stream.of(Topics.DEAD_LETTERS, Topics.PROFILES)
            .map(
                topic ->
                    new NewTopic(topic.name(), PARTITIONS, (short) 1).configs(topic.settings()))
            .toList());
  }

  @AfterEach
  void removed() throws Exception {
    admin.deleteTopics(List.of(Topics.DEAD_LETTERS.name(), Topics.PROFILES.name())).all().get();
  }

  @Test
  void aLetterIsSentToThePartitionOfItsKeyWithKeyValueHeadersAndAMark() throws Exception {
    int wrong = (KEYS_PARTITION + 1) % PARTITIONS;
    String place =
        refused(wrong, bytes(KEY), bytes("value"), "wrong partition", header("trace", "7"));

    assertThat(run("redrive", place)).isZero();

    ConsumerRecord<byte[], byte[]> again = last(Topics.PROFILES, KEYS_PARTITION);
    assertThat(again.key()).isEqualTo(bytes(KEY));
    assertThat(again.value()).isEqualTo(bytes("value"));
    assertThat(text(again.headers()))
        .containsExactlyInAnyOrder("trace=7", "iec-redriven-from=" + place);
    assertThat(out.toString()).contains(place, "sent", "1 sent, 0 redriven before");
  }

  @Test
  void aLetterIsRedrivenOnceHoweverOftenTheCommandIsRun() throws Exception {
    String place = refused(KEYS_PARTITION, bytes(KEY), bytes("value"), "not known");

    assertThat(run("redrive", "--all")).isZero();
    assertThat(run("redrive", "--all")).isZero();
    assertThat(run("redrive", place)).isZero();
    assertThat(run("redrive", "--reason", "NOT KNOWN")).isZero();

    assertThat(read(Topics.PROFILES)).as("the original and one more").hasSize(2);
    assertThat(out.toString()).contains("0 sent, 1 redriven before");
    assertThat(run("list", "--open")).isZero();
    assertThat(out.toString()).contains("0 letters.");
  }

  @Test
  void concurrentRedrivesSendEachLetterOnce() throws Exception {
    for (int i = 0; i < 300; i++) {
      refused(i % PARTITIONS, bytes("key " + i), bytes("value " + i), "later");
    }

    List<CompletableFuture<Integer>> runs =
        IntStream.range(0, 3)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> quietly("redrive", "--all")))
            .toList();
    runs.forEach(CompletableFuture::join);
    // Each run either completes or is fenced by another. A further run sends the rest.
    assertThat(run("redrive", "--all")).isZero();

    List<String> values =
        read(Topics.PROFILES).stream()
            .filter(record -> record.headers().lastHeader("iec-redriven-from") != null)
            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
            .toList();
    assertThat(values).doesNotHaveDuplicates().hasSize(300);
  }

  @Test
  void aTruncatedLetterIsRedrivenFromTheOriginal() throws Exception {
    byte[] value = new byte[3 << 20];
    Arrays.fill(value, (byte) 'x');
    RecordMetadata at = original(KEYS_PARTITION, bytes(KEY), value);
    String place = place(at);
    letter(
        place,
        bytes(KEY),
        Arrays.copyOf(value, 1000),
        "too large",
        header("iec-dead-letter-value-length", "" + value.length),
        header("iec-dead-letter-value-sha256", sha256(value)));
    String other = place(original(KEYS_PARTITION, bytes(KEY), bytes("another value")));
    letter(
        other,
        bytes(KEY),
        bytes("cut"),
        "too large",
        header("iec-dead-letter-value-length", "5"),
        header("iec-dead-letter-value-sha256", sha256(bytes("value"))));
    String gone = Topics.PROFILES.name() + "/" + KEYS_PARTITION + "/9999";
    letter(gone, bytes(KEY), bytes("cut"), "x", header("iec-dead-letter-value-sha256", "00"));

    assertThat(run("redrive", "--all")).isEqualTo(1);

    assertThat(last(Topics.PROFILES, KEYS_PARTITION).value()).isEqualTo(value);
    assertThat(out.toString())
        .contains("the value of the record at its place differs from the letter's")
        .contains("the original record has been deleted")
        .contains("1 sent, 0 redriven before, 2 that cannot be redriven");
  }

  @Test
  void aDryRunSendsNothing() throws Exception {
    String place = refused(0, bytes(KEY), bytes("value"), "later");

    assertThat(run("redrive", "--all", "--dry-run")).isZero();

    assertThat(read(Topics.PROFILES)).hasSize(1);
    assertThat(read(Topics.DEAD_LETTERS)).hasSize(1);
    assertThat(out.toString())
        .contains(place + "  would be sent: iec.profiles/" + KEYS_PARTITION, "1 would be sent");
  }

  @Test
  void theFilterSelectsLetters() throws Exception {
    String one = refused(0, bytes("a"), bytes("1"), "schema id 7 is not known");
    String other = refused(0, bytes("b"), bytes("2"), "the key is wrong");

    assertThat(run("list", "--reason", "schema ID 7", "--service", "pool-service")).isZero();
    assertThat(out.toString()).contains(one, "1 letters.").doesNotContain(other);
    out.getBuffer().setLength(0);
    assertThat(run("list", "--topic", "iec.rounds")).isZero();
    assertThat(run("list", "--to", "2020-01-01T00:00:00Z")).isZero();
    assertThat(run("list", "--service", "stats-service")).isZero();
    assertThat(out.toString()).doesNotContain(one, other);
    assertThat(run("redrive", "--json", "--from", "2020-01-01T00:00:00Z", "--reason", "key"))
        .isZero();

    JsonNode result =
        JsonMapper.shared().readTree(out.toString().substring(out.toString().indexOf("{\"dryRun")));
    assertThat(result.path("sent").asInt()).isEqualTo(1);
    assertThat(result.at("/letters/0/place").asString()).isEqualTo(other);
  }

  @Test
  void aLetterWithAPlaceOnAnotherTopicIsNotSent() throws Exception {
    letter("iec.statistics/0/0", bytes("k"), bytes("v"), "forged");
    letter("__consumer_offsets/0/0", bytes("k"), bytes("v"), "forged");
    letter("no place", bytes("k"), bytes("v"), "forged");

    assertThat(run("redrive", "--all")).isEqualTo(1);

    assertThat(out.toString()).contains("0 sent", "3 that cannot be redriven");
    assertThat(read(Topics.PROFILES)).isEmpty();
  }

  @Test
  void theContentOfALetterCannotControlTheTerminal() throws Exception {
    String place = refused(0, bytes("k\u001b[2J"), bytes("v"), "x\u001b[1A\nforged line\u202e");

    assertThat(run("list")).isZero();
    assertThat(run("show", place)).isZero();
    assertThat(run("list", "--json")).isZero();

    assertThat(out.toString())
        .contains("x\\u001b[1A\\u000aforged line\\u202e", "k\\u001b[2J")
        .doesNotContain("\u001b", "\nforged", "\u202e");
  }

  @Test
  void aPlaceWithoutALetterIsReported() {
    assertThat(run("show", "iec.profiles/0/77")).isEqualTo(1);
    assertThat(run("redrive", "iec.profiles/0/77")).isEqualTo(1);

    assertThat(err.toString()).contains("there is no dead letter for iec.profiles/0/77");
  }

  @Test
  void aRedriveNeedsASelection() {
    assertThat(run("redrive")).isEqualTo(2);

    assertThat(err.toString()).contains("PLACE, a filter such as --topic, or --all");
  }

  private static int quietly(String... words) {
    CommandLine commandLine =
        Iec.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(new StringWriter()));
    return commandLine.execute(arguments(words));
  }

  private int run(String... words) {
    CommandLine commandLine =
        Iec.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return commandLine.execute(arguments(words));
  }

  private static String[] arguments(String... words) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(words));
    all.addAll(
        List.of("--connect", broker.bootstrapServers(), "--registry-url", "http://127.0.0.1:1"));
    return all.toArray(String[]::new);
  }

  /** Writes a record and its letter; returns the place. */
  private static String refused(
      int partition, byte[] key, byte[] value, String reason, Header... headers) throws Exception {
    String place = place(original(partition, key, value, headers));
    letter(place, key, value, reason, headers);
    return place;
  }

  private static RecordMetadata original(int partition, byte[] key, byte[] value, Header... headers)
      throws Exception {
    return producer
        .send(
            new ProducerRecord<>(
                Topics.PROFILES.name(), partition, null, key, value, List.of(headers)))
        .get();
  }

  private static void letter(
      String place, byte[] key, byte[] value, String reason, Header... received) throws Exception {
    Headers headers = new RecordHeaders(received);
    headers.add("iec-dead-letter-reason", bytes(reason));
    headers.add("iec-dead-letter-service", bytes("pool-service"));
    headers.add("iec-dead-letter-place", bytes(place));
    headers.add("iec-dead-letter-key", key);
    producer
        .send(
            new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(), null, null, bytes(place), value, headers))
        .get();
  }

  private static String place(RecordMetadata at) {
    return at.topic() + "/" + at.partition() + "/" + at.offset();
  }

  private static ConsumerRecord<byte[], byte[]> last(Topic<?> topic, int partition) {
    return read(topic).stream()
        .filter(record -> record.partition() == partition)
        .reduce((_, next) -> next)
        .orElseThrow();
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(Topic<?> topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(p -> new TopicPartition(topic.name(), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  private static List<String> text(Headers headers) {
    return Stream.of(headers.toArray())
        .map(h -> h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static Header header(String name, String value) {
    return new org.apache.kafka.common.header.internals.RecordHeader(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
