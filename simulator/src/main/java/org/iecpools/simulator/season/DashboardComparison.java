package org.iecpools.simulator.season;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolIds;
import org.iecpools.simulator.upstream.Dashboards;
import tools.jackson.databind.JsonNode;

/** Compares the services' dashboard with the books. */
final class DashboardComparison {

  private DashboardComparison() {}

  /**
   * Lists every cell that differs, one sentence each, and pools that only one side has.
   *
   * @param when the time of the comparison, included in each sentence
   */
  static List<String> compare(List<Books.Row> books, JsonNode dashboard, String when) {
    var differences = new ArrayList<String>();
    Map<String, JsonNode> theirs = new HashMap<>();
    for (JsonNode row : Dashboards.rows(dashboard)) {
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
                String their = Dashboards.text(row.get(name));
                if (!their.equals(value)) {
                  differences.add(
                      "%s, %s: %s is %s in the dashboard, %s in the books"
                          .formatted(pool, when, name, their, value));
                }
              });
    }
    theirs.forEach(
        (pool, row) -> {
          if (Dashboards.used(row)) {
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
    return cells;
  }
}
