package org.iecpools.invitation.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.iecpools.events.BeaconRoundId;

/**
 * The beacon's round whose value decides a draw. Chosen before it exists.
 *
 * @param chain the chain hash, 32 bytes in hexadecimal
 * @param number number of the beacon's round, from 1
 * @param at when its value appears
 */
public record BeaconChoice(String chain, long number, Instant at) {

  /** The choice that an event states. */
  public static BeaconChoice of(BeaconRoundId id) {
    byte[] chain = new byte[id.getChain().remaining()];
    id.getChain().duplicate().get(chain);
    return new BeaconChoice(HexFormat.of().formatHex(chain), id.getNumber(), id.getAt());
  }

  /** The chain hash, 32 bytes. */
  byte[] chainHash() {
    return HexFormat.of().parseHex(chain);
  }

  BeaconRoundId inEvent() {
    return new BeaconRoundId(ByteBuffer.wrap(chainHash()), number, at);
  }

  String inWords() {
    return "round %d of the beacon, of %s".formatted(number, at);
  }
}
