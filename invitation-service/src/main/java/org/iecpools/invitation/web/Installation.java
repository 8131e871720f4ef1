package org.iecpools.invitation.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.relay.ChainInfo;

/**
 * What bundles state about the installation.
 *
 * @param cluster the id of the Kafka cluster
 * @param chains the beacons whose parameters are known
 */
public record Installation(String cluster, List<BeaconChain> chains) {

  public Installation {
    chains = List.copyOf(chains);
  }

  /**
   * The parameters of a beacon, as JSON; empty if they are not known.
   *
   * @param chain the chain hash, in hexadecimal
   */
  Optional<String> parameters(String chain) {
    return chains.stream()
        .filter(known -> known.hash().equals(chain))
        .findFirst()
        .map(known -> new String(ChainInfo.write(known), UTF_8));
  }
}
