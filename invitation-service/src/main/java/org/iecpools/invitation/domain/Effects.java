package org.iecpools.invitation.domain;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.RoundsEvent;

/**
 * What one input did to a country: events to write, and rows that differ from before. All of it
 * belongs in one transaction.
 *
 * @param candidates whose rows differ
 * @param country whether the country's row differs
 * @param decisions made, to be kept
 * @param seeds to keep or to forget, in this order
 * @param drawn who could be drawn in the rounds that ran, to be kept
 */
public record Effects(
    List<RoundsEvent> rounds,
    List<InvitationsEvent> invitations,
    Set<UUID> candidates,
    boolean country,
    List<Decision> decisions,
    List<SeedChange> seeds,
    List<DrawnProfiles> drawn) {}
