package org.iecpools.track;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Figure;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/** Publications for tests. */
final class Given {

  static final LocalDate FIRST = LocalDate.of(2026, 4, 3);

  private Given() {}

  /** The publication of a week from 0: eight rows, one of a stream and one that is no pool. */
  static Publication week(int week) {
    List<PublishedRow> rows = new ArrayList<>();
    rows.add(row("Andorra", "an", "wh", 24, 3 + week, 22 - week));
    rows.add(row("Australia", "au", "wh", 5670, 1000 + 100 * week, 4800 - 90 * week));
    rows.add(row("Australia", "au", "yp", 50, 20 + week, 40 - week));
    rows.add(row("France", "fr", "wh", 7000, 900 + week, 6500 - week));
    rows.add(row("France", "fr", "yp", 3000, 300 + week, 2900 - week));
    PublishedRow vie = row("France", "fr", "yp", 650, 200 + week, 500 - week);
    rows.add(stream(vie, "Volontariat international en entreprise (VIE)"));
    rows.add(row("Ireland", "ie", "wh", 10_000, 4000 + 10 * week, 7000 - 5 * week));
    Figure none = figure("Not Applicable");
    rows.add(
        new PublishedRow(
            "none",
            "Recognized Organizations",
            "NA",
            Optional.empty(),
            figure("Not applicable"),
            "Week of January 19, 2026",
            "To be announced",
            none,
            none,
            none,
            Optional.of(ChanceWord.NOT_APPLICABLE)));
    return Publication.of(FIRST.plusWeeks(week), rows);
  }

  private static PublishedRow stream(PublishedRow row, String name) {
    return new PublishedRow(
        row.code(),
        row.country(),
        row.category(),
        Optional.of(name),
        row.quota(),
        row.firstRound(),
        row.finalRound(),
        row.invitations(),
        row.candidates(),
        row.spots(),
        row.rating());
  }

  private static PublishedRow row(
      String country, String code, String category, int quota, int invitations, int spots) {
    return new PublishedRow(
        code,
        country,
        category,
        Optional.empty(),
        number(quota),
        "Week of January 19, 2026",
        "To be announced",
        number(invitations),
        number(invitations % 17),
        number(spots),
        Optional.of(ChanceWord.EXCELLENT));
  }

  static Figure number(int value) {
    return figure("%,d".formatted(value));
  }

  static Figure figure(String stated) {
    return Figure.parse(stated).orElseThrow();
  }

  /** The same publication with another row at an index. */
  static Publication with(Publication publication, int index, UnaryOperator<PublishedRow> change) {
    List<PublishedRow> rows = new ArrayList<>(publication.rows());
    rows.set(index, change.apply(rows.get(index)));
    return Publication.of(publication.date(), rows);
  }

  static PublishedRow quota(PublishedRow row, Figure quota) {
    return new PublishedRow(
        row.code(),
        row.country(),
        row.category(),
        row.stream(),
        quota,
        row.firstRound(),
        row.finalRound(),
        row.invitations(),
        row.candidates(),
        row.spots(),
        row.rating());
  }

  static PublishedRow invitations(PublishedRow row, Figure invitations) {
    return new PublishedRow(
        row.code(),
        row.country(),
        row.category(),
        row.stream(),
        row.quota(),
        row.firstRound(),
        row.finalRound(),
        invitations,
        row.candidates(),
        row.spots(),
        row.rating());
  }
}
