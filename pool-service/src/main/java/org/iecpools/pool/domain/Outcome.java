package org.iecpools.pool.domain;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;

/**
 * What came of a submission. The orders are kept as given: what is written must not depend on hash
 * codes.
 *
 * @param pools entered, with the last day on which the age fits each; "the profile's pools"
 * @param refusals pools wanted and not entered, as text, for upstream may want what is no pool;
 *     with every reason
 * @param reasons against the whole profile; none unless it was rejected
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
