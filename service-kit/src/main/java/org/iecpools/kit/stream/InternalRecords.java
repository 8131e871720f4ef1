package org.iecpools.kit.stream;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.iecpools.kafka.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Writes a dead letter for each record that a topology cannot deserialize. Event topics are read as
 * bytes and validated by the {@link RecordValidator}, so such a record was written to an internal
 * topic of the topology by someone else.
 */
public final class InternalRecords implements DeserializationExceptionHandler {

  private @Nullable RecordValidator validator;

  @Override
  public void configure(Map<String, ?> configs) {
    validator = (RecordValidator) configs.get(StreamsKit.VALIDATOR_CONFIG);
  }

  private RecordValidator validator() {
    return Objects.requireNonNull(validator, "configure() was not called");
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (FailedRecords.textOfFault(exception).isEmpty()) {
      return Response.fail(); // the registry is down
    }
    String reason = "cannot be deserialized: " + exception;
    RecordValidator validator = validator();
    validator.poisoned(record.topic(), RecordValidator.place(record), reason);
    DeadLetter letter = validator.letter(RecordValidator.place(record), record, List.of(reason));
    return Response.resume(
        List.of(
            new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(),
                null,
                letter.place().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                letter.value(),
                letter.headers())));
  }
}
