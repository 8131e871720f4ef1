package org.iecpools.stats.web;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.StatedFigure;
import org.iecpools.feed.Figure;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Anomaly;
import org.iecpools.stats.domain.Rating;
import org.iecpools.track.StatedRows;

/**
 * The figures of a pool in one publication, as stated.
 *
 * @param source who publishes them
 * @param day that the publication states
 * @param revision from 1
 * @param rating empty if none is stated
 * @param contradictions why the figures are flagged
 */
record PublishedFigures(
    String source,
    LocalDate day,
    int revision,
    Figure quota,
    Figure invitations,
    Figure candidates,
    Figure spots,
    Optional<Rating> rating,
    List<Anomaly> contradictions) {

  PublishedFigures {
    contradictions = List.copyOf(contradictions);
  }

  static PublishedFigures of(FiguresPublished event) {
    return new PublishedFigures(
        event.getSource(),
        event.getPublishedOn(),
        event.getRevision(),
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
  static OptionalLong number(Figure figure) {
    return figure instanceof Figure.Number number
        ? OptionalLong.of(number.value())
        : OptionalLong.empty();
  }
}
