package org.iecpools.pool.domain;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;

/**
 * Result of a submission. The order of its elements is kept, because what is written must not
 * depend on hash codes.
 *
 * @param pools pools that were entered, with the last day on which the age fits; "the profile's
 *     pools"
 * @param refusals wanted pools that were not entered, with every reason; as text, because a wanted
 *     pool may not exist
 * @param reasons reasons against the whole profile; empty unless it was rejected
 */
public record Outcome(
    Map<PoolId, LocalDate> pools, Map<String, List<Reason>> refusals, List<Reason> reasons) {

  /** Nothing decided yet. */
  public static final Outcome NONE = new Outcome(Map.of(), Map.of(), List.of());

  /** Takes copies. */
  public Outcome {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
    reasons = List.copyOf(reasons);
  }
}
