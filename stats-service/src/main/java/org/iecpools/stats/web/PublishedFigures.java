package org.iecpools.stats.web;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.StatedFigure;
import org.iecpools.feed.Figure;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Anomaly;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.Rating;
import org.iecpools.track.StatedRows;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a pool in one publication, as stated.
 *
 * @param source who publishes them
 * @param day that the publication states
 * @param changedAt when the server last changed the file, as it states, UTC; null if it does not
 * @param revision from 1
 * @param firstRound the first round, such as {@code Week of January 19, 2026}
 * @param finalRound the final round, likewise
 * @param rating empty if none is stated
 * @param contradictions why the figures are flagged
 */
public record PublishedFigures(
    String source,
    LocalDate day,
    @Nullable Instant changedAt,
    int revision,
    String firstRound,
    String finalRound,
    Figure quota,
    Figure invitations,
    Figure candidates,
    Figure spots,
    Optional<Rating> rating,
    List<Anomaly> contradictions) {

  /** Half a week: a publication belongs to the nearest Friday. */
  private static final int DAYS_AFTER = 3;

  /** Copies the list. */
  public PublishedFigures {
    contradictions = List.copyOf(contradictions);
  }

  static PublishedFigures of(FiguresPublished event) {
    return new PublishedFigures(
        event.getSource(),
        event.getPublishedOn(),
        event.getPublishedAt(),
        event.getRevision(),
        event.getFirstRound(),
        event.getFinalRound(),
        figure(event.getQuota()),
        figure(event.getInvitations()),
        figure(event.getCandidates()),
        figure(event.getSpots()),
        StatedRows.rating(event)
            .map(
                word ->
                    switch (word) {
                      case NOT_APPLICABLE -> Rating.NOT_APPLICABLE;
                      case EXCELLENT -> Rating.EXCELLENT;
                      case VERY_GOOD -> Rating.VERY_GOOD;
                      case FAIR -> Rating.FAIR;
                      case LOW -> Rating.LOW;
                      case VERY_LOW -> Rating.VERY_LOW;
                    }),
        event.getContradictions().stream()
            .map(reason -> new Anomaly(reason.getCode(), reason.getDetail()))
            .toList());
  }

  private static Figure figure(StatedFigure figure) {
    return StatedRows.figure(figure);
  }

  /** The Friday that ends the week of the publication. */
  public LocalDate week() {
    // Most publications are of a Friday; some of the Thursday before or the Monday after it.
    return day.plusDays(DAYS_AFTER).with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
  }

  /** The change from the publication before to this one. */
  Change since(PublishedFigures then) {
    return new Change(
        then.day(),
        Change.difference(number(then.quota()), number(quota)),
        Change.difference(number(then.candidates()), number(candidates)),
        Change.difference(number(then.invitations()), number(invitations)),
        Change.difference(number(then.spots()), number(spots)),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** A figure as an amount. Nothing stated is to be announced. */
  static Amount amount(Figure figure) {
    return switch (figure) {
      case Figure.Number number -> new Amount.Permits(number.value());
      case Figure.Unlimited _ -> Amount.Word.UNLIMITED;
      case Figure.ToBeAnnounced _, Figure.Blank _ -> Amount.Word.TO_BE_ANNOUNCED;
      case Figure.NotApplicable _, Figure.NotAccepting _ -> Amount.Word.NOT_OFFERED;
    };
  }

  /** The number of a figure; empty if it is none. */
  public static OptionalLong number(Figure figure) {
    return figure instanceof Figure.Number number
        ? OptionalLong.of(number.value())
        : OptionalLong.empty();
  }
}
