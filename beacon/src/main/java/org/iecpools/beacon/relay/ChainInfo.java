package org.iecpools.beacon.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.iecpools.beacon.DrandChain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a chain in the JSON of drand's HTTP API, version 1. Anyone can write parameters
 * of a chain of their own, so a reader needs them, or their hash, from a source that it trusts.
 */
public final class ChainInfo {

  private static final String SCHEME = "bls-unchained-g1-rfc9380";

  /** 9999-12-31, the last day that the usual formats of times can express. */
  private static final long LATEST_GENESIS = 253_402_300_799L;

  private ChainInfo() {}

  /**
   * Reads the parameters of a chain and checks that they have the stated hash.
   *
   * @throws IllegalArgumentException with the first fault
   */
  public static DrandChain read(byte[] body) {
    JsonNode info = RoundJson.object(body);
    if (!info.path("schemeID").asString("").equals(SCHEME)) {
      throw new IllegalArgumentException(
          "schemeID is not %s, the only scheme known".formatted(SCHEME));
    }
    DrandChain chain =
        new DrandChain(
            info.path("metadata").path("beaconID").asString(""),
            Instant.ofEpochSecond(number(info, "genesis_time", LATEST_GENESIS)),
            Duration.ofSeconds(number(info, "period", Integer.MAX_VALUE)),
            RoundJson.bytes(info, "public_key"),
            RoundJson.bytes(info, "groupHash"));
    if (!chain.hash().equals(info.path("hash").asString(""))) {
      throw new IllegalArgumentException("hash is not that of the parameters");
    }
    return chain;
  }

  /** Writes the parameters of a chain. */
  public static byte[] write(DrandChain chain) {
    ObjectNode info = RoundJson.MAPPER.createObjectNode();
    info.put("public_key", HexFormat.of().formatHex(chain.key()));
    info.put("period", chain.period().toSeconds());
    info.put("genesis_time", chain.genesis().getEpochSecond());
    info.put("hash", chain.hash());
    info.put("groupHash", HexFormat.of().formatHex(chain.group()));
    info.put("schemeID", SCHEME);
    info.putObject("metadata").put("beaconID", chain.id());
    return RoundJson.MAPPER.writeValueAsBytes(info);
  }

  private static long number(JsonNode info, String field, long highest) {
    JsonNode number = info.path(field);
    if (!number.isIntegralNumber()
        || !number.canConvertToLong()
        || number.longValue() < 1
        || number.longValue() > highest) {
      throw new IllegalArgumentException(
          "%s is not a number from 1 to %d".formatted(field, highest));
    }
    return number.longValue();
  }
}
