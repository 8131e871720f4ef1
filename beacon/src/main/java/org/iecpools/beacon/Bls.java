package org.iecpools.beacon;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.crypto.bls.BLS12_381G2;
import org.bouncycastle.crypto.bls.BLS12_381G2Point;
import org.bouncycastle.crypto.bls.BLS12_381Pairing;
import org.bouncycastle.crypto.bls.BLS12_381Serialization;
import org.bouncycastle.crypto.bls.BLS12_381SubgroupCheck;
import org.bouncycastle.crypto.bls.Fp12Element;
import org.bouncycastle.crypto.hash2curve.HashToCurveProfile;
import org.bouncycastle.crypto.hash2curve.HashToEllipticCurve;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;

/**
 * BLS signatures on BLS12-381 with signatures in G1 (48 bytes) and keys in G2 (96 bytes), messages
 * hashed to the curve by RFC 9380. This is the suite of drand's scheme {@code
 * bls-unchained-g1-rfc9380}.
 */
final class Bls {

  static final int HASH_BYTES = 32;

  private static final int SIGNATURE_BYTES = 48;
  private static final int KEY_BYTES = 96;
  private static final String SUITE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

  private static final ECCurve CURVE = BLS12_381G1.createCurve();
  private static final BLS12_381G2Point MINUS_GENERATOR = BLS12_381G2.getGenerator().negate();

  private Bls() {}

  /** The point of a public key; empty if the bytes are none that a key can have. */
  static Optional<BLS12_381G2Point> publicKey(byte[] key) {
    if (key.length != KEY_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(BLS12_381Serialization.decompressG2(key))
          .filter(point -> !point.isInfinity() && BLS12_381SubgroupCheck.isInG2Subgroup(point));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The point of a signature; empty if the bytes are none that a signature can have. */
  static Optional<ECPoint> signature(byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(BLS12_381Serialization.decompressG1(signature, CURVE))
          .filter(point -> !point.isInfinity() && BLS12_381SubgroupCheck.isInG1Subgroup(point));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Whether a signature of a message was made with the secret of a public key.
   *
   * @param signature what {@link #signature(byte[])} has returned
   */
  static boolean verify(BLS12_381G2Point key, byte[] message, ECPoint signature) {
    // e(signature, generator) = e(message, key), as one product of pairings.
    return BLS12_381Pairing.multiPair(
            new ECPoint[] {signature, hashed(message)},
            new BLS12_381G2Point[] {MINUS_GENERATOR, key})
        .equals(Fp12Element.ONE);
  }

  /** Signs a message with a secret from 1 to the order of the group, exclusive. */
  static byte[] sign(BigInteger secret, byte[] message) {
    return BLS12_381Serialization.compressG1(
        BLS12_381G1.constantTimeMultiply(hashed(message), secret));
  }

  /** The public key of a secret. */
  static byte[] publicKey(BigInteger secret) {
    return BLS12_381Serialization.compressG2(
        BLS12_381G2.getGenerator().constantTimeMultiply(secret));
  }

  private static ECPoint hashed(byte[] message) {
    return HashToEllipticCurve.getInstance(
            HashToCurveProfile.BLS12_381_G1_XMD_SHA_256_SSWU_RO, SUITE)
        .hashToCurve(message);
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
