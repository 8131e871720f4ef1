package org.iecpools.transparency;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves a witness over HTTP, with the limits of {@link BoundedServer}. */
public final class WitnessServer implements AutoCloseable {

  /** Enough for 63 lines of proof and 16 of the largest signatures. */
  static final int MAX_BODY_BYTES = 128 << 10;

  private static final Pattern CHECKPOINT = Pattern.compile("/([0-9a-f]{64})/checkpoint");

  private final Witness witness;
  private final BoundedServer server;

  private WitnessServer(Witness witness, InetSocketAddress address) throws IOException {
    this.witness = witness;
    this.server = BoundedServer.start(address, this::answer);
  }

  /** Begins to listen. The witness is not closed with the server. */
  public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
    return new WitnessServer(witness, address);
  }

  /** Where it listens; the port is the real one if 0 was requested. */
  public InetSocketAddress address() {
    return server.address();
  }

  private BoundedServer.Answer answer(HttpExchange exchange) throws IOException {
    WitnessAnswer answer = witnessAnswer(exchange);
    return new BoundedServer.Answer(
        answer.status(), answer.contentType(), answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private WitnessAnswer witnessAnswer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Matcher checkpoint = CHECKPOINT.matcher(path == null ? "" : path);
    if (checkpoint.matches()) {
      return isMethod(exchange, "GET")
          ? witness.checkpoint(checkpoint.group(1))
          : WitnessAnswer.text(405, "the method must be GET\n");
    }
    if (!"/add-checkpoint".equals(path)) {
      return WitnessAnswer.text(404, "there is nothing at this path\n");
    }
    if (!isMethod(exchange, "POST")) {
      return WitnessAnswer.text(405, "the method must be POST\n");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      return WitnessAnswer.text(413, "the body has more than %d bytes\n".formatted(MAX_BODY_BYTES));
    }
    return witness.addCheckpoint(body);
  }

  private static boolean isMethod(HttpExchange exchange, String method) {
    if (exchange.getRequestMethod().equals(method)) {
      return true;
    }
    exchange.getResponseHeaders().set("Allow", method);
    return false;
  }

  @Override
  public void close() {
    server.close();
  }
}
