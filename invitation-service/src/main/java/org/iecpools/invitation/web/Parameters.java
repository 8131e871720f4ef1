package org.iecpools.invitation.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.iecpools.domain.Reference;
import org.iecpools.kit.web.Fault;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.Uuids;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Reads parameters of paths and queries. An invalid value adds a fault to the list and reads as
 * null, 0 or an empty string; {@link #check} then reports all faults at once.
 */
final class Parameters {

  private static final Pattern YEAR = Pattern.compile("2\\d{3}");

  private Parameters() {}

  static @Nullable UUID uuid(String name, String text, List<Fault> faults) {
    Optional<UUID> id = Uuids.parse(text);
    if (id.isEmpty()) {
      faults.add(new Fault(name, "BAD_ID", "%s must be a UUID, not '%s'.".formatted(name, text)));
    }
    return id.orElse(null);
  }

  /** A season's year; 0 if it is missing or invalid. */
  static int season(@Nullable String text, List<Fault> faults) {
    if (text != null && YEAR.matcher(text).matches()) {
      return Integer.parseInt(text);
    }
    faults.add(
        text == null
            ? new Fault("season", "MISSING", "season is needed: the year, such as 2026.")
            : new Fault(
                "season",
                "BAD_SEASON",
                "season must be a year from 2000 to 2999, not '%s'.".formatted(text)));
    return 0;
  }

  /** A country's code; empty if it is missing or invalid. */
  static String country(@Nullable String text, List<Fault> faults) {
    if (text != null && Reference.shipped().isCountry(text)) {
      return text;
    }
    faults.add(
        text == null
            ? new Fault("country", "MISSING", "country is needed: its code, such as IE.")
            : new Fault(
                "country",
                "UNKNOWN_COUNTRY",
                "country must be an ISO 3166-1 alpha-2 code in upper case, such as IE, not '%s'."
                    .formatted(text)));
    return "";
  }

  static void check(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "Bad request", faults);
    }
  }
}
