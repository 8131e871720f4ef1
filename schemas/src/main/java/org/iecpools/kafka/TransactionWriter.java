package org.iecpools.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in transactions, as long as no other writer of its name has begun. Thread-safe.
 */
public final class TransactionWriter implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConnection connection;
  private final Function<Exception, ? extends RuntimeException> overtaken;

  TransactionWriter(
      KafkaProducer<String, byte[]> producer,
      KafkaConnection connection,
      Function<Exception, ? extends RuntimeException> overtaken) {
    this.producer = producer;
    this.connection = connection;
    this.overtaken = overtaken;
  }

  /** Writes all of the records or none. After a failure, the writer can only be closed. */
  public synchronized void write(List<ProducerRecord<String, byte[]>> records) {
    try {
      producer.beginTransaction();
      List<Future<?>> sent = new ArrayList<>();
      records.forEach(record -> sent.add(producer.send(record)));
      for (Future<?> each : sent) {
        each.get();
      }
      producer.commitTransaction();
    } catch (ExecutionException | KafkaException e) {
      throw isOvertaken(e) || isOvertaken(e.getCause())
          ? overtaken.apply(e)
          : connection.failure(e);
    } catch (InterruptedException e) {
      throw connection.interrupted(e);
    }
  }

  private static boolean isOvertaken(@Nullable Throwable e) {
    return e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
  }

  /** A transaction that was not committed is aborted. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
