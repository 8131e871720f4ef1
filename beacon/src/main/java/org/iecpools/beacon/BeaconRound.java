package org.iecpools.beacon;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A round of a beacon, as a relay states it. Only {@link BeaconChain#fault} tells whether it is
 * genuine.
 *
 * @param number 1 for the first round
 * @param value the random value; 32 bytes with drand, 64 with pulses
 * @param signature the chain's signature; 48 bytes with drand, 512 with pulses
 * @param pulse what was signed, if that does not follow from the number: some 800 bytes with
 *     pulses, empty with drand
 */
public record BeaconRound(long number, byte[] value, byte[] signature, byte[] pulse) {

  /** Copies the bytes, which may have any length. */
  public BeaconRound {
    value = value.clone();
    signature = signature.clone();
    pulse = pulse.clone();
  }

  /** A round whose number is what was signed. */
  public BeaconRound(long number, byte[] value, byte[] signature) {
    this(number, value, signature, new byte[0]);
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
  public byte[] pulse() {
    return pulse.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other
            instanceof
            BeaconRound(long itsNumber, byte[] itsValue, byte[] itsSignature, byte[] itsPulse)
        && number == itsNumber
        && Arrays.equals(value, itsValue)
        && Arrays.equals(signature, itsSignature)
        && Arrays.equals(pulse, itsPulse);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        number, Arrays.hashCode(value), Arrays.hashCode(signature), Arrays.hashCode(pulse));
  }

  @Override
  public String toString() {
    return "round %d, value %s".formatted(number, HexFormat.of().formatHex(value));
  }
}
