package org.iecpools.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Counts deliveries since the start, for Prometheus. No label depends on webhooks or receivers, and
 * all series exist from the start.
 */
final class WebhookMetrics {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter delivered =
      Counter.builder("iec.webhooks.delivered")
          .description("changes that receivers have taken")
          .register(registry);
  private final Counter givenUp =
      Counter.builder("iec.webhooks.given.up")
          .description("changes that were given up after a day of failures")
          .register(registry);
  private final Map<Failure, Counter> failed = new EnumMap<>(Failure.class);

  /**
   * @param health asked at each scrape
   */
  WebhookMetrics(Supplier<WebhookHealth> health) {
    for (Failure failure : Failure.values()) {
      failed.put(
          failure,
          Counter.builder("iec.webhooks.failed")
              .description("attempts that failed")
              .tag("reason", failure.label())
              .register(registry));
    }
    gauge("iec.ready", "whether Kafka answers", health, it -> it.isDelivering() ? 1 : 0);
    registered("delivering", health, it -> it.running() - it.failing());
    registered("failing", health, WebhookHealth::failing);
    registered("unusable", health, WebhookHealth::unusable);
    gauge(
        "iec.webhooks.oldest.undelivered.seconds",
        "time since the oldest change was reported that is being posted",
        health,
        it -> it.oldest().map(Duration::toMillis).orElse(0L) / 1e3);
  }

  private void registered(
      String state, Supplier<WebhookHealth> health, ToDoubleFunction<WebhookHealth> number) {
    Gauge.builder("iec.webhooks.registered", () -> number.applyAsDouble(health.get()))
        .description("registered webhooks")
        .tag("state", state)
        .register(registry);
  }

  private void gauge(
      String name,
      String description,
      Supplier<WebhookHealth> health,
      ToDoubleFunction<WebhookHealth> number) {
    Gauge.builder(name, () -> number.applyAsDouble(health.get()))
        .description(description)
        .register(registry);
  }

  void delivered() {
    delivered.increment();
  }

  void failed(Failure failure) {
    Objects.requireNonNull(failed.get(failure)).increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  /** All metrics in Prometheus's text format. */
  String text() {
    return registry.scrape();
  }
}
