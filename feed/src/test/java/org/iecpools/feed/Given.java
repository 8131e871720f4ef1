package org.iecpools.feed;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Publications for tests. */
final class Given {

  static final LocalDate DATE = LocalDate.of(2026, 4, 24);

  private Given() {}

  static Figure figure(String stated) {
    return Figure.parse(stated).orElseThrow();
  }

  static PublishedRow row(String code, String category, String quota, String inv, String spots) {
    return new PublishedRow(
        code,
        "Country",
        category,
        Optional.empty(),
        figure(quota),
        "Week of January 19, 2026",
        "To be announced",
        figure(inv),
        figure("12"),
        figure(spots),
        Optional.of(ChanceWord.EXCELLENT));
  }

  static Publication publication(LocalDate date, PublishedRow... rows) {
    return Publication.of(date, List.of(rows));
  }

  static FeedResult read(String text) {
    return FeedReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sentences(FeedResult result) {
    return switch (result) {
      case FeedResult.Read read -> throw new AssertionError("no fault: " + read);
      case FeedResult.Refused refused ->
          String.join("\n", refused.faults().stream().map(FeedFault::sentence).toList());
    };
  }

  static FeedResult.Read accepted(FeedResult result) {
    return switch (result) {
      case FeedResult.Read read -> read;
      case FeedResult.Refused refused -> throw new AssertionError(sentences(refused));
    };
  }
}
