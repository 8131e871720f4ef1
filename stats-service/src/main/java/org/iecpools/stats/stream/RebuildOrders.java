package org.iecpools.stats.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.iecpools.domain.Texts;
import org.iecpools.events.InputPosition;
import org.iecpools.events.RebuildOrdered;
import org.iecpools.kafka.Partitions;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.stats.domain.DoubleEntry.Source;
import org.iecpools.stats.domain.Rebuilds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders a rebuild of all statistics. */
public final class RebuildOrders {

  private static final Logger LOG = LoggerFactory.getLogger(RebuildOrders.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(15);

  private final Rebuilds rebuilds;
  private final BiFunction<RebuildOrdered, Attribution, CompletableFuture<?>> publisher;
  private final Ends ends;

  /** Reads the current ends of the inputs. */
  @FunctionalInterface
  public interface Ends {
    /** Offsets of the last records; empty partitions are left out. */
    List<InputPosition> now() throws ExecutionException, InterruptedException;
  }

  /**
   * @param rebuilds the state of rebuilds, as read from {@code iec.statistics}
   * @param publisher appends to {@code iec.statistics}
   */
  public RebuildOrders(
      Rebuilds rebuilds,
      BiFunction<RebuildOrdered, Attribution, CompletableFuture<?>> publisher,
      Ends ends) {
    this.rebuilds = rebuilds;
    this.publisher = publisher;
    this.ends = ends;
  }

  /** Reads the ends from a cluster. */
  public static Ends ends(Admin kafka, Set<Source> sources) {
    return () ->
        Partitions.ends(
                kafka,
                sources.stream()
                    .map(source -> new TopicPartition(source.topic(), source.partition()))
                    .toList())
            .entrySet()
            .stream()
            .filter(end -> end.getValue() > 0)
            .map(
                end ->
                    new InputPosition(
                        end.getKey().topic(), end.getKey().partition(), end.getValue() - 1))
            .toList();
  }

  /**
   * Orders the next version. Returns once this instance has read the order back, or after 10 s.
   * Concurrent orders are for the same version.
   *
   * @param by who orders it, and why
   * @return false if a version is already being built
   * @throws Unavailable if Kafka does not accept the order within 10 s, or on interruption
   */
  public boolean order(Instant now, Attribution by) {
    if (rebuilds.building().isPresent()) {
      return false;
    }
    int version = rebuilds.serving() + 1;
    try {
      publisher
          .apply(new RebuildOrdered(version, now, ends.now()), by)
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      // The topic is compacted and keeps the last order only.
      LOG.info(
          "rebuild ordered version={} operator={} reason={}",
          version,
          Texts.escaped(by.operator().orElse("unknown")),
          Texts.escaped(by.reason().orElse("none given")));
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (rebuilds.serving() < version
          && rebuilds.building().equals(OptionalInt.empty())
          && System.nanoTime() < deadline) {
        Thread.sleep(POLL_INTERVAL);
      }
      return true;
    } catch (ExecutionException | TimeoutException e) {
      throw new Unavailable("Kafka did not accept the rebuild order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the service is shutting down", e);
    }
  }
}
