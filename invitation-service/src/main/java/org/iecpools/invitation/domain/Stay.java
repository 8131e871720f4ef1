package org.iecpools.invitation.domain;

import java.time.LocalDate;

/**
 * A candidate's stay in a pool, as long as it can be drawn.
 *
 * @param number number of the stay of this profile in this pool, from 1
 * @param eligibleUntil last day on which the candidate may be drawn from the pool
 */
public record Stay(int number, LocalDate eligibleUntil) {}
