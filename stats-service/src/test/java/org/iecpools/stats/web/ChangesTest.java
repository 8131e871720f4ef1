package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.QuotaKind;
import org.iecpools.kit.web.OverHttp;
import org.iecpools.stats.domain.AnswerVersion;
import org.iecpools.stats.domain.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.test.annotation.DirtiesContext;

/** Reads streams of changes from the running HTTP server. */
@OverHttp(ChangesTest.Streaming.class)
@Timeout(60)
@DirtiesContext // announces quotas
class ChangesTest {

  /** Two streams at most, with frequent heartbeats. */
  @Import(ApiDescriptionTest.HttpOnly.class)
  static class Streaming {
    @Bean
    ChangeStreams.Limits few() {
      return new ChangeStreams.Limits(
          2, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(1));
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();

  @Autowired private SeasonBook seasons;
  @Autowired private ChangesController controller;
  @Autowired private ApplicationContext context;
  @LocalServerPort private int port;

  @Test
  void everyChangeIsAnEventWithTheVersion() throws Exception {
    HttpResponse<InputStream> answer = open();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    try (BufferedReader events = reader(answer)) {
      assertThat(AnswerVersion.of(next(events))).as("at once").isPresent();

      seasons.apply(Story.quota(QuotaKind.UNLIMITED));

      assertThat(AnswerVersion.of(next(events))).as("after a change").isPresent();
    }
  }

  @Test
  void aQuietStreamOutlastsTheDeadlinesOfOtherRequests() throws Exception {
    long start = System.nanoTime();
    try (BufferedReader events = reader(open())) {
      next(events);
      while (System.nanoTime() - start < Duration.ofSeconds(13).toNanos()) {
        assertThat(events.readLine()).isIn(":nothing has changed", "");
      }
    }
  }

  @Test
  @DirtiesContext // no stream is opened afterwards
  void streamsAreLimitedAndEndWithTheService() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    // Streams of other tests end with their next heartbeat.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              HttpResponse<InputStream> answer = open();
              if (answer.statusCode() == 200) {
                open.add(answer);
              }
              return open.size() == 2;
            });

    HttpResponse<InputStream> refused = open();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("TOO_MANY_STREAMS");

    open.getFirst().body().close();
    await().atMost(Duration.ofSeconds(10)).until(() -> open().statusCode() == 200);

    controller.onApplicationEvent(new ContextClosedEvent(context));
    assertThat(new String(open.getLast().body().readAllBytes(), StandardCharsets.UTF_8))
        .as("it has an end")
        .contains("event:change");
    assertThat(open().statusCode()).isEqualTo(503);
  }

  @Test
  @DirtiesContext // leaves a stream open
  void requestsForTheHeadersOnlyTakeNoPlace() throws Exception {
    // when there are more than streams, and clients that go
    for (int i = 0; i < 3; i++) {
      HttpResponse<Void> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d/api/v1/changes".formatted(port)))
                  .HEAD()
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
    }

    // then a client gets a stream as soon as those of other tests have ended
    await().atMost(Duration.ofSeconds(10)).until(() -> open().statusCode() == 200);
  }

  @Test
  void anUnknownParameterIsAFault() throws Exception {
    assertThat(open("?season=2026").statusCode()).isEqualTo(400);
  }

  private HttpResponse<InputStream> open() throws Exception {
    return open("");
  }

  private HttpResponse<InputStream> open(String query) throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/api/v1/changes%s".formatted(port, query)))
            .header("Origin", "https://elsewhere.example")
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static BufferedReader reader(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** The data of the next event. */
  private static String next(BufferedReader events) throws Exception {
    String line;
    do {
      line = events.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
    } while (!line.startsWith("data:"));
    return line.substring("data:".length());
  }
}
