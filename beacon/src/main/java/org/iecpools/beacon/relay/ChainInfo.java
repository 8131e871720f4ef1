package org.iecpools.beacon.relay;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.PulseChain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a chain in JSON: for drand as in its HTTP API, version 1, for pulses in a form
 * of their own, with the certificate in PEM. Anyone can write parameters of a chain of their own,
 * so a reader needs them, or their hash, from a source that it trusts.
 */
public final class ChainInfo {

  private static final String DRAND = "bls-unchained-g1-rfc9380";
  private static final String PULSES = "pulse-2.0-rsa4096-sha512";

  /** 9999-12-31, the last day that the usual formats of times can express. */
  private static final long LATEST_GENESIS = 253_402_300_799L;

  private static final int PEM_LINE = 64;

  private ChainInfo() {}

  /**
   * Reads the parameters of a chain and checks that they have the stated hash. Parameters of a
   * chain of pulses may leave it out, because who pins a certificate writes them.
   *
   * @throws IllegalArgumentException with the first fault
   */
  public static BeaconChain read(byte[] body) {
    JsonNode info = RoundJson.object(body);
    BeaconChain chain =
        switch (info.path("schemeID").asString("")) {
          case DRAND -> drand(info);
          case PULSES -> pulses(info);
          default ->
              throw new IllegalArgumentException(
                  "schemeID is neither %s nor %s".formatted(DRAND, PULSES));
        };
    boolean mayBeMissing = chain instanceof PulseChain && !info.has("hash");
    if (!mayBeMissing && !chain.hash().equals(info.path("hash").asString(""))) {
      throw new IllegalArgumentException("hash is not that of the parameters");
    }
    return chain;
  }

  private static DrandChain drand(JsonNode info) {
    return new DrandChain(
        id(info),
        Instant.ofEpochSecond(number(info, "genesis_time", LATEST_GENESIS)),
        period(info),
        RoundJson.bytes(info, "public_key"),
        RoundJson.bytes(info, "groupHash"));
  }

  private static PulseChain pulses(JsonNode info) {
    return new PulseChain(
        id(info),
        number(info, "chainIndex", Long.MAX_VALUE),
        period(info),
        info.path("certificate").asString("").getBytes(StandardCharsets.US_ASCII));
  }

  private static String id(JsonNode info) {
    return info.path("metadata").path("beaconID").asString("");
  }

  private static Duration period(JsonNode info) {
    return Duration.ofSeconds(number(info, "period", Integer.MAX_VALUE));
  }

  /** Writes the parameters of a chain. */
  public static byte[] write(BeaconChain chain) {
    ObjectNode info = RoundJson.MAPPER.createObjectNode();
    switch (chain) {
      case DrandChain drand -> {
        info.put("public_key", HexFormat.of().formatHex(drand.key()));
        info.put("period", drand.period().toSeconds());
        info.put("genesis_time", drand.genesis().getEpochSecond());
        info.put("hash", drand.hash());
        info.put("groupHash", HexFormat.of().formatHex(drand.group()));
        info.put("schemeID", DRAND);
      }
      case PulseChain pulses -> {
        info.put("certificate", pem(pulses.certificate()));
        info.put("period", pulses.period().toSeconds());
        info.put("chainIndex", pulses.chainIndex());
        info.put("hash", pulses.hash());
        info.put("schemeID", PULSES);
      }
    }
    info.putObject("metadata").put("beaconID", chain.id());
    return RoundJson.MAPPER.writeValueAsBytes(info);
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
          .formatted(
              Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'})
                  .encodeToString(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("the certificate was read from its encoding", e);
    }
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
