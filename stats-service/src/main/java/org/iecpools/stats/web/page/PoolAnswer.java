package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.web.PublishedFigures;
import org.iecpools.stats.web.TableRow;

/**
 * What a candidate wants to know of a pool, in sentences.
 *
 * @param texts the texts of a language
 * @param line the pool
 */
public record PoolAnswer(Texts texts, PoolLine line) {

  /**
   * A sentence about the next round.
   *
   * @param around the sentence around its time
   * @param at its time
   */
  public record Next(Texts.Around around, Instant at) {}

  /** The state of the pool; empty for numbers as they were published, which have none. */
  public Optional<String> state() {
    return line.overview()
        .map(
            overview ->
                texts.text(
                    "pool.state." + overview.state().name(),
                    Integer.toString(line.pool().getSeason())));
  }

  /** That others publish the figures, and when; empty if they are counted here. */
  public Optional<String> source() {
    return line.row()
        .published()
        .filter(_ -> line.row().isPublishedOnly())
        .map(
            published ->
                texts.text("source.only", texts.publisher(published), texts.day(published.day())));
  }

  /** The chance in the next round, or why there is none. */
  public String chance() {
    TableRow row = line.row();
    if (row.isPublishedOnly()) {
      PublishedFigures published = row.published().orElseThrow();
      return row.rating() == Rating.NOT_APPLICABLE
          ? texts.text("answer.publishedNoRating", texts.publisher(published))
          : texts.text(
              "answer.publishedRating", texts.publisher(published), texts.rating(row.rating()));
    }
    if (row.chance().isEmpty()) {
      return row.quota() == Amount.Word.NOT_OFFERED
          ? texts.text("answer.notOffered")
          : row.quota() == Amount.Word.TO_BE_ANNOUNCED
              ? texts.text("answer.noQuota")
              : texts.text("answer.noRound");
    }
    double chance = row.chance().getAsDouble();
    if (row.candidatesInPool().orElse(0) == 0) {
      return texts.text(chance == 0 ? "answer.emptyNobody" : "answer.emptyInvites");
    }
    String rating = texts.rating(row.rating());
    if (chance == 0) {
      return texts.text("answer.nobody", rating);
    }
    return chance == 1
        ? texts.text("answer.everyone", rating)
        : texts.text("answer.chance", texts.odds(chance), rating, texts.percent(chance));
  }

  /** How many candidates are in the pool. */
  public String waiting() {
    return line.row().candidatesInPool().isPresent()
        ? texts.text("answer.waiting", line.row().candidatesInPool().getAsLong())
        : texts.text(
            "answer.publishedNoCandidates", texts.publisher(line.row().published().orElseThrow()));
  }

  /** The time and the size of the next round, if its time is known. */
  public Optional<Next> next() {
    return line.next()
        .map(
            round ->
                new Next(
                    texts.around(
                        round.announced() ? "answer.announced" : "answer.planned", round.size()),
                    round.at()));
  }

  /** Whether a round is to come at an unknown time. */
  public boolean nextIsUnknown() {
    return line.overview().isPresent() && line.next().isEmpty() && line.row().chance().isPresent();
  }

  /** The size of the next round; a dash if it is not known. */
  public String size() {
    return line.next().map(round -> texts.number(round.size())).orElse("–");
  }
}
