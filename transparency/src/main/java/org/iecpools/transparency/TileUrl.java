package org.iecpools.transparency;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
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
   * @param timeout for each file
   */
  public TileUrl(URI prefix, HttpClient client, Duration timeout) {
    this.prefix = prefix;
    this.client = client;
    this.timeout = timeout;
  }

  /** A log may compress its files without being asked. */
  private static InputStream decoded(HttpResponse<InputStream> response, InputStream body)
      throws IOException {
    boolean isCompressed =
        response.statusCode() == OK
            && response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    return isCompressed ? new GZIPInputStream(body) : body;
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
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream raw = response.body();
          InputStream body = decoded(response, raw)) {
        if (response.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        if (response.statusCode() != OK) {
          throw new IOException("%s answers %d".formatted(uri, response.statusCode()));
        }
        byte[] content = body.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
          throw new IOException("%s is larger than a tile can be".formatted(uri));
        }
        return Optional.of(content);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
