package org.iecpools.simulator.upstream;

import java.util.SplittableRandom;
import java.util.UUID;

/** Generates UUIDs that are determined by a seed. */
public final class Ids {

  private Ids() {}

  /** The next random UUID of version 4. */
  public static UUID next(SplittableRandom random) {
    return new UUID(
        random.nextLong() & ~0xF000L | 0x4000L,
        random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
  }
}
