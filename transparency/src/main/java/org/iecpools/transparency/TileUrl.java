package org.iecpools.transparency;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/** A log on a web server, its own or that of others. */
public final class TileUrl implements TileSource {

  /** More than 256 entries of 65,535 bytes with their lengths. */
  private static final int MAX_BYTES = 17 << 20;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final URI prefix;
  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param prefix with or without a slash at its end
   * @param timeout for each file, from the connection to its last byte
   */
  public TileUrl(URI prefix, HttpClient client, Duration timeout) {
    this.prefix = prefix;
    this.client = client;
    this.timeout = timeout;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    String base = prefix.toString();
    URI uri = URI.create(base.endsWith("/") ? base + path : base + "/" + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Accept-Encoding", "gzip, identity")
            .GET()
            .build();
    HttpResponse<byte[]> response = answer(request);
    return switch (response.statusCode()) {
      case OK -> Optional.of(content(uri, response));
      case NOT_FOUND -> Optional.empty();
      default -> throw new IOException("%s answers %d".formatted(uri, response.statusCode()));
    };
  }

  /** The time of a request alone would only limit the time until the headers have come. */
  private HttpResponse<byte[]> answer(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(
          "%s gave no complete answer within %,d ms".formatted(request.uri(), timeout.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? new IOException("%s: %s".formatted(request.uri(), failure.getMessage()), failure)
          : new IOException("%s cannot be read".formatted(request.uri()), e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** A log may compress its files without being asked. */
  private static byte[] content(URI uri, HttpResponse<byte[]> response) throws IOException {
    boolean isCompressed =
        response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    if (!isCompressed) {
      return response.body();
    }
    try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      byte[] content = unpacked.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException("%s is larger than a tile can be".formatted(uri));
      }
      return content;
    }
  }
}
