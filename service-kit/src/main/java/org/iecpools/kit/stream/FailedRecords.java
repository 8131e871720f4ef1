package org.iecpools.kit.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.kit.web.Unavailable;

/**
 * Counts how often the processing of a record has failed, so that no record is retried forever.
 *
 * <p>A valid record may still trigger a defect in this service. Its transaction is aborted and the
 * record is read again; after {@value #ATTEMPTS} failed attempts it is refused by the event source,
 * before anything is processed, so that state and output stay consistent. Temporary failures that
 * are not caused by the record do not count: an unreachable broker or registry, a full disk, a
 * fenced producer.
 *
 * <p>The counts are kept in memory, so a restarted service counts from 0 again. Thread-safe.
 */
public final class FailedRecords {

  /** Number of failures after which a record is refused. */
  public static final int ATTEMPTS = 3;

  private static final int MAX_RECORDS = 10_000;
  private static final int MAX_TEXT = 1_000;

  private final Map<String, Failure> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
          return size() > MAX_RECORDS;
        }
      };
  private final List<Poisoned> last = new ArrayList<>();
  private volatile boolean isEmpty = true;
  private volatile long poisoned;

  private record Failure(int attempts, String text) {}

  /**
   * A record that was given up.
   *
   * @param place {@code topic/partition/offset}
   * @param reason text of the exception
   */
  public record Poisoned(String place, String reason) {}

  /**
   * Counts a failure of processing a record.
   *
   * @return whether the exception indicates that the record is the cause
   */
  boolean failed(String place, Throwable cause) {
    Optional<String> text = textOfFault(cause);
    text.ifPresent(
        fault -> {
          synchronized (this) {
            Failure before = failures.remove(place);
            failures.put(place, new Failure(before == null ? 1 : before.attempts() + 1, fault));
            isEmpty = false;
          }
        });
    return text.isPresent();
  }

  /** The reason why a record must not be processed again; empty if it may be. */
  Optional<String> verdict(String topic, int partition, long offset) {
    if (isEmpty) {
      return Optional.empty();
    }
    String place = topic + "/" + partition + "/" + offset;
    synchronized (this) {
      return Optional.ofNullable(failures.get(place))
          .filter(failure -> failure.attempts() >= ATTEMPTS)
          .map(
              failure ->
                  "processing failed %d times: %s".formatted(failure.attempts(), failure.text()));
    }
  }

  /** Registers a record that was given up. */
  synchronized void poisoned(String place, String reason) {
    poisoned++;
    last.addFirst(new Poisoned(place, Printable.of(reason, MAX_TEXT)));
    if (last.size() > ATTEMPTS) {
      last.removeLast();
    }
  }

  /** Number of records given up since the start. */
  public long count() {
    return poisoned;
  }

  /** The most recent records that were given up, latest first. */
  public synchronized List<Poisoned> last() {
    return List.copyOf(last);
  }

  /** Text of an exception that is caused by the record; empty if the failure may be temporary. */
  static Optional<String> textOfFault(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; depth < 20; depth++) {
      switch (cause) {
        case SchemaRegistry.Unavailable _, Unavailable _, IOException _, UncheckedIOException _ -> {
          return Optional.empty();
        }
        case RecordTooLargeException _, SerializationException _, InvalidRecordException _ -> {
          return Optional.of(text(cause));
        }
        case ProcessorStateException _ -> {
          // Probably a full or broken disk.
          return Optional.empty();
        }
        case StreamsException e when e.getClass() == StreamsException.class || isWrapper(e) -> {
          if (e.getCause() == null) {
            return Optional.empty();
          }
          cause = e.getCause();
        }
        case KafkaException _ -> {
          return Optional.empty();
        }
        case VirtualMachineError e when !(e instanceof StackOverflowError) -> {
          return Optional.empty();
        }
        default -> {
          return Optional.of(text(cause));
        }
      }
    }
    return Optional.of(text(cause));
  }

  /** Whether this is Kafka Streams' wrapper of an exception thrown by a processor. */
  private static boolean isWrapper(StreamsException e) {
    return e.getClass().getSimpleName().equals("FailedProcessingException");
  }

  private static String text(Throwable cause) {
    return Printable.of(cause.toString(), MAX_TEXT);
  }
}
