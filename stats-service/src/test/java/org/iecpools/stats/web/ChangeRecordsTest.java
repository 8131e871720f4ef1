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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.kit.web.OverHttp;
import org.iecpools.stats.stream.ChangeLog;
import org.iecpools.stats.stream.ChangeLog.Numbered;
import org.iecpools.stats.stream.OlderChanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the changes from the running HTTP server: as streams and as pages. */
@OverHttp(ChangeRecordsTest.Listening.class)
@Timeout(120)
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class ChangeRecordsTest {

  static final long LOG = 0x5f5d3e0aL;

  private static final String OF_LOG = "-5f5d3e0a";
  private static final PoolId IE = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId FR = PoolIds.of(2025, "FR", Category.YOUNG_PROFESSIONALS);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Three listeners at most, with frequent heartbeats. */
  @Import(ApiDescriptionTest.HttpOnly.class)
  static class Listening {
    @Bean
    ChangeListeners.Limits few() {
      return new ChangeListeners.Limits(3, Duration.ofMillis(300), Duration.ofMinutes(1));
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();

  @Autowired private ChangeLog log;
  @Autowired private OlderChanges older;
  @Autowired private ChangeRecordsController controller;
  @Autowired private ApplicationContext context;
  @LocalServerPort private int port;

  @Test
  void aListenerGetsEveryChangeOnceAndInOrderAcrossBreaks() throws Exception {
    report(5);
    List<String> received = new ArrayList<>();
    String last = "0" + OF_LOG;
    // when it connects again after every few changes, which go on
    for (int part = 0; part < 6; part++) {
      HttpResponse<InputStream> answer = open("", last);
      assertThat(answer.statusCode()).isEqualTo(200);
      try (BufferedReader events = reader(answer)) {
        report(2);
        for (int i = 0; i < 2; i++) {
          JsonNode change = next(events);
          received.add(change.path("identity").asString());
          last = change.path("id").asString();
        }
      }
    }

    assertThat(received)
        .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(i -> id(i).toString()).toList());
  }

  @Test
  void aListenerThatIsFarBehindGetsOlderChangesFromTheTopic() throws Exception {
    int all = 4_500; // more than the window
    report(all);

    List<String> received = new ArrayList<>();
    try (BufferedReader events = reader(open("?lastEventId=0" + OF_LOG, null))) {
      while (received.size() < all) {
        received.add(next(events).path("identity").asString());
      }
    }

    assertThat(received)
        .containsExactlyElementsOf(
            IntStream.range(0, all).mapToObj(i -> id(i).toString()).toList());
  }

  @Test
  void requestsForTheHeadersOnlyTakeNoPlace() throws Exception {
    for (int i = 0; i < 4; i++) {
      HttpResponse<Void> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d/api/v1/changes/stream".formatted(port)))
                  .HEAD()
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
    }

    assertThat(open("", null).statusCode()).isEqualTo(200);
  }

  @Test
  void aListenerThatReadsNothingHoldsNobodyUp() throws Exception {
    HttpResponse<InputStream> slow = open("?lastEventId=0" + OF_LOG, null);
    List<String> received = new ArrayList<>();
    try (BufferedReader events = reader(open("?lastEventId=0" + OF_LOG, null))) {
      // when more is sent than the buffers of a connection take
      for (int i = 0; i < 6_000; i++) {
        report(1);
        received.add(next(events).path("identity").asString());
      }
    }

    assertThat(received).hasSize(6_000).doesNotHaveDuplicates();
    slow.body().close();
  }

  @Test
  void withoutAnIdAStreamBeginsWithTheNextChangeAndAQuietOneStatesItsPlace() throws Exception {
    report(3);
    try (BufferedReader events = reader(open("?country=FR", null))) {
      assertThat(events.readLine()).isEqualTo("id:3" + OF_LOG);
      report(1); // of Ireland
      String line;
      do {
        line = events.readLine();
      } while (!line.equals("id:4" + OF_LOG));
      assertThat(events.readLine()).isEqualTo(":nothing has changed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "season=2026,1",
    "country=France,2",
    "pool=2025/FR/YOUNG_PROFESSIONALS,2",
    "kind=round_ran,2",
    "'kind=QUOTA_CHANGED,ROUND_RAN',3",
    "season=2026&kind=ROUND_RAN,0",
  })
  void filtersSelect(String filter, int expected) throws Exception {
    report(change(0, IE, ChangeKind.QUOTA_CHANGED));
    report(change(1, FR, ChangeKind.ROUND_RAN));
    report(change(2, FR, ChangeKind.ROUND_RAN));

    JsonNode page = json(open("/history", "?" + filter, null), 200);

    assertThat(page.path("changes").size()).isEqualTo(expected);
    assertThat(page.path("next").asString()).isEqualTo("3" + OF_LOG);
    assertThat(page.path("more").asBoolean()).isFalse();
  }

  @Test
  void pagesLeadFromTheBeginningToTheEnd() throws Exception {
    report(4_500);

    List<String> received = new ArrayList<>();
    String next = "0" + OF_LOG;
    boolean more = true;
    while (more) {
      JsonNode page = json(open("/history", "?limit=200&after=" + next, null), 200);
      page.path("changes").forEach(change -> received.add(change.path("identity").asString()));
      next = page.path("next").asString();
      more = page.path("more").asBoolean();
    }

    assertThat(received).hasSize(4_500).doesNotHaveDuplicates();
    assertThat(
            json(open("/history", "?limit=7", null), 200)
                .path("changes")
                .valueStream()
                .map(change -> change.path("identity").asString()))
        .as("without an id, the last ones")
        .containsExactlyElementsOf(received.subList(4_493, 4_500));
  }

  @ParameterizedTest
  @CsvSource({
    "0-00000001,409,CHANGE_ID_OF_ANOTHER_LOG",
    "9-5f5d3e0a,409,CHANGE_ID_OF_ANOTHER_LOG",
    "0-5f5d3e0a,410,CHANGES_GONE",
    "yesterday,400,BAD_CHANGE_ID",
    "-1-5f5d3e0a,400,BAD_CHANGE_ID",
  })
  void anIdThatCannotBeUsedIsAnswered(String id, int status, String code) throws Exception {
    MemoryChanges topic = (MemoryChanges) older;
    IntStream.range(0, 6).forEach(i -> topic.records.add(new Numbered(i, change(i))));
    topic.first = 3;
    // The window begins where the topic does.
    ChangeLog ours = log;
    IntStream.range(3, 6).forEach(i -> ours.apply(change(i), i));
    IntStream.range(6, 4_200)
        .forEach(
            i -> {
              topic.records.add(new Numbered(i, change(i)));
              ours.apply(change(i), i);
            });
    String sent = id.equals("9-5f5d3e0a") ? "9000-5f5d3e0a" : id;

    for (HttpResponse<InputStream> answer :
        List.of(
            open("", sent),
            open("?lastEventId=" + sent, null),
            open("/history", "?after=" + sent, null))) {
      assertThat(json(answer, status).toString()).contains(code);
    }
  }

  @Test
  void anIdThatThisInstanceHasNotReachedIsOursToo() throws Exception {
    report(1);
    MemoryChanges topic = (MemoryChanges) older;
    topic.records.add(new Numbered(1, change(1)));
    try (BufferedReader events = reader(open("", "2" + OF_LOG))) {
      log.apply(change(1), 1);
      report(2);

      assertThat(next(events).path("identity").asString()).isEqualTo(id(2).toString());
    }
  }

  @Test
  void listenersAreLimitedAndEndWithTheService() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(open("", null));
      assertThat(open.getLast().statusCode()).isEqualTo(200);
    }

    HttpResponse<InputStream> refused = open("", null);
    assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    assertThat(json(refused, 503).toString()).contains("TOO_MANY_STREAMS");

    open.getFirst().body().close();
    await().atMost(Duration.ofSeconds(10)).until(() -> open("", null).statusCode() == 200);

    controller.onApplicationEvent(new ContextClosedEvent(context));
    assertThat(new String(open.getLast().body().readAllBytes(), StandardCharsets.UTF_8))
        .as("it has an end")
        .contains("changes follow");
    assertThat(open("", null).statusCode()).isEqualTo(503);
  }

  @Test
  void allFaultsOfARequestAreListed() throws Exception {
    assertThat(json(open("?colour=red&kind=NEWS&lastEventId=x&season=26", null), 400).toString())
        .contains("UNKNOWN_PARAMETER", "UNKNOWN_VALUE", "BAD_CHANGE_ID", "BAD_SEASON");
  }

  private void report(int count) {
    MemoryChanges topic = (MemoryChanges) older;
    for (int i = 0; i < count; i++) {
      report(change(topic.records.size()));
    }
  }

  private void report(ChangeMade change) {
    MemoryChanges topic = (MemoryChanges) older;
    long offset;
    synchronized (topic) {
      offset = topic.records.size();
      topic.records.add(new Numbered(offset, change));
    }
    log.apply(change, offset);
  }

  static ChangeMade change(int number) {
    return change(number, IE, ChangeKind.FIGURE_CHANGED);
  }

  static ChangeMade change(int number, PoolId pool, ChangeKind kind) {
    return ChangeMade.newBuilder()
        .setEventId(id(number))
        .setKind(kind)
        .setSeason(pool.getSeason())
        .setPool(pool)
        .setSubject(ChangeSubject.CANDIDATES)
        .setSource(ChangeSource.PUBLISHED)
        .setOccurredAt(Instant.parse("2026-05-29T04:00:00Z"))
        .setReportedAt(Instant.parse("2026-05-29T12:00:00Z"))
        .setBefore(new ChangeValue((long) number, Integer.toString(number)))
        .setAfter(new ChangeValue(number + 1L, Integer.toString(number + 1)))
        .build();
  }

  private static java.util.UUID id(int number) {
    return EventIds.of("test", number);
  }

  private HttpResponse<InputStream> open(String query, String lastId) throws Exception {
    return open("/stream", query, lastId);
  }

  private HttpResponse<InputStream> open(String path, String query, String lastId)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/api/v1/changes%s%s".formatted(port, path, query)));
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static JsonNode json(HttpResponse<InputStream> answer, int status) throws Exception {
    String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    return JSON.readTree(body);
  }

  private static BufferedReader reader(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** The data of the next event. */
  private static JsonNode next(BufferedReader events) throws Exception {
    String line;
    do {
      line = events.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
    } while (!line.startsWith("data:"));
    return JSON.readTree(line.substring("data:".length()));
  }
}
