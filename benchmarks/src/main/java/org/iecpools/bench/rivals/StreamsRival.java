package org.iecpools.bench.rivals;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.iecpools.bench.rivals.Mention.Identity;
import org.iecpools.bench.rivals.Mention.Kind;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;

/**
 * Computes the same numbers in the Kafka Streams DSL, as its documentation suggests: a table of
 * identities by candidate and pool, which removes duplicates, grouped by pool and aggregated with
 * an adder and a subtractor. Exactly once, two threads, default RocksDB and cache settings.
 */
public final class StreamsRival {

  /** Its application id, which is the group that commits its offsets. */
  public static final String GROUP = "bench-dsl";

  /** The output topic: pool to {@link Tally}. */
  public static final String OUTPUT = "bench.dsl";

  private StreamsRival() {}

  /** Runs until stopped. Arguments: the broker, the registry, a directory for its state. */
  public static void main(String... arguments) {
    EventCodec codec = new EventCodec(new SchemaRegistry(URI.create(arguments[1])));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, GROUP);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[2]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    Inputs.FETCH.forEach((name, value) -> settings.put(StreamsConfig.consumerPrefix(name), value));
    KafkaStreams streams = new KafkaStreams(topology(codec), settings);
    streams.setUncaughtExceptionHandler(
        e -> {
          e.printStackTrace();
          return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        });
    streams.setStateListener(
        (now, _) -> {
          if (now == KafkaStreams.State.ERROR) {
            Runtime.getRuntime().halt(1);
          }
        });
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "shutdown"));
    streams.start();
  }

  static Topology topology(EventCodec codec) {
    StreamsBuilder builder = new StreamsBuilder();
    KTable<String, Known> known =
        builder.stream(
                Inputs.TOPICS, Consumed.with(Serdes.String(), decoding(codec)).withName("events"))
            .flatMapValues(Mention::in, Named.as("mentions"))
            .groupBy(
                (key, mention) -> key + "|" + mention.identity().pool(),
                Grouped.with("by-candidate-and-pool", Serdes.String(), MENTION))
            .aggregate(
                () -> Known.NOTHING,
                (_, mention, before) -> before.with(mention),
                Named.as("tell-duplicates-apart"),
                Materialized.<String, Known, KeyValueStore<Bytes, byte[]>>as("known")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(KNOWN));
    known
        .groupBy(
            (key, it) -> KeyValue.pair(key.substring(key.indexOf('|') + 1), it.tally()),
            Grouped.with("by-pool", Serdes.String(), TALLY))
        .aggregate(
            () -> Tally.ZERO,
            (_, added, sum) -> sum.plus(added),
            (_, taken, sum) -> sum.minus(taken),
            Named.as("add-up"),
            Materialized.<String, Tally, KeyValueStore<Bytes, byte[]>>as("pools")
                .withKeySerde(Serdes.String())
                .withValueSerde(TALLY))
        .toStream(Named.as("numbers"))
        .to(OUTPUT, Produced.with(Serdes.String(), TALLY).withName("publish"));
    return builder.build();
  }

  /** The distinct mentions of one candidate in one pool. */
  record Known(List<Mention> things) {
    static final Known NOTHING = new Known(List.of());

    Known with(Mention mention) {
      List<Mention> changed = new ArrayList<>(things.size() + 1);
      boolean isKnown = false;
      for (Mention thing : things) {
        if (thing.identity().equals(mention.identity())) {
          isKnown = true;
          changed.add(mention.revision() > thing.revision() ? mention : thing);
        } else {
          changed.add(thing);
        }
      }
      if (!isKnown) {
        changed.add(mention);
      }
      return new Known(changed);
    }

    Tally tally() {
      return Tally.of(things);
    }
  }

  private static Serde<Event> decoding(EventCodec codec) {
    Deserializer<Event> deserializer =
        (_, bytes) -> {
          try {
            return (Event) codec.decode(bytes);
          } catch (EventCodec.Undecodable e) {
            throw new IllegalStateException(e);
          }
        };
    return Serdes.serdeFrom((_, event) -> codec.encode(record(event)), deserializer);
  }

  private static SpecificRecord record(Event event) {
    return (SpecificRecord) event;
  }

  private static final Serde<Tally> TALLY =
      serde((_, tally) -> tally.toBytes(), (_, bytes) -> Tally.fromBytes(bytes));

  private static final Serde<Mention> MENTION =
      serde(
          (_, mention) -> {
            byte[] pool = pool(mention);
            ByteBuffer bytes = ByteBuffer.allocate(size(pool));
            write(mention, pool, bytes);
            return bytes.array();
          },
          (_, bytes) -> read(ByteBuffer.wrap(bytes)));

  private static final Serde<Known> KNOWN =
      serde(
          (_, known) -> {
            int size = 0;
            for (Mention thing : known.things()) {
              size += size(pool(thing));
            }
            ByteBuffer bytes = ByteBuffer.allocate(size);
            for (Mention thing : known.things()) {
              write(thing, pool(thing), bytes);
            }
            return bytes.array();
          },
          (_, bytes) -> {
            List<Mention> things = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
              things.add(read(buffer));
            }
            return new Known(things);
          });

  private static byte[] pool(Mention mention) {
    return mention.identity().pool().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int size(byte[] pool) {
    return 1 + 1 + pool.length + 16 + 4 + 4 + 8;
  }

  private static void write(Mention mention, byte[] pool, ByteBuffer bytes) {
    Identity identity = mention.identity();
    bytes.put((byte) identity.kind().ordinal());
    bytes.put((byte) pool.length).put(pool);
    bytes.putLong(identity.id().getMostSignificantBits());
    bytes.putLong(identity.id().getLeastSignificantBits());
    bytes.putInt(identity.stay()).putInt(mention.revision()).putLong(mention.amount());
  }

  private static Mention read(ByteBuffer bytes) {
    Kind kind = Kind.ALL[bytes.get()];
    byte[] pool = new byte[bytes.get()];
    bytes.get(pool);
    return new Mention(
        new Identity(
            kind,
            new String(pool, StandardCharsets.ISO_8859_1),
            new UUID(bytes.getLong(), bytes.getLong()),
            bytes.getInt()),
        bytes.getInt(),
        bytes.getLong());
  }

  /** Keeps null, which means that a table has no value. */
  private static <T> Serde<T> serde(Serializer<T> serializer, Deserializer<T> deserializer) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : serializer.serialize(topic, value),
        (topic, bytes) -> bytes == null ? null : deserializer.deserialize(topic, bytes));
  }
}
