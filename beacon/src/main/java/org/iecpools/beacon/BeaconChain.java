package org.iecpools.beacon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A source of public randomness whose rounds anybody can verify. Immutable.
 *
 * <p>The {@link #hash} covers all parameters. A client that pins it accepts no other key or period.
 */
public sealed interface BeaconChain permits DrandChain, PulseChain {

  /** Name of the chain. */
  String id();

  /** What identifies the chain, 32 bytes, in lower-case hexadecimal. */
  String hash();

  /** Time between two rounds. */
  Duration period();

  /**
   * The time of a round. Its value is public from then on, and not before.
   *
   * @param number 1 or more
   * @throws IllegalArgumentException if there is no such round, or its time is later than any
   *     {@link Instant}
   */
  Instant timeOf(long number);

  /** The first round whose time is later than an instant. */
  long firstAfter(Instant at);

  /** The last instant at which a round can be genuine; empty if the chain has no end. */
  Optional<Instant> end();

  /** What is wrong with a round; empty if the chain has made it. */
  Optional<BeaconFault> fault(BeaconRound round);
}
