package org.iecpools.invitation.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate stands in the list of a sealed round. Stored when the candidate changes before
 * the round is drawn.
 *
 * @param profileId the profile in the list; null if the candidate is not in it
 * @param stay the stay of that profile; null if the candidate is not in the list
 * @param timeZone time zone in which the candidate's days ended
 */
public record SealedStay(
    UUID roundId, @Nullable UUID profileId, @Nullable Stay stay, String timeZone) {}
