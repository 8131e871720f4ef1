package org.iecpools.auditor.draw;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.iecpools.events.RoundRun;
import org.jspecify.annotations.Nullable;

/**
 * The day on which a draw judges a candidate's age: docs/draw.md, "Who could be drawn", 6.
 *
 * @param at when ages were judged; null for rounds of versions that did not state it
 * @param drawDate the draw's day in Toronto
 */
record Ages(@Nullable Instant at, LocalDate drawDate) {

  static Ages of(RoundRun run) {
    return new Ages(run.getAgesJudgedAt(), run.getDrawDate());
  }

  /** The date in the candidate's time zone. */
  LocalDate today(String timeZone) {
    if (at == null) {
      return drawDate;
    }
    return LocalDate.ofInstant(at, zone(timeZone));
  }

  /** The candidate's time zone. An unknown one is treated as Toronto's. */
  static ZoneId zone(String timeZone) {
    try {
      return ZoneId.of(timeZone);
    } catch (DateTimeException _) {
      return ZoneId.of("America/Toronto");
    }
  }
}
