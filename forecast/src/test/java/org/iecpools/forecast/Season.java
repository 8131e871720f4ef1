package org.iecpools.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;

/** Publications of a season for tests, one week after the other. */
final class Season {

  static final LocalDate START = LocalDate.of(2026, 2, 6);

  private Season() {}

  static PoolKey pool(String country) {
    return new PoolKey(country.toUpperCase(Locale.ROOT), "WORKING_HOLIDAY", "");
  }

  static PublishedRow row(String code, int word, int invitations, int candidates, String spots) {
    return row(code, word, Integer.toString(invitations), candidates, spots);
  }

  static PublishedRow row(String code, int word, String invitations, int candidates, String spots) {
    return new PublishedRow(
        code,
        code,
        "wh",
        Optional.empty(),
        figure("9,000"),
        "",
        "",
        figure(invitations),
        figure(Integer.toString(candidates)),
        figure(spots),
        ChanceWord.parse(Integer.toString(word)));
  }

  private static Figure figure(String stated) {
    return Figure.parse(stated).orElseThrow();
  }

  static Publication week(int number, PublishedRow... rows) {
    return Publication.of(START.plusWeeks(number), List.of(rows));
  }

  /** A pool with the same word and candidates each week, and these invitations in each. */
  static List<Publication> of(String code, int word, int candidates, int... invited) {
    var weeks = new ArrayList<Publication>();
    int invitations = 0;
    for (int i = 0; i <= invited.length; i++) {
      weeks.add(week(i, row(code, word, invitations, candidates, "1,000")));
      invitations += i < invited.length ? invited[i] : 0;
    }
    return weeks;
  }
}
