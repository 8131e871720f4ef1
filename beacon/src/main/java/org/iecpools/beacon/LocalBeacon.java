package org.iecpools.beacon;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.util.BigIntegers;

/**
 * A chain of the same scheme with one key, for stacks without a network and for simulations. Anyone
 * who has its secret knows every value in advance, so it must not be used for a real draw. Its id
 * is always {@link #ID}.
 */
public final class LocalBeacon {

  /** The id of every local chain. */
  public static final String ID = "local";

  private final BigInteger secret;
  private final DrandChain chain;

  private LocalBeacon(BigInteger secret, Instant genesis, Duration period) {
    this.secret = secret;
    byte[] key = Bls.publicKey(secret);
    // A chain of drand has the hash of the file that lists its operators. This one has none.
    this.chain = new DrandChain(ID, genesis, period, key, Bls.sha256(key));
  }

  /** Creates a chain with a new secret. */
  public static LocalBeacon generate(SecureRandom random, Instant genesis, Duration period) {
    BigInteger secret =
        BigIntegers.createRandomInRange(
            BigInteger.ONE, BLS12_381G1.ORDER.subtract(BigInteger.ONE), random);
    return new LocalBeacon(secret, genesis, period);
  }

  /**
   * The chain of a secret.
   *
   * @param secret what {@link #secret} has returned
   * @throws IllegalArgumentException if it is not a valid secret
   */
  public static LocalBeacon of(byte[] secret, Instant genesis, Duration period) {
    BigInteger number = new BigInteger(1, secret);
    if (number.signum() == 0 || number.compareTo(BLS12_381G1.ORDER) >= 0) {
      throw new IllegalArgumentException("the secret of the local beacon is out of range");
    }
    return new LocalBeacon(number, genesis, period);
  }

  /** The secret, 32 bytes. */
  public byte[] secret() {
    return BigIntegers.asUnsignedByteArray(Bls.HASH_BYTES, secret);
  }

  /** What verifies its rounds. */
  public DrandChain chain() {
    return chain;
  }

  /**
   * Makes a round.
   *
   * @param number 1 or more
   */
  public BeaconRound round(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("there is no round " + number);
    }
    byte[] signature = Bls.sign(secret, DrandChain.message(number));
    return new BeaconRound(number, DrandChain.value(signature), signature);
  }
}
