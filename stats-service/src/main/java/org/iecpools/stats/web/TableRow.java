package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.feed.Figure;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.domain.PoolSchedule;
import org.iecpools.stats.domain.PoolStatus;
import org.iecpools.stats.domain.Rating;
import org.iecpools.stats.domain.Row;

/**
 * A row of an answer: what is counted here with what is published next to it, or only what is
 * published.
 *
 * @param countryName English name of the country
 * @param counted numbers of this system; empty if it does not count the pool
 * @param schedule when the pool is open, published and drawn; empty unless the row was computed
 * @param change since the publication before; empty if there is none
 * @param published empty if nothing is published; this or {@code counted} is present
 */
public record TableRow(
    PoolId pool,
    String countryName,
    Optional<Row> counted,
    Optional<PoolSchedule> schedule,
    Optional<Change> change,
    Optional<PublishedFigures> published) {

  /** Where the numbers of a row come from. */
  public enum Source {
    /** From events, by this system. */
    COUNTED("counted"),
    /** From a publication, as stated there. */
    PUBLISHED("published");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    /** The value in rows. */
    public String text() {
      return text;
    }
  }

  /** The value of {@code quotaSource} in rows that are published only. */
  static final String QUOTA_PUBLISHED = "published";

  /** A row that is computed now. */
  public static TableRow of(PoolOverview overview) {
    Row row = overview.row();
    return new TableRow(
        row.pool(),
        row.countryName(),
        Optional.of(row),
        Optional.of(overview.schedule()),
        overview.change(),
        Optional.empty());
  }

  /**
   * A row as this system published it.
   *
   * @param before the published row of the week before
   */
  public static TableRow of(Row row, Optional<Row> before) {
    return new TableRow(
        row.pool(),
        row.countryName(),
        Optional.of(row),
        Optional.empty(),
        before.map(then -> Change.between(then, row)),
        Optional.empty());
  }

  /**
   * The weeks of a pool as this system published them.
   *
   * @param history ascending
   */
  public static List<TableRow> published(List<Row> history) {
    return IntStream.range(0, history.size())
        .mapToObj(
            i -> of(history.get(i), i == 0 ? Optional.empty() : Optional.of(history.get(i - 1))))
        .toList();
  }

  /**
   * A row that is published only.
   *
   * @param before the figures of the publication before
   */
  static TableRow of(
      PoolId pool,
      String countryName,
      PublishedFigures published,
      Optional<PublishedFigures> before) {
    return new TableRow(
        pool,
        countryName,
        Optional.empty(),
        Optional.empty(),
        before.map(published::since),
        Optional.of(published));
  }

  /** The same row with the published figures next to it. */
  TableRow with(Optional<PublishedFigures> figures) {
    return new TableRow(pool, countryName, counted, schedule, change, figures);
  }

  /** Where its numbers come from. */
  public Source source() {
    return counted.isPresent() ? Source.COUNTED : Source.PUBLISHED;
  }

  /** Whether a round is to come, as far as it is counted here. */
  boolean hasChance() {
    return chance().isPresent();
  }

  /** Whether its numbers are published and not counted here. */
  public boolean isPublishedOnly() {
    return counted.isEmpty();
  }

  private PublishedFigures stated() {
    return published.orElseThrow();
  }

  /** Permits of the season. */
  public Amount quota() {
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

  /** Invitations issued by rounds; empty if no number is published. */
  public OptionalLong invitationsIssued() {
    return counted
        .map(row -> OptionalLong.of(row.invitationsIssued()))
        .orElseGet(() -> PublishedFigures.number(stated().invitations()));
  }

  /** Candidates in the pool; empty if no number is published. */
  public OptionalLong candidatesInPool() {
    return counted
        .map(row -> OptionalLong.of(row.candidatesInPool()))
        .orElseGet(() -> PublishedFigures.number(stated().candidates()));
  }

  /** LOIs that can still be issued. */
  public Amount spotsAvailable() {
    return counted
        .map(Row::spotsAvailable)
        .orElseGet(() -> PublishedFigures.amount(stated().spots()));
  }

  /** LOIs in force; empty if the row is published only. */
  public OptionalLong loisIssued() {
    return counted(Row::loisIssued);
  }

  /** Invitations that may still lead to an LOI; empty if the row is published only. */
  public OptionalLong openInvitations() {
    return counted(Row::openInvitations);
  }

  private OptionalLong counted(Function<Row, Long> number) {
    return counted.map(row -> OptionalLong.of(number.apply(row))).orElse(OptionalLong.empty());
  }

  /** The chance in words. */
  public Rating rating() {
    return counted
        .map(Row::rating)
        .orElseGet(() -> stated().rating().orElse(Rating.NOT_APPLICABLE));
  }

  /** The chance, 0 to 1; empty without a round to come, and if the row is published only. */
  public OptionalDouble chance() {
    return counted.map(Row::chance).orElse(OptionalDouble.empty());
  }

  /** Of a publication, the beginning of its day in Toronto. */
  public Instant asOf() {
    return counted
        .map(Row::asOf)
        .orElseGet(() -> stated().day().atStartOfDay(Weeks.ZONE).toInstant());
  }

  /** The Friday that ends the week. */
  public LocalDate week() {
    return counted.map(Row::week).orElseGet(() -> stated().week());
  }

  /** The revision of the publication; 0 for a row that was computed. */
  public int revision() {
    return counted.map(Row::revision).orElseGet(() -> stated().revision());
  }

  /** Whether the pool takes entries; empty if it is not known here. */
  Optional<PoolStatus> poolStatus() {
    return schedule.flatMap(PoolSchedule::status);
  }

  /**
   * When the numbers of the publication that the row shows, or that precedes it, were published. Of
   * a row that others publish, the time that their server states.
   */
  Optional<Instant> publishedAt() {
    return schedule
        .map(PoolSchedule::publishedAt)
        .orElseGet(
            () ->
                counted.isPresent()
                    ? counted.map(Row::publishedAt)
                    : published.map(PublishedFigures::changedAt));
  }

  /** Invitations of the next round, if its announcement states them. */
  OptionalInt announcedSize() {
    return schedule.map(PoolSchedule::announcedSize).orElse(OptionalInt.empty());
  }

  /** The number of rounds that are announced or planned. */
  OptionalInt roundsLeft() {
    return schedule.map(PoolSchedule::roundsLeft).orElse(OptionalInt.empty());
  }

  /** The counted quota less the published one; empty unless both are numbers. */
  public OptionalLong quotaDifference() {
    return difference(
        counted.map(row -> row.quota().permits()).orElse(OptionalLong.empty()),
        PublishedFigures::quota);
  }

  /** Invitations that are counted less those that are published; empty unless both are numbers. */
  public OptionalLong invitationsDifference() {
    return difference(counted(Row::invitationsIssued), PublishedFigures::invitations);
  }

  /** Candidates that are counted less those that are published; empty unless both are numbers. */
  public OptionalLong candidatesDifference() {
    return difference(counted(Row::candidatesInPool), PublishedFigures::candidates);
  }

  /** Spots that are counted less those that are published; empty unless both are numbers. */
  public OptionalLong spotsDifference() {
    return difference(
        counted.map(row -> row.spotsAvailable().permits()).orElse(OptionalLong.empty()),
        PublishedFigures::spots);
  }

  private OptionalLong difference(OptionalLong ours, Function<PublishedFigures, Figure> theirs) {
    OptionalLong stated =
        published.map(theirs).map(PublishedFigures::number).orElse(OptionalLong.empty());
    return Change.difference(stated, ours);
  }
}
