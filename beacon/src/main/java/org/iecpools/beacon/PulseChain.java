package org.iecpools.beacon;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A chain of pulses as NIST's Randomness Beacon 2.0 publishes them (NISTIR 8213), signed with one
 * pinned certificate: cipher suite 0, which is SHA-512 and RSA with 4096 bits.
 *
 * <p>Chains of this kind have gaps, so the index of a pulse cannot be known before it exists. The
 * number of a round is therefore its time in periods since 1970-01-01T00:00:00Z. A round that the
 * chain leaves out never comes.
 *
 * <p>Unlike those of drand, a pulse is not determined by its number. Anyone with the key can choose
 * among values, sign several pulses of one time, or withhold one.
 */
public final class PulseChain implements BeaconChain {

  /** What the deployed service states as its version. */
  static final String VERSION = "2.0";

  private static final byte[] TAG = "iec-pools/pulse-chain/1".getBytes(StandardCharsets.US_ASCII);
  private static final int CIPHER_SUITE = 0;
  private static final int KEY_BITS = 4096;
  private static final String ALGORITHM = "SHA512withRSA";

  private final String id;
  private final long chainIndex;
  private final Duration period;
  private final X509Certificate certificate;
  private final String certificateId;
  private final String hash;

  /**
   * Describes a chain.
   *
   * @param id its name, not empty
   * @param chainIndex what its pulses state, 1 or more
   * @param period time between two pulses, at least one second and in whole seconds
   * @param certificate the certificate whose key signs the pulses, in DER or PEM
   * @throws IllegalArgumentException if a parameter cannot be that of a chain
   */
  public PulseChain(String id, long chainIndex, Duration period, byte[] certificate) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a chain has an id");
    }
    if (chainIndex < 1) {
      throw new IllegalArgumentException("%s: the chain index must be 1 or more".formatted(id));
    }
    if (period.getNano() != 0 || period.toSeconds() < 1 || period.toDays() > 1) {
      throw new IllegalArgumentException(
          "%s: the period %s must be whole seconds, at most a day".formatted(id, period));
    }
    this.id = id;
    this.chainIndex = chainIndex;
    this.period = period;
    this.certificate = parsed(id, certificate);
    byte[] identifier = identifier(this.certificate);
    this.certificateId = HexFormat.of().formatHex(identifier);
    int bits =
        this.certificate.getPublicKey() instanceof RSAPublicKey key
            ? key.getModulus().bitLength()
            : 0;
    if (bits != KEY_BITS) {
      throw new IllegalArgumentException(
          "%s: pulses of cipher suite 0 are signed with an RSA key of %d bits, but the certificate has %s"
              .formatted(
                  id, KEY_BITS, bits == 0 ? "no RSA key" : "a key of %d bits".formatted(bits)));
    }
    this.hash =
        HexFormat.of()
            .formatHex(
                Bls.sha256(
                    TAG,
                    identifier,
                    ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(chainIndex)
                        .putInt(Math.toIntExact(period.toMillis()))
                        .array(),
                    id.getBytes(StandardCharsets.UTF_8)));
  }

  private static X509Certificate parsed(String id, byte[] certificate) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "%s: the certificate is not an X.509 certificate in PEM or DER".formatted(id), e);
    }
  }

  /** SHA-512 of the certificate in DER, which pulses state. */
  static byte[] identifier(X509Certificate certificate) {
    try {
      return sha512(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate has no encoding", e);
    }
  }

  @Override
  public String id() {
    return id;
  }

  /** What the pulses state as the index of their chain. */
  public long chainIndex() {
    return chainIndex;
  }

  @Override
  public Duration period() {
    return period;
  }

  /** The certificate of the key that signs the pulses. */
  public X509Certificate certificate() {
    return certificate;
  }

  @Override
  public String hash() {
    return hash;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The chain ends with its certificate.
   */
  @Override
  public Optional<Instant> end() {
    return Optional.of(lastTime());
  }

  private Instant lastTime() {
    return certificate.getNotAfter().toInstant();
  }

  @Override
  public Instant timeOf(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("there is no round " + number);
    }
    try {
      return Instant.EPOCH.plus(period.multipliedBy(number));
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("there is no round " + number, e);
    }
  }

  @Override
  public long firstAfter(Instant at) {
    return at.isBefore(Instant.EPOCH)
        ? 1
        : Duration.between(Instant.EPOCH, at).dividedBy(period) + 1;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A pulse is refused if its status is not 0, such as the first one after a gap.
   */
  @Override
  public Optional<BeaconFault> fault(BeaconRound round) {
    Instant time;
    try {
      time = timeOf(round.number());
    } catch (IllegalArgumentException _) {
      return Optional.of(BeaconFault.NO_SUCH_ROUND);
    }
    Pulse pulse;
    try {
      pulse = Pulse.read(round.pulse());
    } catch (IllegalArgumentException _) {
      return Optional.of(BeaconFault.NOT_A_PULSE);
    }
    if (!pulse.time().equals(time)) {
      return Optional.of(BeaconFault.OTHER_TIME);
    }
    if (!pulse.version().equals(VERSION)
        || pulse.cipherSuite() != CIPHER_SUITE
        || pulse.periodMillis() != period.toMillis()
        || pulse.chainIndex() != chainIndex
        || !pulse.certificateId().equals(certificateId)) {
      return Optional.of(BeaconFault.OTHER_CHAIN);
    }
    if (time.isBefore(certificate.getNotBefore().toInstant()) || time.isAfter(lastTime())) {
      return Optional.of(BeaconFault.CERTIFICATE_NOT_VALID);
    }
    if (pulse.status() != 0) {
      return Optional.of(BeaconFault.NOT_NORMAL);
    }
    if (!isSigned(certificate.getPublicKey(), round.pulse(), round.signature())) {
      return Optional.of(BeaconFault.WRONG_SIGNATURE);
    }
    return Arrays.equals(round.value(), value(round.pulse(), round.signature()))
        ? Optional.empty()
        : Optional.of(BeaconFault.WRONG_VALUE);
  }

  private static boolean isSigned(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    } catch (GeneralSecurityException _) {
      return false; // such as a signature of another length
    }
  }

  /** The random value of a pulse, 64 bytes. */
  static byte[] value(byte[] message, byte[] signature) {
    return sha512(message, signature);
  }

  static byte[] sha512(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  @Override
  public String toString() {
    return "chain %s (%s)".formatted(id, hash);
  }
}
