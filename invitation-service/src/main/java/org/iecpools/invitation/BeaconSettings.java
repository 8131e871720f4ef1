package org.iecpools.invitation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.relay.ChainInfo;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The public randomness that decides draws.
 *
 * @param chain {@code quicknet}, or a file with the parameters of another chain; empty if seeds
 *     alone decide
 * @param relays addresses of relays of the chain, in the order in which they are asked
 * @param notice least time between closing a list and the beacon's round that decides its draw
 */
@ConfigurationProperties("iec.beacon")
record BeaconSettings(
    @DefaultValue("") String chain,
    @DefaultValue List<URI> relays,
    @DefaultValue("PT12S") Duration notice) {

  private static final String QUICKNET = "quicknet";

  /**
   * The chain.
   *
   * @throws IllegalStateException if the settings contradict each other, or the file cannot be read
   */
  BeaconChain readChain() {
    if (relays.isEmpty()) {
      throw new IllegalStateException(
          "iec.beacon.chain is %s, but iec.beacon.relays has no address".formatted(chain));
    }
    if (!notice.isPositive()) {
      throw new IllegalStateException(
          "iec.beacon.notice must be longer than nothing, such as PT12S, but is " + notice);
    }
    if (chain.equals(QUICKNET)) {
      return DrandChain.QUICKNET;
    }
    try {
      return ChainInfo.read(Files.readAllBytes(Path.of(chain)));
    } catch (IOException e) {
      throw new IllegalStateException(
          "iec.beacon.chain is neither quicknet nor a file that can be read: " + chain, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s does not describe a chain: %s".formatted(chain, e.getMessage()), e);
    }
  }
}
