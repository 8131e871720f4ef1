package org.iecpools.invitation.domain;

import java.util.UUID;

/** What is to be done to the secret seeds that are kept; never to be logged. */
public sealed interface SeedChange {

  /** The round whose seed it is. */
  UUID roundId();

  /**
   * The seed is to be kept, in place of an earlier one.
   *
   * @param seed 32 bytes
   */
  record Keep(UUID roundId, byte[] seed) implements SeedChange {}

  /** The seed is no longer needed: the round is decided. */
  record Forget(UUID roundId) implements SeedChange {}
}
