package org.iecpools.transparency;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A private key of a log or witness, in a file that only this user can read: a line with the
 * private key in the form of Go's package {@code note}, and one with the verifier key.
 */
public final class SigningKey {

  private static final String PREFIX = "PRIVATE+KEY+";
  private static final int SEED_BYTES = 32;

  private final NoteKey verifier;
  private final PrivateKey key;

  private SigningKey(NoteKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  /** Generates a key. */
  public static SigningKey generate(String name, KeyType type) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(NoteKey.ALGORITHM).generateKeyPair();
      return new SigningKey(NoteKey.of(name, type, pair.getPublic()), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * Reads a key.
   *
   * @throws TransparencyFailed if other users can read the file, or it does not contain a key
   */
  public static SigningKey read(Path file) throws IOException {
    checkMode(file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    try {
      if (lines.size() != 2) {
        throw new Malformed("it does not have two lines");
      }
      NoteKey verifier = NoteKey.parse(lines.get(1));
      SigningKey key = new SigningKey(verifier, privateKey(verifier, lines.get(0)));
      key.check();
      return key;
    } catch (Malformed e) {
      throw new TransparencyFailed("%s is not a key: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void checkMode(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> allowed =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
      throw new TransparencyFailed(
          "other users may use the key in %s: make it private with chmod 600".formatted(file));
    }
  }

  private static PrivateKey privateKey(NoteKey verifier, String line) {
    String prefix = PREFIX + "%s+%08x+".formatted(verifier.name(), verifier.id());
    if (!line.startsWith(prefix)) {
      throw new Malformed("the private key is not that of the verifier key");
    }
    byte[] typed = Canonical.base64(line.substring(prefix.length()), "the private key");
    if (typed.length != 1 + SEED_BYTES || typed[0] != verifier.type().code()) {
      throw new Malformed("the private key does not have 32 bytes of the verifier key's type");
    }
    try {
      byte[] seed = Arrays.copyOfRange(typed, 1, typed.length);
      return KeyFactory.getInstance(NoteKey.ALGORITHM)
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new Malformed("the private key is invalid", e);
    }
  }

  private void check() {
    String text = "check\n";
    NoteSignature signature =
        switch (verifier.type()) {
          case ED25519 -> sign(text);
          case COSIGNATURE_V1 -> cosign(text, Instant.ofEpochSecond(1));
        };
    if (!verifier.verifies(text, signature)) {
      throw new Malformed("the private key is not that of the verifier key");
    }
  }

  /** Writes the key to a file that only this user can read. */
  public void write(Path file) throws IOException {
    byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
    byte[] typed =
        ByteBuffer.allocate(1 + seed.length).put(verifier.type().code()).put(seed).array();
    String text =
        "%s%s+%08x+%s%n%s%n"
            .formatted(
                PREFIX,
                verifier.name(),
                verifier.id(),
                Base64.getEncoder().encodeToString(typed),
                verifier.vkey());
    DurableFiles.onlyForThisUser().write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key that verifies the signatures of this one. */
  public NoteKey verifier() {
    return verifier;
  }

  /** Signs the text of a note. The same text always gets the same signature. */
  public NoteSignature sign(String text) {
    check(KeyType.ED25519);
    return NoteSignature.of(
        verifier.name(), verifier.id(), signature(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Signs a checkpoint and a time, which is cut to seconds. */
  public NoteSignature cosign(String text, Instant time) {
    check(KeyType.COSIGNATURE_V1);
    long seconds = time.getEpochSecond();
    if (seconds <= 0) {
      throw new IllegalArgumentException("a cosignature needs a time after 1970");
    }
    byte[] signature = signature(NoteKey.cosigned(text, seconds));
    byte[] timed =
        ByteBuffer.allocate(Long.BYTES + signature.length).putLong(seconds).put(signature).array();
    return NoteSignature.of(verifier.name(), verifier.id(), timed);
  }

  private void check(KeyType type) {
    if (verifier.type() != type) {
      throw new IllegalStateException("the key is of type " + verifier.type());
    }
  }

  private byte[] signature(byte[] message) {
    try {
      Signature signer = Signature.getInstance(NoteKey.ALGORITHM);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
  }
}
