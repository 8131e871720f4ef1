package org.iecpools.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Requests at once, of one client and of all. */
class AdmissionTest {

  private static final int SHARE = 48;
  private static final Duration SECONDS = Duration.ofSeconds(30);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Admission admission =
      new Admission(
          new RateLimits(
              new LimitSettings(1_000, 10_000, 1_000, 10_000, List.of("10.0.0.0/8")), meters),
          meters);
  private final RequestGuard guard = new RequestGuard(admission, SECONDS);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    gate.countDown();
    clients.close();
  }

  @Test
  void aClientWithManySlowRequestsDoesNotKeepAnotherWaiting() throws Exception {
    // given an address that sends more slow orders than there are permits, again and again
    List<Future<MockHttpServletResponse>> slow = slow("192.0.2.1", 3 * Admission.WRITES);
    await().atMost(SECONDS).until(() -> active() == SHARE);

    // when another one sends orders, then each is processed
    for (int i = 0; i < 20; i++) {
      assertThat(answer(post("192.0.2.2"), (_, _) -> {}).getStatus()).isEqualTo(200);
    }

    // and what the first one has too many is refused
    await().atMost(SECONDS).until(() -> done(slow) == 3L * Admission.WRITES - SHARE);
    MockHttpServletResponse refused =
        slow.stream().filter(Future::isDone).findFirst().orElseThrow().resultNow();
    assertThat(refused.getStatus()).isEqualTo(429);
    assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    assertThat(refused.getContentAsString())
        .contains("RATE_LIMITED", "48 of one address are being processed");
    assertThat(meters.counter("iec.http.limited", "by", "address").count())
        .isEqualTo(3.0 * Admission.WRITES - SHARE);
  }

  @Test
  void aRequestWaitsForTheEndOfAnotherOneOfItsClient() throws Exception {
    List<Future<MockHttpServletResponse>> slow = slow("192.0.2.1", SHARE);
    await().atMost(SECONDS).until(() -> active() == SHARE);
    Future<MockHttpServletResponse> next =
        clients.submit(() -> answer(post("192.0.2.1"), (_, _) -> {}));

    gate.countDown();

    assertThat(next.get().getStatus()).isEqualTo(200);
    for (Future<MockHttpServletResponse> answer : slow) {
      assertThat(answer.get().getStatus()).isEqualTo(200);
    }
  }

  @Test
  void allClientsTogetherGetAllPermitsAndNoMore() throws Exception {
    slow("192.0.2.1", SHARE);
    slow("192.0.2.2", Admission.WRITES - SHARE);
    await().atMost(SECONDS).until(() -> active() == Admission.WRITES);

    MockHttpServletResponse refused = answer(post("192.0.2.3"), (_, _) -> {});

    assertThat(refused.getStatus()).isEqualTo(503);
    assertThat(refused.getContentAsString()).contains("OVERLOADED", "64 are being processed");
  }

  @Test
  void addressesThatAreExemptHaveNoShare() throws Exception {
    slow("10.1.2.3", Admission.WRITES);

    await().atMost(SECONDS).until(() -> active() == Admission.WRITES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.%d", "10.0.0.%d"})
  void aSubjectHasOneShareFromAllAddresses(String addresses) throws Exception {
    List<Future<MockHttpServletResponse>> slow =
        IntStream.range(0, SHARE)
            .mapToObj(i -> send(addresses.formatted(i), Optional.of("portal")))
            .toList();
    await().atMost(SECONDS).until(() -> active() == SHARE);

    MockHttpServletResponse refused = send(addresses.formatted(200), Optional.of("portal")).get();

    assertThat(refused.getStatus()).isEqualTo(429);
    assertThat(refused.getContentAsString()).contains("of one subject are being processed");
    assertThat(meters.counter("iec.http.limited", "by", "subject").count()).isEqualTo(1);
    Future<MockHttpServletResponse> other =
        send(addresses.formatted(201), Optional.of("somebody else"));
    await().atMost(SECONDS).until(() -> active() == SHARE + 1);
    gate.countDown();
    assertThat(other.get().getStatus()).isEqualTo(200);
    for (Future<MockHttpServletResponse> answer : slow) {
      assertThat(answer.get().getStatus()).isEqualTo(200);
    }
    assertThat(send(addresses.formatted(200), Optional.of("portal")).get().getStatus())
        .isEqualTo(200);
  }

  @Test
  void onlyClientsWithARequestAreRemembered() throws Exception {
    ClientShares shares = new ClientShares(2);
    Random random = new Random(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String client = "client " + random.nextInt(10);
      all.add(
          clients.submit(
              () -> {
                if (shares.take(client, Duration.ofMillis(random.nextInt(3)))) {
                  Thread.yield();
                  shares.release(client);
                }
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }

    assertThat(shares.clients()).isZero();
    assertThat(shares.take("client 1", Duration.ZERO)).isTrue();
    assertThat(shares.take("client 1", Duration.ZERO)).isTrue();
    assertThat(shares.take("client 1", Duration.ZERO)).isFalse();
  }

  private List<Future<MockHttpServletResponse>> slow(String address, int requests) {
    return IntStream.range(0, requests).mapToObj(_ -> send(address, Optional.empty())).toList();
  }

  /** Sends a request that ends when the gate opens. */
  private Future<MockHttpServletResponse> send(String address, Optional<String> subject) {
    return clients.submit(
        () ->
            answer(
                post(address),
                (request, response) -> {
                  Optional<ServletProblem> problem =
                      subject.flatMap(it -> admission.identified((HttpServletRequest) request, it));
                  if (problem.isPresent()) {
                    problem
                        .get()
                        .send((HttpServletRequest) request, (MockHttpServletResponse) response);
                  } else {
                    try {
                      gate.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }
                }));
  }

  private MockHttpServletResponse answer(MockHttpServletRequest request, FilterChain chain)
      throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    guard.doFilter(request, response, chain);
    return response;
  }

  private static MockHttpServletRequest post(String address) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/things");
    request.setRemoteAddr(address);
    return request;
  }

  private static long done(List<Future<MockHttpServletResponse>> answers) {
    return answers.stream().filter(Future::isDone).count();
  }

  private double active() {
    return meters.get("iec.http.active").tag("kind", "writes").gauge().value();
  }
}
