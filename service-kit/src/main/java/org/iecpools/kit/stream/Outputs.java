package org.iecpools.kit.stream;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Counts a failure of the input record if its output is too large for the broker. The producer
 * reports this after the record was processed, so it is not seen as an exception of the processing.
 * The transaction is aborted in any case.
 */
public final class Outputs implements ProductionExceptionHandler {

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
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> output, Exception exception) {
    if (exception instanceof RecordTooLargeException && context.topic() != null) {
      validator()
          .failures()
          .failed(context.topic() + "/" + context.partition() + "/" + context.offset(), exception);
    }
    return Response.fail();
  }
}
