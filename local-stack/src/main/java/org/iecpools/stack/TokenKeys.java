package org.iecpools.stack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.UUID;

/**
 * Keys with which this machine signs the tokens of a stack without an issuer. The signing key stays
 * with the commands; services read the file with the public key.
 */
public final class TokenKeys {

  /** The claims {@code iss} and {@code aud}, and the defaults of the services' settings. */
  private static final String ISSUER = "iec-pools";

  private static final int BITS = 2048;

  private final RSAKey key;
  private final Path publicFile;

  private TokenKeys(RSAKey key, Path publicFile) {
    this.key = key;
    this.publicFile = publicFile;
  }

  /**
   * The keys in a directory, created unless they exist: {@code signing/keys.json}, which is secret,
   * and {@code public/keys.json}. If several processes create them at the same time, all use the
   * keys of one of them.
   *
   * @throws StackException if the files cannot be read or written
   */
  public static TokenKeys in(Path directory) {
    Path signing = directory.resolve("signing").resolve("keys.json");
    Path publicFile = publicFileIn(directory);
    try {
      if (Files.notExists(signing)) {
        create(signing);
      }
      JWKSet keys = JWKSet.parse(Files.readString(signing));
      String published = keys.toPublicJWKSet().toString();
      if (Files.notExists(publicFile) || !Files.readString(publicFile).equals(published)) {
        Files.move(written(publicFile, published), publicFile, StandardCopyOption.ATOMIC_MOVE);
      }
      return new TokenKeys(keys.getKeys().getFirst().toRSAKey(), publicFile);
    } catch (IOException e) {
      throw new StackException(
          "the keys for tokens in %s cannot be read or written: %s".formatted(directory, e), e);
    } catch (ParseException | JOSEException | ClassCastException e) {
      // The cause is left out, because it may contain the key.
      throw new StackException(
          ("%s does not contain a signing key: delete the file, and restart the services after a"
                  + " new one is created")
              .formatted(signing));
    }
  }

  /** The file with the public keys of a directory, whether it exists or not. */
  static Path publicFileIn(Path directory) {
    return directory.resolve("public").resolve("keys.json");
  }

  private static void create(Path signing) throws IOException, JOSEException {
    RSAKey key =
        new RSAKeyGenerator(BITS)
            .keyID(UUID.randomUUID().toString())
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.RS256)
            .generate();
    Path whole = written(signing, new JWKSet(key).toString(false));
    try {
      // A hard link appears atomically with its content, and its creation fails if another process
      // was faster.
      Files.createLink(signing, whole);
    } catch (FileAlreadyExistsException _) {
      // The other process's key is used.
    } finally {
      Files.delete(whole);
    }
  }

  /** Writes a file next to another one, accessible only to this user. */
  private static Path written(Path file, String text) throws IOException {
    Path next =
        Directories.create(
                Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory"))
            .resolve(
                file.getFileName() + "." + ProcessHandle.current().pid() + "." + UUID.randomUUID());
    Directories.createFile(next);
    return Files.writeString(next, text);
  }

  /** The file with the public keys, for the setting {@code iec.access.key-file} of services. */
  public Path publicFile() {
    return publicFile;
  }

  /**
   * Signs a token.
   *
   * @param subject for a candidate, the candidate's id
   * @param validity from now
   */
  public String token(Role role, String subject, Duration validity) {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(subject)
                .claim("scope", String.join(" ", role.scopes()))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(validity)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new StackException("a token cannot be signed: " + e.getMessage(), e);
    }
    return token.serialize();
  }
}
