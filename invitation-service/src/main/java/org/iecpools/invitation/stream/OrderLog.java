package org.iecpools.invitation.stream;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RunRounds;

/**
 * The fingerprints of all orders, of every country: the fold of {@code iec.round-commands}. Of
 * orders with one command id the first counts, as it does for the task that decides. Safe for
 * several threads.
 */
public final class OrderLog {

  /** An order of an earlier version, which stated no fingerprint. */
  public static final String NOT_STATED = "";

  private final Map<UUID, String> fingerprints = new ConcurrentHashMap<>();

  /** Takes note of an order. */
  public void apply(RoundCommand command) {
    String fingerprint =
        switch (command) {
          case RunRounds run -> run.getFingerprint();
          case CorrectRound correct -> correct.getFingerprint();
        };
    fingerprints.putIfAbsent(
        command.getCommandId(), fingerprint == null ? NOT_STATED : fingerprint);
  }

  /** The fingerprint of an order; empty where there is no such order. */
  public Optional<String> fingerprint(UUID commandId) {
    return Optional.ofNullable(fingerprints.get(commandId));
  }
}
