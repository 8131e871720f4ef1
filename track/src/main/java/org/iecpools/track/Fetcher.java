package org.iecpools.track;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.feed.FeedReader;

/** Requests the feed over HTTP: conditionally, within a time and a size. */
final class Fetcher implements AutoCloseable {

  /** Dates in headers always have two digits for the day and GMT (RFC 9110). */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /**
   * What is sent so that the server need not send a known file again.
   *
   * @param etag of the known file
   * @param lastModified of the known file
   */
  record Validators(Optional<String> etag, Optional<Instant> lastModified) {
    static final Validators NONE = new Validators(Optional.empty(), Optional.empty());
  }

  private final HttpClient client;
  private final Duration timeout;

  /**
   * @param timeout of a whole request, from the connection to the last byte
   */
  Fetcher(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Requests the file once.
   *
   * @param now the time of the request
   */
  Fetched fetch(URI url, Validators known, Instant now) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("User-Agent", "iec-pools-track")
            .header("Accept", "application/xml, text/xml;q=0.9, */*;q=0.1");
    known.etag().ifPresent(etag -> request.header("If-None-Match", etag));
    known
        .lastModified()
        .ifPresent(time -> request.header("If-Modified-Since", HTTP_DATE.format(time)));
    Body body = new Body();
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request.GET().build(), body);
    try {
      return fetched(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), now);
    } catch (TimeoutException _) {
      answer.cancel(true);
      return new Fetched.Failed(
          "no complete answer within %d s".formatted(timeout.toSeconds()), Optional.empty());
    } catch (ExecutionException e) {
      return failed(Objects.requireNonNullElse(e.getCause(), e), body);
    }
  }

  /** Receives a file of an acceptable size, and knows whether one has begun. */
  private static final class Body implements BodyHandler<byte[]> {
    private volatile boolean hasBegun;

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo answer) {
      hasBegun = answer.statusCode() == HttpURLConnection.HTTP_OK;
      return BodySubscribers.limiting(BodySubscribers.ofByteArray(), FeedReader.MAX_BYTES);
    }
  }

  private Fetched failed(Throwable cause, Body body) {
    String text = String.valueOf(cause.getMessage());
    if (body.hasBegun) {
      return new Fetched.Incomplete(
          "the answer was cut off, or has more than %,d bytes: %s"
              .formatted(FeedReader.MAX_BYTES, text));
    }
    if (cause instanceof HttpTimeoutException) {
      return new Fetched.Failed(
          "no connection within %d s".formatted(timeout.toSeconds()), Optional.empty());
    }
    return new Fetched.Failed(
        cause instanceof IOException && cause.getMessage() == null
            ? "no connection: " + cause.getClass().getSimpleName()
            : "the request failed: " + text,
        Optional.empty());
  }

  private static Fetched fetched(HttpResponse<byte[]> answer, Instant now) {
    return switch (answer.statusCode()) {
      case HttpURLConnection.HTTP_OK ->
          new Fetched.Received(
              answer.body(),
              answer.headers().firstValue("ETag"),
              answer
                  .headers()
                  .firstValue("Last-Modified")
                  .flatMap(Fetcher::time)
                  .filter(time -> !time.isAfter(now)));
      case HttpURLConnection.HTTP_NOT_MODIFIED -> new Fetched.Unchanged();
      default ->
          new Fetched.Failed(
              "the server answered with status %d".formatted(answer.statusCode()),
              answer.headers().firstValue("Retry-After").flatMap(text -> wait(text, now)));
    };
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.from(HTTP_DATE.parse(text)));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Seconds, or a time. */
  private static Optional<Duration> wait(String text, Instant now) {
    return text.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : time(text).map(until -> Duration.between(now, until)).filter(it -> !it.isNegative());
  }

  @Override
  public void close() {
    // Not close(), which waits for requests that were given up.
    client.shutdownNow();
  }
}
