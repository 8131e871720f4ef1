package org.iecpools.bench.flow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.FeedCodes;
import org.iecpools.feed.FeedWriter;
import org.iecpools.feed.Figure;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.jspecify.annotations.Nullable;

/** Generates weekly publications in the format of IRCC's feed. */
final class PublishedYear {

  /** Number of rows of each publication, as in IRCC's files of 2026. */
  static final int POOLS = 93;

  private static final List<String> CATEGORIES = List.of("wh", "yp", "coop");
  private static final int QUOTA = 100_000;

  private final SplittableRandom random;
  private final List<String> countries;

  /**
   * @param countries ISO 3166-1 alpha-2; each has a row per category
   */
  PublishedYear(List<String> countries, long seed) {
    this.countries = List.copyOf(countries);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Writes a file per Friday, and returns the last publication.
   *
   * @param until day of the last publication or the days after it
   * @param weeks number of files
   */
  Publication write(Path directory, LocalDate until, int weeks) throws IOException {
    LocalDate last = until.with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
    int[] invitations = new int[countries.size() * CATEGORIES.size()];
    @Nullable Publication before = null;
    for (int week = weeks - 1; week >= 0; week--) {
      LocalDate day = last.minusWeeks(week);
      Publication publication = Publication.of(day, rows(invitations));
      if (before != null && before.season() != publication.season()) {
        Arrays.fill(invitations, 0);
        publication = Publication.of(day, rows(invitations));
      }
      Files.write(
          directory.resolve("selections_%s.xml".formatted(day)), FeedWriter.write(publication));
      before = publication;
    }
    return requireNonNull(before, "there is at least one week");
  }

  /** The rows of the next week; adds its invitations. */
  private List<PublishedRow> rows(int[] invitations) {
    List<PublishedRow> rows = new ArrayList<>();
    int pool = 0;
    for (String country : countries) {
      for (String category : CATEGORIES) {
        invitations[pool] += random.nextInt(300);
        rows.add(
            new PublishedRow(
                FeedCodes.of(country),
                Locale.of("", country).getDisplayCountry(Locale.ENGLISH),
                category,
                Optional.empty(),
                figure(QUOTA),
                "Week of January 19",
                "To be announced",
                figure(invitations[pool]),
                figure(random.nextInt(3_000)),
                figure(QUOTA - invitations[pool] / 2),
                Optional.of(ChanceWord.values()[1 + random.nextInt(5)])));
        pool++;
      }
    }
    return rows;
  }

  private static Figure figure(int number) {
    return new Figure.Number(number, String.format(Locale.ROOT, "%,d", number));
  }
}
