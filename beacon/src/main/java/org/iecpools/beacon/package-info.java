/**
 * Public randomness for draws: the rounds of a chain, which anyone can verify afterwards. Values of
 * drand cannot be known before their time; pulses have one operator who can. No network and no
 * clock: {@code relay} has the network.
 */
@NullMarked
package org.iecpools.beacon;

import org.jspecify.annotations.NullMarked;
