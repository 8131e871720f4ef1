package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.EventCodec.Undecodable;
import org.junit.jupiter.api.Test;

/** Which requests the codec sends to a registry, and how it treats the answers. */
class SchemaCacheTest {

  private final LoiIssued loi =
      new LoiIssued(
          UUID.randomUUID(),
          Instant.parse("2026-03-05T12:00:00Z"),
          PoolIds.parse("2026/IE/WORKING_HOLIDAY"),
          UUID.randomUUID(),
          UUID.randomUUID(),
          UUID.randomUUID());

  /** An in-memory registry that counts requests and can be made unavailable. */
  private static final class Registry implements SchemaIds {
    final SchemaIds all = EventCodec.inMemory();
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean isAway;
    volatile int brokenId;

    @Override
    public int idOf(Schema schema) {
      asked();
      return all.idOf(schema);
    }

    @Override
    public Schema schemaOf(int id) throws Undecodable {
      asked();
      if (id == brokenId) {
        throw new SchemaRegistry.Unavailable("500", null);
      }
      return all.schemaOf(id);
    }

    private void asked() {
      asked.incrementAndGet();
      if (isAway) {
        throw new SchemaRegistry.Unavailable("away", null);
      }
    }
  }

  private final Registry registry = new Registry();
  private final AtomicLong now = new AtomicLong();
  private final EventCodec codec = new EventCodec(registry, now::get);

  @Test
  void threeThousandRecordsOfAnUnknownIdAskOnce() {
    for (int i = 0; i < 3_000; i++) {
      assertThatThrownBy(() -> codec.decode(withId(999)))
          .isInstanceOf(Undecodable.class)
          .hasMessageContaining("schema id 999 is not known");
    }
    assertThat(registry.asked).hasValue(1);
  }

  @Test
  void anUnknownIdIsAskedForAgainAfterAMinute() {
    assertThatThrownBy(() -> codec.decode(withId(999))).isInstanceOf(Undecodable.class);
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThatThrownBy(() -> codec.decode(withId(999))).isInstanceOf(Undecodable.class);

    assertThat(registry.asked).hasValue(2);
  }

  @Test
  void everyThreadSharesOneCache() throws Exception {
    codec.preload();
    int asked = registry.asked.get();
    registry.isAway = true;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SpecificRecordPair>> all = new java.util.ArrayList<>();
      for (int i = 0; i < 500; i++) {
        all.add(
            threads.submit(
                () -> {
                  LoiIssued own = LoiIssued.newBuilder(loi).setEventId(UUID.randomUUID()).build();
                  return new SpecificRecordPair(own, codec.decode(codec.encode(own)));
                }));
      }
      for (Future<SpecificRecordPair> pair : all) {
        assertThat(pair.get().read()).isEqualTo(pair.get().written());
      }
    }
    assertThat(registry.asked).hasValue(asked);
  }

  private record SpecificRecordPair(Object written, Object read) {}

  @Test
  void theFirstWriteWorksWithoutTheRegistryAfterPreloading() throws Exception {
    codec.preload();
    registry.isAway = true;

    for (Schema schema : EventCodec.schemas()) {
      assertThat(codec.writerOf(registry.all.idOf(schema))).hasValue(schema);
    }
    assertThat(codec.decode(codec.encode(loi))).isEqualTo(loi);
  }

  @Test
  void aRegistryThatIsDownIsNotAFaultOfTheRecord() {
    byte[] good = codec.encode(loi);
    EventCodec other = new EventCodec(registry, now::get);
    registry.isAway = true;

    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> other.decode(good)).isInstanceOf(SchemaRegistry.Unavailable.class);
    }
  }

  @Test
  void anIdForWhichAloneTheRegistryFailsIsGivenUp() throws Exception {
    registry.brokenId = 77;

    for (int i = 1; i < 20; i++) {
      assertThatThrownBy(() -> codec.decode(withId(77)))
          .isInstanceOf(SchemaRegistry.Unavailable.class);
    }
    assertThatThrownBy(() -> codec.decode(withId(77)))
        .isInstanceOf(Undecodable.class)
        .hasMessageContaining("the registry does not give schema id 77");
    assertThat(codec.decode(codec.encode(loi))).isEqualTo(loi);
  }

  @Test
  void idsThatComeInThousandsDoNotStayInMemory() throws Exception {
    for (int id = 1_000; id < 10_000; id++) {
      int each = id;
      assertThatThrownBy(() -> codec.decode(withId(each))).isInstanceOf(Undecodable.class);
    }
    assertThat(codec.remembered()).isLessThanOrEqualTo(2_000);
    assertThat(codec.decode(codec.encode(loi))).isEqualTo(loi);
  }

  @Test
  void whatARegistryAnswersIsASchemaOrARefusal() throws Exception {
    var answers = new ConcurrentLinkedQueue<String>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answers.remove().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              body.length == 0 ? 422 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      SchemaRegistry http =
          new SchemaRegistry(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api"));
      String deep = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(50_000);
      for (String answer :
          List.of(
              "{}",
              "[]",
              "null",
              "{\"schema\": 7}",
              "{\"schema\": \"\"}",
              "{\"schema\": \"{\"}",
              "{\"schema\": \"{\\\"type\\\": \\\"record\\\"}\"}",
              "{\"schema\": \"{\\\"type\\\": \\\"enum\\\", \\\"name\\\": \\\"A\\\", \\\"symbols\\\": [\\\"a b\\\"]}\"}",
              "{\"schema\": \"" + deep + "\"}",
              "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}",
              "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}",
              "{\"schema\": \"\\\"org.other.A\\\"\"}",
              "{\"schema\": \"\\\"string\\\"\", \"references\": [{\"name\": \"a\", \"subject\": \"a\", \"version\": 1}]}",
              "")) {
        answers.add(answer);
        assertThatThrownBy(() -> http.schemaOf(5)).as(answer).isInstanceOf(Undecodable.class);
      }
      assertThatThrownBy(() -> http.schemaOf(-5)).isInstanceOf(Undecodable.class);
    } finally {
      server.stop(0);
    }
  }

  private static byte[] withId(int id) {
    return ByteBuffer.allocate(30).put((byte) 0).putInt(id).array();
  }
}
