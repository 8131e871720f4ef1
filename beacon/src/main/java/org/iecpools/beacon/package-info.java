/**
 * Public randomness for draws: the rounds of a drand chain, whose values nobody can know before
 * their time and anyone can verify afterwards. No network and no clock: {@code relay} has the
 * network.
 */
@NullMarked
package org.iecpools.beacon;

import org.jspecify.annotations.NullMarked;
