package org.iecpools.track;

import java.util.Arrays;
import java.util.Optional;
import org.iecpools.events.FigureKind;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.StatedFigure;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PublishedRow;

/** Rows and figures of the feed to those of events, and back. */
public final class StatedRows {

  private StatedRows() {}

  /** The row that an event states. */
  public static PublishedRow row(FiguresPublished event) {
    return new PublishedRow(
        event.getCode(),
        event.getLocation(),
        event.getCategory(),
        Optional.ofNullable(event.getStreamName()),
        figure(event.getQuota()),
        event.getFirstRound(),
        event.getFinalRound(),
        figure(event.getInvitations()),
        figure(event.getCandidates()),
        figure(event.getSpots()),
        rating(event));
  }

  /** The word of the chance that an event states; empty if it states none. */
  public static Optional<ChanceWord> rating(FiguresPublished event) {
    return Arrays.stream(ChanceWord.values())
        .filter(word -> event.getRatingCode() != null && word.code() == event.getRatingCode())
        .findFirst();
  }

  /** A figure of the feed as it is in events. */
  public static StatedFigure figure(Figure figure) {
    FigureKind kind =
        switch (figure) {
          case Figure.Number _ -> FigureKind.NUMBER;
          case Figure.Unlimited _ -> FigureKind.UNLIMITED;
          case Figure.ToBeAnnounced _ -> FigureKind.TO_BE_ANNOUNCED;
          case Figure.NotApplicable _ -> FigureKind.NOT_APPLICABLE;
          case Figure.NotAccepting _ -> FigureKind.NOT_ACCEPTING;
          case Figure.Blank _ -> FigureKind.BLANK;
        };
    StatedFigure.Builder stated =
        StatedFigure.newBuilder().setKind(kind).setStated(figure.stated());
    figure.number().ifPresent(stated::setNumber);
    return stated.build();
  }

  /** A figure of events as it is in the feed. */
  public static Figure figure(StatedFigure figure) {
    String stated = figure.getStated();
    return switch (figure.getKind()) {
      case NUMBER -> new Figure.Number(figure.getNumber() == null ? 0 : figure.getNumber(), stated);
      case UNLIMITED -> new Figure.Unlimited(stated);
      case TO_BE_ANNOUNCED -> new Figure.ToBeAnnounced(stated);
      case NOT_APPLICABLE -> new Figure.NotApplicable(stated);
      case NOT_ACCEPTING -> new Figure.NotAccepting(stated);
      case BLANK -> new Figure.Blank(stated);
      // A later release may know more kinds; what is stated is passed on.
      case UNKNOWN -> Figure.parse(stated).orElseGet(() -> new Figure.Blank(stated));
    };
  }
}
