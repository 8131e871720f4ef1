package org.iecpools.beacon.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.PulseChain;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pulses that NIST has published, and pulses of a key of the tests. */
public final class TestPulses {

  public static final String ID = "test-pulses";
  public static final long CHAIN_INDEX = 3;
  public static final Duration PERIOD = Duration.ofMinutes(1);

  /** The validity of the certificate of the tests. */
  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  public static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

  private static final String ALGORITHM = "SHA512withRSA";
  private static final int KEY_BITS = 4096;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final List<String> EARLIER = List.of("previous", "hour", "day", "month", "year");

  /** Made once, because a key of this size takes seconds. */
  private static final class Keys {
    static final KeyPair KEY = key();
    static final byte[] CERTIFICATE = certificate(KEY);
  }

  private TestPulses() {}

  /** The chain of the certificate with which NIST signed until September 2026. */
  static PulseChain nist() {
    return (PulseChain) ChainInfo.read(bytes(Path.of("../docs/nist-2025.json")));
  }

  /** A recorded file. */
  static byte[] recorded(String name) {
    return bytes(Path.of("src/test/resources/org/iecpools/beacon/relay", name));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recorded pulse as a round of a chain. */
  static BeaconRound round(byte[] body, PulseChain chain) {
    return PulseJson.round(
        PulseJson.read(body), chain.firstAfter(PulseJson.time(PulseJson.read(body))) - 1);
  }

  /** A chain whose key the tests have. */
  public static PulseChain chain() {
    return new PulseChain(ID, CHAIN_INDEX, PERIOD, Keys.CERTIFICATE);
  }

  /** The genuine answer for a time. */
  public static byte[] pulse(Instant time) {
    return pulse(time, _ -> {});
  }

  /**
   * A signed answer for a time.
   *
   * @param change what is different in it before it is signed
   */
  public static byte[] pulse(Instant time, Consumer<ObjectNode> change) {
    ObjectNode pulse = RoundJson.MAPPER.createObjectNode();
    pulse.put("uri", "https://beacon.example/beacon/2.0/chain/3/pulse/1");
    pulse.put("version", "2.0");
    pulse.put("cipherSuite", 0);
    pulse.put("period", PERIOD.toMillis());
    pulse.put("certificateId", HexFormat.of().formatHex(sha512(Keys.CERTIFICATE)));
    pulse.put("chainIndex", CHAIN_INDEX);
    pulse.put("pulseIndex", 1);
    pulse.put("timeStamp", time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000Z"));
    pulse.put("localRandomValue", hash("random" + time));
    ObjectNode external = pulse.putObject("external");
    external.put("sourceId", hash("source"));
    external.put("statusCode", 0);
    external.put("value", hash("external"));
    ArrayNode earlier = pulse.putArray("listValues");
    EARLIER.forEach(type -> earlier.addObject().put("type", type).put("value", hash(type)));
    pulse.put("precommitmentValue", hash("next" + time));
    pulse.put("statusCode", 0);
    change.accept(pulse);
    byte[] message = PulseJson.message(pulse);
    byte[] signature = signed(Keys.KEY, message);
    pulse.put("signatureValue", HEX.formatHex(signature));
    pulse.put("outputValue", HEX.formatHex(sha512(message, signature)));
    ObjectNode answer = RoundJson.MAPPER.createObjectNode();
    answer.set("pulse", pulse);
    return RoundJson.MAPPER.writeValueAsBytes(answer);
  }

  private static String hash(String text) {
    return HEX.formatHex(sha512(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha512(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed(KeyPair key, byte[] message) {
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(key.getPrivate());
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] certificate(KeyPair key) {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha512WithRSAEncryption, DERNull.INSTANCE);
    X500Name name = new X500Name("CN=beacon.example");
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
    generator.setSignature(algorithm);
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(Date.from(BEGIN)));
    generator.setEndDate(new Time(Date.from(END)));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
    TBSCertificate unsigned = generator.generateTBSCertificate();
    try {
      ASN1EncodableVector certificate = new ASN1EncodableVector();
      certificate.add(unsigned);
      certificate.add(algorithm);
      certificate.add(new DERBitString(signed(key, unsigned.getEncoded())));
      return new DERSequence(certificate).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
