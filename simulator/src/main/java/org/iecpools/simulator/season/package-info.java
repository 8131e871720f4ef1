/**
 * Plays a whole season against running services and compares their dashboard with independent
 * books. Apart from the events, their codec and the reference facts, it shares no code with the
 * services. Every rule that predicts a result is implemented a second time here, from the published
 * rules.
 *
 * <p>{@link org.iecpools.simulator.season.SeasonPlayer} runs a season and compares the results. The
 * decisions are pure code without Kafka and HTTP: {@link org.iecpools.simulator.season.Population}
 * generates the people, {@link org.iecpools.simulator.season.Director} decides what they do, {@link
 * org.iecpools.simulator.season.World} derives the expected results, and {@link
 * org.iecpools.simulator.season.Books} keeps the sums.
 */
@NullMarked
package org.iecpools.simulator.season;

import org.jspecify.annotations.NullMarked;
