package org.iecpools.beacon.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A relay that answers whatever a test wants, byte by byte. */
final class FakeRelay implements AutoCloseable {

  /** What it does with a request, after it has read the headers. */
  @FunctionalInterface
  interface Behaviour {
    void answer(String path, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Behaviour behaviour;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  FakeRelay(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      this.socket = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    executor.submit(this::accept);
  }

  /** A whole answer with one status and body. */
  static Behaviour status(int status, String headers, byte[] body) {
    return (_, out) -> {
      out.write(
          "HTTP/1.1 %d Any\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
              .formatted(status, body.length, headers)
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
    };
  }

  static Behaviour ok(byte[] body) {
    return status(200, "Content-Type: application/json\r\n", body);
  }

  static Behaviour ok(String body) {
    return ok(body.getBytes(StandardCharsets.UTF_8));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** The paths that were requested. */
  List<String> paths() {
    return List.copyOf(paths);
  }

  private Void accept() throws IOException {
    while (true) {
      Socket connection = socket.accept();
      executor.submit(() -> serve(connection));
    }
  }

  private Void serve(Socket connection) throws IOException, InterruptedException {
    try (connection) {
      String head = head(connection.getInputStream());
      if (head.isEmpty()) {
        return null;
      }
      String path = head.split(" ", 3)[1];
      paths.add(path);
      OutputStream out = connection.getOutputStream();
      behaviour.answer(path, out);
      out.flush();
    }
    return null;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    executor.shutdownNow();
  }
}
