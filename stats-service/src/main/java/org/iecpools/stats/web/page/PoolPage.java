package org.iecpools.stats.web.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.iecpools.events.PoolId;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.PastRound;
import org.iecpools.stats.domain.PoolSchedule;
import org.iecpools.stats.domain.Row;
import org.iecpools.stats.web.PublishedFigures;
import org.iecpools.stats.web.TableRow;
import org.iecpools.stats.web.page.chart.Caption;
import org.iecpools.stats.web.page.chart.QuotaBar;

/**
 * The model of a pool's page.
 *
 * @param frame what surrounds it
 * @param pool the pool
 * @param line its numbers; empty if none were published by the day that the page shows
 * @param days the days of the numbers
 * @param faults keys of the texts about days that were ignored
 * @param figures its numbers by week
 * @param hasEarlier whether the pool has weeks in the season before
 * @param forecast the section about its forecast; empty for the numbers of a past day
 * @param rounds its rounds, newest first
 * @param asOf the end of the period that the numbers show, for citing them
 */
public record PoolPage(
    Frame frame,
    PoolId pool,
    Optional<PoolLine> line,
    Days days,
    List<String> faults,
    List<WeeklyFigure> figures,
    boolean hasEarlier,
    Optional<ForecastSection> forecast,
    List<PastRound> rounds,
    Instant asOf) {

  private static final int NEWEST = 10;

  /** The sentences about the pool. */
  public Optional<PoolAnswer> answer() {
    return line.map(known -> new PoolAnswer(frame.texts(), known));
  }

  /** When the pool is open, published and drawn; empty unless its numbers are computed now. */
  public Optional<PoolSchedule> schedule() {
    return line.flatMap(known -> known.row().schedule());
  }

  /** The published figures next to counted ones; empty unless there are both. */
  public Optional<PublishedFigures> beside() {
    return line.map(PoolLine::row)
        .filter(row -> !row.isPublishedOnly())
        .flatMap(TableRow::published);
  }

  /** The rounds that are shown at first. */
  public List<PastRound> newest() {
    return rounds.subList(0, Math.min(NEWEST, rounds.size()));
  }

  /** The rounds that are folded. */
  public List<PastRound> older() {
    return rounds.subList(Math.min(NEWEST, rounds.size()), rounds.size());
  }

  /** The quota as a bar; empty without a number of permits. */
  public Optional<String> quotaBar() {
    return line.flatMap(known -> known.row().counted())
        .filter(row -> row.quota() instanceof Amount.Permits)
        .map(
            row ->
                new QuotaBar(
                        new Caption(
                            "quota-bar",
                            frame.texts().text("quota.title"),
                            frame
                                .texts()
                                .text(
                                    "quota.description",
                                    frame.texts().amount(row.quota()),
                                    row.loisIssued(),
                                    row.openInvitations(),
                                    free(row).orElse(0))),
                        ((Amount.Permits) row.quota()).number(),
                        row.loisIssued(),
                        row.openInvitations())
                    .svg());
  }

  /** Permits for which there is neither a letter nor an open invitation; empty without a number. */
  public static OptionalLong free(Row row) {
    return row.spotsAvailable() instanceof Amount.Permits(long spots)
        ? OptionalLong.of(Math.max(0, spots - row.openInvitations()))
        : OptionalLong.empty();
  }

  /** The same of a row that may be published only. */
  public static OptionalLong free(TableRow row) {
    return row.counted().map(PoolPage::free).orElse(OptionalLong.empty());
  }

  /** A number of the change since the publication before; empty without one. */
  public static OptionalLong change(TableRow row, Function<Change, OptionalLong> number) {
    return row.change().map(number).orElse(OptionalLong.empty());
  }

  /**
   * The address of the weekly rows in the API.
   *
   * @param format {@code json} or {@code csv}
   */
  public String data(String format) {
    String address = PagePaths.api(pool) + "/history?format=" + format;
    return days.knownAt().map(day -> address + "&knownAt=" + day).orElse(address);
  }

  /** How to cite the numbers. */
  public String citation() {
    Texts texts = frame.texts();
    Optional<PublishedFigures> stated =
        line.map(PoolLine::row).filter(TableRow::isPublishedOnly).flatMap(TableRow::published);
    if (stated.isPresent()) {
      return texts.text(
          "pool.citePublished",
          texts.publisher(stated.get()),
          texts.title(pool),
          texts.day(stated.get().day()));
    }
    return texts.text(
        "pool.cite",
        texts.country(pool.getCountry()),
        texts.category(pool),
        Integer.toString(pool.getSeason()),
        texts.dateTimeAndZone(asOf));
  }
}
