package org.iecpools.auditor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import tools.jackson.databind.JsonNode;

/** Compares tables of the dashboard with the recount: counts cells and collects differences. */
final class Comparison {

  private static final String ROW = "row";

  private final Recount recount;
  private final int events;
  private final List<Difference> differences = new ArrayList<>();
  private int cells;

  /**
   * @param events the maximum number of events listed for a differing cell, 0 or more
   */
  Comparison(Recount recount, int events) {
    this.recount = recount;
    this.events = events;
  }

  int cells() {
    return cells;
  }

  List<Difference> differences() {
    return differences;
  }

  /**
   * Compares a season's table.
   *
   * @param rows the rows that the dashboard returned
   */
  void add(int season, Moment moment, JsonNode rows) {
    Map<String, List<JsonNode>> shown = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      shown.computeIfAbsent(row.path("pool").asString(""), _ -> new ArrayList<>()).add(row);
    }
    for (PoolId pool : recount.pools(season)) {
      String name = PoolIds.text(pool);
      List<JsonNode> theirs = shown.getOrDefault(name, List.of());
      shown.remove(name);
      if (theirs.size() == 1) {
        cells++;
        compare(pool, moment, theirs.getFirst());
      } else {
        differ(
            name,
            moment,
            ROW,
            theirs.isEmpty() ? "missing" : "present " + theirs.size() + " times",
            "present",
            recount.of(pool));
      }
    }
    shown.keySet().forEach(name -> differ(name, moment, ROW, "present", "missing", behind(name)));
  }

  private void compare(PoolId pool, Moment moment, JsonNode row) {
    recount
        .row(pool, moment)
        .forEach(
            (column, value) -> {
              JsonNode cell = column.of(row);
              if (value.isShownAs(cell)) {
                cells++;
              } else {
                differ(
                    PoolIds.text(pool),
                    moment,
                    column.field(),
                    text(cell),
                    value.text(),
                    recount.behind(pool, moment, column));
              }
            });
  }

  private void differ(
      String pool,
      Moment moment,
      String column,
      String shown,
      String recounted,
      List<LoggedEvent> behind) {
    cells++;
    differences.add(
        new Difference(
            pool,
            moment.live() ? Optional.<Instant>empty() : Optional.of(moment.at()),
            column,
            shown,
            recounted,
            behind.size(),
            behind.stream().limit(events).toList()));
  }

  private List<LoggedEvent> behind(String pool) {
    try {
      return recount.of(PoolIds.parse(pool));
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }

  /** Strings without quotes, except strings that consist of a number: those keep their quotes. */
  private static String text(JsonNode cell) {
    if (cell.isMissingNode()) {
      return "missing";
    }
    if (cell.isNull()) {
      return "null";
    }
    return cell.isString() && !cell.stringValue().matches("[-+]?[\\d.,]*")
        ? cell.stringValue()
        : cell.toString();
  }
}
