package org.iecpools.invitation.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.kit.Fault;
import org.iecpools.kit.Problem;
import org.iecpools.kit.Uuids;
import org.springframework.http.HttpStatus;

/** Ids in paths and headers. */
final class Paths {

  private Paths() {}

  /** A UUID of the path, or a fault in the list and null. */
  static UUID uuid(String name, String text, List<Fault> faults) {
    Optional<UUID> id = Uuids.parse(text);
    if (id.isEmpty()) {
      faults.add(new Fault(name, "BAD_ID", "%s must be a UUID, not '%s'.".formatted(name, text)));
    }
    return id.orElse(null);
  }

  static void check(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new Problem(HttpStatus.BAD_REQUEST, "Bad request", faults);
    }
  }
}
