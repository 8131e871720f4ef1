package org.iecpools.stats.domain;

import java.time.Instant;
import java.util.Optional;
import org.iecpools.domain.SeasonWindow;

/**
 * A season as a whole.
 *
 * @param season year of the programme
 * @param window the range of its events
 * @param pools number of its pools that have a plan, a quota or an event
 * @param opensAt the first opening of a pool by the plans, UTC; empty without a plan
 * @param closesAt the last closing of a pool by the plans, UTC; empty without a plan
 * @param state where it stands
 */
public record SeasonOverview(
    int season,
    SeasonWindow window,
    int pools,
    Optional<Instant> opensAt,
    Optional<Instant> closesAt,
    SeasonState state) {}
