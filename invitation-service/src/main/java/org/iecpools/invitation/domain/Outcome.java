package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.RoundsEvent;
import org.iecpools.invitation.domain.CountryRow.PoolRow;

/**
 * Result of one input of a country: events to write and rows that changed. All of it belongs in one
 * transaction.
 *
 * @param candidates ids of the candidates whose rows changed
 * @param country whether the country's row changed
 * @param pools the rows of the pools that changed
 * @param positions the positions that changed: at most one for each input partition
 * @param decisions results of orders, to store
 * @param seeds changes to the stored seeds, in this order
 * @param drawn drawable profiles of the rounds that ran, to store
 */
public record Outcome(
    List<RoundsEvent> rounds,
    List<InvitationsEvent> invitations,
    Set<UUID> candidates,
    boolean country,
    List<PoolRow> pools,
    List<Position> positions,
    List<OrderOutcome> decisions,
    List<SeedChange> seeds,
    List<DrawnProfiles> drawn) {

  /** Whether no row changed, except for positions. */
  public boolean isIdle() {
    return candidates.isEmpty() && !country && pools.isEmpty();
  }
}
