package org.iecpools.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iecpools.domain.Texts;

/**
 * Posts a message once: to an address that is checked right before, within a time, without
 * redirects. The body of the answer is thrown away.
 */
final class Poster implements AutoCloseable {

  /** Time of a whole attempt, from the connection to the last byte of the answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final long LARGEST_ANSWER = 64 * 1024;
  private static final int FIRST_SUCCESS = 200;
  private static final int LAST_SUCCESS = 299;
  private static final int LONGEST_REASON = 300;

  /**
   * What is posted.
   *
   * @param id the same in every attempt
   */
  record Message(UUID id, byte[] secret, byte[] body) {}

  private final Addresses addresses;
  private final boolean allowPrivate;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param allowPrivate whether webhooks that were registered so may have private addresses
   */
  Poster(Addresses addresses, boolean allowPrivate, Duration timeout) {
    this.addresses = addresses;
    this.allowPrivate = allowPrivate;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            // A proxy would look the name up again, so that the check would be of no use.
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * Posts a message.
   *
   * @param now the time of the attempt
   */
  Attempt post(Webhook webhook, Message message, Instant now) throws InterruptedException {
    boolean mayBePrivate = allowPrivate && webhook.allowPrivate();
    if (!mayBePrivate && !"https".equalsIgnoreCase(webhook.url().getScheme())) {
      return Attempt.Failed.without(
          Failure.ADDRESS, "only https is allowed; run with --allow-private allows http");
    }
    Optional<String> refusal = addresses.refusal(webhook.url().getHost(), mayBePrivate);
    if (refusal.isPresent()) {
      return Attempt.Failed.without(Failure.ADDRESS, refusal.get());
    }
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(
            request(webhook, message, now),
            BodyHandlers.limiting(BodyHandlers.discarding(), LARGEST_ANSWER));
    try {
      return outcome(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), now);
    } catch (TimeoutException _) {
      answer.cancel(true);
      return Attempt.Failed.without(
          Failure.TIMEOUT, "no complete answer within %,d ms".formatted(timeout.toMillis()));
    } catch (ExecutionException e) {
      return Attempt.Failed.without(
          Failure.CONNECTION, reason(Objects.requireNonNullElse(e.getCause(), e)));
    }
  }

  private static HttpRequest request(Webhook webhook, Message message, Instant now) {
    String id = message.id().toString();
    long timestamp = now.getEpochSecond();
    return HttpRequest.newBuilder(webhook.url())
        .header("Content-Type", "application/json")
        .header("User-Agent", "iec-pools-webhooks")
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(timestamp))
        .header("webhook-signature", Signature.of(message.secret(), id, timestamp, message.body()))
        .POST(BodyPublishers.ofByteArray(message.body()))
        .build();
  }

  private static Attempt outcome(HttpResponse<Void> answer, Instant now) {
    int status = answer.statusCode();
    return status >= FIRST_SUCCESS && status <= LAST_SUCCESS
        ? new Attempt.Accepted(status)
        : new Attempt.Failed(
            Failure.of(status),
            Optional.of(status),
            "the receiver answered with status " + status,
            answer.headers().firstValue("Retry-After").flatMap(text -> wait(text, now)));
  }

  /** Seconds, or a time. */
  private static Optional<Duration> wait(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, until)).filter(it -> !it.isNegative());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static String reason(Throwable cause) {
    String text = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    String sentence =
        (cause instanceof IOException ? "the request failed" : "unexpected error")
            + " (%s)%s".formatted(cause.getClass().getSimpleName(), text);
    return Texts.escaped(sentence.substring(0, Math.min(LONGEST_REASON, sentence.length())));
  }

  @Override
  public void close() {
    // Not close(), which waits for requests that were given up.
    client.shutdownNow();
  }
}
