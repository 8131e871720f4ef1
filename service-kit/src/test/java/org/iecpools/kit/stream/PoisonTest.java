package org.iecpools.kit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.iecpools.events.LoiIssued;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Samples;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.clock.ServiceClock;
import org.iecpools.kit.trace.Traces;
import org.iecpools.kit.web.Unavailable;

/** A valid record whose processing fails repeatedly. */
class PoisonTest {

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private SimpleMeterRegistry meters;
  private RecordValidator validator;
  private final LoiIssued bad = loi(1);
  private final LoiIssued good = loi(2);

  @BeforeTry
  void nothingHasFailed() {
    meters = new SimpleMeterRegistry();
    validator = new RecordValidator("pool-service", codec, ServiceClock.system(), 1, meters);
  }

  private static LoiIssued loi(int seed) {
    return (LoiIssued)
        Samples.valid(LoiIssued.SCHEMA$, new Random(seed), System.currentTimeMillis());
  }

  /**
   * The result for both records, from a start of the service to its failure or the end of the
   * input.
   */
  private record Run(List<UUID> processed, List<TestRecord<String, byte[]>> letters) {}

  private Run run(Consumer<LoiIssued> work, boolean repartitioned) {
    StreamsBuilder builder = new StreamsBuilder();
    EventSource eventSource = new EventSource(validator, Traces.OFF);
    List<UUID> processed = new java.util.ArrayList<>();
    KStream<String, LoiIssued> lois =
        eventSource
            .read(builder, Topics.APPLICATIONS)
            .mapValues(r -> (LoiIssued) r.event(), Named.as("lois"));
    if (repartitioned) {
      lois =
          eventSource.guard(
              lois.repartition(
                  Repartitioned.<String, LoiIssued>as("by-something")
                      .withKeySerde(Serdes.String())
                      .withValueSerde(
                          Serdes.serdeFrom(
                              (_, e) -> codec.encode(e), (_, bytes) -> decode(bytes)))),
              "by-something",
              loi ->
                  new ConsumerRecord<>(
                      "iec.applications", 0, loi.equals(bad) ? 0 : 1, null, codec.encode(loi)));
    }
    lois.process(
        () ->
            new ContextualProcessor<String, LoiIssued, Void, Void>() {
              @Override
              public void process(Record<String, LoiIssued> record) {
                work.accept(record.value());
                processed.add(record.value().getCandidateId());
              }
            },
        Named.as("work"));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    settings.put(
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AnyTimestamp.class.getName());
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        InternalRecords.class.getName());
    settings.put(StreamsKit.VALIDATOR_CONFIG, validator);
    try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), settings)) {
      TestInputTopic<String, byte[]> in =
          driver.createInputTopic(
              "iec.applications", new StringSerializer(), new ByteArraySerializer());
      try {
        Stream.of(bad, good)
            .forEach(loi -> in.pipeInput(loi.getCandidateId().toString(), codec.encode(loi)));
      } catch (RuntimeException | StackOverflowError _) {
        // The stream thread fails and is replaced.
      }
      return new Run(
          processed,
          driver
              .createOutputTopic(
                  "iec.dead-letters", new StringDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList());
    }
  }

  private LoiIssued decode(byte[] bytes) {
    try {
      return (LoiIssued) codec.decode(bytes);
    } catch (EventCodec.Undecodable e) {
      throw new IllegalStateException(e);
    }
  }

  private void failsAt(LoiIssued loi, Throwable with) {
    if (loi.equals(bad)) {
      switch (with) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        default -> throw new AssertionError(with);
      }
    }
  }

  @Property(tries = 30)
  void afterThreeAttemptsItIsADeadLetterAndTheFlowGoesOn(
      @ForAll boolean repartitioned, @ForAll(supplier = Faults.class) Throwable fault) {
    for (int attempt = 1; attempt <= FailedRecords.ATTEMPTS; attempt++) {
      assertThat(run(loi -> failsAt(loi, fault), repartitioned).processed()).isEmpty();
    }

    Run last = run(loi -> failsAt(loi, fault), repartitioned);

    assertThat(last.processed()).containsExactly(good.getCandidateId());
    assertThat(last.letters()).hasSize(1);
    TestRecord<String, byte[]> letter = last.letters().getFirst();
    assertThat(letter.key()).isEqualTo("iec.applications/0/0");
    assertThat(letter.value()).isEqualTo(codec.encode(bad));
    assertThat(
            new String(
                letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8))
        .contains("processing failed 3 times", fault.getClass().getSimpleName());
    assertThat(validator.failures().count()).isOne();
    assertThat(validator.failures().last().getFirst().place()).isEqualTo("iec.applications/0/0");
    assertThat(meters.counter("iec.intake.poisoned", "topic", "iec.applications").count()).isOne();
  }

  static final class Faults implements net.jqwik.api.ArbitrarySupplier<Throwable> {
    @Override
    public net.jqwik.api.Arbitrary<Throwable> get() {
      return net.jqwik.api.Arbitraries.of(
          new IllegalStateException("a bug"),
          new NullPointerException(),
          new ClassCastException("x"),
          new ArithmeticException("long overflow"),
          new NegativeArraySizeException("-1"),
          new StackOverflowError(),
          new java.time.DateTimeException("year 1000000000"),
          new SerializationException("too deep"));
    }
  }

  @Example
  void aTemporaryFailureIsNotAFaultOfTheRecord() {
    for (Throwable passing :
        List.of(
            new TimeoutException("broker"),
            new ProducerFencedException("fenced"),
            new ProcessorStateException("disk full"),
            new UncheckedIOException(new IOException("disk")),
            new StreamsException(new TimeoutException("broker")),
            new OutOfMemoryError(),
            new Unavailable("peer", null))) {
      assertThat(FailedRecords.textOfFault(passing)).as("%s", passing).isEmpty();
    }
    assertThat(FailedRecords.textOfFault(new StreamsException(new RecordTooLargeException("1"))))
        .hasValueSatisfying(text -> assertThat(text).contains("RecordTooLarge"));

    for (int attempt = 0; attempt < 10; attempt++) {
      run(loi -> failsAt(loi, new TimeoutException("broker")), false);
    }
    assertThat(run(_ -> {}, false).processed())
        .containsExactly(bad.getCandidateId(), good.getCandidateId());
    assertThat(validator.failures().count()).isZero();
  }

  @Example
  void outputThatNoBrokerTakesCountsAgainstTheRecordThatItCameFrom() {
    Outputs outputs = new Outputs();
    outputs.configure(Map.of(StreamsKit.VALIDATOR_CONFIG, validator));
    var context =
        new DefaultErrorHandlerContext(
            null, "iec.pools", 0, 7, new RecordHeaders(), "sink", new TaskId(0, 0), 1, null, null);
    assertThat(validator.failures().verdict("iec.pools", 0, 7)).isEmpty();

    for (int attempt = 0; attempt < FailedRecords.ATTEMPTS; attempt++) {
      assertThat(
              outputs
                  .handleError(context, null, new RecordTooLargeException("1.2 MB"))
                  .deadLetterQueueRecords())
          .isEmpty();
      outputs.handleError(context, null, new TimeoutException("broker"));
    }

    assertThat(validator.failures().verdict("iec.pools", 0, 7))
        .isEqualTo(
            Optional.of(
                "processing failed 3 times: "
                    + "org.apache.kafka.common.errors.RecordTooLargeException: 1.2 MB"));
  }

  @Example
  void aRecordThatSomebodyElseWroteToATopicOfTheTopologysOwnIsADeadLetter() {
    InternalRecords internal = new InternalRecords();
    internal.configure(Map.of(StreamsKit.VALIDATOR_CONFIG, validator));
    var garbage =
        new ConsumerRecord<byte[], byte[]>("by-country-repartition", 2, 5, null, new byte[] {9});

    var response = internal.handleError(null, garbage, new IllegalStateException("no event"));

    assertThat(response.deadLetterQueueRecords())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).isEqualTo("iec.dead-letters");
              assertThat(letter.key()).asString().isEqualTo("by-country-repartition/2/5");
            });
    assertThat(
            internal
                .handleError(null, garbage, new SchemaRegistryAway().exception())
                .deadLetterQueueRecords())
        .isEmpty();
  }

  /** Produces the exception of an unreachable registry. */
  private static final class SchemaRegistryAway {
    RuntimeException exception() {
      try {
        new SchemaRegistry(java.net.URI.create("http://127.0.0.1:1")).schemaOf(1);
        throw new AssertionError("something answers on port 1");
      } catch (SchemaRegistry.Unavailable e) {
        return e;
      } catch (EventCodec.Undecodable e) {
        throw new AssertionError(e);
      }
    }
  }
}
