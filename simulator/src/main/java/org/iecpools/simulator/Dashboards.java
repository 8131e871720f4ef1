package org.iecpools.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import tools.jackson.databind.JsonNode;

/** Reads the services' dashboard and compares it with the books. */
final class Dashboards {

  private Dashboards() {}

  static Iterable<JsonNode> rows(JsonNode dashboard) {
    return dashboard.isArray() ? dashboard : dashboard.get("rows");
  }

  /** Whether a row has invitations, candidates or LOIs. */
  static boolean used(JsonNode row) {
    return row.get("invitationsIssued").asInt() > 0
        || row.get("candidatesInPool").asInt() > 0
        || row.get("loisIssued").asInt() > 0;
  }

  static boolean has(JsonNode dashboard, PoolId pool) {
    for (JsonNode row : rows(dashboard)) {
      if (row.get("pool").asString().equals(PoolIds.text(pool))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Lists every cell that differs, one sentence each, and pools that only one side has.
   *
   * @param when the time of the comparison, included in each sentence
   */
  static List<String> compare(List<Books.Row> books, JsonNode dashboard, String when) {
    var differences = new ArrayList<String>();
    Map<String, JsonNode> theirs = new HashMap<>();
    for (JsonNode row : rows(dashboard)) {
      theirs.put(row.get("pool").asString(), row);
    }
    for (Books.Row ours : books) {
      String pool = PoolIds.text(ours.pool());
      JsonNode row = theirs.remove(pool);
      if (row == null) {
        differences.add("%s, %s: no such row in the dashboard".formatted(pool, when));
        continue;
      }
      cells(ours)
          .forEach(
              (name, value) -> {
                String their = text(row.get(name));
                if (!their.equals(value)) {
                  differences.add(
                      "%s, %s: %s is %s in the dashboard, %s in the books"
                          .formatted(pool, when, name, their, value));
                }
              });
    }
    theirs.forEach(
        (pool, row) -> {
          if (used(row)) {
            differences.add("%s, %s: not in the books".formatted(pool, when));
          }
        });
    return differences;
  }

  private static Map<String, String> cells(Books.Row row) {
    var cells = new LinkedHashMap<String, String>();
    cells.put("quota", row.quota());
    cells.put("invitationsIssued", Integer.toString(row.invitations()));
    cells.put("candidatesInPool", Integer.toString(row.inPool()));
    cells.put("spotsAvailable", row.spots());
    cells.put("loisIssued", Integer.toString(row.lois()));
    cells.put("openInvitations", Integer.toString(row.open()));
    cells.put("reservedSpots", Integer.toString(row.reserved()));
    return cells;
  }

  static String text(JsonNode cell) {
    return cell == null || cell.isNull()
        ? ""
        : cell.isNumber() ? cell.numberValue().toString() : cell.asString();
  }
}
