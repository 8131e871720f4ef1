package org.iecpools.stats.web;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.OptionalLong;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.feed.Figure;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of an answer: what is counted here with what is published next to it, or only what is
 * published.
 *
 * @param countryName English name of the country
 * @param counted numbers of this system; empty if it does not count the pool
 * @param published empty if nothing is published; one of the two is present
 */
record TableRow(
    PoolId pool, String countryName, Optional<Row> counted, Optional<PublishedFigures> published) {

  /** Where the numbers of a row come from. */
  enum Source {
    /** From events, by this system. */
    COUNTED("counted"),
    /** From a publication, as stated there. */
    PUBLISHED("published");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /** The value in rows. */
    String text() {
      return text;
    }
  }

  /** The value of {@code quotaSource} in rows that are published only. */
  static final String QUOTA_PUBLISHED = "published";

  static TableRow of(Row counted, Optional<PublishedFigures> published) {
    return new TableRow(counted.pool(), counted.countryName(), Optional.of(counted), published);
  }

  /** A row that is published only. */
  static TableRow of(PoolId pool, String countryName, PublishedFigures published) {
    return new TableRow(pool, countryName, Optional.empty(), Optional.of(published));
  }

  Source source() {
    return counted.isPresent() ? Source.COUNTED : Source.PUBLISHED;
  }

  private PublishedFigures stated() {
    return published.orElseThrow();
  }

  Amount quota() {
    return counted.map(Row::quota).orElseGet(() -> PublishedFigures.amount(stated().quota()));
  }

  String quotaSource() {
    return counted
        .map(row -> row.quotaSource().text())
        .orElseGet(
            () ->
                stated().quota() instanceof Figure.Blank
                    ? Row.QuotaSource.NONE.text()
                    : QUOTA_PUBLISHED);
  }

  /** Null if no number is published. */
  @Nullable Long invitationsIssued() {
    Row row = counted.orElse(null);
    return row == null ? number(stated().invitations()) : Long.valueOf(row.invitationsIssued());
  }

  /** Null if no number is published. */
  @Nullable Long candidatesInPool() {
    Row row = counted.orElse(null);
    return row == null ? number(stated().candidates()) : Long.valueOf(row.candidatesInPool());
  }

  Amount spotsAvailable() {
    return counted
        .map(Row::spotsAvailable)
        .orElseGet(() -> PublishedFigures.amount(stated().spots()));
  }

  Rating rating() {
    return counted
        .map(Row::rating)
        .orElseGet(() -> stated().rating().orElse(Rating.NOT_APPLICABLE));
  }

  /** Whether a round is to come, as far as it is counted here. */
  boolean hasChance() {
    return counted.filter(row -> row.chance().isPresent()).isPresent();
  }

  /** Of a publication, the beginning of its day in Toronto. */
  Instant asOf() {
    return counted
        .map(Row::asOf)
        .orElseGet(() -> stated().day().atStartOfDay(Weeks.ZONE).toInstant());
  }

  /** The Friday that ends the week. */
  LocalDate week() {
    return counted.map(Row::week).orElseGet(() -> week(stated().day()));
  }

  /** The Friday that ends the week of a publication, which is the day of most publications. */
  static LocalDate week(LocalDate day) {
    return day.with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
  }

  int revision() {
    return counted.map(Row::revision).orElseGet(() -> stated().revision());
  }

  @Nullable Long invitationsDifference() {
    return difference(
        counted.map(row -> OptionalLong.of(row.invitationsIssued())),
        published.map(PublishedFigures::invitations));
  }

  @Nullable Long candidatesDifference() {
    return difference(
        counted.map(row -> OptionalLong.of(row.candidatesInPool())),
        published.map(PublishedFigures::candidates));
  }

  @Nullable Long spotsDifference() {
    return difference(
        counted.map(
            row ->
                row.spotsAvailable() instanceof Amount.Permits(long permits)
                    ? OptionalLong.of(permits)
                    : OptionalLong.empty()),
        published.map(PublishedFigures::spots));
  }

  /** What is counted less what is published; null unless both are numbers. */
  private static @Nullable Long difference(Optional<OptionalLong> ours, Optional<Figure> theirs) {
    OptionalLong counted = ours.orElse(OptionalLong.empty());
    OptionalLong stated = theirs.map(PublishedFigures::number).orElse(OptionalLong.empty());
    return counted.isPresent() && stated.isPresent()
        ? counted.getAsLong() - stated.getAsLong()
        : null;
  }

  private static @Nullable Long number(Figure figure) {
    OptionalLong number = PublishedFigures.number(figure);
    return number.isPresent() ? number.getAsLong() : null;
  }
}
