package org.iecpools.roundlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaIds;
import org.iecpools.transparency.Checkpoint;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.SignedNote;
import org.iecpools.transparency.WitnessClient.Target;
import org.jspecify.annotations.Nullable;

/** Runs a log: reads Kafka, appends, collects cosignatures and serves. */
public final class RoundLogProgram implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * What a log is run with.
   *
   * @param data private directory of the log
   * @param origin of a new log
   * @param listen where to serve
   * @param witnesses who are asked to cosign; may be empty
   * @param bootstrapServers the broker's address, host:port
   * @param client how to authenticate to the broker
   * @param schemas of the registry
   */
  public record Settings(
      Path data,
      Optional<String> origin,
      InetSocketAddress listen,
      List<Target> witnesses,
      String bootstrapServers,
      ClientConfig client,
      SchemaIds schemas) {
    public Settings {
      witnesses = List.copyOf(witnesses);
    }
  }

  private final RoundsTopic topic;
  private final RoundLog log;
  private final Cosigning cosigning;
  private final RoundLogServer server;
  private final InstantSource clock;
  private final Consumer<RoundLogEvent> listener;
  private final CountDownLatch finished = new CountDownLatch(1);

  private final AtomicBoolean isClosed = new AtomicBoolean();

  private volatile boolean isStopped;
  private volatile boolean isRunning;
  private volatile @Nullable Long lag;
  private volatile @Nullable Instant readAt;
  private volatile @Nullable String fault;
  private long nextCount = System.nanoTime();
  private long caughtUpAt = -1;

  private RoundLogProgram(
      Settings settings,
      RoundsTopic topic,
      RoundLog log,
      InstantSource clock,
      Consumer<RoundLogEvent> listener)
      throws IOException {
    this.topic = topic;
    this.log = log;
    this.clock = clock;
    this.listener = listener;
    this.cosigning = Cosigning.start(log, settings.witnesses(), clock, listener);
    try {
      this.server = RoundLogServer.start(log.directory(), this::health, settings.listen());
    } catch (IOException e) {
      cosigning.close();
      throw e;
    }
  }

  /**
   * Opens the log and begins to serve it. {@link #run} continues it.
   *
   * @param listener is called on several threads
   * @throws RoundLogFailed if Kafka does not answer, the log is not of this cluster, or a witness
   *     has seen more of it
   * @throws IOException if the directory or the address cannot be used
   */
  public static RoundLogProgram start(
      Settings settings, InstantSource clock, Consumer<RoundLogEvent> listener) throws IOException {
    RoundsTopic topic =
        RoundsTopic.open(settings.bootstrapServers(), settings.client(), settings.schemas());
    try {
      RoundLog log = RoundLog.open(settings.data(), settings.origin(), topic.cluster());
      try {
        WitnessMemory.check(log, settings.witnesses());
        return new RoundLogProgram(settings, topic, log, clock, listener);
      } catch (IOException | RuntimeException e) {
        log.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      topic.close();
      throw e;
    }
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  public InetSocketAddress address() {
    return server.address();
  }

  public NoteKey verifier() {
    return log.verifier();
  }

  /** The number of entries. */
  public long size() {
    return log.size();
  }

  /**
   * Appends what is and will be on Kafka, until it is stopped.
   *
   * @throws RoundLogFailed if Kafka's log was rewritten, or access is denied
   * @throws IOException if something could not be written
   */
  public void run() throws IOException, InterruptedException {
    isRunning = true;
    try {
      while (!isStopped) {
        step();
      }
    } catch (WakeupException _) {
      // It was stopped.
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    } finally {
      finished.countDown();
    }
  }

  private void step() throws IOException, InterruptedException {
    try {
      if (System.nanoTime() - nextCount >= 0) {
        count();
      }
      for (SignedNote note : log.take(topic.poll(POLL))) {
        listener.accept(new RoundLogEvent.Appended(Checkpoint.parse(note.text())));
        cosigning.submit();
      }
      fault = null;
    } catch (RoundsTopic.Unavailable e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(fault)) {
        fault = reason;
        listener.accept(new RoundLogEvent.Waiting(reason));
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Compares the ends of the topic with the log, and counts what is not read yet. */
  private void count() throws RoundsTopic.Unavailable {
    Map<Integer, Long> ends = topic.ends();
    log.checkEnds(ends);
    long behind = topic.lag(ends);
    lag = behind;
    readAt = clock.instant();
    // Soon again while there is something to read.
    nextCount = System.nanoTime() + (behind > 0 ? POLL : COUNT_INTERVAL).toNanos();
    long size = log.size();
    if (behind == 0 && caughtUpAt != size) {
      caughtUpAt = size;
      listener.accept(new RoundLogEvent.CaughtUp(size));
    }
  }

  private Health health() {
    return new Health(
        Checkpoint.parse(log.published().text()),
        lag,
        readAt,
        fault,
        cosigning.standings(),
        clock.instant());
  }

  /** Ends {@link #run} after the current write, and answers requests that have begun. */
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    isStopped = true;
    topic.wakeUp();
    try {
      if (isRunning && !finished.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      cosigning.close();
      server.close();
      topic.close();
      log.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
