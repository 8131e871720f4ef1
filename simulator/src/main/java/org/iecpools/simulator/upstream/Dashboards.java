package org.iecpools.simulator.upstream;

import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the JSON of the dashboard. */
public final class Dashboards {

  private Dashboards() {}

  /** The rows of a dashboard, one per pool. */
  public static Iterable<JsonNode> rows(JsonNode dashboard) {
    return dashboard.isArray() ? dashboard : dashboard.get("rows");
  }

  /** Whether a row has invitations, candidates or LOIs. */
  public static boolean used(JsonNode row) {
    return row.get("invitationsIssued").asInt() > 0
        || row.get("candidatesInPool").asInt() > 0
        || row.get("loisIssued").asInt() > 0;
  }

  /** Whether a dashboard has a row of a pool. */
  public static boolean has(JsonNode dashboard, PoolId pool) {
    for (JsonNode row : rows(dashboard)) {
      if (row.get("pool").asString().equals(PoolIds.text(pool))) {
        return true;
      }
    }
    return false;
  }

  /** The text of a cell; empty if the row does not have the cell or it is null. */
  public static String text(@Nullable JsonNode cell) {
    return cell == null || cell.isNull()
        ? ""
        : cell.isNumber() ? cell.numberValue().toString() : cell.asString();
  }
}
