package org.iecpools.beacon.relay;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.iecpools.beacon.BeaconRound;

/** The result of asking relays for one round. */
public sealed interface FetchResult {

  /**
   * The chain has made this round. With drand, no relay can have another genuine one, because there
   * is exactly one valid signature for each number.
   *
   * @param relay the relay that gave it
   * @param faults of relays that were asked before and did not give it, in the order of the relays
   */
  record Genuine(BeaconRound round, URI relay, Map<URI, RelayFault> faults) implements FetchResult {
    public Genuine {
      faults = copy(faults);
    }
  }

  /**
   * The round's time has not come, so no relay was asked.
   *
   * @param time when it will have come
   */
  record TooEarly(Instant time) implements FetchResult {}

  /**
   * The round's time has come, but every relay answered that it does not have it. Try again.
   *
   * @param faults all of them {@link RelayFault.Missing} or {@link RelayFault.OtherTime}
   */
  record Late(Map<URI, RelayFault> faults) implements FetchResult {
    public Late {
      faults = copy(faults);
    }
  }

  /**
   * No relay gave the round, and at least one of them did something else than not to have it.
   *
   * @param faults of every relay, in the order of the relays
   */
  record Failed(Map<URI, RelayFault> faults) implements FetchResult {
    public Failed {
      faults = copy(faults);
    }
  }

  private static Map<URI, RelayFault> copy(Map<URI, RelayFault> faults) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(faults));
  }
}
