package org.iecpools.webhook;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.PoolId;

/**
 * Which changes a receiver wants; all if a part is empty.
 *
 * @param kinds names of {@link org.iecpools.events.ChangeKind}
 * @param season year of the programme; changes of no season are left out then
 * @param country code in upper case; changes of no pool are left out then
 */
public record ChangeFilter(Set<String> kinds, Optional<Integer> season, Optional<String> country) {

  /** Every change. */
  public static final ChangeFilter ALL =
      new ChangeFilter(Set.of(), Optional.empty(), Optional.empty());

  public ChangeFilter {
    kinds = Set.copyOf(kinds);
  }

  /** Whether the receiver wants a change. */
  boolean includes(ChangeMade change) {
    PoolId pool = change.getPool();
    return (kinds.isEmpty() || kinds.contains(change.getKind().name()))
        && season.map(year -> Objects.equals(change.getSeason(), year)).orElse(true)
        && country.map(code -> pool != null && pool.getCountry().equals(code)).orElse(true);
  }
}
