package org.iecpools.pool.domain;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iecpools.events.PoolId;
import org.iecpools.events.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Result of a submission. The order of its elements is kept, because what is written must not
 * depend on hash codes.
 *
 * @param pools pools that were entered, with the last day on which the candidate may be in each:
 *     the last on which the age fits, or {@code validUntil} if that is earlier; "the profile's
 *     pools"
 * @param refusals wanted pools that were not entered, with every reason; as text, because a wanted
 *     pool may not exist
 * @param reasons reasons against the whole profile; empty unless it was rejected
 * @param validUntil last day on which the profile is valid; null if it entered no pool, and in
 *     state of versions in which the age alone was a limit
 */
public record SubmissionOutcome(
    Map<PoolId, LocalDate> pools,
    Map<String, List<Reason>> refusals,
    List<Reason> reasons,
    @Nullable LocalDate validUntil) {

  /** Nothing decided yet. */
  public static final SubmissionOutcome NONE =
      new SubmissionOutcome(Map.of(), Map.of(), List.of(), null);

  /** Takes copies. */
  public SubmissionOutcome {
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
    reasons = List.copyOf(reasons);
  }

  /** The last day on which the candidate may be in one of the profile's pools. */
  LocalDate eligibleUntil(PoolId pool) {
    return requireNonNull(pools.get(pool), "the pool is one of the profile's pools");
  }
}
