package org.iecpools.simulator.season;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.iecpools.simulator.upstream.Dashboards;
import tools.jackson.databind.JsonNode;

/** Formats the dashboard of a season as a table of aligned text. */
final class SeasonTable {

  private static final List<String> HEAD =
      List.of(
          "Country",
          "Category",
          "Quota",
          "Invitations",
          "In pool",
          "Spots",
          "Open",
          "LOIs",
          "Rating");

  private SeasonTable() {}

  static String of(JsonNode dashboard) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    for (JsonNode row : Dashboards.rows(dashboard)) {
      String stream = Dashboards.text(row.get("stream"));
      rows.add(
          List.of(
              Dashboards.text(row.get("countryName")),
              category(row.get("category").asString()) + (stream.isEmpty() ? "" : " " + stream),
              number(row.get("quota")),
              number(row.get("invitationsIssued")),
              number(row.get("candidatesInPool")),
              number(row.get("spotsAvailable")),
              number(row.get("openInvitations")),
              number(row.get("loisIssued")),
              Dashboards.text(row.get("rating"))));
    }
    return align(rows);
  }

  static String align(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var table = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      table.append(line(rows.get(r), widths));
      if (r == 0) {
        for (int i = 0; i < widths.length; i++) {
          table.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        table.append('\n');
      }
    }
    return table.toString();
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      boolean text = i < 2 || i == widths.length - 1;
      line.append(i == 0 ? "" : "  ");
      line.append(text ? row.get(i) + padding : padding + row.get(i));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String number(JsonNode cell) {
    return cell.isNumber()
        ? String.format(Locale.ROOT, "%,d", cell.asLong())
        : Dashboards.text(cell);
  }

  private static String category(String name) {
    return switch (name) {
      case "WORKING_HOLIDAY" -> "Working Holiday";
      case "YOUNG_PROFESSIONALS" -> "Young Professionals";
      case "INTERNATIONAL_COOP" -> "International Co-op";
      default -> name;
    };
  }
}
