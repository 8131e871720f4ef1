package org.iecpools.stats.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.iecpools.kit.clock.ServiceClock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * A cache of answers. An answer is reused only within the same second, because it contains the
 * current time, and only while nothing that answers depend on has changed.
 */
public final class Answers {

  /**
   * Maximum number of cached answers, more than are requested in a second; a full cache is cleared.
   */
  private static final int MAX_CACHED = 500;

  /**
   * Answers get a {@code Last-Modified} only after they have been unchanged for this long. HTTP
   * dates have a resolution of a second and instances apply a change at slightly different times,
   * so an earlier date could make a client keep an outdated answer.
   */
  private static final Duration SETTLE_TIME = Duration.ofSeconds(5);

  private final LongSupplier changes;
  private final ServiceClock clock;
  private final Map<Question, Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param changes counter that grows after every change that an answer may depend on has been
   *     applied
   */
  Answers(LongSupplier changes, ServiceClock clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /** The weak entity tag of an answer with this content. */
  static String tag(String content) {
    return tag(content.getBytes(StandardCharsets.UTF_8));
  }

  /** A weak entity tag for content, because a response may be compressed. */
  public static String tag(byte[] content) {
    try {
      return "W/\""
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12)
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The cache key of an answer.
   *
   * @param address the address as requested, without a query
   * @param query the query string as received
   * @param accept the header {@code Accept}
   */
  record Question(String address, String query, String accept) {}

  /**
   * An answer.
   *
   * @param tag the entity tag of its content, without the time
   * @param fileName the name under which a browser saves it; null if it is not to be saved
   * @param status 200, or 404 for a page that says what is missing
   * @param changedAt when the content last changed, if its records state it; null if not
   */
  public record Answer(
      String tag,
      MediaType type,
      byte[] body,
      @Nullable String fileName,
      HttpStatusCode status,
      @Nullable Instant changedAt) {

    /** An answer whose records do not state when it changed. */
    public Answer(
        String tag, MediaType type, byte[] body, @Nullable String fileName, HttpStatusCode status) {
      this(tag, type, body, fileName, status, null);
    }

    /** An answer with status 200 that is not to be saved. */
    public Answer(String tag, MediaType type, byte[] body) {
      this(tag, type, body, null, HttpStatus.OK);
    }
  }

  /**
   * A cached answer.
   *
   * @param changes the change counter when the answer was computed
   * @param at the time for which the answer was computed
   * @param settledAt when the content will have been unchanged for about {@link #SETTLE_TIME}, in
   *     whole seconds as milliseconds UTC, by the machine's clock and not the service's
   */
  record Kept(long changes, Instant at, Answer answer, long settledAt) {
    private boolean isOfSecond(Instant now) {
      return second(at).equals(second(now));
    }

    private static Instant second(Instant at) {
      return at.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Value of {@code Last-Modified} in milliseconds UTC; -1 while the last change is too recent.
     */
    long lastModified() {
      Instant changedAt = answer.changedAt();
      if (changedAt != null) {
        long seconds = changedAt.getEpochSecond();
        boolean isSettled =
            changedAt.toEpochMilli() + SETTLE_TIME.toMillis() <= System.currentTimeMillis();
        return isSettled ? seconds * 1000 : -1;
      }
      return settledAt <= System.currentTimeMillis() ? settledAt : -1;
    }
  }

  /**
   * The answer to a question: computed now, or cached within the current second; never older than
   * the last change before it was asked.
   *
   * @param notBefore a cached answer for an earlier time is not used
   * @param make computes the answer for a time
   */
  Kept to(Question question, Instant notBefore, Function<Instant, Answer> make) {
    long asked = changes.getAsLong();
    Kept before = kept.get(question);
    if (before != null && answers(before, asked, notBefore)) {
      return before;
    }
    if (kept.size() >= MAX_CACHED) {
      kept.clear();
    }
    // Others with the same question wait, so that the readers at the beginning of a second do not
    // all compute the same answer.
    return kept.compute(
        question,
        (_, last) -> last != null && answers(last, asked, notBefore) ? last : next(last, make));
  }

  /** Whether a cached answer contains every change before the question was asked. */
  private boolean answers(Kept last, long asked, Instant notBefore) {
    return last.changes() >= asked
        && last.isOfSecond(clock.instant())
        && !last.at().isBefore(notBefore);
  }

  private Kept next(@Nullable Kept before, Function<Instant, Answer> make) {
    long now = changes.getAsLong();
    Instant at = clock.instant();
    Answer answer = make.apply(at);
    long settledAt =
        before != null && before.answer().tag().equals(answer.tag())
            ? before.settledAt()
            : (System.currentTimeMillis() + SETTLE_TIME.toMillis()) / 1000 * 1000;
    return new Kept(now, at, answer, settledAt);
  }
}
