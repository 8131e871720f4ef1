package org.iecpools.invitation.stream;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RunRounds;

/**
 * Fingerprints of the orders of all countries: the fold of {@code iec.round-commands}. The first of
 * several orders with one command id counts, as in the task that decides. Thread-safe.
 */
public final class OrderLog {

  /** Fingerprint of an order of an earlier version, which stated none. */
  public static final String NOT_STATED = "";

  private final Map<UUID, String> fingerprints = new ConcurrentHashMap<>();

  /** Applies an order. */
  public void apply(RoundCommand command) {
    String fingerprint =
        switch (command) {
          case RunRounds run -> run.getFingerprint();
          case CorrectRound correct -> correct.getFingerprint();
        };
    fingerprints.putIfAbsent(
        command.getCommandId(), fingerprint == null ? NOT_STATED : fingerprint);
  }

  /** The fingerprint of an order; empty if there is no such order. */
  public Optional<String> fingerprint(UUID commandId) {
    return Optional.ofNullable(fingerprints.get(commandId));
  }
}
