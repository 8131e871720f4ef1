package org.iecpools.invitation.domain;

import java.util.UUID;

/** Change to the stored secret seeds. Must never be logged. */
public sealed interface SeedChange {

  /** The round whose seed it is. */
  UUID roundId();

  /**
   * The seed is to be stored, in place of an earlier one.
   *
   * @param seed 32 bytes
   */
  record Keep(UUID roundId, byte[] seed) implements SeedChange {}

  /** The seed is no longer needed: the round was decided, or can no longer become due. */
  record Forget(UUID roundId) implements SeedChange {}
}
