package org.iecpools.events;

import java.time.Instant;
import java.util.UUID;

/** Operators' commands about rounds, on {@code iec.round-commands}. */
public sealed interface RoundCommand permits RunRounds, CorrectRound {

  /** Id of the command; a repeat has the same id. */
  UUID getCommandId();

  /** When the operator issued it, UTC. */
  Instant getOccurredAt();
}
