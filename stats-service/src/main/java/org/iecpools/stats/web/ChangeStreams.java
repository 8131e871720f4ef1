package org.iecpools.stats.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.iecpools.kit.web.FaultCode;
import org.iecpools.kit.web.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells clients that the numbers have changed, as Server-Sent Events. Each stream has a virtual
 * thread, so that a slow client delays no other one.
 */
final class ChangeStreams {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeStreams.class);

  /** Name of the events. */
  static final String CHANGE = "change";

  /**
   * Limits of the streams of an instance.
   *
   * @param most maximum number of streams
   * @param pace minimum time between two events of a stream
   * @param heartbeat time without an event after which a comment is sent; it finds clients that
   *     have gone, and keeps proxies from closing the connection
   * @param longest time after which a stream ends and the client connects again, so that clients
   *     spread over the instances
   */
  record Limits(int most, Duration pace, Duration heartbeat, Duration longest) {

    /** The limits of the service; an eighth of its connections may be streams. */
    static final Limits USUAL =
        new Limits(256, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(30));
  }

  private final LongSupplier changes;
  private final Supplier<String> version;
  private final Limits limits;
  private final Semaphore places;
  private final Set<Thread> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param changes counter that grows with every change of the numbers
   * @param version the version of the current numbers
   */
  ChangeStreams(LongSupplier changes, Supplier<String> version, Limits limits) {
    this.changes = changes;
    this.version = version;
    this.limits = limits;
    this.places = new Semaphore(limits.most());
  }

  /**
   * Opens a stream. Its first event is the current version.
   *
   * @throws Problem if there are too many streams, or the service is stopping
   */
  SseEmitter open() {
    if (closed || !places.tryAcquire()) {
      throw new Problem(
          FaultCode.TOO_MANY_STREAMS,
          "This instance sends its changes to %d clients already, or is stopping. Try again later, or another instance."
              .formatted(limits.most()));
    }
    // Without a limit by the server: the thread ends the stream.
    SseEmitter emitter = new SseEmitter(0L);
    long seen = changes.getAsLong();
    try {
      // The thread of the request sends it, together with the headers: two threads must not change
      // these at the same time.
      change(emitter);
    } catch (IOException e) {
      places.release();
      throw new UncheckedIOException(e);
    }
    Thread stream = Thread.ofVirtual().name("changes").unstarted(() -> run(emitter, seen));
    streams.add(stream);
    stream.start();
    return emitter;
  }

  /** Ends all streams, and refuses further ones. */
  void close() {
    closed = true;
    streams.forEach(Thread::interrupt);
  }

  private void run(SseEmitter emitter, long shown) {
    try {
      send(emitter, shown);
      emitter.complete();
    } catch (IOException | IllegalStateException e) {
      // The server completes the request of a client that has gone.
      LOG.debug("stream ended: {}", e.toString());
    } finally {
      streams.remove(Thread.currentThread());
      places.release();
    }
  }

  private void send(SseEmitter emitter, long shown) throws IOException {
    long start = System.nanoTime();
    long seen = shown;
    long sent = start;
    try {
      while (!closed && System.nanoTime() - start < limits.longest().toNanos()) {
        Thread.sleep(limits.pace());
        long now = changes.getAsLong();
        if (now != seen) {
          seen = now;
          change(emitter);
          sent = System.nanoTime();
        } else if (System.nanoTime() - sent >= limits.heartbeat().toNanos()) {
          emitter.send(SseEmitter.event().comment("nothing has changed"));
          sent = System.nanoTime();
        }
      }
    } catch (InterruptedException _) {
      // The service is stopping; the stream is completed.
    }
  }

  private void change(SseEmitter emitter) throws IOException {
    String current = version.get();
    emitter.send(SseEmitter.event().id(current).name(CHANGE).data(current));
  }
}
