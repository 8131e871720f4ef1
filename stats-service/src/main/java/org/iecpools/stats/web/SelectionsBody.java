package org.iecpools.stats.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.List;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.jspecify.annotations.Nullable;

/** The feed as JSON, with the names of the elements and attributes of the XML. */
@Schema(name = "Feed")
record SelectionsBody(
    @Schema(description = "Year of the programme.") int season,
    @Schema(description = "The day of the publication.") LocalDate date,
    @Schema(description = "The same as it is written.", example = "May 29, 2026")
        String chancesdate,
    @Schema(description = "Rows in the order of the XML.") List<Row> rows) {

  /** A row of the feed. */
  @Schema(name = "FeedRow")
  record Row(
      @Schema(description = "Name of the country.", example = "Ireland") String location,
      @Schema(description = "Category: wh, yp or coop; NA for organizations.", example = "wh")
          String category,
      @Schema(description = "Code of the country in the feed.", example = "ie") String code,
      @Schema(description = "Name of a special stream; null for a general pool.", nullable = true)
          @Nullable String sub,
      @Schema(description = "Permits of the season, as stated.", example = "1,475") String quota,
      @Schema(description = "First round.", example = "Week of January 19, 2026") String first,
      @Schema(description = "Final round.", example = "To be announced") String second,
      @Schema(description = "Invitations issued, as stated.", example = "1,475") String invitations,
      @Schema(description = "Candidates in the pool, as stated.", example = "1,475")
          String candidates,
      @Schema(description = "Spots available, as stated.", example = "1,475") String spots,
      @Schema(
              description =
                  "The chance: 1 excellent, 2 very good, 3 fair, 4 low, 5 very low, 0 not"
                      + " applicable.",
              minimum = "0",
              maximum = "5")
          int chances) {

    static Row of(PublishedRow row) {
      return new Row(
          row.country(),
          row.category(),
          row.code(),
          row.stream().orElse(null),
          row.quota().stated(),
          row.firstRound(),
          row.finalRound(),
          row.invitations().stated(),
          row.candidates().stated(),
          row.spots().stated(),
          row.rating().orElse(ChanceWord.NOT_APPLICABLE).code());
    }
  }

  static SelectionsBody of(int season, Publication publication) {
    return new SelectionsBody(
        season,
        publication.date(),
        publication.statedDate(),
        publication.rows().stream().map(Row::of).toList());
  }
}
