package org.iecpools.invitation.domain;

import java.time.DateTimeException;
import java.time.ZoneId;
import org.iecpools.domain.Weeks;

/** Time zones of candidates, by which their days end. */
final class TimeZones {

  private TimeZones() {}

  /** The time zone with this name; Toronto's if there is none, because upstream may send any. */
  static ZoneId of(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      return Weeks.ZONE;
    }
  }
}
