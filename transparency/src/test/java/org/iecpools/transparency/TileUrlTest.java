package org.iecpools.transparency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a log's web server may do. */
@Timeout(30)
class TileUrlTest {

  private static final Duration TIME = Duration.ofSeconds(1);

  /** Writes an answer. */
  @FunctionalInterface
  private interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private ServerSocket socket;

  private TileUrl answering(Answer answer) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(answer));
    return new TileUrl(URI.create("http://127.0.0.1:" + socket.getLocalPort()), http, TIME);
  }

  private void serve(Answer answer) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client.getInputStream().read(new byte[4096]);
        answer.write(client.getOutputStream());
      } catch (IOException _) {
        // The client has gone, or the test has ended.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    http.shutdownNow();
    socket.close();
  }

  private static void head(OutputStream out, String header) throws IOException {
    out.write(("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(US_ASCII));
    out.flush();
  }

  @Test
  void aFileWhoseBytesComeSlowlyIsGivenUp() throws IOException {
    TileUrl log =
        answering(
            out -> {
              head(out, "Content-Length: 1000");
              while (true) {
                out.write('a');
                out.flush();
                Thread.sleep(100);
              }
            });
    long start = System.nanoTime();

    assertThatThrownBy(() -> log.read("checkpoint")).isInstanceOf(IOException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aFileWithoutEndIsGivenUp() throws IOException {
    TileUrl log =
        answering(
            out -> {
              head(out, "Connection: close");
              while (true) {
                out.write(new byte[1 << 16]);
              }
            });

    assertThatThrownBy(() -> log.read("checkpoint")).isInstanceOf(IOException.class);
  }

  @Test
  void aSmallFileThatUnpacksToALargeOneIsGivenUp() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    TileUrl log =
        answering(
            out -> {
              head(out, "Content-Encoding: gzip\r\nContent-Length: " + packed.size());
              out.write(packed.toByteArray());
            });

    assertThatThrownBy(() -> log.read("checkpoint"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void aPackedFileIsRead() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("a log".getBytes(US_ASCII));
    }
    TileUrl log =
        answering(
            out -> {
              head(out, "Content-Encoding: gzip\r\nContent-Length: " + packed.size());
              out.write(packed.toByteArray());
            });

    assertThat(log.read("checkpoint").orElseThrow()).asString().isEqualTo("a log");
  }

  @Test
  void whatIsNotPackedAsStatedIsAFault() throws IOException {
    TileUrl log =
        answering(
            out -> {
              head(out, "Content-Encoding: gzip\r\nContent-Length: 3");
              out.write(new byte[3]);
            });

    assertThatThrownBy(() -> log.read("checkpoint")).isInstanceOf(IOException.class);
  }
}
