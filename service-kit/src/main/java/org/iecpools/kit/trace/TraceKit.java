package org.iecpools.kit.trace;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Traces, if the address of a collector is set: {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
@Configuration(proxyBeanMethods = false)
public class TraceKit {

  private static final String PREFIX = "otel";

  @Bean(destroyMethod = "close")
  Traces traces(@Value("${spring.application.name}") String service, Environment environment) {
    Map<String, String> settings = settings(service, environment);
    boolean isOn =
        Stream.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint")
            .anyMatch(settings::containsKey);
    return isOn ? new Traces(telemetry(settings)) : Traces.OFF;
  }

  @Bean
  RequestTraces requestTraces(Traces traces) {
    return new RequestTraces(traces);
  }

  private static OpenTelemetrySdk telemetry(Map<String, String> settings) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> settings)
        // The bean is closed after everything that makes spans.
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  /**
   * Settings of the OpenTelemetry SDK that are not in the process's environment variables, which
   * the SDK reads itself and prefers: those of Spring, and defaults. An empty value counts as
   * absent, as in the SDK.
   */
  private static Map<String, String> settings(String service, Environment environment) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "otel.service.name", service,
                // The other protocol, gRPC, needs another library.
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.propagators", "none"));
    Binder.get(environment)
        .bind(PREFIX, Bindable.mapOf(String.class, String.class))
        .ifBound(
            given ->
                given.forEach(
                    (name, value) -> {
                      if (!value.isEmpty()) {
                        settings.put(PREFIX + "." + name, value);
                      }
                    }));
    return settings;
  }
}
