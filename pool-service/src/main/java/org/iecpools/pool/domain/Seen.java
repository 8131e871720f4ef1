package org.iecpools.pool.domain;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Inputs that a profile has processed, so that a repeat has no effect.
 *
 * @param withdrawals event ids of withdrawals (R7)
 * @param openInvitations issued and not closed: at most one, even if the profile has ended
 * @param closedInvitations issued and closed
 */
public record Seen(Set<UUID> withdrawals, Set<UUID> openInvitations, Set<UUID> closedInvitations) {

  /** Nothing yet. */
  public static final Seen NOTHING = new Seen(Set.of(), Set.of(), Set.of());

  /** Takes copies. */
  public Seen {
    withdrawals = Collections.unmodifiableSet(new LinkedHashSet<>(withdrawals));
    openInvitations = Collections.unmodifiableSet(new LinkedHashSet<>(openInvitations));
    closedInvitations = Collections.unmodifiableSet(new LinkedHashSet<>(closedInvitations));
  }

  boolean invitation(UUID id) {
    return openInvitations.contains(id) || closedInvitations.contains(id);
  }

  Seen withdrawn(UUID eventId) {
    return new Seen(plus(withdrawals, eventId), openInvitations, closedInvitations);
  }

  Seen issued(UUID invitationId) {
    return new Seen(withdrawals, plus(openInvitations, invitationId), closedInvitations);
  }

  Seen closed(UUID invitationId) {
    Set<UUID> open = new LinkedHashSet<>(openInvitations);
    open.remove(invitationId);
    return new Seen(withdrawals, open, plus(closedInvitations, invitationId));
  }

  private static Set<UUID> plus(Set<UUID> set, UUID element) {
    Set<UUID> larger = new LinkedHashSet<>(set);
    larger.add(element);
    return larger;
  }
}
