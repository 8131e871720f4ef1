package org.iecpools.bench.contenders;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.api.java.tuple.Tuple8;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.iecpools.bench.contenders.Contribution.Kind;
import org.iecpools.events.Event;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.stack.LocalBroker;
import org.jspecify.annotations.Nullable;

/**
 * Computes the same numbers in Apache Flink, in a mini cluster in this process with parallelism
 * two. Identities are keyed by candidate, sums by pool. State is on the heap, with a checkpoint
 * each second. Output is exactly once and becomes visible with the checkpoint.
 */
public final class FlinkContender {

  /** The group that commits its offsets with every checkpoint. */
  public static final String GROUP = "bench-flink";

  /** The output topic: pool to {@link PoolSums}. */
  public static final String OUTPUT = "bench.flink";

  private static final int PARALLELISM = 2;
  private static final Duration CHECKPOINT = Duration.ofSeconds(1);

  /** Minimum time between two outputs of a pool's sums, so that not every change is written. */
  private static final long PUBLISH_MS = 200;

  private FlinkContender() {}

  /** Runs until stopped. Arguments: the broker, the registry, a directory for checkpoints. */
  public static void main(String... arguments) throws Exception {
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, URI.create("file:" + arguments[2]).toString());
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(RestOptions.ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, settings)) {
      environment.getConfig().enableObjectReuse();
      environment.enableCheckpointing(CHECKPOINT.toMillis(), CheckpointingMode.EXACTLY_ONCE);
      build(environment, arguments[0], arguments[1]);
      environment.execute(GROUP);
    }
  }

  private static void build(
      StreamExecutionEnvironment environment, String broker, String registry) {
    Properties fetch = new Properties();
    fetch.putAll(Inputs.FETCH);
    KafkaSource<FlatContribution> source =
        KafkaSource.<FlatContribution>builder()
            .setBootstrapServers(broker)
            .setTopics(Inputs.TOPICS)
            .setGroupId(GROUP)
            .setProperties(fetch)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new Decoding(registry))
            .build();
    KafkaSink<Tuple2<String, byte[]>> sink =
        KafkaSink.<Tuple2<String, byte[]>>builder()
            .setBootstrapServers(broker)
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionalIdPrefix(GROUP)
            // The connector's default is an hour, which the broker refuses.
            .setProperty(
                "transaction.timeout.ms", Long.toString(LocalBroker.LONGEST_TRANSACTION.toMillis()))
            .setProperty("compression.type", "lz4")
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<Tuple2<String, byte[]>>builder()
                    .setTopic(OUTPUT)
                    .setKeySerializationSchema(new PoolKey())
                    .setValueSerializationSchema(new PoolSumsValue())
                    .build())
            .build();
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "events")
        .keyBy(contribution -> contribution.f0)
        .process(new RemoveDuplicates())
        .keyBy(change -> change.f0)
        .process(new AddUp())
        .sinkTo(sink);
  }

  /**
   * A contribution in a flat form for Flink's fastest serializer: the record's key, kind, pool, the
   * two halves of the id, stay, revision, amount.
   */
  public static final class FlatContribution
      extends Tuple8<String, Byte, String, Long, Long, Integer, Integer, Long> {
    private static final long serialVersionUID = 1L;

    /** Required by Flink. */
    public FlatContribution() {}

    private FlatContribution(String key, Contribution contribution) {
      super(
          key,
          (byte) contribution.identity().kind().ordinal(),
          contribution.identity().pool(),
          contribution.identity().id().getMostSignificantBits(),
          contribution.identity().id().getLeastSignificantBits(),
          contribution.identity().stay(),
          contribution.revision(),
          contribution.amount());
    }
  }

  /** Decodes in the source, like the other contenders. */
  private static final class Decoding
      implements KafkaRecordDeserializationSchema<FlatContribution> {
    private static final long serialVersionUID = 1L;

    private final String registry;
    private transient @Nullable EventCodec codec;

    Decoding(String registry) {
      this.registry = registry;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
      codec = new EventCodec(new SchemaRegistry(URI.create(registry)));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<FlatContribution> out)
        throws IOException {
      EventCodec opened = Objects.requireNonNull(codec, "Flink calls open first");
      try {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Contribution.in((Event) opened.decode(record.value()))
            .forEach(contribution -> out.collect(new FlatContribution(key, contribution)));
      } catch (EventCodec.Undecodable e) {
        throw new IOException(e);
      }
    }

    @Override
    public TypeInformation<FlatContribution> getProducedType() {
      return TypeInformation.of(FlatContribution.class);
    }
  }

  /** A class and not a lambda, because Flink needs its type parameters. */
  private static final class PoolKey implements SerializationSchema<Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] serialize(Tuple2<String, byte[]> row) {
      return row.f0.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The sums are already serialized. */
  private static final class PoolSumsValue implements SerializationSchema<Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] serialize(Tuple2<String, byte[]> row) {
      return row.f1;
    }
  }

  /** Removes duplicates. Keyed by candidate, or by country for rounds. */
  private static final class RemoveDuplicates
      extends KeyedProcessFunction<String, FlatContribution, Tuple3<String, Byte, Long>> {
    private static final long serialVersionUID = 1L;

    /** Maps kind, pool, id and stay to revision and amount. */
    private transient MapState<Tuple5<Byte, String, Long, Long, Integer>, Tuple2<Integer, Long>>
        known;

    private transient Map<String, String> pools;

    @Override
    public void open(OpenContext context) {
      known =
          getRuntimeContext()
              .getMapState(
                  new MapStateDescriptor<>(
                      "known",
                      TypeInformation.of(new TypeHint<>() {}),
                      TypeInformation.of(new TypeHint<>() {})));
      pools = new HashMap<>();
    }

    @Override
    public void processElement(
        FlatContribution contribution, Context context, Collector<Tuple3<String, Byte, Long>> out)
        throws Exception {
      // Shares one string per pool in the state instead of one per contribution.
      String pool = pools.computeIfAbsent(contribution.f2, text -> text);
      Tuple5<Byte, String, Long, Long, Integer> identity =
          Tuple5.of(contribution.f1, pool, contribution.f3, contribution.f4, contribution.f5);
      Tuple2<Integer, Long> before = known.get(identity);
      if (before == null || contribution.f6 > before.f0) {
        known.put(identity, Tuple2.of(contribution.f6, contribution.f7));
        out.collect(
            Tuple3.of(pool, contribution.f1, contribution.f7 - (before == null ? 0 : before.f1)));
      }
    }
  }

  /** Adds up changes. Keyed by pool. */
  private static final class AddUp
      extends KeyedProcessFunction<String, Tuple3<String, Byte, Long>, Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<long[]> sums;

    @Override
    public void open(OpenContext context) {
      sums =
          getRuntimeContext()
              .getState(
                  new ValueStateDescriptor<>(
                      "sums", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement(
        Tuple3<String, Byte, Long> change, Context context, Collector<Tuple2<String, byte[]>> out)
        throws Exception {
      long[] before = sums.value();
      long[] after = before == null ? new long[Kind.ALL.length] : before;
      after[change.f1] += change.f2;
      sums.update(after);
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer((now / PUBLISH_MS + 1) * PUBLISH_MS);
    }

    @Override
    public void onTimer(long at, OnTimerContext context, Collector<Tuple2<String, byte[]>> out)
        throws Exception {
      out.collect(Tuple2.of(context.getCurrentKey(), PoolSums.of(sums.value()).toBytes()));
    }
  }
}
