package org.iecpools.stats.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.iecpools.kit.ServiceClock;
import org.springframework.http.MediaType;

/**
 * Answers, kept as they were given: to be given again while nothing has changed that any of them
 * says, within the same second, for they also say what time it is.
 */
final class Answers {

  /** More questions than anybody asks in a second; then all of them are forgotten. */
  private static final int MOST = 500;

  /**
   * A date tells seconds, and instances know of a change at slightly different times: only what has
   * stood for so long says since when, or somebody would go on to hold what was true before.
   */
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final LongSupplier changes;
  private final ServiceClock clock;
  private final Map<Question, Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param changes grows with everything that an answer may depend on, once it has been taken
   */
  Answers(LongSupplier changes, ServiceClock clock) {
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * What is asked.
   *
   * @param query as it was written
   * @param accept the header
   */
  record Question(String path, String query, String accept) {}

  /**
   * What is answered.
   *
   * @param tag of its content, time left out
   */
  record Answer(String tag, MediaType type, byte[] body) {}

  /**
   * An answer that was given.
   *
   * @param at the time that it was made for
   * @param settledAt when what it says had not changed for some seconds, to the second: this
   *     machine's time, not the programme's, in milliseconds
   */
  record Kept(long changes, Instant at, Answer answer, long settledAt) {
    private boolean isOfSecond(Instant now) {
      return second(at).equals(second(now));
    }

    private static Instant second(Instant at) {
      return at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Since when it is the answer, milliseconds; -1 while that is too recent to be told. */
    long lastModified() {
      return settledAt <= System.currentTimeMillis() ? settledAt : -1;
    }
  }

  /**
   * The answer, made now or kept since this second began; never older than the last change.
   *
   * @param notBefore a kept answer of before this time will not do
   * @param make the answer for a time
   */
  Kept to(Question question, Instant notBefore, Function<Instant, Answer> make) {
    long now = changes.getAsLong();
    Instant at = clock.instant();
    Kept before = kept.get(question);
    if (before != null
        && before.changes() == now
        && before.isOfSecond(at)
        && !before.at().isBefore(notBefore)) {
      return before;
    }
    if (kept.size() >= MOST) {
      kept.clear();
    }
    Answer answer = make.apply(at);
    long settledAt =
        before != null && before.answer().tag().equals(answer.tag())
            ? before.settledAt()
            : (System.currentTimeMillis() + SETTLED.toMillis()) / 1000 * 1000;
    Kept given = new Kept(now, at, answer, settledAt);
    kept.put(question, given);
    return given;
  }
}
