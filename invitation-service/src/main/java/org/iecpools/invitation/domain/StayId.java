package org.iecpools.invitation.domain;

import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * Identity of a stay: its entry, leave and voided leave are each counted once.
 *
 * @param number number of the stay of the profile in the pool, from 1
 */
public record StayId(UUID profileId, PoolId pool, int number) {}
