/**
 * The upstream side of a season: candidates, portal, case system and operators, with books of their
 * own. Shares no code with the services but the events themselves; every rule that it needs to know
 * what must happen is written a second time here, from the rules as published.
 *
 * <p>{@link org.iecpools.simulator.Season} plays and compares. What decides is pure and knows
 * neither Kafka nor HTTP: {@link org.iecpools.simulator.Population} who comes, {@link
 * org.iecpools.simulator.Director} what they do, {@link org.iecpools.simulator.World} what that
 * must lead to, {@link org.iecpools.simulator.Books} the sums.
 *
 * <p>{@link org.iecpools.simulator.Replay} carries out what the package {@code replay} plans: the
 * way to published tables.
 */
package org.iecpools.simulator;
