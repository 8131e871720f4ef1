package org.iecpools.kit;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Counts a failure of the input record if its output is too large for the broker. The producer
 * reports this after the record was processed, so it is not seen as an exception of the processing.
 * The transaction is aborted in any case.
 */
public final class Outputs implements ProductionExceptionHandler {

  private Gate gate;

  @Override
  public void configure(Map<String, ?> configs) {
    gate = (Gate) configs.get(StreamsKit.GATE_CONFIG);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> output, Exception exception) {
    if (exception instanceof RecordTooLargeException && context.topic() != null) {
      gate.failures()
          .failed(context.topic() + "/" + context.partition() + "/" + context.offset(), exception);
    }
    return Response.fail();
  }
}
