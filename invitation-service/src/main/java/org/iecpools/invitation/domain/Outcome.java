package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.RoundsEvent;
import org.iecpools.invitation.domain.CountryRow.PoolRow;

/**
 * Result of one input of a country: events to write and rows that changed. All of it belongs in one
 * transaction.
 *
 * @param changes the rows of the candidates that changed, each at most once
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
    List<CandidateChange> changes,
    boolean country,
    List<PoolRow> pools,
    List<Position> positions,
    List<OrderOutcome> decisions,
    List<SeedChange> seeds,
    List<DrawnProfiles> drawn) {

  /** Ids of the candidates whose rows changed. */
  public Set<UUID> candidates() {
    return changes.stream().map(change -> change.row().candidateId()).collect(Collectors.toSet());
  }

  /** Whether no row changed, except for positions. */
  public boolean isIdle() {
    return changes.isEmpty() && !country && pools.isEmpty();
  }
}
