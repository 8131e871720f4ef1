package org.iecpools.kit.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Structured logs with the settings of kit.yaml. */
class LogFieldsTest {

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "logstash"})
  void thePairsOfAMessageAreFields(String format) throws IOException {
    String line =
        line(
            format,
            event(
                "refused record={} reason=\"{}\" after {} s",
                "iec.profiles/2/17",
                "the key is wrong",
                3));

    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.path("message").asString())
        .isEqualTo("refused record=iec.profiles/2/17 reason=\"the key is wrong\" after 3 s");
    assertThat(json.path("labels").propertyNames()).containsExactly("record", "reason");
    assertThat(json.at("/labels/record").asString()).isEqualTo("iec.profiles/2/17");
    assertThat(json.at("/labels/reason").asString()).isEqualTo("the key is wrong");
  }

  @Test
  void theServiceIsNamed() throws IOException {
    JsonNode json = JsonMapper.shared().readTree(line("ecs", event("hello")));

    assertThat(json.at("/service/name").asString()).isEqualTo("pool-service");
    assertThat(json.has("labels")).isFalse();
  }

  @Test
  void hostileTextStaysWithinItsField() throws IOException {
    String hostile = "x\" reason=\"forged\"}\n{\"message\":\"forged\u001b[2J\u2028";

    String line = line("ecs", event("refused record={}", hostile));

    assertThat(line.strip().lines()).hasSize(1);
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.path("labels").propertyNames()).containsExactly("record");
    assertThat(json.at("/labels/record").asString()).isEqualTo(hostile);
  }

  @Test
  void theTraceIsNamed() throws IOException {
    LoggingEvent event = (LoggingEvent) event("hello");
    event.setMDCPropertyMap(Map.of("traceId", "4bf92f3577b34da6a3ce929d0e0e4736"));

    JsonNode json = JsonMapper.shared().readTree(line("ecs", event));

    assertThat(json.path("traceId").asString()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void missingAndSurplusValuesAreNoFault() {
    assertThat(LogFields.of(event("a={} b={}", "1"))).isEqualTo(Map.of("a", "1"));
    assertThat(LogFields.of(event("a={}", null, "2"))).isEqualTo(Map.of("a", "null"));
    assertThat(LogFields.of(event("a={}", new IllegalStateException()))).isEmpty();
  }

  private static ILoggingEvent event(String message, Object... values) {
    Logger logger = (Logger) LoggerFactory.getLogger("org.iecpools.Test");
    return new LoggingEvent("fqcn", logger, Level.WARN, message, null, values);
  }

  /** The line that a service logs. */
  private static String line(String format, ILoggingEvent event) throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("name", Map.of("spring.application.name", "pool-service")));
    new YamlPropertySourceLoader()
        .load("kit", new ClassPathResource("kit.yaml"))
        .forEach(environment.getPropertySources()::addLast);
    LoggerContext context = new LoggerContext();
    context.putObject(Environment.class.getName(), environment);
    StructuredLogEncoder encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat(format);
    encoder.start();
    return new String(encoder.encode(event), UTF_8);
  }
}
