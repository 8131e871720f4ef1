/**
 * The upstream side of a season: candidates, portal, case system and operators, with independent
 * books. Apart from the events, their codec and the reference facts, it shares no code with the
 * services. Every rule that predicts a result is implemented a second time here, from the published
 * rules.
 *
 * <p>{@link org.iecpools.simulator.Season} runs a season and compares the results. The decisions
 * are pure code without Kafka and HTTP: {@link org.iecpools.simulator.Population} generates the
 * people, {@link org.iecpools.simulator.Director} decides what they do, {@link
 * org.iecpools.simulator.World} derives the expected results, and {@link
 * org.iecpools.simulator.Books} keeps the sums.
 *
 * <p>{@link org.iecpools.simulator.Replay} executes the plans of the package {@code replay}, which
 * lead to published tables.
 */
@NullMarked
package org.iecpools.simulator;

import org.jspecify.annotations.NullMarked;
