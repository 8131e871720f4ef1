package org.iecpools.invitation.domain;

import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * Identity of a stay: entries, leaves and voided leaves are counted once for each.
 *
 * @param number of the stay of the profile in the pool, from 1
 */
public record StayId(UUID profileId, PoolId pool, int number) {}
