package org.iecpools.stats.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Unavailable;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.stream.ChangeLog.Slice;
import org.iecpools.stats.stream.OlderChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the changes themselves, as Server-Sent Events. A listener is a position and a virtual
 * thread: all of them read the same window, and one that is slow delays no other one.
 */
final class ChangeListeners {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeListeners.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Request header with the id of the last event that a client has; browsers send it. */
  static final String LAST_ID = "Last-Event-ID";

  /** Changes that are read at once. */
  static final int BATCH = 200;

  private static final long RECONNECT_MILLIS = 3_000;

  /**
   * Limits of the listeners of an instance.
   *
   * @param most maximum number of listeners
   * @param heartbeat time without an event after which a comment is sent, as to {@link
   *     ChangeStreams}
   * @param longest time after which a stream ends and the client connects again
   */
  record Limits(int most, Duration heartbeat, Duration longest) {

    /** The limits of the service; half of its connections may be listeners. */
    static final Limits USUAL = new Limits(1_024, Duration.ofSeconds(15), Duration.ofMinutes(30));
  }

  private final ChangeLog log;
  private final OlderChanges older;
  private final Limits limits;
  private final Semaphore places;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ChangeListeners(ChangeLog log, OlderChanges older, Limits limits) {
    this.log = log;
    this.older = older;
    this.limits = limits;
    this.places = new Semaphore(limits.most());
  }

  /** Number of listeners now. */
  int open() {
    return limits.most() - places.availablePermits();
  }

  /**
   * Opens a stream of the changes after a position.
   *
   * @throws Problem if there are too many listeners, or the service is stopping
   */
  SseEmitter open(long position, ChangeFilter filter) {
    if (closed || !places.tryAcquire()) {
      throw new Problem(
          FaultCode.TOO_MANY_STREAMS,
          "This instance sends changes to %,d listeners already, or is stopping. Try again later, or another instance."
              .formatted(limits.most()));
    }
    // Without a limit by the server: the thread ends the stream.
    SseEmitter emitter = new SseEmitter(0L);
    try {
      // The thread of the request sends it, together with the headers. An event without data gives
      // the client an id before the first change.
      emitter.send(
          SseEmitter.event()
              .id(id(position))
              .reconnectTime(RECONNECT_MILLIS)
              .comment("changes follow"));
    } catch (IOException e) {
      places.release();
      throw new UncheckedIOException(e);
    }
    Thread stream =
        Thread.ofVirtual()
            .name("listener")
            .unstarted(() -> run(emitter, new Listener(position, filter)));
    streams.add(stream);
    stream.start();
    return emitter;
  }

  /** Ends all streams, and refuses further ones. */
  void close() {
    closed = true;
    streams.forEach(Thread::interrupt);
  }

  /**
   * The changes after a position.
   *
   * @throws Problem if they are no longer kept
   */
  Slice after(long position, int most) {
    return log.from(position, most).orElseGet(() -> older(position, most));
  }

  private Slice older(long position, int most) {
    try {
      return older.from(position, most);
    } catch (OlderChanges.Gone e) {
      throw new Problem(
          FaultCode.CHANGES_GONE,
          "Changes after this id are no longer kept. Begin without an id, and request the numbers once.");
    } catch (KafkaException e) {
      throw new Unavailable("changes before the last ones cannot be read now", e);
    }
  }

  /** A client's place in the stream. */
  private final class Listener {
    private final ChangeFilter filter;
    private long position;

    Listener(long position, ChangeFilter filter) {
      this.position = position;
      this.filter = filter;
    }

    void send(SseEmitter emitter) throws IOException, InterruptedException {
      long start = System.nanoTime();
      long sent = start;
      while (!closed && System.nanoTime() - start < limits.longest().toNanos()) {
        Slice slice = after(position, BATCH);
        for (Numbered numbered : slice.changes()) {
          if (filter.includes(numbered.change())) {
            change(emitter, numbered);
            sent = System.nanoTime();
          }
        }
        boolean isAtEnd = slice.next() == position;
        position = slice.next();
        long quiet = System.nanoTime() - sent;
        if (quiet >= limits.heartbeat().toNanos()) {
          // With its place, so that a client whose filter lets little pass does not fall behind.
          emitter.send(SseEmitter.event().id(id(position)).comment("nothing has changed"));
          sent = System.nanoTime();
        } else if (isAtEnd) {
          log.await(position, limits.heartbeat().minusNanos(quiet));
        }
      }
    }
  }

  private void run(SseEmitter emitter, Listener listener) {
    try {
      listener.send(emitter);
      emitter.complete();
    } catch (InterruptedException | Problem | Unavailable e) {
      // The service is stopping, or older changes cannot be read; the client connects again.
      LOG.debug("stream ends: {}", e.toString());
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      // The server completes the request of a client that has gone.
      LOG.debug("stream ended: {}", e.toString());
    } finally {
      streams.remove(Thread.currentThread());
      places.release();
    }
  }

  private void change(SseEmitter emitter, Numbered numbered) throws IOException {
    emitter.send(
        SseEmitter.event()
            .id(id(numbered.next()))
            .name(ChangeStreams.CHANGE)
            .data(JSON.writeValueAsString(ChangeBody.of(numbered, log.id()))));
  }

  private String id(long position) {
    return ChangeId.of(position, log.id()).text();
  }
}
