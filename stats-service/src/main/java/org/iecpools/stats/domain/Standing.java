package org.iecpools.stats.domain;

import java.util.Optional;

/**
 * Where a pool stands at an instant: what readers want to hear of at once.
 *
 * @param quota permits of the season
 * @param isAnnounced whether the quota is announced for the season, and not from reference data
 * @param spots LOIs that can still be issued
 * @param status whether it takes entries; empty if it is not offered or has no plan
 */
public record Standing(
    Amount quota, boolean isAnnounced, Amount spots, Optional<PoolStatus> status) {}
