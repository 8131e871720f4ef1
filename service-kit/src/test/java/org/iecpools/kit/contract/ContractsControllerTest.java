package org.iecpools.kit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kafka.Topic;
import org.iecpools.kafka.Topics;
import org.iecpools.kit.access.PublicEndpoint;
import org.iecpools.kit.web.WebOnly;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    classes = ContractsControllerTest.Service.class,
    properties = {
      "spring.config.import=classpath:kit.yaml",
      "spring.application.name=things",
      "iec.about=Things <b>& more</b>.",
      "management.endpoint.health.validate-group-membership=false"
    })
class ContractsControllerTest {

  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @WebOnly
  @Import(Things.class)
  static class Service {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }

  @RestController
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Things", description = "All things.")
  static class Things {

    /** A thing. */
    record Thing(int size) {}

    @PublicEndpoint
    @GetMapping("/api/v1/things")
    Thing thing(@RequestParam int number) {
      return new Thing(number);
    }
  }

  @Autowired private WebApplicationContext context;
  private MockMvcTester http;

  @BeforeEach
  void setUp() {
    http = MockMvcTester.from(context);
  }

  @Test
  void thePageOfTheApiHasEveryOperationAndType() {
    assertThat(page("/docs/api"))
        .contains("things: HTTP API", "GET", "/api/v1/things", "number", "type-Thing", "size")
        .contains("Things &lt;b&gt;&amp; more&lt;/b&gt;.")
        .doesNotContain("<b>");
  }

  @Test
  void thePageOfTheEventsHasEveryTopicRecordAndField() {
    String page = page("/docs/events");

    for (Topic<?> topic : Topics.ALL) {
      assertThat(page).contains("id=\"" + topic.name() + "\"");
    }
    for (Schema schema : EventCodec.schemas()) {
      assertThat(page).contains("id=\"" + schema.getName() + "\"");
      for (Schema.Field field : schema.getFields()) {
        assertThat(page).contains("<code>" + field.name() + "</code>");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs/api", "/docs/events"})
  void aPageHasNoScriptsNoForeignFilesAndNoDeadLinks(String path) {
    String page = page(path);
    List<String> links =
        LINK.matcher(page).results().map((MatchResult link) -> link.group(1)).distinct().toList();

    assertThat(page).doesNotContain("<script", "style=", "<style");
    assertThat(links).contains("reference.css").noneMatch(link -> link.contains("//"));
    assertThat(links)
        .filteredOn(link -> link.startsWith("#"))
        .isNotEmpty()
        .allMatch(link -> page.contains("id=\"" + link.substring(1) + "\""));
    assertThat(links)
        .filteredOn(link -> !link.startsWith("#"))
        .allSatisfy(
            link ->
                assertThat(http.get().uri(java.net.URI.create(path).resolve(link)))
                    .as(link)
                    .hasStatusOk());
  }

  @Test
  void theEventsAreServedAsJson() {
    MvcTestResult answer = http.get().uri("/asyncapi.json").exchange();

    assertThat(answer).hasStatusOk().hasContentType("application/json");
    assertThat(JsonMapper.shared().readTree(answer.getResponse().getContentAsByteArray()))
        .isEqualTo(JsonMapper.shared().readTree(AsyncApi.document().toString()));
  }

  private String page(String path) {
    MvcTestResult answer = http.get().uri(path).exchange();
    assertThat(answer).hasStatusOk().hasContentType("text/html;charset=UTF-8");
    return new String(answer.getResponse().getContentAsByteArray(), UTF_8);
  }
}
