package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.BeaconClient.Limits;
import org.iecpools.beacon.relay.FetchResult.Genuine;
import org.iecpools.beacon.relay.FetchResult.Late;
import org.iecpools.beacon.relay.FetchResult.TooEarly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server and the client of a local beacon together, over loopback. */
class LocalBeaconServerTest {

  private static final Instant GENESIS = Instant.parse("2021-01-01T00:00:00Z");

  private final LocalBeacon beacon =
      LocalBeacon.generate(new SecureRandom(), GENESIS, Duration.ofSeconds(3));
  private final AtomicReference<Instant> clock = new AtomicReference<>(GENESIS.plusSeconds(7));
  private final HttpClient http = HttpClient.newHttpClient();
  private LocalBeaconServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        LocalBeaconServer.start(
            beacon, clock::get, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .method(method, BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path);
  }

  private String chain() {
    return "/" + beacon.chain().hash();
  }

  @Test
  void theClientGetsARoundOnceItsTimeHasCome() throws Exception {
    try (BeaconClient client =
        new BeaconClient(beacon.chain(), List.of(url()), Limits.DEFAULT, clock::get)) {
      assertThat(client.fetch(3)).isEqualTo(new Genuine(beacon.round(3), url(), Map.of()));
      assertThat(client.fetch(4)).isEqualTo(new TooEarly(GENESIS.plusSeconds(9)));

      clock.set(GENESIS.plusSeconds(9));

      assertThat(client.fetch(4)).isEqualTo(new Genuine(beacon.round(4), url(), Map.of()));
    }
  }

  @Test
  void ifTheClocksDifferTheRoundIsLate() throws Exception {
    try (BeaconClient client =
        new BeaconClient(
            beacon.chain(), List.of(url()), Limits.DEFAULT, () -> GENESIS.plusSeconds(60))) {
      assertThat(client.fetch(4)).isEqualTo(new Late(Map.of(url(), new RelayFault.Missing(425))));
    }
  }

  @Test
  void theRelayOfAnotherChainHasNoRound() throws Exception {
    try (BeaconClient client =
        new BeaconClient(DrandChain.QUICKNET, List.of(url()), Limits.DEFAULT, Instant::now)) {
      assertThat(client.fetch(1)).isEqualTo(new Late(Map.of(url(), new RelayFault.Missing(404))));
    }
  }

  @Test
  void theChainIsDescribed() throws Exception {
    HttpResponse<String> info = get(chain() + "/info");

    assertThat(info.statusCode()).isEqualTo(200);
    assertThat(info.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(ChainInfo.read(info.body().getBytes(StandardCharsets.UTF_8)).hash())
        .isEqualTo(beacon.chain().hash());
  }

  @Test
  void theLatestRoundIsThatOfTheClock() throws Exception {
    assertThat(get(chain() + "/public/latest").body())
        .isEqualTo(get(chain() + "/public/3").body())
        .startsWith("{\"round\":3,\"randomness\":\"");

    clock.set(GENESIS);
    assertThat(get(chain() + "/public/latest").body()).startsWith("{\"round\":1,");

    clock.set(GENESIS.minusNanos(1));
    assertThat(get(chain() + "/public/latest").statusCode()).isEqualTo(425);
    assertThat(get(chain() + "/public/1").statusCode()).isEqualTo(425);
  }

  @Test
  void aRoundInTheFutureIsRefusedWithItsTime() throws Exception {
    HttpResponse<String> answer = get(chain() + "/public/4");

    assertThat(answer.statusCode()).isEqualTo(425);
    assertThat(answer.body())
        .isEqualTo(
            "the time of the round is 2021-01-01T00:00:09Z, and it is 2021-01-01T00:00:07Z\n");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    for (String path :
        List.of(
            "/",
            "/info",
            "/public/1",
            "/" + DrandChain.QUICKNET.hash() + "/public/1",
            chain(),
            chain() + "/public",
            chain() + "/public/0",
            chain() + "/public/-1",
            chain() + "/public/01",
            chain() + "/public/1/",
            chain() + "/public/%31",
            chain() + "/public/9999999999999999999",
            chain() + "/public/9223372036854775807",
            chain().toUpperCase() + "/info",
            "/.." + chain() + "/info")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    for (String method : List.of("POST", "PUT", "DELETE", "HEAD")) {
      HttpResponse<String> answer = send(method, chain() + "/public/1");
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }
  }

  @Test
  void requestsThatAreNotHttpOrNeverEndDoNotStopTheServer() throws Exception {
    List<Socket> unfinished = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * LocalBeaconServer.MAX_REQUESTS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        unfinished.add(socket);
        socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      for (String request : List.of("\u0000\u0001\r\n\r\n", "GET\r\n\r\n", "G / X\r\n\r\n")) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
          socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
          socket.shutdownOutput();
          InputStream in = socket.getInputStream();
          assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .doesNotContain("HTTP/1.1 2");
        }
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(get(chain() + "/public/1").statusCode()).isEqualTo(200));
    } finally {
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }
}
