package org.iecpools.roundlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.iecpools.events.RoundsEvent;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.iecpools.stack.LocalBroker;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.KeyType;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.SigningKey;
import org.iecpools.transparency.TileReader;
import org.iecpools.transparency.TileUrl;
import org.iecpools.transparency.Witness;
import org.iecpools.transparency.WitnessClient.Target;
import org.iecpools.transparency.WitnessServer;
import org.iecpools.transparency.WitnessedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole program with a real broker and real witnesses. */
class RoundLogProgramTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** A registry that can be down. */
  private static final class Schemas implements SchemaIds {
    private final SchemaIds all = EventCodec.inMemory();
    private final AtomicBoolean isDown = new AtomicBoolean();
    private final AtomicBoolean isEmpty = new AtomicBoolean();

    @Override
    public int idOf(Schema schema) {
      if (isDown.get()) {
        throw new SchemaRegistry.Unavailable("the registry is down");
      }
      return all.idOf(schema);
    }

    @Override
    public Schema schemaOf(int id) throws EventCodec.Undecodable {
      if (isDown.get()) {
        throw new SchemaRegistry.Unavailable("the registry is down");
      }
      if (isEmpty.get()) {
        throw new EventCodec.Undecodable("schema id %d is not known".formatted(id));
      }
      return all.schemaOf(id);
    }
  }

  @TempDir private Path directory;

  private final Schemas schemas = new Schemas();
  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final List<RoundLogEvent> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalBroker broker;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void startABroker() throws Exception {
    broker = LocalBroker.start();
    open.add(broker);
    open.add(http);
    try (Admin admin = Admin.create(settings())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.ROUNDS.name(), 2, (short) 1)
                      .configs(Topics.ROUNDS.settings())))
          .all()
          .get();
    }
    Map<String, Object> writing = settings();
    writing.put("transactional.id", "invitation-service-1");
    producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    open.add(producer);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Map<String, Object> settings() {
    return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** Writes events in one transaction, which is committed or not. */
  private void write(boolean isCommitted, RoundsEvent... written) throws Exception {
    producer.beginTransaction();
    for (RoundsEvent event : written) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.ROUNDS.name(),
                  Topics.keyOf(event).getBytes(StandardCharsets.UTF_8),
                  codec.encode((org.apache.avro.specific.SpecificRecord) event)))
          .get();
    }
    if (isCommitted) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private void writeGarbage() throws Exception {
    producer.beginTransaction();
    byte[] key = "2026/IE".getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(Topics.ROUNDS.name(), key, new byte[] {1, 2})).get();
    producer.send(new ProducerRecord<>(Topics.ROUNDS.name(), key, null)).get();
    byte[] valid = codec.encode(TestRounds.announcement(9));
    producer.send(new ProducerRecord<>(Topics.ROUNDS.name(), null, valid)).get();
    producer
        .send(
            new ProducerRecord<>(
                Topics.ROUNDS.name(), "2026/FR".getBytes(StandardCharsets.UTF_8), valid))
        .get();
    producer.commitTransaction();
  }

  // ---- programs

  private record Running(RoundLogProgram program, Thread thread, List<Throwable> failures)
      implements AutoCloseable {
    URI url() {
      return URI.create("http://127.0.0.1:" + program.address().getPort());
    }

    @Override
    public void close() throws Exception {
      program.close();
      thread.join();
    }
  }

  private Running start(Target... witnesses) throws IOException {
    RoundLogProgram program =
        RoundLogProgram.start(
            new RoundLogProgram.Settings(
                directory.resolve("data"),
                Optional.of("example.com/rounds"),
                ANY_PORT,
                List.of(witnesses),
                broker.bootstrapServers(),
                ClientConfig.NONE,
                schemas),
            InstantSource.system(),
            events::add);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    program.run();
                  } catch (IOException | InterruptedException | RuntimeException e) {
                    failures.add(e);
                  }
                });
    Running running = new Running(program, thread, failures);
    open.add(running);
    return running;
  }

  private Target witness(String name, NoteKey log) throws IOException {
    return witness(directory.resolve(name), name, log, ANY_PORT);
  }

  private Target witness(Path data, String name, NoteKey log, InetSocketAddress address)
      throws IOException {
    Witness witness =
        Witness.open(
            data,
            Optional.of("example.com/" + name),
            List.of(new WitnessedLog(log.name(), List.of(log))),
            InstantSource.system(),
            _ -> {});
    open.add(witness);
    WitnessServer server = WitnessServer.start(witness, address);
    open.add(server);
    return new Target(
        witness.verifier(), URI.create("http://127.0.0.1:" + server.address().getPort()));
  }

  private NoteKey key() throws IOException {
    return RoundLog.key(directory.resolve("data"), Optional.of("example.com/rounds"));
  }

  private HttpResponse<String> get(Running running, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(running.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode health(Running running) throws Exception {
    return JsonMapper.shared().readTree(get(running, "/health").body());
  }

  private SignedNote checkpoint(Running running) throws IOException {
    return TileReader.checkpoint(source(running));
  }

  private TileUrl source(Running running) {
    return new TileUrl(running.url(), http, Duration.ofSeconds(10));
  }

  private List<String> types(Running running) throws IOException {
    return new TileReader(source(running), Checkpoint.parse(checkpoint(running).text()))
        .entries().stream()
            .map(entry -> JsonMapper.shared().readTree(entry).path("type").asString())
            .toList();
  }

  private static void until(org.awaitility.core.ThrowingRunnable condition) {
    await().atMost(LIMIT).untilAsserted(condition);
  }

  // ---- tests

  @Test
  void whatIsCommittedIsServedWithCosignaturesAndEachEventOnce() throws Exception {
    Target witness = witness("w", key());
    write(true, TestRounds.announcement(1), TestRounds.opened(1));
    write(false, TestRounds.announcement(2));
    writeGarbage();
    Running running = start(witness);
    until(() -> assertThat(types(running)).containsExactly("RoundScheduled"));

    write(true, TestRounds.seal(1));
    write(true, TestRounds.run(1));
    write(true, TestRounds.correction(1, 1));

    List<String> all = List.of("RoundScheduled", "RoundSealed", "RoundRun", "RoundRun");
    until(() -> assertThat(types(running)).isEqualTo(all));
    until(
        () ->
            assertThat(checkpoint(running).status(witness.key()))
                .isEqualTo(SignedNote.Status.VALID));
    until(
        () -> {
          assertThat(health(running).path("lag").asLong(-1)).isZero();
          assertThat(health(running).path("status").asString()).isEqualTo("UP");
          assertThat(health(running).path("missingCosignatures").asLong(-1)).isZero();
        });
    assertThat(get(running, "/checkpoints/2").statusCode()).isEqualTo(200);
    running.close();

    Running again = start(witness);
    until(
        () ->
            assertThat(events.stream().filter(RoundLogEvent.CaughtUp.class::isInstance))
                .hasSizeGreaterThan(1));
    assertThat(types(again)).isEqualTo(all);
  }

  @Test
  void aMissingAndAHangingWitnessDelayNeitherTheLogNorTheOthers() throws Exception {
    SigningKey hangingKey = SigningKey.generate("example.com/hangs", KeyType.COSIGNATURE_V1);
    HttpServer hanging = HttpServer.create(ANY_PORT, 0);
    hanging.createContext("/", _ -> {});
    hanging.start();
    open.add(() -> hanging.stop(0));
    NoteKey log = key();
    Path data = directory.resolve("later");
    NoteKey laterKey = Witness.key(data, Optional.of("example.com/later")).verifier();
    int port = freePort();
    Target good = witness("good", log);
    Running running =
        start(
            new Target(
                hangingKey.verifier(),
                URI.create("http://127.0.0.1:" + hanging.getAddress().getPort())),
            new Target(laterKey, URI.create("http://127.0.0.1:" + port)),
            good);

    write(true, TestRounds.announcement(1));
    write(true, TestRounds.seal(1));

    until(
        () -> {
          assertThat(Checkpoint.parse(checkpoint(running).text()).size()).isEqualTo(2);
          assertThat(checkpoint(running).status(good.key())).isEqualTo(SignedNote.Status.VALID);
        });
    assertThat(health(running).path("status").asString()).isEqualTo("UP");
    assertThat(health(running).path("missingCosignatures").asLong()).isEqualTo(2);

    witness(data, "later", log, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    until(
        () -> assertThat(checkpoint(running).status(laterKey)).isEqualTo(SignedNote.Status.VALID));
    assertThat(
            SignedNote.parse(
                get(running, "/checkpoints/2").body().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(checkpoint(running));
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aRegistryThatIsDownIsWaitedForAndNothingIsLost() throws Exception {
    schemas.isDown.set(true);
    write(true, TestRounds.announcement(1));
    Running running = start();
    until(() -> assertThat(events).contains(new RoundLogEvent.Waiting("the registry is down")));
    assertThat(types(running)).isEmpty();

    schemas.isDown.set(false);

    until(() -> assertThat(types(running)).containsExactly("RoundScheduled"));
    assertThat(events.stream().filter(RoundLogEvent.Waiting.class::isInstance)).hasSize(1);
  }

  @Test
  void aRecordWhoseSchemaIsNotKnownYetIsWaitedFor() throws Exception {
    schemas.isEmpty.set(true);
    write(true, TestRounds.announcement(1));
    Running running = start();
    until(
        () ->
            assertThat(events)
                .anyMatch(
                    event ->
                        event instanceof RoundLogEvent.Waiting(String reason)
                            && reason.contains("until the registry knows its schema")));
    assertThat(types(running)).isEmpty();
    assertThat(health(running).path("lag").asLong()).isPositive();
  }

  @Test
  void aTopicThatWasRewrittenStopsTheLog() throws Exception {
    write(true, TestRounds.announcement(1));
    write(true, TestRounds.run(1));
    try (Running running = start()) {
      until(() -> assertThat(types(running)).hasSize(2));
    }
    try (Admin admin = Admin.create(settings())) {
      int partition = partition();
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(Topics.ROUNDS.name(), partition),
                  RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }

    Running running = start();

    until(() -> assertThat(running.failures()).hasSize(1));
    assertThat(running.failures().getFirst())
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("has been rewritten")
        .hasMessageContaining("the record at offset 0 is gone");
  }

  private static int partition() {
    return org.apache.kafka.common.utils.Utils.toPositive(
            org.apache.kafka.common.utils.Utils.murmur2("2026/IE".getBytes(StandardCharsets.UTF_8)))
        % 2;
  }

  @Test
  void anOlderCopyOfTheWholeDirectoryIsRefusedIfAWitnessHasSeenMore() throws Exception {
    Target witness = witness("w", key());
    Path data = directory.resolve("data");
    write(true, TestRounds.announcement(1));
    Running first = start(witness);
    until(() -> assertThat(types(first)).hasSize(1));
    first.close();
    copy(data, directory.resolve("copy"));
    write(true, TestRounds.seal(1));
    Running second = start(witness);
    until(
        () -> {
          assertThat(types(second)).hasSize(2);
          assertThat(checkpoint(second).status(witness.key())).isEqualTo(SignedNote.Status.VALID);
        });
    second.close();
    Files.move(data, directory.resolve("newest"));
    copy(directory.resolve("copy"), data);

    assertThatThrownBy(() -> start(witness))
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("example.com/w has cosigned a checkpoint of 2 entries")
        .hasMessageContaining("the log has 1: it is an older copy");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void onlyTheFilesOfTheLogAreServed() throws Exception {
    write(true, TestRounds.announcement(1));
    Running running = start();
    until(() -> assertThat(types(running)).hasSize(1));

    for (String path :
        List.of(
            "/",
            "/key",
            "/signed",
            "/../key",
            "/%2e%2e/key",
            "/tile/../../key",
            "/checkpoints/",
            "/checkpoints/x",
            "/tile/0/000.p/1.tmp",
            "/tile/0/001",
            "/lock")) {
      assertThat(get(running, path).statusCode()).as(path).isEqualTo(404);
    }
    for (String path :
        List.of("/checkpoint", "/checkpoints/1", "/tile/0/000.p/1", "/tile/entries/000.p/1")) {
      assertThat(get(running, path).statusCode()).as(path).isEqualTo(200);
    }
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(running.url() + "/checkpoint"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  @Test
  void withoutABrokerOrTheTopicTheStartIsRefused() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin.deleteTopics(List.of(Topics.ROUNDS.name())).all().get();
    }
    assertThatThrownBy(this::start)
        .isInstanceOf(RoundLogFailed.class)
        .hasMessageContaining("has no topic iec.rounds");
  }
}
