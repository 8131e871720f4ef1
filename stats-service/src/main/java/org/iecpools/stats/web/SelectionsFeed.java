package org.iecpools.stats.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.iecpools.domain.Weeks;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.FeedCodes;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.iecpools.feed.StatedWeek;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Dashboard;
import org.iecpools.stats.domain.Row;
import org.iecpools.track.PublishedHistory;

/** Makes a publication of the feed from counted rows, and from published rows of other pools. */
final class SelectionsFeed {

  private static final String TO_BE_ANNOUNCED = "To be announced";

  /** Names of streams in the feed. */
  private static final Map<String, String> STREAMS =
      Map.of("VIE", "Volontariat international en entreprise (VIE)", "ICEX_VIVES", "ICEX Vives");

  private final Dashboard dashboard;

  SelectionsFeed(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  /**
   * The publication; the published one itself if nothing is counted.
   *
   * @param date of a publication that contains counted rows
   * @return empty if there is no row
   */
  Optional<Publication> of(
      List<Row> counted, Optional<PublishedHistory.Known> published, LocalDate date) {
    if (counted.isEmpty()) {
      return published.map(PublishedHistory.Known::publication);
    }
    Map<PoolKey, PublishedRow> rows = new HashMap<>();
    published.ifPresent(
        known -> known.publication().rows().forEach(row -> rows.put(row.pool(), row)));
    for (Row row : counted) {
      PublishedRow ours = row(row, rows);
      rows.put(ours.pool(), ours);
    }
    // A stream is part of its general pool's element.
    List.copyOf(rows.values())
        .forEach(row -> rows.computeIfAbsent(row.pool().general(), _ -> generalOf(row)));
    List<PublishedRow> sorted = new ArrayList<>(rows.values());
    sorted.sort(order(sorted));
    return Optional.of(Publication.of(date, sorted));
  }

  /**
   * The order of rows in the feed: by name of the country, category, and a general pool before its
   * streams. Rows of a country stay together even if its name is not the same in all of them.
   */
  private static Comparator<PublishedRow> order(List<PublishedRow> rows) {
    Map<String, String> names =
        rows.stream()
            .collect(
                Collectors.toMap(
                    row -> row.pool().country(),
                    PublishedRow::country,
                    BinaryOperator.minBy(Comparator.naturalOrder())));
    return Comparator.comparing((PublishedRow row) -> names.getOrDefault(row.pool().country(), ""))
        .thenComparing(PublishedRow::pool);
  }

  private PublishedRow row(Row row, Map<PoolKey, PublishedRow> published) {
    PoolId pool = row.pool();
    PoolKey key =
        new PoolKey(
            pool.getCountry(),
            pool.getCategory().name(),
            pool.getStream() == null ? "" : pool.getStream());
    Optional<PublishedRow> theirs = Optional.ofNullable(published.get(key));
    Optional<PoolPlan> plan = dashboard.plan(pool);
    return new PublishedRow(
        theirs.map(PublishedRow::code).orElseGet(() -> FeedCodes.of(pool.getCountry())),
        theirs.map(PublishedRow::country).orElse(row.countryName()),
        theirs
            .map(PublishedRow::category)
            .orElseGet(
                () ->
                    switch (pool.getCategory()) {
                      case WORKING_HOLIDAY -> "wh";
                      case YOUNG_PROFESSIONALS -> "yp";
                      case INTERNATIONAL_COOP -> "coop";
                      case UNKNOWN ->
                          throw new IllegalArgumentException("a counted pool has a category");
                    }),
        Optional.ofNullable(pool.getStream())
            .map(
                stream ->
                    theirs
                        .flatMap(PublishedRow::stream)
                        .orElseGet(() -> STREAMS.getOrDefault(stream, stream.replace('_', ' ')))),
        figure(row.quota()),
        plan.map(it -> week(it.getFirstRoundAt()))
            .or(() -> theirs.map(PublishedRow::firstRound))
            .orElse(TO_BE_ANNOUNCED),
        plan.map(it -> week(it.getFinalRoundAt()))
            .or(() -> theirs.map(PublishedRow::finalRound))
            .orElse(TO_BE_ANNOUNCED),
        number(row.invitationsIssued()),
        number(row.candidatesInPool()),
        figure(row.spotsAvailable()),
        Optional.of(ChanceWord.valueOf(row.rating().name())));
  }

  private static PublishedRow generalOf(PublishedRow stream) {
    Figure none = new Figure.NotApplicable("Not applicable");
    return new PublishedRow(
        stream.code(),
        stream.country(),
        stream.category(),
        Optional.empty(),
        none,
        stream.firstRound(),
        stream.finalRound(),
        none,
        none,
        none,
        Optional.of(ChanceWord.NOT_APPLICABLE));
  }

  private static String week(Instant round) {
    return StatedWeek.of(Weeks.day(round));
  }

  private static Figure figure(Amount amount) {
    return switch (amount) {
      case Amount.Permits(long permits) -> number(permits);
      case Amount.Word.UNLIMITED -> new Figure.Unlimited("Unlimited");
      case Amount.Word.TO_BE_ANNOUNCED -> new Figure.ToBeAnnounced(TO_BE_ANNOUNCED);
      case Amount.Word.NOT_OFFERED -> new Figure.NotApplicable("Not applicable");
    };
  }

  private static Figure number(long number) {
    int value = (int) Math.min(number, Figure.HIGHEST);
    return new Figure.Number(value, "%,d".formatted(value));
  }
}
