package org.iecpools.beacon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.bls.BLS12_381G2Point;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A drand chain of the scheme {@code bls-unchained-g1-rfc9380}: every round has a signature of its
 * number alone, so that one round can be verified without the others. There is exactly one valid
 * signature for each number, so a relay cannot choose among several.
 *
 * <p>The {@link #hash} covers all parameters. A client that pins it accepts no other key, start or
 * period.
 */
public final class DrandChain implements BeaconChain {

  /** The chain of the League of Entropy with a round every three seconds. */
  public static final DrandChain QUICKNET =
      new DrandChain(
          "quicknet",
          Instant.ofEpochSecond(1_692_803_367),
          Duration.ofSeconds(3),
          HexFormat.of()
              .parseHex(
                  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
                      + "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
                      + "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
          HexFormat.of()
              .parseHex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"));

  /** The id of drand's first network, which its hash leaves out. */
  private static final String DEFAULT_ID = "default";

  private final String id;
  private final Instant genesis;
  private final Duration period;
  private final byte[] key;
  private final byte[] group;
  private final BLS12_381G2Point point;
  private final byte[] hash;

  /**
   * Describes a chain.
   *
   * @param id its name, not empty
   * @param genesis time of round 1, in whole seconds
   * @param period time between two rounds, at least one second and in whole seconds
   * @param key the public key, a compressed point of G2, 96 bytes
   * @param group the hash of the group that began the chain, 32 bytes
   * @throws IllegalArgumentException if a parameter cannot be that of a chain
   */
  public DrandChain(String id, Instant genesis, Duration period, byte[] key, byte[] group) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a chain has an id");
    }
    if (genesis.getNano() != 0 || period.getNano() != 0 || period.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "%s: the genesis %s and the period %s must be whole seconds"
              .formatted(id, genesis, period));
    }
    if (group.length != Bls.HASH_BYTES) {
      throw new IllegalArgumentException(
          "%s: the hash of the group must have 32 bytes".formatted(id));
    }
    this.id = id;
    this.genesis = genesis;
    this.period = period;
    this.key = key.clone();
    this.group = group.clone();
    this.point =
        Bls.publicKey(key)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: the public key is not a point of the group".formatted(id)));
    this.hash =
        Bls.sha256(
            ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(Math.toIntExact(period.toSeconds()))
                .putLong(genesis.getEpochSecond())
                .array(),
            key,
            group,
            id.equals(DEFAULT_ID) ? new byte[0] : id.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String id() {
    return id;
  }

  /** Time of the first round. */
  public Instant genesis() {
    return genesis;
  }

  @Override
  public Duration period() {
    return period;
  }

  /** The public key, 96 bytes. */
  public byte[] key() {
    return key.clone();
  }

  /** The hash of the group that began the chain, 32 bytes. */
  public byte[] group() {
    return group.clone();
  }

  /** The chain hash of drand. */
  @Override
  public String hash() {
    return HexFormat.of().formatHex(hash);
  }

  @Override
  public Instant timeOf(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("there is no round " + number);
    }
    try {
      return genesis.plus(period.multipliedBy(number - 1));
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("there is no round " + number, e);
    }
  }

  @Override
  public long firstAfter(Instant at) {
    if (at.isBefore(genesis)) {
      return 1;
    }
    return Duration.between(genesis, at).dividedBy(period) + 2;
  }

  @Override
  public Optional<Instant> end() {
    return Optional.empty();
  }

  @Override
  public Optional<BeaconFault> fault(BeaconRound round) {
    if (round.number() < 1) {
      return Optional.of(BeaconFault.NO_SUCH_ROUND);
    }
    Optional<ECPoint> signature = Bls.signature(round.signature());
    if (signature.isEmpty()) {
      return Optional.of(BeaconFault.NOT_A_SIGNATURE);
    }
    if (!Bls.verify(point, message(round.number()), signature.get())) {
      return Optional.of(BeaconFault.WRONG_SIGNATURE);
    }
    return Arrays.equals(round.value(), value(round.signature()))
        ? Optional.empty()
        : Optional.of(BeaconFault.WRONG_VALUE);
  }

  /** What the chain signs for a round. */
  static byte[] message(long number) {
    return Bls.sha256(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** The random value of a signature. */
  static byte[] value(byte[] signature) {
    return Bls.sha256(signature);
  }

  @Override
  public String toString() {
    return "chain %s (%s)".formatted(id, hash());
  }
}
