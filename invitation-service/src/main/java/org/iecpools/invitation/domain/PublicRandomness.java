package org.iecpools.invitation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;

/**
 * The public randomness that decides draws.
 *
 * @param notice least time between closing a list and the beacon's round that decides its draw
 * @param reading how long after the time of a weekly round its list is closed: until everything
 *     from before has been read
 * @param values rounds of the chain that are known and genuine, by number
 */
public record PublicRandomness(
    BeaconChain chain,
    Duration notice,
    Duration reading,
    LongFunction<Optional<BeaconRound>> values) {

  /**
   * The round that decides the draw of a list.
   *
   * @param earliest when the list can be closed
   * @param turn how many lists of the country are to be closed and drawn before, 0 or more
   */
  BeaconChoice choice(Instant earliest, int turn) {
    Instant closed = earliest.plus(longestWait().multipliedBy(turn));
    long number = chain.firstAfter(closed.plus(notice));
    return new BeaconChoice(chain.hash(), number, chain.timeOf(number));
  }

  /** The longest time from closing a list to the value that decides its draw. */
  public Duration longestWait() {
    return notice.plus(chain.period());
  }

  /**
   * When the chain ends, if that is before a chosen round: its value will never exist. Empty if it
   * may, or if the round is of another chain.
   */
  Optional<Instant> endBefore(BeaconChoice choice) {
    return chain.hash().equals(choice.chain())
        ? chain.end().filter(choice.at()::isAfter)
        : Optional.empty();
  }

  /** The chosen round; empty while its value is not known, and if it is of another chain. */
  Optional<BeaconRound> value(BeaconChoice choice) {
    return chain.hash().equals(choice.chain()) ? values.apply(choice.number()) : Optional.empty();
  }
}
