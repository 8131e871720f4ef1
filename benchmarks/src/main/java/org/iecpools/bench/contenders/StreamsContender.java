package org.iecpools.bench.contenders;

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
import org.iecpools.bench.contenders.Contribution.Identity;
import org.iecpools.bench.contenders.Contribution.Kind;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;

/**
 * Computes the same numbers in the Kafka Streams DSL, as its documentation suggests: a table of
 * identities by candidate and pool, which removes duplicates, grouped by pool and aggregated with
 * an adder and a subtractor. Exactly once, two threads, default RocksDB and cache settings.
 */
public final class StreamsContender {

  /** Its application id, which is the group that commits its offsets. */
  public static final String GROUP = "bench-dsl";

  /** The output topic: pool to {@link PoolSums}. */
  public static final String OUTPUT = "bench.dsl";

  private StreamsContender() {}

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
            .flatMapValues(Contribution::in, Named.as("contributions"))
            .groupBy(
                (key, contribution) -> key + "|" + contribution.identity().pool(),
                Grouped.with("by-candidate-and-pool", Serdes.String(), CONTRIBUTION))
            .aggregate(
                () -> Known.NONE,
                (_, contribution, before) -> before.with(contribution),
                Named.as("remove-duplicates"),
                Materialized.<String, Known, KeyValueStore<Bytes, byte[]>>as("known")
                    .withKeySerde(Serdes.String())
                    .withValueSerde(KNOWN));
    known
        .groupBy(
            (key, it) -> KeyValue.pair(key.substring(key.indexOf('|') + 1), it.sums()),
            Grouped.with("by-pool", Serdes.String(), POOL_SUMS))
        .aggregate(
            () -> PoolSums.ZERO,
            (_, added, sum) -> sum.plus(added),
            (_, taken, sum) -> sum.minus(taken),
            Named.as("add-up"),
            Materialized.<String, PoolSums, KeyValueStore<Bytes, byte[]>>as("pools")
                .withKeySerde(Serdes.String())
                .withValueSerde(POOL_SUMS))
        .toStream(Named.as("numbers"))
        .to(OUTPUT, Produced.with(Serdes.String(), POOL_SUMS).withName("publish"));
    return builder.build();
  }

  /** The distinct contributions of one candidate in one pool. */
  record Known(List<Contribution> contributions) {
    static final Known NONE = new Known(List.of());

    /** Adds a contribution. Of two with the same identity, the higher revision remains. */
    Known with(Contribution added) {
      List<Contribution> changed = new ArrayList<>(contributions.size() + 1);
      boolean isKnown = false;
      for (Contribution known : contributions) {
        if (known.identity().equals(added.identity())) {
          isKnown = true;
          changed.add(added.revision() > known.revision() ? added : known);
        } else {
          changed.add(known);
        }
      }
      if (!isKnown) {
        changed.add(added);
      }
      return new Known(changed);
    }

    PoolSums sums() {
      return PoolSums.of(contributions);
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

  private static final Serde<PoolSums> POOL_SUMS =
      serde((_, sums) -> sums.toBytes(), (_, bytes) -> PoolSums.fromBytes(bytes));

  private static final Serde<Contribution> CONTRIBUTION =
      serde(
          (_, contribution) -> {
            byte[] pool = pool(contribution);
            ByteBuffer bytes = ByteBuffer.allocate(size(pool));
            write(contribution, pool, bytes);
            return bytes.array();
          },
          (_, bytes) -> read(ByteBuffer.wrap(bytes)));

  private static final Serde<Known> KNOWN =
      serde(
          (_, known) -> {
            int size = 0;
            for (Contribution contribution : known.contributions()) {
              size += size(pool(contribution));
            }
            ByteBuffer bytes = ByteBuffer.allocate(size);
            for (Contribution contribution : known.contributions()) {
              write(contribution, pool(contribution), bytes);
            }
            return bytes.array();
          },
          (_, bytes) -> {
            List<Contribution> contributions = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
              contributions.add(read(buffer));
            }
            return new Known(contributions);
          });

  private static byte[] pool(Contribution contribution) {
    return contribution.identity().pool().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int size(byte[] pool) {
    return 1 + 1 + pool.length + 16 + 4 + 4 + 8;
  }

  private static void write(Contribution contribution, byte[] pool, ByteBuffer bytes) {
    Identity identity = contribution.identity();
    bytes.put((byte) identity.kind().ordinal());
    bytes.put((byte) pool.length).put(pool);
    bytes.putLong(identity.id().getMostSignificantBits());
    bytes.putLong(identity.id().getLeastSignificantBits());
    bytes.putInt(identity.stay()).putInt(contribution.revision()).putLong(contribution.amount());
  }

  private static Contribution read(ByteBuffer bytes) {
    Kind kind = Kind.ALL[bytes.get()];
    byte[] pool = new byte[bytes.get()];
    bytes.get(pool);
    return new Contribution(
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
