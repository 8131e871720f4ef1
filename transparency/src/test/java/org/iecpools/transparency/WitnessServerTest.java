package org.iecpools.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.transparency.SignedNote.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessServerTest {

  @TempDir private Path directory;

  private final SmallLog log = new SmallLog(10);
  private final HttpClient client = HttpClient.newHttpClient();
  private Witness witness;
  private WitnessServer server;

  @BeforeEach
  void start() throws IOException {
    witness =
        Witness.open(
            directory,
            Optional.of("w"),
            List.of(log.witnessed()),
            () -> Instant.parse("2026-11-29T20:00:00Z"),
            _ -> {});
    server =
        WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    witness.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> add(byte[] body) throws IOException, InterruptedException {
    return send("POST", "/add-checkpoint", body);
  }

  @Test
  void aCosignatureIsReturnedAndServedToMonitors() throws Exception {
    HttpResponse<String> answer = add(log.request(0, 5));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(log.note(5).with(SignedNote.signatures(answer.body())).status(witness.verifier()))
        .isEqualTo(Status.VALID);
    HttpResponse<String> monitored =
        send("GET", "/" + log.witnessed().id() + "/checkpoint", new byte[0]);
    assertThat(monitored.statusCode()).isEqualTo(200);
    assertThat(monitored.headers().firstValue("Content-Type"))
        .contains("text/plain; charset=utf-8");
    assertThat(monitored.body()).isEqualTo(log.note(5) + answer.body());
  }

  @Test
  void aConflictHasTheSizeAndItsContentType() throws Exception {
    add(log.request(0, 5));

    HttpResponse<String> answer = add(log.request(3, 8));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    assertThat(answer.body()).isEqualTo("5\n");
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    byte[] body = log.request(0, 5);

    assertThat(send("GET", "/add-checkpoint", new byte[0]).statusCode()).isEqualTo(405);
    assertThat(send("PUT", "/add-checkpoint", body).statusCode()).isEqualTo(405);
    assertThat(send("POST", "/" + log.witnessed().id() + "/checkpoint", body).statusCode())
        .isEqualTo(405);
    for (String path :
        List.of(
            "/",
            "/add-checkpoint/",
            "/add-checkpoints",
            "//add-checkpoint",
            "/x/../add-checkpoint",
            "/add%2Dcheckpoint",
            "/key",
            "/../key",
            "/..%2f..%2fkey/checkpoint",
            "/" + "g".repeat(64) + "/checkpoint")) {
      assertThat(send("POST", path, body).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aBodyIsLimited() throws Exception {
    byte[] large = new byte[WitnessServer.MAX_BODY_BYTES + 1];

    assertThat(add(large).statusCode()).isEqualTo(413);
    assertThat(add(new byte[WitnessServer.MAX_BODY_BYTES]).statusCode()).isEqualTo(400);
    assertThat(add(log.request(0, 5)).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsThatEndTooEarlyDoNotStopTheServer() throws Exception {
    for (String request :
        List.of(
            "POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nold 0\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET ")) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain("HTTP/1.1 2");
      }
    }
    assertThat(add(log.request(0, 5)).statusCode()).isEqualTo(200);
  }

  @Test
  void slowClientsAreLimitedInNumberAndTime() throws Exception {
    String begin = "POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nold 0\n";
    add(log.request(0, 5));
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < BoundedServer.MAX_REQUESTS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        sockets.add(socket);
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      await()
          .atMost(Duration.ofSeconds(9))
          .untilAsserted(() -> assertThat(add(log.request(5, 5)).statusCode()).isEqualTo(503));

      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(add(log.request(5, 5)).statusCode()).isEqualTo(200));
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
