package org.iecpools.invitation.web;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.iecpools.kit.Fault;
import org.iecpools.kit.Problem;
import org.springframework.http.HttpStatus;

/** Ids in paths and headers. */
final class Paths {

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Paths() {}

  static boolean isUuid(String text) {
    return UUID_TEXT.matcher(text).matches();
  }

  /** A UUID of the path, or a fault in the list and null. */
  static UUID uuid(String name, String text, List<Fault> faults) {
    if (isUuid(text)) {
      return UUID.fromString(text);
    }
    faults.add(new Fault(name, "BAD_ID", "%s must be a UUID, not '%s'.".formatted(name, text)));
    return null;
  }

  static void check(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "Bad request", faults);
    }
  }
}
