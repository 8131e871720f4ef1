package org.iecpools.kit.stream;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.trace.Processing;
import org.iecpools.kit.trace.Traces;

/**
 * Reads topics into a topology and validates each record with the {@link RecordValidator}. If this
 * service owns the topic, refused records become dead letters, in the same transaction that skips
 * them; other readers skip and count them.
 *
 * <p>A valid record whose processing fails is read again, and becomes a dead letter after {@value
 * FailedRecords#ATTEMPTS} failed attempts.
 */
public final class EventSource {

  private final RecordValidator validator;
  private final Traces traces;
  private final CommitPace commits = new CommitPace();

  /**
   * @param validator validates the records
   * @param traces makes a span of the processing of each record
   */
  public EventSource(RecordValidator validator, Traces traces) {
    this.validator = validator;
    this.traces = traces;
  }

  /** The topic's valid records. */
  public <E> KStream<String, Received<E>> read(StreamsBuilder builder, Topic<E> topic) {
    validator.expect(topic);
    String name = topic.name().substring("iec.".length());
    KStream<String, RecordValidator.Outcome> outcomes =
        builder.stream(
                topic.name(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withTimestampExtractor(new AnyTimestamp())
                    .withName(name + "-source"))
            .process(() -> new Check(topic), Named.as(name + "-check"));
    outcomes
        .filter((_, o) -> isToBeWritten(topic, o), Named.as(name + "-refused"))
        .mapValues(o -> ((RecordValidator.Outcome.Refused) o).letter(), Named.as(name + "-letter"))
        .process(LetterWriter::new, Named.as(name + "-letters"))
        .to(
            Topics.DEAD_LETTERS.name(),
            Produced.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-dead-letters"));
    return outcomes
        .filter(
            (_, o) -> o instanceof RecordValidator.Outcome.Accepted, Named.as(name + "-accepted"))
        .mapValues(EventSource::<E>received, Named.as(name + "-received"));
  }

  /**
   * Applies the same limit of attempts to records from an internal topic of the topology: a record
   * whose processing keeps failing becomes a dead letter of its original record.
   *
   * @param name of this step, unique in the topology
   * @param origin the original record as read from outside: its position, key and value
   */
  public <V> KStream<String, V> guard(
      KStream<String, V> records, String name, Function<V, ConsumerRecord<byte[], byte[]>> origin) {
    KStream<String, Guarded<V>> guarded =
        records.process(() -> new Guard<>(origin), Named.as(name + "-guard"));
    guarded
        .filter((_, g) -> g instanceof Guarded.GivenUp, Named.as(name + "-given-up"))
        .mapValues(g -> ((Guarded.GivenUp<V>) g).letter(), Named.as(name + "-letter"))
        .process(LetterWriter::new, Named.as(name + "-letters"))
        .to(
            Topics.DEAD_LETTERS.name(),
            Produced.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-dead-letters"));
    return guarded
        .filter((_, g) -> g instanceof Guarded.Passed, Named.as(name + "-passed"))
        .mapValues(g -> ((Guarded.Passed<V>) g).value(), Named.as(name + "-guarded"));
  }

  private sealed interface Guarded<V> {
    record Passed<V>(V value) implements Guarded<V> {}

    record GivenUp<V>(DeadLetter letter) implements Guarded<V> {}
  }

  private boolean isToBeWritten(Topic<?> topic, RecordValidator.Outcome outcome) {
    return outcome instanceof RecordValidator.Outcome.Refused(_, boolean poisoned)
        && (poisoned || validator.owns(topic));
  }

  @SuppressWarnings("unchecked") // the validator accepts only types of the topic
  private static <E> Received<E> received(RecordValidator.Outcome outcome) {
    return (Received<E>) ((RecordValidator.Outcome.Accepted) outcome).received();
  }

  /** Writes a letter with its headers. */
  private static final class LetterWriter
      extends ContextualProcessor<String, DeadLetter, String, byte[]> {
    @Override
    public void process(Record<String, DeadLetter> record) {
      DeadLetter letter = record.value();
      // A record without a valid timestamp is refused for that; its letter needs one.
      long time = record.timestamp() > 0 ? record.timestamp() : context().currentSystemTimeMs();
      context().forward(new Record<>(letter.place(), letter.value(), time, letter.headers()));
    }
  }

  /** Starts the span of a record that is read. */
  private Processing traced(RecordMetadata place, Record<?, ?> in) {
    return traces.process(place.topic(), place.partition(), place.offset(), in.headers());
  }

  /** Runs the rest of the topology; counts a failure of the record if it throws. */
  private <V> void attempt(
      ProcessorContext<String, V> context,
      RecordMetadata place,
      Record<String, V> record,
      Processing processing) {
    try {
      context.forward(record);
      if (!validator.isSimulated()) {
        commits.processed(context, record.timestamp());
      }
    } catch (RuntimeException | StackOverflowError e) {
      validator
          .failures()
          .failed(place.topic() + "/" + place.partition() + "/" + place.offset(), e);
      processing.failed(e);
      throw e;
    }
  }

  private final class Check
      extends ContextualProcessor<byte[], byte[], String, RecordValidator.Outcome> {
    private final Topic<?> topic;

    Check(Topic<?> topic) {
      this.topic = topic;
    }

    @Override
    public void process(Record<byte[], byte[]> in) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      RecordValidator.Outcome outcome =
          validator.examine(
              topic,
              new ConsumerRecord<>(
                  place.topic(),
                  place.partition(),
                  place.offset(),
                  in.timestamp(),
                  TimestampType.CREATE_TIME,
                  ConsumerRecord.NULL_SIZE,
                  ConsumerRecord.NULL_SIZE,
                  in.key(),
                  in.value(),
                  in.headers(),
                  Optional.empty()));
      String key = in.key() == null ? null : new String(in.key(), StandardCharsets.UTF_8);
      if (outcome instanceof RecordValidator.Outcome.Accepted(Received<?> received)) {
        try (Processing processing = traced(place, in)) {
          processing.of((SpecificRecord) received.event());
          attempt(
              context(),
              place,
              // With these headers only, a repartition topic continues the span.
              new Record<>(key, outcome, in.timestamp(), processing.headers()),
              processing);
        }
      } else {
        attempt(context(), place, new Record<>(key, outcome, in.timestamp()), Processing.NONE);
      }
    }
  }

  private final class Guard<V> extends ContextualProcessor<String, V, String, Guarded<V>> {
    private final Function<V, ConsumerRecord<byte[], byte[]>> origin;

    Guard(Function<V, ConsumerRecord<byte[], byte[]>> origin) {
      this.origin = origin;
    }

    @Override
    public void process(Record<String, V> in) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      Optional<String> verdict =
          validator.failures().verdict(place.topic(), place.partition(), place.offset());
      if (verdict.isEmpty()) {
        try (Processing processing = traced(place, in)) {
          processing.ofType(() -> validator.typeOf(origin.apply(in.value()).value()));
          attempt(context(), place, in.withValue(new Guarded.Passed<>(in.value())), processing);
        }
      } else {
        ConsumerRecord<byte[], byte[]> first = origin.apply(in.value());
        validator.poisoned(first.topic(), RecordValidator.place(first), verdict.get());
        context()
            .forward(
                in.withValue(
                    new Guarded.GivenUp<>(
                        validator.letter(
                            RecordValidator.place(first),
                            first,
                            java.util.List.of(verdict.get())))));
      }
    }
  }
}
