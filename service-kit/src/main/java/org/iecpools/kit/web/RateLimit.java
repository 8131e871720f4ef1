package org.iecpools.kit.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Optional;

/** A limit of requests per second for each client of one kind: a token bucket per client. */
final class RateLimit {

  /**
   * Clients whose buckets are kept, about 250 bytes each. More at once are possible only for a
   * client with many addresses, which a limit by address cannot stop anyway.
   */
  static final int MAX_CLIENTS = 20_000;

  private final int rate;
  private final String client;
  private final Counter refused;
  private final LoadingCache<String, Bucket> buckets;

  /**
   * @param rate requests per second; 0 for no limit
   * @param burst requests at once
   * @param client a word for the client, in messages
   */
  RateLimit(int rate, int burst, String client, Counter refused, TimeMeter time) {
    this.rate = rate;
    this.client = client;
    this.refused = refused;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_CLIENTS)
            // A bucket that has not been used for this long is full, as a new one is.
            .expireAfterAccess(Duration.ofSeconds(1 + burst / Math.max(1, rate)))
            .executor(Runnable::run)
            .build(
                _ ->
                    Bucket.builder()
                        .addLimit(
                            limit ->
                                limit
                                    .capacity(burst)
                                    .refillGreedy(Math.max(1, rate), Duration.ofSeconds(1)))
                        .withCustomTimePrecision(time)
                        .build());
  }

  /** Counts a request; returns the problem if it is one too many. */
  Optional<ServletProblem> take(String id) {
    if (rate == 0) {
      return Optional.empty();
    }
    ConsumptionProbe probe = buckets.get(id).tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      return Optional.empty();
    }
    refused.increment();
    return Optional.of(
        new ServletProblem(
            FaultCode.RATE_LIMITED.status().orElseThrow(),
            FaultCode.RATE_LIMITED,
            "Too many requests: %d per second are answered to one %s. Nothing of this one was stored; send it again."
                .formatted(rate, client),
            Optional.of(
                Duration.ofSeconds(
                    1 + Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds()))));
  }

  /** Clients whose buckets are kept. */
  long clients() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  /** Takes a request back that does not count. */
  void giveBack(String id) {
    Bucket bucket = buckets.getIfPresent(id);
    if (bucket != null) {
      bucket.addTokens(1);
    }
  }
}
