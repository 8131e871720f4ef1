package org.iecpools.beacon.relay;

import java.time.Duration;
import java.time.Instant;
import org.iecpools.beacon.BeaconFault;

/** Why a relay has not given the round. */
public sealed interface RelayFault {

  /**
   * A sentence about the relay, without its subject and full stop. Contains no control characters.
   */
  String text();

  /**
   * The round's time has come, but the relay does not have it.
   *
   * @param status 404 or 425
   */
  record Missing(int status) implements RelayFault {
    @Override
    public String text() {
      return "does not have the round (status %d)".formatted(status);
    }
  }

  /** There was no connection, or it ended before the answer was complete. */
  record Unreachable(String reason) implements RelayFault {
    @Override
    public String text() {
      return "gave no complete answer: " + reason;
    }
  }

  /** The answer was not complete in time. */
  record TimedOut(Duration limit) implements RelayFault {
    @Override
    public String text() {
      return "did not answer within %d ms".formatted(limit.toMillis());
    }
  }

  /** The time for all relays was over before it was this one's turn. */
  record NotAsked() implements RelayFault {
    @Override
    public String text() {
      return "was not asked, because the time was over";
    }
  }

  /** Any other status than 200, 404 and 425. Redirects are not followed. */
  record UnexpectedStatus(int status) implements RelayFault {
    @Override
    public String text() {
      return "answered with status %d".formatted(status);
    }
  }

  /** The body is longer than any round. */
  record TooLarge(int limit) implements RelayFault {
    @Override
    public String text() {
      return "answered with more than %d bytes".formatted(limit);
    }
  }

  /**
   * The body is not a round in JSON.
   *
   * @param reason what is wrong, without any text of the relay
   */
  record Malformed(String reason) implements RelayFault {
    @Override
    public String text() {
      return "answered with a malformed round: " + reason;
    }
  }

  /** It stated a round with another number than the requested one. */
  record OtherRound(long number) implements RelayFault {
    @Override
    public String text() {
      return "answered with round %d".formatted(number);
    }
  }

  /**
   * It gave the pulse of another time: the nearest one, if the chain has none of the requested
   * time, or not yet.
   */
  record OtherTime(Instant time) implements RelayFault {
    @Override
    public String text() {
      return "does not have the round, and gave the one of " + time;
    }
  }

  /** It stated a round that the chain has not made. */
  record NotGenuine(BeaconFault fault) implements RelayFault {
    @Override
    public String text() {
      return "answered with a round that is not genuine: " + fault.text();
    }
  }
}
