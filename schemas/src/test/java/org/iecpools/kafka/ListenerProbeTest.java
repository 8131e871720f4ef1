package org.iecpools.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of several servers decides whether a client is denied. */
class ListenerProbeTest {

  private static final byte[] ANSWER = {0, 0, 0, 6};

  private ServerSocket closing;
  private ServerSocket serving;

  @BeforeEach
  void start() throws IOException {
    closing = server(new byte[0]);
    serving = server(ANSWER);
  }

  @AfterEach
  void stop() throws IOException {
    closing.close();
    serving.close();
  }

  @Test
  void aServerThatClosesConnectionsIsReported() {
    assertThatThrownBy(() -> check(address(closing)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining(address(closing));
  }

  @Test
  void aServerThatClosesConnectionsIsIgnoredIfAnotherOneServes() {
    assertThatCode(() -> check(address(closing) + "," + address(serving)))
        .doesNotThrowAnyException();
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftToTheClient() throws IOException {
    serving.close();

    assertThatCode(() -> check(address(serving))).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(address(serving) + "," + address(closing)))
        .isInstanceOf(AccessDenied.class);
  }

  private static void check(String servers) {
    ListenerProbe.check(servers, SecurityProtocol.SASL_PLAINTEXT);
  }

  private static String address(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /**
   * A server that reads a request, sends an answer and closes the connection, until it is closed.
   */
  private static ServerSocket server(byte[] answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  client.getInputStream().readNBytes(14);
                  client.getOutputStream().write(answer);
                } catch (IOException e) {
                  // The client is gone, or the server is closed, which ends the loop.
                }
              }
            });
    return server;
  }
}
