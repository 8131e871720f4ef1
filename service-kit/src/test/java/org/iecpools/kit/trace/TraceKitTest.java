package org.iecpools.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

class TraceKitTest {

  private final TraceKit kit = new TraceKit();

  @Test
  void tracesAreOffByDefault() {
    long before = exporters();

    assertThat(kit.traces("pool-service", new MockEnvironment())).isSameAs(Traces.OFF);
    assertThat(exporters()).isLessThanOrEqualTo(before);
  }

  /** Compose passes a variable on that is not set as an empty one. */
  @Test
  void anEmptyAddressCountsAsNone() {
    MockEnvironment environment =
        new MockEnvironment().withProperty("otel.exporter.otlp.endpoint", "");

    assertThat(kit.traces("pool-service", environment)).isSameAs(Traces.OFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint"})
  void theAddressOfACollectorTurnsTracesOn(String setting) {
    MockEnvironment environment =
        new MockEnvironment().withProperty(setting, "http://127.0.0.1:1/v1/traces");

    try (Traces traces = kit.traces("pool-service", environment)) {
      assertThat(traces.isOn()).isTrue();
      assertThat(exporters()).isPositive();
    }
    // The thread looks for the end only when an export would be due.
    await().atMost(Duration.ofSeconds(10)).until(() -> exporters() == 0);
  }

  @Test
  void theStandardVariableTurnsTracesOn() {
    MockEnvironment environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")));

    try (Traces traces = kit.traces("pool-service", environment)) {
      assertThat(traces.isOn()).isTrue();
    }
  }

  @Test
  void anInvalidAddressIsReportedAtTheStart() {
    MockEnvironment environment =
        new MockEnvironment().withProperty("otel.exporter.otlp.endpoint", "collector");

    assertThatThrownBy(() -> kit.traces("pool-service", environment))
        .hasMessageContaining("collector");
  }

  /** Threads that export spans. */
  private static long exporters() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("BatchSpanProcessor"))
        .count();
  }
}
