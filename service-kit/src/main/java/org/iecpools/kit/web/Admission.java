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
 *
 * <p>One client gets at most three quarters of the permits, so that it cannot keep all others
 * waiting. A client is an address and, once a token is verified, also the token's subject.
 */
public final class Admission {

  /** A write may wait for seconds for its outcome and polls a store 50 times a second meanwhile. */
  static final int WRITES = 64;

  /** A read takes milliseconds of processor time. */
  static final int READS = 32;

  /** Long enough for a burst of a legitimate client, short enough to answer promptly. */
  private static final Duration WAIT = Duration.ofMillis(500);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String TURN = Admission.class.getName() + ".turn";

  private final RateLimits limits;
  private final Counter ofAddress;
  private final Counter ofSubject;
  private final Places writes;
  private final Places reads;

  /** Separate, so that two instances never wait for each other's permits. */
  private final Places passedOn;

  /**
   * @param limits knows the client of a request
   */
  Admission(RateLimits limits, MeterRegistry meters) {
    this.limits = limits;
    this.ofAddress = meters.counter("iec.http.limited", "by", "address");
    this.ofSubject = meters.counter("iec.http.limited", "by", "subject");
    this.writes = new Places("writes", WRITES, meters);
    this.reads = new Places("reads", READS, meters);
    this.passedOn = new Places("forwarded", WRITES, meters);
  }

  /** Processes a request that has a permit. */
  @FunctionalInterface
  interface Processing {
    void run() throws ServletException, IOException;
  }

  /** The part of permits that one client may have. */
  static int share(int permits) {
    return permits * 3 / 4;
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
    Turn turn = places.take(limits.client(request));
    try {
      request.setAttribute(TURN, turn);
      processing.run();
    } finally {
      turn.end();
    }
  }

  /**
   * Counts a request, which has a permit, also for the subject of its token. Such a request does
   * not wait, because it would occupy the permit meanwhile.
   *
   * @param subject the subject of a token that has been verified
   * @return the problem with which the request must be refused, if it is one too many
   */
  public Optional<ServletProblem> identified(HttpServletRequest request, String subject) {
    return request.getAttribute(TURN) instanceof Turn turn && !turn.count(subject)
        ? Optional.of(tooMany(turn.places.share, "subject", ofSubject))
        : Optional.empty();
  }

  private static ServletProblem tooMany(int share, String client, Counter refused) {
    refused.increment();
    return new ServletProblem(
        FaultCode.RATE_LIMITED.status().orElseThrow(),
        FaultCode.RATE_LIMITED,
        "Too many requests at once: %d of one %s are being processed. Nothing of this one was stored; send it again."
            .formatted(share, client),
        Optional.of(RETRY_AFTER));
  }

  /** A request that has a permit. Used by one thread. */
  private static final class Turn {
    private final Places places;
    private final Optional<String> address;
    private Optional<String> subject = Optional.empty();

    Turn(Places places, Optional<String> address) {
      this.places = places;
      this.address = address;
    }

    /** Counts the request for a subject; false if it is one too many. */
    boolean count(String of) {
      if (subject.isEmpty() && places.subjects.take(of, Duration.ZERO)) {
        subject = Optional.of(of);
      }
      return subject.isPresent();
    }

    void end() {
      places.free.release();
      address.ifPresent(places.addresses::release);
      subject.ifPresent(places.subjects::release);
    }
  }

  private final class Places {
    private final int limit;
    private final int share;
    private final Counter refused;
    private final Semaphore free;
    private final ClientShares addresses;
    private final ClientShares subjects;

    Places(String kind, int limit, MeterRegistry meters) {
      this.limit = limit;
      this.share = share(limit);
      this.addresses = new ClientShares(share);
      this.subjects = new ClientShares(share);
      // Fair, so that the request that has waited longest is next.
      this.free = new Semaphore(limit, true);
      meters.gauge(
          "iec.http.active", Tags.of("kind", kind), free, s -> limit - s.availablePermits());
      meters.gauge("iec.http.waiting", Tags.of("kind", kind), free, Semaphore::getQueueLength);
      this.refused = meters.counter("iec.http.refused", "kind", kind);
    }

    /**
     * Waits for the client's share first, so that its excess does not wait in front of others.
     *
     * @param client empty if it has no share
     */
    Turn take(Optional<String> client) throws RequestGuard.Refused {
      long end = System.nanoTime() + WAIT.toNanos();
      if (client.isPresent() && !addresses.take(client.get(), WAIT)) {
        throw new RequestGuard.Refused(tooMany(share, "address", ofAddress));
      }
      boolean taken = false;
      try {
        taken = free.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        if (!taken) {
          client.ifPresent(addresses::release);
        }
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
      return new Turn(this, client);
    }
  }
}
