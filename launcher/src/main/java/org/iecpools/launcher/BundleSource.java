package org.iecpools.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.auditor.AuditFailed;

/**
 * Reads the bundle that the option {@code --bundle} names: a file, an address or standard input.
 */
final class BundleSource {

  /** The list of a million candidates has 32 MB. */
  static final int MAX_BYTES = 128 << 20;

  static final String STANDARD_INPUT = "-";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** For the whole answer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private BundleSource() {}

  /** Whether a bundle is read over HTTP. */
  static boolean isUrl(String source) {
    return source.startsWith("http://") || source.startsWith("https://");
  }

  /**
   * Reads a bundle.
   *
   * @param input read if the source is {@value #STANDARD_INPUT}
   * @throws AuditFailed if it cannot be read, or is too large or too slow
   */
  static byte[] read(String source, InputStream input) {
    try {
      if (source.equals(STANDARD_INPUT)) {
        return limited(input);
      }
      if (isUrl(source)) {
        return get(Arguments.url(source));
      }
      try (InputStream file = Files.newInputStream(Path.of(source))) {
        return limited(file);
      }
    } catch (IOException e) {
      throw new AuditFailed("the bundle %s cannot be read: %s".formatted(source, e), e);
    }
  }

  private static byte[] get(URI address) throws IOException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
      Future<byte[]> answer =
          http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
              .thenApplyAsync(BundleSource::body);
      try {
        return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        http.shutdownNow();
        throw new IOException("no complete answer within %s".formatted(TIMEOUT), e);
      } catch (ExecutionException e) {
        http.shutdownNow();
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        http.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** The body, also of a problem, whose sentence is printed. */
  private static byte[] body(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return limited(body);
    } catch (IOException e) {
      throw new AuditFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] limited(InputStream in) throws IOException {
    byte[] all = in.readNBytes(MAX_BYTES + 1);
    if (all.length > MAX_BYTES) {
      throw new IOException("it has more than %,d bytes".formatted(MAX_BYTES));
    }
    return all;
  }
}
