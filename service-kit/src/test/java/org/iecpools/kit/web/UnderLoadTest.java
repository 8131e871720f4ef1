package org.iecpools.kit.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Loads beyond the limits, with the default settings: well-behaved clients are served meanwhile,
 * every refusal is a clear answer, and nothing stays on the heap. The system property {@code
 * limits.rounds} repeats all loads, 2 times by default.
 */
@Tag("long")
@OnThingsService
// A server of its own, because the loads use up the rate limit of this address.
@TestPropertySource(properties = "spring.application.name=loaded-things")
class UnderLoadTest {

  private static final int ROUNDS = Integer.getInteger("limits.rounds", 2);
  private static final int MOST_WARM_UPS = 4;
  private static final int POSTS = 2_000;

  /** Of {@link #POSTS}, because all clients have the same address. */
  private static final int TAKEN = Admission.share(Admission.WRITES);

  private static final int SLOW_CLIENTS = 500;
  private static final int LARGE_BODIES = 16;
  private static final int LARGE_BODY = 50 << 20;
  private static final int LEVELS = 100_000;

  /** More than what the JVM and Tomcat keep for reuse, less than one large body. */
  private static final long HEAP_GROWTH = 24L << 20;

  @Autowired private ThingsService.Things things;
  @LocalServerPort private int port;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    things.gate.countDown();
    clients.shutdownNow();
    http.close();
  }

  @Test
  void wellBehavedClientsAreServedAndMemoryStaysFlat() throws Exception {
    long before = heapAfterWarmUp();

    for (int round = 1; round < ROUNDS; round++) {
      everyLoad();
    }

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(heapAfterCollection() - before).isLessThan(HEAP_GROWTH));
  }

  /**
   * Fills caches, such as those of connections and of bytecode, until one more load adds little. On
   * a busy machine fewer clients are connected at once, so that this takes more loads. What a load
   * leaves behind for good is added by each of them.
   */
  private long heapAfterWarmUp() throws Exception {
    everyLoad();
    long heap = heapAfterCollection();
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      long before = heap;
      everyLoad();
      heap = heapAfterCollection();
      if (heap - before < HEAP_GROWTH / 4) {
        return heap;
      }
    }
    return heap;
  }

  private void everyLoad() throws Exception {
    manyPosts();
    slowClients();
    largeBodies();
    deepJson();
  }

  private void manyPosts() throws Exception {
    int storedBefore = things.stored.get();
    things.gate = new CountDownLatch(1);
    try (HttpClient many = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < POSTS; i++) {
        answers.add(many.sendAsync(post("/api/v1/things", "{}"), ofString()));
      }
      assertAllButTheFirstAreRefused(answers);
    }
    assertThat(things.stored.get() - storedBefore).isEqualTo(TAKEN);
    assertWrites();
  }

  private void assertAllButTheFirstAreRefused(List<CompletableFuture<HttpResponse<String>>> answers)
      throws Exception {
    assertReads();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count() == POSTS - TAKEN);
    assertReads();
    things.gate.countDown();

    int taken = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> response = answer.get();
      if (response.statusCode() == 200) {
        taken++;
      } else {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).contains("RATE_LIMITED");
      }
    }
    assertThat(taken).isEqualTo(TAKEN);
  }

  /** Half of them never end their headers, the others never end their body. */
  private void slowClients() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      String start =
          i % 2 == 0
              ? "GET /api/v1/things HTTP/1.1\r\nHost: localhost\r\nX-Endless: "
              : head("/api/v1/things", "Content-Length: 60000");
      answers.add(clients.submit(() -> drip(start)));
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              assertReads();
              assertWrites();
              return answers.stream().allMatch(Future::isDone);
            });
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      String answer = answers.get(i).get();
      if (i % 2 == 0) {
        assertThat(answer).isEmpty();
      } else {
        // The server may close the connection before the client has read the answer.
        assertThat(answer).matches(it -> it.isEmpty() || it.startsWith("HTTP/1.1 408"));
      }
    }
    assertThat(answers.stream().filter(answer -> !answer.resultNow().isEmpty())).isNotEmpty();
  }

  /**
   * As many readers as one address may have at once, each of which reads 32 kB per half a second,
   * so that it makes progress all the time.
   */
  @Test
  void slowReadersLoseTheirConnections() throws Exception {
    List<Future<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < Admission.share(Admission.READS); i++) {
      readers.add(clients.submit(this::sip));
    }

    await()
        .atMost(ClientDeadlines.RESPONSE.plusSeconds(60))
        .until(() -> readers.stream().allMatch(Future::isDone));

    assertThat(readers.stream().map(Future::resultNow))
        .allMatch(read -> read > 1 << 20 && read < 32 << 20);
    assertReads();
  }

  /** Reads slowly until the server closes the connection; returns the number of bytes. */
  private int sip() throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1 << 16);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket
          .getOutputStream()
          .write("GET /api/v1/long HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      int read = 0;
      long end = System.nanoTime() + ClientDeadlines.RESPONSE.plusSeconds(15).toNanos();
      while (System.nanoTime() < end) {
        read += socket.getInputStream().readNBytes(1 << 15).length;
        Thread.sleep(500);
      }
      // What is still in the buffers, up to the end or reset of the connection.
      try {
        for (int more = 1; more > 0; read += more) {
          more = socket.getInputStream().readNBytes(1 << 16).length;
        }
      } catch (SocketException _) {
        // reset
      }
      return read;
    }
  }

  private void largeBodies() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < LARGE_BODIES; i++) {
      String head =
          head(
              "/api/v1/things",
              i % 2 == 0 ? "Content-Length: " + LARGE_BODY : "Transfer-Encoding: chunked");
      answers.add(clients.submit(() -> upload(head)));
    }
    assertReads();
    assertWrites();
    for (Future<String> answer : answers) {
      assertThat(answer.get()).matches(it -> it.isEmpty() || it.startsWith("HTTP/1.1 413"));
    }
    assertReads();
  }

  private void deepJson() throws Exception {
    for (String path : List.of("/api/v1/things", "/api/v1/parsed")) {
      for (String open : List.of("[", "{\"a\":")) {
        HttpResponse<String> tooLong = http.send(post(path, open.repeat(LEVELS)), ofString());
        assertThat(tooLong.statusCode()).isEqualTo(413);
        int fitting = RequestGuard.MAX_BODY / open.length();
        for (int levels : List.of(501, 5_000, fitting)) {
          HttpResponse<String> deep = http.send(post(path, open.repeat(levels)), ofString());
          assertThat(deep.statusCode()).isEqualTo(400);
          assertThat(deep.body()).contains("MALFORMED_JSON");
        }
      }
    }
    assertReads();
    assertWrites();
  }

  /** A client that reads needs no repeats, because nobody else reads. */
  private void assertReads() throws Exception {
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(at("/api/v1/things")).build(), ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** A client that writes repeats requests as Retry-After tells it. */
  private void assertWrites() throws Exception {
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> answer = http.send(post("/api/v1/things", "{}"), ofString());
      if (answer.statusCode() == 200) {
        return;
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      Thread.sleep(
          Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElseThrow()));
    }
    throw new AssertionError("no write was accepted");
  }

  /** Sends a byte per half a second until the server answers or closes the connection. */
  private String drip(String start) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(start.getBytes(US_ASCII));
      socket.setSoTimeout(500);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (System.nanoTime() < giveUp) {
        try {
          int read = socket.getInputStream().read();
          if (read < 0) {
            return answer.toString(US_ASCII);
          }
          answer.write(read);
        } catch (SocketTimeoutException _) {
          socket.getOutputStream().write('x');
        } catch (IOException _) {
          return answer.toString(US_ASCII);
        }
      }
      throw new IOException(
          "the connection of a slow client stays open: %s... was answered with '%s'"
              .formatted(start.substring(0, 4), answer.toString(US_ASCII)));
    } catch (SocketException _) {
      return "";
    }
  }

  /** The answer to a body that is sent as long as the server reads it; empty after a reset. */
  private String upload(String head) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      if (head.contains("chunked")) {
        socket.getOutputStream().write("%x\r\n".formatted(LARGE_BODY).getBytes(US_ASCII));
      }
      byte[] part = new byte[1 << 16];
      try {
        for (int sent = 0; sent < LARGE_BODY; sent += part.length) {
          socket.getOutputStream().write(part);
        }
      } catch (IOException _) {
        // The server has stopped reading; its answer may still be there.
      }
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (IOException _) {
      return "";
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static HttpResponse.BodyHandler<String> ofString() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private HttpRequest post(String path, String json) {
    return HttpRequest.newBuilder(at(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String head(String path, String header) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
        .formatted(path, header);
  }
}
