package org.iecpools.simulator;

import java.util.SplittableRandom;
import java.util.UUID;

/** Generates UUIDs that are determined by a seed. */
final class Ids {

  private Ids() {}

  /** The next random UUID of version 4. */
  static UUID next(SplittableRandom dice) {
    return new UUID(
        dice.nextLong() & ~0xF000L | 0x4000L,
        dice.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
  }
}
