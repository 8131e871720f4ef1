package org.iecpools.kit;

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
import org.iecpools.events.SchemaRegistry;

/**
 * How often the processing of a record has failed, so that none is read for ever.
 *
 * <p>A record that was found in order may still meet an error of ours. Its transaction is aborted
 * and it is read again; after {@value #ATTEMPTS} attempts it is refused at the intake, before
 * anything is processed, so state and output stay consistent. What passes by itself is not counted
 * (a broker or registry that is away, a full disk, a fenced producer): that is nobody's bad record.
 *
 * <p>Kept in memory: a service that restarts begins to count again, and ends as soon. Safe for
 * several threads.
 */
public final class FailedRecords {

  /** After how many failures a record is refused. */
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
   * @param reason the exception's text
   */
  public record Poisoned(String place, String reason) {}

  /**
   * Notes that processing a record has failed.
   *
   * @return whether that is the record's fault, as far as can be told from the exception
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

  /** Why a record is not to be processed again; empty as long as it may be. */
  Optional<String> verdict(String place) {
    if (isEmpty) {
      return Optional.empty();
    }
    synchronized (this) {
      return Optional.ofNullable(failures.get(place))
          .filter(failure -> failure.attempts() >= ATTEMPTS)
          .map(
              failure ->
                  "processing failed %d times: %s".formatted(failure.attempts(), failure.text()));
    }
  }

  /** A record was given up. */
  synchronized void poisoned(String place, String reason) {
    poisoned++;
    last.addFirst(new Poisoned(place, Printable.of(reason, MAX_TEXT)));
    if (last.size() > ATTEMPTS) {
      last.removeLast();
    }
  }

  /** How many records were given up since the start. */
  public long count() {
    return poisoned;
  }

  /** The last ones, latest first. */
  public synchronized List<Poisoned> last() {
    return List.copyOf(last);
  }

  /** The text of what went wrong with a record; empty when the exception may pass by itself. */
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
          // A disk that is full or broken, unless the state could not be serialized.
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

  /** What Kafka Streams wraps an exception of a processor in. */
  private static boolean isWrapper(StreamsException e) {
    return e.getClass().getSimpleName().equals("FailedProcessingException");
  }

  private static String text(Throwable cause) {
    return Printable.of(cause.toString(), MAX_TEXT);
  }
}
