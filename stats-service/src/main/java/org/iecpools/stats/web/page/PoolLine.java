package org.iecpools.stats.web.page;

import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.stats.domain.Change;
import org.iecpools.stats.domain.NextRound;
import org.iecpools.stats.domain.PoolOverview;
import org.iecpools.stats.web.TableRow;
import org.iecpools.stats.web.page.chart.Caption;
import org.iecpools.stats.web.page.chart.Series;
import org.iecpools.stats.web.page.chart.Sparkline;
import org.iecpools.stats.web.page.chart.WeekAxis;

/**
 * A pool in a table.
 *
 * @param row its numbers
 * @param overview its state and rounds; empty for numbers as they were published, and if it is not
 *     counted here
 * @param candidates number of candidates by week, as published, and in the week of the row that of
 *     the row
 */
public record PoolLine(
    TableRow row, Optional<PoolOverview> overview, NavigableMap<LocalDate, Long> candidates) {

  /** The pool. */
  public PoolId pool() {
    return row.pool();
  }

  /** The number of candidates by week as a small line, an SVG; empty without two weeks. */
  public Optional<String> trend(Texts texts) {
    if (candidates.size() < 2) {
      return Optional.empty();
    }
    String first = texts.number(candidates.firstEntry().getValue());
    String last = texts.number(candidates.lastEntry().getValue());
    WeekAxis weeks = new WeekAxis(candidates.firstKey(), candidates.lastKey());
    Caption caption =
        new Caption(
            "trend-" + PoolIds.text(pool()).replace('/', '-'),
            texts.text("trend.title"),
            texts.text("trend.description", candidates.size(), first, last));
    return Optional.of(
        new Sparkline(caption, weeks, Series.of(texts.text("column.candidates"), candidates))
            .svg());
  }

  /** Whether the published figures contradict each other or earlier ones. */
  public boolean isFlagged() {
    return row.published().filter(figures -> !figures.contradictions().isEmpty()).isPresent();
  }

  /** The next round, if one is to come. */
  public Optional<NextRound> next() {
    return overview.flatMap(PoolOverview::next);
  }

  /** Change of the number of candidates since the last publication; 0 if it is not known. */
  public long candidatesChange() {
    return row.change().map(Change::candidates).orElse(OptionalLong.empty()).orElse(0);
  }
}
