package org.iecpools.simulator.replay;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** Creates tables for tests from CSV text. */
final class Tables {

  static final String HEADER =
      "as_of,season,country,country_name,category,stream,quota,invitations_issued,candidates_in_pool,spots_available";

  private Tables() {}

  /** Reads a file with the default header and these rows. */
  static PublishedTable table(String... rows) {
    try {
      return PublishedTable.read(bytes(HEADER + "\n" + String.join("\n", rows)));
    } catch (TableRefused e) {
      throw new AssertionError("refused: " + e.getMessage(), e);
    }
  }

  /** Reads weeks of one pool, each given as quota, invitations, candidates, spots. */
  static PublishedTable weeks(String... weeks) {
    var rows = new String[weeks.length];
    for (int w = 0; w < weeks.length; w++) {
      rows[w] =
          LocalDate.of(2023, 1, 6).plusWeeks(w) + ",2023,IE,Ireland,WORKING_HOLIDAY,," + weeks[w];
    }
    return table(rows);
  }

  static List<TableFault> faults(String file) {
    try {
      PublishedTable.read(bytes(file));
    } catch (TableRefused e) {
      return e.faults();
    }
    throw new AssertionError("the file is valid: " + file);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
