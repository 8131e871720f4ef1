/**
 * Public randomness for draws: the rounds of a drand chain, whose values nobody can know before
 * their time and anyone can verify afterwards. No network and no clock.
 */
@NullMarked
package org.iecpools.beacon;

import org.jspecify.annotations.NullMarked;
