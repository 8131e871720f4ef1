package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a pool is open, published and drawn, seen from an instant, by the plan in force now.
 *
 * @param status whether it takes entries; empty if it is not offered, or without a plan
 * @param publishedAt time of its last weekly publication at or before the instant, UTC; empty
 *     before the first
 * @param nextPublicationAt time of its next weekly publication after the instant, UTC; empty after
 *     the last
 * @param firstRoundAt time of the first weekly round of the plan, UTC; empty without a plan
 * @param nextRoundAt time of the next round, announced or planned, UTC; empty if none is to come or
 *     its time is not known
 * @param announcedSize invitations of the next round, 0 or more, if its announcement states them
 * @param finalRoundAt time after which no round runs, UTC; empty without a plan
 * @param roundsLeft number of rounds that are announced or planned at or after the instant; empty
 *     without a plan
 */
public record PoolSchedule(
    Optional<PoolStatus> status,
    Optional<Instant> publishedAt,
    Optional<Instant> nextPublicationAt,
    Optional<Instant> firstRoundAt,
    Optional<Instant> nextRoundAt,
    OptionalInt announcedSize,
    Optional<Instant> finalRoundAt,
    OptionalInt roundsLeft) {}
