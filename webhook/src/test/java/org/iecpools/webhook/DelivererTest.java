package org.iecpools.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.DeliveryGivenUp;
import org.iecpools.webhook.FakeReceiver.Behaviour;
import org.iecpools.webhook.FakeReceiver.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole deliverers with topics in memory, receivers on this machine, and time that is moved. */
@Timeout(120)
class DelivererTest {

  /** Of an attempt, in real time. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir private Path directory;

  private final FakeTime time = new FakeTime();
  private final MemoryLog log = new MemoryLog();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<WebhookEvent> events = new CopyOnWriteArrayList<>();
  private InstallationKey key;

  @BeforeEach
  void key() {
    key = InstallationKey.in(directory.resolve("key"));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  // ---- usual

  @Test
  void aReceiverGetsEachChangeFromItsRegistrationOnOnceAndSigned() {
    FakeReceiver receiver = receiver();
    report(3);
    Webhook webhook = add(receiver);
    List<ChangeMade> changes = report(20);

    run(LONG);

    await().untilAsserted(() -> assertThat(receiver.requests()).hasSize(20));
    assertThat(receiver.taken()).isEqualTo(ids(changes));
    assertThat(receiver.requests())
        .allSatisfy(
            request -> {
              assertThat(request.timestamp())
                  .isEqualTo(Long.toString(request.at().getEpochSecond()));
              assertThat(request.signature())
                  .isEqualTo(
                      Signature.of(
                          key.secretBytes(webhook.id()),
                          request.id(),
                          Long.parseLong(request.timestamp()),
                          request.body()));
            });
  }

  @Test
  void onlyWantedChangesArePosted() {
    FakeReceiver receiver = receiver();
    add(
        new Registration(
            receiver.url().toString(),
            List.of("round_ran", "SPOTS_RAN_OUT"),
            Optional.of("2026"),
            Optional.of("ie"),
            true));
    List<ChangeMade> wanted = new ArrayList<>();
    for (ChangeKind kind :
        List.of(ChangeKind.ROUND_RAN, ChangeKind.SPOTS_RAN_OUT, ChangeKind.QUOTA_CHANGED)) {
      for (int season : List.of(2025, 2026)) {
        for (String country : List.of("FR", "IE")) {
          ChangeMade change = Given.change(kind, season, country, time.now());
          log.report(change);
          if (kind != ChangeKind.QUOTA_CHANGED && season == 2026 && country.equals("IE")) {
            wanted.add(change);
          }
        }
      }
    }
    log.report(
        ChangeMade.newBuilder(Given.change(ChangeKind.ROUND_RAN, 2026, "IE", time.now()))
            .setPool(null)
            .build());

    run(LONG);
    await().untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(ids(wanted)));
  }

  @Test
  void webhooksAreAddedAndRemovedWhileItRuns() {
    FakeReceiver first = receiver();
    FakeReceiver second = receiver();
    Webhook removed = add(first);
    Running running = run(LONG);
    List<ChangeMade> before = report(1);
    await().until(() -> state(removed).progress().isPresent());

    add(second);
    try (Registry registry = new Registry(log.open(), time::now)) {
      assertThat(registry.remove(removed.id())).isTrue();
      assertThat(registry.remove(removed.id())).isFalse();
    }
    await()
        .until(
            () ->
                events.stream()
                    .anyMatch(it -> it instanceof WebhookEvent.Changed(_, boolean is) && !is));
    List<ChangeMade> after = report(2);

    await().untilAsserted(() -> assertThat(second.taken()).isEqualTo(ids(after)));
    running.stop();
    assertThat(first.taken()).isEqualTo(ids(before));
    assertThat(log.states()).extracting(it -> it.webhook().id()).doesNotContain(removed.id());
    assertThat(log.compacted())
        .filteredOn(entry -> entry.key().contains(removed.id().toString()))
        .hasSize(1);
  }

  // ---- receivers that fail

  @ParameterizedTest
  @MethodSource("failures")
  void whatIsNotASuccessIsTriedAgainAndDelaysNoOtherWebhook(Behaviour failure) {
    FakeReceiver failing = receiver();
    FakeReceiver other = receiver();
    failing.behaves(_ -> failing.requests().size() < 2 ? failure : FakeReceiver.TAKES);
    add(failing);
    add(other);
    List<ChangeMade> changes = report(5);

    run(SHORT);

    await().untilAsserted(() -> assertThat(other.taken()).isEqualTo(ids(changes)));
    await().untilAsserted(() -> assertThat(failing.taken()).isEqualTo(ids(changes)));
    assertThat(failing.requests().stream().map(Request::id).limit(3))
        .containsOnly(changes.getFirst().getEventId().toString());
  }

  static Stream<Behaviour> failures() {
    return Stream.of(
        new Behaviour.Answers(500),
        new Behaviour.Answers(404),
        new Behaviour.Answers(304),
        new Behaviour.Hangs(),
        new Behaviour.NeverEnds(),
        new Behaviour.Redirects(URI.create("/elsewhere")),
        new Behaviour.Floods(100_000));
  }

  @Test
  void aReceiverThatHangsForeverDelaysNoOtherWebhookAndStopsNothing() {
    FakeReceiver hanging = receiver();
    FakeReceiver other = receiver();
    hanging.behaves(_ -> new Behaviour.Hangs());
    add(hanging);
    add(other);
    Running running = run(SHORT);

    List<ChangeMade> changes = report(30);

    await().untilAsserted(() -> assertThat(other.taken()).isEqualTo(ids(changes)));
    running.stop();
    assertThat(log.states().getFirst().nextOffset()).isZero();
    assertThat(log.states().getFirst().failingSince()).isPresent();
    assertThat(log.states().getLast().failingSince()).isEmpty();
  }

  @Test
  void aReceiverThatFailsForAnHourIsAskedEverLessOftenAndLosesNothing() {
    FakeReceiver receiver = receiver();
    Instant works = Given.NOW.plus(Duration.ofHours(1));
    receiver.behaves(
        request -> request.at().isBefore(works) ? new Behaviour.Answers(503) : FakeReceiver.TAKES);
    Webhook webhook = add(receiver);
    List<ChangeMade> changes = report(10);

    run(LONG);

    await().untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(ids(changes)));
    assertThat(gaps(receiver).subList(0, 13))
        .isEqualTo(
            Stream.concat(
                    IntStream.range(0, 10).mapToObj(i -> Duration.ofSeconds(1L << i)),
                    Stream.generate(() -> Duration.ofMinutes(15)).limit(3))
                .toList());
    assertThat(gaps(receiver).subList(13, gaps(receiver).size())).containsOnly(Duration.ZERO);
    assertThat(state(webhook).undelivered()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 120, 3_600, 7_200, 999_999_999})
  void aReceiverIsAskedAgainWhenItAsksForItWithinAnHour(int seconds) {
    FakeReceiver receiver = receiver();
    receiver.behaves(
        request ->
            switch (receiver.requests().size()) {
              case 0 -> new Behaviour.Answers(429, Optional.of(Integer.toString(seconds)));
              case 1 ->
                  new Behaviour.Answers(
                      503,
                      Optional.of(
                          DateTimeFormatter.RFC_1123_DATE_TIME.format(
                              request.at().plusSeconds(seconds).atOffset(ZoneOffset.UTC))));
              default -> FakeReceiver.TAKES;
            });
    add(receiver);
    List<ChangeMade> changes = report(1);

    run(LONG);

    await().untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(ids(changes)));
    int asked = Math.min(seconds, 3_600);
    assertThat(gaps(receiver))
        .containsExactly(
            Duration.ofSeconds(Math.max(1, asked)), Duration.ofSeconds(Math.max(2, asked)));
  }

  @Test
  void aReceiverThatIsDownForMoreThanADayMissesTheOldestChangesAndGetsTheRestInOrder() {
    FakeReceiver receiver = receiver();
    Instant works = Given.NOW.plus(Duration.ofHours(30));
    receiver.behaves(
        request -> request.at().isBefore(works) ? new Behaviour.Answers(502) : FakeReceiver.TAKES);
    Webhook webhook = add(receiver);
    List<ChangeMade> changes =
        IntStream.range(0, 12)
            .mapToObj(hour -> Given.change(Given.NOW.plus(Duration.ofHours(hour))))
            .toList();
    changes.forEach(log::report);

    run(LONG);

    await().untilAsserted(() -> assertThat(state(webhook).nextOffset()).isEqualTo(12));
    List<String> givenUp =
        state(webhook).undelivered().stream().map(it -> it.getChangeId().toString()).toList();
    assertThat(Stream.concat(givenUp.stream(), receiver.taken().stream()))
        .containsExactlyElementsOf(ids(changes));
    assertThat(givenUp).hasSizeBetween(6, 7);
    assertThat(state(webhook).undelivered())
        .allSatisfy(
            change -> {
              Instant reported = changes.get((int) change.getOffset()).getReportedAt();
              assertThat(Duration.between(reported, change.getOccurredAt()))
                  .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusMinutes(15));
              assertThat(change.getSince()).isEqualTo(Given.NOW);
              assertThat(change.getReason()).contains("502");
            });
    assertThat(state(webhook).failingSince()).isEmpty();
  }

  @Test
  void aChangeThatWaitedBecauseNothingRanIsNotGivenUpAtTheFirstFailure() {
    FakeReceiver receiver = receiver();
    receiver.behaves(
        _ -> receiver.requests().isEmpty() ? new Behaviour.Answers(503) : FakeReceiver.TAKES);
    Webhook webhook = add(receiver);
    List<ChangeMade> changes = report(2);
    time.advance(Duration.ofDays(3));

    run(LONG);

    await().untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(ids(changes)));
    assertThat(state(webhook).undelivered()).isEmpty();
  }

  // ---- ends and restarts

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 17})
  void afterARestartNothingIsLostAndNothingIsSentTwice(int taken) {
    FakeReceiver receiver = receiver();
    add(receiver);
    List<ChangeMade> changes = report(20);
    Running first = run(LONG);
    await().until(() -> receiver.taken().size() >= taken);
    first.stop();

    run(LONG);

    await().untilAsserted(() -> assertThat(receiver.taken()).hasSize(20));
    assertThat(receiver.taken()).isEqualTo(ids(changes));
  }

  @Test
  void aRestartDuringAFailureContinuesWithTheTimesOfBefore() {
    FakeReceiver receiver = receiver();
    receiver.behaves(_ -> new Behaviour.Answers(500));
    Webhook webhook = add(receiver);
    report(1);
    time.limit(Given.NOW.plus(Duration.ofHours(12)));
    Running first = run(LONG);
    await().until(() -> time.now().isAfter(Given.NOW.plus(Duration.ofHours(11))));
    first.stop();
    int attempts = state(webhook).progress().orElseThrow().getAttempts();

    time.limit(Instant.MAX);
    run(LONG);

    await().untilAsserted(() -> assertThat(state(webhook).undelivered()).hasSize(1));
    DeliveryGivenUp change = state(webhook).undelivered().getFirst();
    assertThat(change.getSince()).isEqualTo(Given.NOW);
    assertThat(change.getAttempts()).isGreaterThan(attempts);
    assertThat(Duration.between(Given.NOW, change.getOccurredAt()))
        .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusMinutes(15));
  }

  @Test
  void aChangeWhoseSuccessCouldNotBeRecordedIsSentAgainWithTheSameId() {
    FakeReceiver receiver = receiver();
    add(receiver);
    log.failNextTransactions(1);
    List<ChangeMade> changes = report(5);

    run(LONG);

    List<String> expected = new ArrayList<>(ids(changes));
    expected.addFirst(expected.getFirst());
    await().untilAsserted(() -> assertThat(receiver.taken()).isEqualTo(expected));
    assertThat(events).hasAtLeastOneElementOfType(WebhookEvent.Interrupted.class);
  }

  @Test
  void aSecondDelivererEndsTheFirst() {
    FakeReceiver receiver = receiver();
    add(receiver);
    Running first = run(LONG);
    await().until(() -> events.size() == 1);
    run(LONG);
    await().until(() -> events.size() == 2);

    List<ChangeMade> changes = report(10);

    assertThatThrownBy(first.ended::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WebhooksFailed.class)
        .hasMessageContaining("another one has begun");
    await()
        .untilAsserted(
            () -> assertThat(new HashSet<>(receiver.taken())).hasSameElementsAs(ids(changes)));
  }

  @Test
  void withAnotherKeyOrAnotherTopicNothingIsPosted() {
    FakeReceiver receiver = receiver();
    Webhook webhook = add(receiver);
    report(3);
    InstallationKey another = InstallationKey.in(directory.resolve("another"));

    Running withAnotherKey = new Running(log.open(), another, LONG);
    await().until(() -> events.stream().anyMatch(WebhookEvent.Unusable.class::isInstance));
    withAnotherKey.stop();
    Running ofAnotherTopic = new Running(log.open("00000000"), key, LONG);
    await()
        .until(() -> events.stream().filter(WebhookEvent.Unusable.class::isInstance).count() == 2);
    ofAnotherTopic.stop();

    assertThat(receiver.requests()).isEmpty();
    assertThat(state(webhook).progress()).isEmpty();
  }

  // ---- registrations

  @Test
  void allFaultsOfARegistrationAreReportedAtOnce() throws InterruptedException {
    Registration registration =
        new Registration(
            "http://user:word@127.0.0.1/#x",
            List.of("ROUND_RAN", "NONE", "UNKNOWN"),
            Optional.of("26"),
            Optional.of("XX"),
            false);

    assertThat(registration.faults()).hasSize(8);
  }

  @Test
  void moreThanAHundredWebhooksAreRefused() {
    Registration registration = registration(URI.create("http://127.0.0.1:1/"));
    try (Registry registry = new Registry(log.open(), time::now)) {
      for (int i = 0; i < 100; i++) {
        registry.add(registration, key);
      }

      assertThatThrownBy(() -> registry.add(registration, key))
          .isInstanceOf(WebhooksFailed.class)
          .hasMessageContaining("100 webhooks");
      assertThat(registry.all()).hasSize(100);
    }
  }

  // ---- health and metrics

  @Test
  void deliveriesAndFailedAttemptsAreCounted() throws Exception {
    FakeReceiver receiver = receiver();
    receiver.behaves(
        _ ->
            switch (receiver.requests().size()) {
              case 0 -> new Behaviour.Answers(500);
              case 1 -> new Behaviour.Answers(404);
              case 2 -> new Behaviour.Redirects(URI.create("/elsewhere"));
              default -> FakeReceiver.TAKES;
            });
    add(receiver);
    report(3);

    WebhookServer server = listening(run(LONG));

    await()
        .untilAsserted(
            () ->
                assertThat(get(server, "/metrics").body().lines())
                    .contains(
                        "iec_ready 1.0",
                        "iec_webhooks_registered{state=\"delivering\"} 1.0",
                        "iec_webhooks_registered{state=\"failing\"} 0.0",
                        "iec_webhooks_registered{state=\"unusable\"} 0.0",
                        "iec_webhooks_delivered_total 3.0",
                        "iec_webhooks_given_up_total 0.0",
                        "iec_webhooks_failed_total{reason=\"server_error\"} 1.0",
                        "iec_webhooks_failed_total{reason=\"client_error\"} 1.0",
                        "iec_webhooks_failed_total{reason=\"redirect\"} 1.0",
                        "iec_webhooks_failed_total{reason=\"timeout\"} 0.0",
                        "iec_webhooks_failed_total{reason=\"connection\"} 0.0",
                        "iec_webhooks_failed_total{reason=\"address\"} 0.0",
                        "iec_webhooks_oldest_undelivered_seconds 0.0"));
    assertThat(get(server, "/metrics").body()).doesNotContain(receiver.url().toString());
  }

  @Test
  void theAgeOfTheOldestChangeThatWaitsIsReportedAndAChangeThatIsGivenUpIsCounted()
      throws Exception {
    FakeReceiver failing = receiver();
    FakeReceiver other = receiver();
    failing.behaves(_ -> new Behaviour.Answers(503));
    add(failing);
    add(other);
    report(1);
    // The first pause would end after this.
    time.limit(Given.NOW);
    WebhookServer server = listening(run(LONG));
    await().until(() -> other.requests().size() == 1 && failing.requests().size() == 1);

    time.advance(Duration.ofMinutes(90));

    await()
        .untilAsserted(
            () ->
                assertThat(get(server, "/metrics").body())
                    .contains(
                        "iec_webhooks_oldest_undelivered_seconds 5400.0",
                        "iec_webhooks_registered{state=\"delivering\"} 1.0",
                        "iec_webhooks_registered{state=\"failing\"} 1.0",
                        "iec_webhooks_given_up_total 0.0"));
    assertThat(get(server, "/health").statusCode()).as("with a failing receiver").isEqualTo(200);
    assertThat(get(server, "/health").body())
        .isEqualTo(
            "{\"status\":\"UP\",\"fault\":null,\"webhooks\":2,\"failing\":1,\"unusable\":0,\"oldestUndeliveredSeconds\":5400}");

    time.limit(Given.NOW.plus(Duration.ofHours(30)));

    await()
        .untilAsserted(
            () ->
                assertThat(get(server, "/metrics").body())
                    .contains(
                        "iec_webhooks_given_up_total 1.0",
                        "iec_webhooks_oldest_undelivered_seconds 0.0"));
  }

  @Test
  void anUnusableWebhookIsReportedUntilItIsRemoved() throws Exception {
    Webhook webhook = add(receiver());
    InstallationKey another = InstallationKey.in(directory.resolve("another"));
    WebhookServer server = listening(new Running(log.open(), another, LONG));

    await()
        .untilAsserted(
            () ->
                assertThat(get(server, "/metrics").body())
                    .contains("iec_webhooks_registered{state=\"unusable\"} 1.0"));
    assertThat(get(server, "/health").body())
        .contains("\"status\":\"UP\"", "\"webhooks\":1", "\"unusable\":1");

    try (Registry registry = new Registry(log.open(), time::now)) {
      registry.remove(webhook.id());
    }
    await()
        .untilAsserted(
            () ->
                assertThat(get(server, "/metrics").body())
                    .contains("iec_webhooks_registered{state=\"unusable\"} 0.0"));
  }

  @Test
  void healthIsDownWhileKafkaDoesNotAnswer() throws Exception {
    add(receiver());
    report(1);
    log.failNextTransactions(1);
    time.limit(Given.NOW);
    WebhookServer server = listening(run(LONG));

    await()
        .untilAsserted(
            () -> {
              assertThat(get(server, "/health").statusCode()).isEqualTo(503);
              assertThat(get(server, "/health").body())
                  .contains("\"status\":\"DOWN\"")
                  .doesNotContain("\"fault\":null");
              assertThat(get(server, "/metrics").body()).contains("iec_ready 0.0");
            });

    time.limit(Instant.MAX);

    await().untilAsserted(() -> assertThat(get(server, "/health").statusCode()).isEqualTo(200));
    assertThat(get(server, "/health").body()).contains("\"fault\":null");
  }

  @Test
  void onlyHealthAndMetricsAreServed() throws Exception {
    WebhookServer server = listening(run(LONG));

    assertThat(get(server, "/").statusCode()).isEqualTo(404);
    assertThat(get(server, "/metrics/x").statusCode()).isEqualTo(404);
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(
              http.send(
                      HttpRequest.newBuilder(uri(server, "/metrics"))
                          .POST(HttpRequest.BodyPublishers.noBody())
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(405);
    }
  }

  private WebhookServer listening(Running running) throws IOException {
    WebhookServer server =
        WebhookServer.start(
            running.deliverer, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    toClose.add(server);
    return server;
  }

  private static URI uri(WebhookServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private static HttpResponse<String> get(WebhookServer server, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  // ---- helpers

  private final class Running {
    private final Deliverer deliverer;
    private final CompletableFuture<Void> ended;

    Running(WebhookLog opened, InstallationKey key, Duration timeout) {
      List<WebhookLog> first = new ArrayList<>(List.of(opened));
      deliverer =
          new Deliverer(
              () -> first.isEmpty() ? log.open() : first.removeFirst(),
              Addresses.usual(),
              true,
              timeout,
              key,
              time,
              events::add);
      ended =
          CompletableFuture.runAsync(
              () -> {
                try {
                  deliverer.run();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread::startVirtualThread);
      toClose.add(deliverer::stop);
    }

    void stop() {
      deliverer.stop();
      ended.join();
    }
  }

  private Running run(Duration timeout) {
    return new Running(log.open(), key, timeout);
  }

  private FakeReceiver receiver() {
    FakeReceiver receiver = new FakeReceiver(time);
    toClose.add(receiver);
    return receiver;
  }

  private Webhook add(FakeReceiver receiver) {
    return add(registration(receiver.url()));
  }

  private static Registration registration(URI url) {
    return new Registration(url.toString(), List.of(), Optional.empty(), Optional.empty(), true);
  }

  private Webhook add(Registration registration) {
    try (Registry registry = new Registry(log.open(), time::now)) {
      return registry.add(registration, key);
    }
  }

  private WebhookState state(Webhook webhook) {
    UUID id = webhook.id();
    return log.states().stream()
        .filter(state -> state.webhook().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private List<ChangeMade> report(int number) {
    List<ChangeMade> changes =
        IntStream.range(0, number).mapToObj(_ -> Given.change(time.now())).toList();
    changes.forEach(log::report);
    return changes;
  }

  private static List<String> ids(List<ChangeMade> changes) {
    return changes.stream().map(change -> change.getEventId().toString()).toList();
  }

  /** Times between the requests. */
  private static List<Duration> gaps(FakeReceiver receiver) {
    List<Request> requests = receiver.requests();
    return IntStream.range(1, requests.size())
        .mapToObj(i -> Duration.between(requests.get(i - 1).at(), requests.get(i).at()))
        .toList();
  }
}
