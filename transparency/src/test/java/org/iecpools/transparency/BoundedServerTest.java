package org.iecpools.transparency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold on to their requests. */
@Timeout(120)
class BoundedServerTest {

  /** More than the system buffers for a client that reads nothing. */
  private static final byte[] LARGE = new byte[16 << 20];

  private final List<Socket> sockets = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private BoundedServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        BoundedServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            exchange ->
                exchange.getRequestURI().getPath().equals("/large")
                    ? new BoundedServer.Answer(200, "application/octet-stream", LARGE)
                    : BoundedServer.Answer.text(200, "here\n"));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    http.shutdownNow();
    server.close();
  }

  private void open(String request) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(server.address());
    sockets.add(socket);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private int status() throws Exception {
    return http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/".formatted(server.address().getPort())))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Waits until the time of all requests is over. */
  private void awaitDeadline() throws Exception {
    Thread.sleep(BoundedServer.LIMIT.plusSeconds(5));
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(status()).isEqualTo(200));
  }

  @Test
  void clientsThatDoNotReadTheirAnswersAreCutOff() throws Exception {
    for (int i = 0; i < BoundedServer.MAX_REQUESTS; i++) {
      open("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    awaitDeadline();

    for (Socket socket : sockets) {
      assertThat(received(socket)).isLessThan(LARGE.length);
    }
  }

  @Test
  void clientsThatDoNotSendTheBodyThatNobodyReadsAreCutOff() throws Exception {
    for (int i = 0; i < BoundedServer.MAX_REQUESTS; i++) {
      open("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na");
    }

    awaitDeadline();

    for (Socket socket : sockets) {
      assertThat(received(socket)).isLessThan(LARGE.length);
    }
  }

  /** Reads to the end of a connection, which the server must have closed. */
  private static long received(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    long length = 0;
    byte[] part = new byte[1 << 16];
    try {
      for (int read = 0; read >= 0; read = socket.getInputStream().read(part)) {
        length += read;
      }
    } catch (SocketException _) {
      // Closed with a reset.
    }
    return length;
  }
}
