package org.iecpools.kit.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * Limits the number of requests that are processed at once, so that a burst of them cannot starve
 * the thread that must commit in time. A request that does not get a permit within {@link #WAIT} is
 * answered with 503 and has no effect.
 */
final class Admission {

  /** A write may wait for seconds for its outcome and polls a store 50 times a second meanwhile. */
  static final int WRITES = 64;

  /** A read takes milliseconds of processor time. */
  static final int READS = 32;

  /** Long enough for a burst of a legitimate client, short enough to answer promptly. */
  private static final Duration WAIT = Duration.ofMillis(500);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final Places writes;
  private final Places reads;

  /** Separate, so that two instances never wait for each other's permits. */
  private final Places passedOn;

  Admission(MeterRegistry meters) {
    this.writes = new Places("writes", WRITES, meters);
    this.reads = new Places("reads", READS, meters);
    this.passedOn = new Places("forwarded", WRITES, meters);
  }

  /** Processes a request that has a permit. */
  @FunctionalInterface
  interface Processing {
    void run() throws ServletException, IOException;
  }

  /**
   * Processes a request after acquiring a permit. Actuator requests need no permit, because health
   * must be answered even if all permits are taken.
   *
   * @throws RequestGuard.Refused if no permit became free in time
   */
  void run(HttpServletRequest request, Processing processing)
      throws ServletException, IOException, RequestGuard.Refused {
    if (PortSeparation.isManagement(request)) {
      processing.run();
      return;
    }
    Places places =
        Peers.passedOn(request) ? passedOn : READING.contains(request.getMethod()) ? reads : writes;
    places.take();
    try {
      processing.run();
    } finally {
      places.free.release();
    }
  }

  private static final class Places {
    private final int limit;
    private final Counter refused;
    private final Semaphore free;

    Places(String kind, int limit, MeterRegistry meters) {
      this.limit = limit;
      // Fair, so that the request that has waited longest is next.
      this.free = new Semaphore(limit, true);
      meters.gauge(
          "iec.http.active", Tags.of("kind", kind), free, s -> limit - s.availablePermits());
      meters.gauge("iec.http.waiting", Tags.of("kind", kind), free, Semaphore::getQueueLength);
      this.refused = meters.counter("iec.http.refused", "kind", kind);
    }

    void take() throws RequestGuard.Refused {
      boolean taken;
      try {
        taken = free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        taken = false;
      }
      if (!taken) {
        refused.increment();
        throw new RequestGuard.Refused(
            new ServletProblem(
                HttpStatus.SERVICE_UNAVAILABLE,
                FaultCode.OVERLOADED,
                "Too many requests at once: %d are being processed. Nothing of this one was stored; send it again."
                    .formatted(limit),
                Optional.of(RETRY_AFTER)));
      }
    }
  }
}
