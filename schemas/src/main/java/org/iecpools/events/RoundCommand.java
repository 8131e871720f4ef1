package org.iecpools.events;

import java.time.Instant;
import java.util.UUID;

/** What operators order of rounds, on {@code iec.round-commands}. */
public sealed interface RoundCommand permits RunRounds, CorrectRound {

  /** Identity of the command; a repeat has the same. */
  UUID getCommandId();

  /** When the operator gave it, UTC. */
  Instant getOccurredAt();
}
