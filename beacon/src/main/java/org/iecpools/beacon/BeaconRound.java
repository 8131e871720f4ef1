package org.iecpools.beacon;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A round of a beacon, as a relay states it. Only {@link DrandChain#fault} tells whether it is
 * genuine.
 *
 * @param number 1 for the first round
 * @param value the random value, 32 bytes
 * @param signature the chain's signature of the number, 48 bytes
 */
public record BeaconRound(long number, byte[] value, byte[] signature) {

  /** Copies the bytes, which may have any length. */
  public BeaconRound {
    value = value.clone();
    signature = signature.clone();
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BeaconRound(long itsNumber, byte[] itsValue, byte[] itsSignature)
        && number == itsNumber
        && Arrays.equals(value, itsValue)
        && Arrays.equals(signature, itsSignature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, Arrays.hashCode(value), Arrays.hashCode(signature));
  }

  @Override
  public String toString() {
    return "round %d, value %s".formatted(number, HexFormat.of().formatHex(value));
  }
}
