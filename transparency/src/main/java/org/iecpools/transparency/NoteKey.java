package org.iecpools.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key that verifies signatures of notes. Its text form is a verifier key: {@code name+id+key}.
 *
 * @param encodedKey base64 of the 32 bytes of the Ed25519 key
 */
public record NoteKey(String name, KeyType type, String encodedKey) {

  static final String ALGORITHM = "Ed25519";

  /** What precedes the key in its X.509 encoding. */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  public NoteKey {
    NoteSignature.checkName(name);
    if (Canonical.base64(encodedKey, "a key").length != KEY_BYTES) {
      throw new Malformed("a key does not have 32 bytes");
    }
    try {
      verifier(encodedKey);
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw new Malformed("a key is not a point of the curve", e);
    }
  }

  static NoteKey of(String name, KeyType type, PublicKey key) {
    byte[] x509 = key.getEncoded();
    byte[] raw = new byte[KEY_BYTES];
    System.arraycopy(x509, x509.length - KEY_BYTES, raw, 0, KEY_BYTES);
    return new NoteKey(name, type, Base64.getEncoder().encodeToString(raw));
  }

  /**
   * Reads a verifier key.
   *
   * @throws Malformed if it is invalid, of a type that is not supported, or its id is not that of
   *     its name and key
   */
  public static NoteKey parse(String vkey) {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw new Malformed("a verifier key does not have the form name+id+key");
    }
    byte[] typed = Canonical.base64(parts[2], "a verifier key");
    if (typed.length != 1 + KEY_BYTES) {
      KeyType.of(typed.length == 0 ? 0 : typed[0]);
      throw new Malformed("a verifier key does not have 32 bytes after its type");
    }
    byte[] raw = new byte[KEY_BYTES];
    System.arraycopy(typed, 1, raw, 0, KEY_BYTES);
    NoteKey key =
        new NoteKey(parts[0], KeyType.of(typed[0]), Base64.getEncoder().encodeToString(raw));
    if (!parts[1].equals(key.idText())) {
      throw new Malformed(
          "the id of a verifier key must be %s, the hash of its name and key"
              .formatted(key.idText()));
    }
    return key;
  }

  /** The verifier key as text. */
  public String vkey() {
    return name + "+" + idText() + "+" + Base64.getEncoder().encodeToString(typedKey());
  }

  /** The first four bytes of the hash of name, type and key. */
  public int id() {
    byte[] hash = Hash.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typedKey()).bytes();
    return ByteBuffer.wrap(hash).getInt();
  }

  private String idText() {
    return "%08x".formatted(id());
  }

  private byte[] typedKey() {
    byte[] raw = Base64.getDecoder().decode(encodedKey);
    return ByteBuffer.allocate(1 + raw.length).put(type.code()).put(raw).array();
  }

  /** Whether a signature claims to be from this key. */
  public boolean isOf(NoteSignature signature) {
    return signature.keyName().equals(name) && signature.keyId() == id();
  }

  /** Whether a signature is from this key and signs this text. */
  public boolean verifies(String text, NoteSignature signature) {
    byte[] bytes = signature.signature();
    if (!isOf(signature) || bytes.length != type.signatureBytes()) {
      return false;
    }
    return switch (type) {
      case ED25519 -> verifies(text.getBytes(StandardCharsets.UTF_8), bytes);
      case COSIGNATURE_V1 -> {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long time = buffer.getLong();
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        yield isTime(time) && verifies(cosigned(text, time), rest);
      }
    };
  }

  /** The range of {@link Instant}, and no zero, which means that there is no time. */
  private static boolean isTime(long seconds) {
    return seconds > 0 && seconds <= Instant.MAX.getEpochSecond();
  }

  /** The time that a verified cosignature states, in whole seconds. */
  public Instant timeOf(NoteSignature cosignature) {
    if (type != KeyType.COSIGNATURE_V1) {
      throw new IllegalStateException("only cosignatures state a time");
    }
    return Instant.ofEpochSecond(ByteBuffer.wrap(cosignature.signature()).getLong());
  }

  /** The message that a cosignature/v1 signs. */
  static byte[] cosigned(String text, long seconds) {
    return "cosignature/v1\ntime %d\n%s".formatted(seconds, text).getBytes(StandardCharsets.UTF_8);
  }

  private boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = verifier(encodedKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException _) {
      // Thrown for values that no valid signature has.
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the constructor has checked the key", e);
    }
  }

  private static Signature verifier(String encodedKey)
      throws InvalidKeyException, InvalidKeySpecException {
    byte[] raw = Base64.getDecoder().decode(encodedKey);
    byte[] x509 =
        ByteBuffer.allocate(X509_PREFIX.length + raw.length).put(X509_PREFIX).put(raw).array();
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(x509));
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      return verifier;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK since 15 has Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return vkey();
  }
}
