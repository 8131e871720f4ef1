package org.iecpools.invitation.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.iecpools.invitation.domain.Draw;
import org.iecpools.kit.keys.KeyRing;
import org.iecpools.kit.keys.SecretKey;

/**
 * Encrypts the seeds of announced rounds before they reach a store and its changelog.
 *
 * <p>An envelope has {@value #LENGTH} bytes: version 1, the key's id (8), a random nonce (12), the
 * encrypted seed (32) and the tag (16) of AES-256-GCM. Version, key id, country and round are
 * authenticated, so that an envelope cannot be used for another round.
 */
public final class SeedVault {

  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int HEADER = 1 + SecretKey.ID_BYTES;
  private static final int LENGTH = HEADER + NONCE + Draw.SEED_BYTES + TAG;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  /** Seals with the newest of these keys and opens with any of them. */
  public SeedVault(KeyRing keys) {
    this.keys = keys;
  }

  /** Result of opening a stored value. */
  sealed interface Opened {

    /**
     * The seed.
     *
     * @param newest whether it was sealed with the newest key
     */
    record Seed(byte[] seed, boolean newest) implements Opened {}

    /**
     * There is no seed that may be used.
     *
     * @param why the reason of the announcement that replaces it
     */
    record Unusable(String why) implements Opened {}
  }

  /** Seals the seed of one round of a country in an envelope. */
  byte[] seal(String country, UUID round, byte[] seed) {
    SecretKey key = keys.newest();
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] header =
        ByteBuffer.allocate(HEADER).put(VERSION).put(HexFormat.of().parseHex(key.id())).array();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, header, country, round);
      return ByteBuffer.allocate(LENGTH).put(header).put(nonce).put(cipher.doFinal(seed)).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the seed cannot be encrypted", e);
    }
  }

  /** Opens a stored value of this round. */
  Opened open(String country, UUID round, byte[] stored) {
    if (isPlain(stored)) {
      return new Opened.Unusable(
          "the seed of the previous commitment was stored unencrypted by an earlier version, where others could read it");
    }
    Optional<String> keyId = keyId(stored);
    if (keyId.isEmpty()) {
      return new Opened.Unusable("the stored seed of the previous commitment is damaged");
    }
    Optional<SecretKey> key = keys.find(keyId.get());
    if (key.isEmpty()) {
      return new Opened.Unusable(
          "the seed of the previous commitment cannot be decrypted with the available keys: it needs key "
              + keyId.get());
    }
    byte[] header = Arrays.copyOf(stored, HEADER);
    byte[] nonce = Arrays.copyOfRange(stored, HEADER, HEADER + NONCE);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key.get(), nonce, header, country, round);
      byte[] seed = cipher.doFinal(stored, HEADER + NONCE, LENGTH - HEADER - NONCE);
      return new Opened.Seed(seed, key.get().id().equals(keys.newest().id()));
    } catch (AEADBadTagException e) {
      return new Opened.Unusable(
          "the stored seed of the previous commitment was altered, or belongs to another round");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the seed cannot be decrypted", e);
    }
  }

  /** Whether a stored value is an unencrypted seed of an earlier version. */
  static boolean isPlain(byte[] stored) {
    return stored.length == Draw.SEED_BYTES;
  }

  /** The id of the key that an envelope needs; empty for any other value. */
  static Optional<String> keyId(byte[] stored) {
    return stored.length == LENGTH && stored[0] == VERSION
        ? Optional.of(HexFormat.of().formatHex(stored, 1, HEADER))
        : Optional.empty();
  }

  private static Cipher cipher(
      int mode, SecretKey key, byte[] nonce, byte[] header, String country, UUID round)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.as("AES"), new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(header);
    cipher.updateAAD(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(round.getMostSignificantBits())
            .putLong(round.getLeastSignificantBits())
            .array());
    cipher.updateAAD(country.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
