package org.iecpools.beacon.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.beacon.BeaconFault;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.PulseChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PulseChainTest {

  private static final PulseChain NIST = TestPulses.nist();

  /** Published by NIST on 2026-07-31, with the certificate of docs/nist-2025.json. */
  private static final BeaconRound RECORDED =
      TestPulses.round(TestPulses.recorded("nist-pulse-1884240.json"), NIST);

  private static final PulseChain CHAIN = TestPulses.chain();
  private static final Instant TIME = Instant.parse("2026-06-01T12:00:00Z");

  private static BeaconRound changed(Consumer<ObjectNode> change) {
    return TestPulses.round(TestPulses.pulse(TIME, change), CHAIN);
  }

  // ---- NIST

  @Test
  void aRecordedPulseIsGenuine() {
    assertThat(NIST.fault(RECORDED)).isEmpty();
    assertThat(NIST.timeOf(RECORDED.number())).isEqualTo("2026-07-31T23:20:00Z");
    assertThat(RECORDED.value()).hasSize(64);
    assertThat(RECORDED.signature()).hasSize(512);
    assertThat(RECORDED.pulse()).hasSize(807);
  }

  @Test
  void itsParametersGiveTheDocumentedHash() {
    assertThat(NIST.hash())
        .isEqualTo("ffccda2294cc1bd9f622177e168736c4af68c9672cdf20f4953fef3f0c6a1d10");
    assertThat(NIST.end()).contains(Instant.parse("2026-09-04T23:59:59Z"));
  }

  /** From the key that NIST replaced in September 2026. */
  @Test
  void aPulseOfAnotherCertificateIsNotGenuine() throws NoSuchAlgorithmException {
    BeaconRound later = TestPulses.round(TestPulses.recorded("nist-pulse-1965600.json"), NIST);

    assertThat(NIST.fault(later)).contains(BeaconFault.OTHER_CHAIN);
    MessageDigest digest = MessageDigest.getInstance("SHA-512");
    digest.update(later.pulse());
    assertThat(digest.digest(later.signature())).isEqualTo(later.value());
  }

  /** Pulses since September 2026 name it, but their signatures have 4096 bits. */
  @Test
  void theCertificateOf2026CannotBePinned() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PulseChain(
                    "nist",
                    2,
                    Duration.ofMinutes(1),
                    TestPulses.recorded("nist-certificate-2026.pem")))
        .withMessage(
            "nist: pulses of cipher suite 0 are signed with an RSA key of 4096 bits, but the"
                + " certificate has a key of 2048 bits");
  }

  // ---- forgeries

  @Property(tries = 200)
  void anAlteredPulseIsNotGenuine(
      @ForAll @IntRange(max = 806) int index, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] pulse = RECORDED.pulse();
    pulse[index] ^= (byte) change;

    assertThat(
            NIST.fault(
                new BeaconRound(RECORDED.number(), RECORDED.value(), RECORDED.signature(), pulse)))
        .isPresent();
  }

  @Property(tries = 50)
  void anAlteredSignatureIsNotGenuine(
      @ForAll @IntRange(max = 511) int index, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] signature = RECORDED.signature();
    signature[index] ^= (byte) change;

    assertThat(
            NIST.fault(
                new BeaconRound(RECORDED.number(), RECORDED.value(), signature, RECORDED.pulse())))
        .contains(BeaconFault.WRONG_SIGNATURE);
  }

  @Property(tries = 100)
  void randomBytesAreNotGenuine(
      @ForAll @Size(max = 1000) byte[] pulse, @ForAll @Size(max = 600) byte[] signature) {
    assertThat(NIST.fault(new BeaconRound(RECORDED.number(), new byte[64], signature, pulse)))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 63, 64, 65})
  void anAlteredValueIsNotGenuine(int length) {
    byte[] value = Arrays.copyOf(RECORDED.value(), length);
    if (length == RECORDED.value().length) {
      value[0] ^= 1;
    }
    assertThat(
            NIST.fault(
                new BeaconRound(RECORDED.number(), value, RECORDED.signature(), RECORDED.pulse())))
        .contains(BeaconFault.WRONG_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "1, OTHER_TIME",
    "29758999, OTHER_TIME",
    "29759001, OTHER_TIME",
    "0, NO_SUCH_ROUND",
    "-1, NO_SUCH_ROUND",
    "9223372036854775807, NO_SUCH_ROUND"
  })
  void aPulseIsOfItsTimeOnly(long number, BeaconFault fault) {
    assertThat(
            NIST.fault(
                new BeaconRound(number, RECORDED.value(), RECORDED.signature(), RECORDED.pulse())))
        .contains(fault);
  }

  @Test
  void aRoundWithoutItsPulseIsNotGenuine() {
    assertThat(
            NIST.fault(new BeaconRound(RECORDED.number(), RECORDED.value(), RECORDED.signature())))
        .contains(BeaconFault.NOT_A_PULSE);
    assertThat(
            NIST.fault(
                new BeaconRound(
                    RECORDED.number(),
                    RECORDED.value(),
                    RECORDED.signature(),
                    ByteBuffer.allocate(808).put(RECORDED.pulse()).array())))
        .contains(BeaconFault.NOT_A_PULSE);
  }

  // ---- pulses that the right key has signed

  @Test
  void aPulseOfTheTestsIsGenuine() {
    assertThat(CHAIN.fault(changed(_ -> {}))).isEmpty();
  }

  @Test
  void aPulseAfterAGapIsRefused() {
    for (int status : new int[] {1, 2, 4, 6}) {
      assertThat(CHAIN.fault(changed(pulse -> pulse.put("statusCode", status))))
          .contains(BeaconFault.NOT_NORMAL);
    }
  }

  @Test
  void aPulseWithOtherParametersIsRefused() {
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("chainIndex", 4))))
        .contains(BeaconFault.OTHER_CHAIN);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("period", 30_000))))
        .contains(BeaconFault.OTHER_CHAIN);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("version", "2.1"))))
        .contains(BeaconFault.OTHER_CHAIN);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("cipherSuite", 1))))
        .contains(BeaconFault.OTHER_CHAIN);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("certificateId", "00".repeat(64)))))
        .contains(BeaconFault.OTHER_CHAIN);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("certificateId", "00".repeat(63)))))
        .contains(BeaconFault.NOT_A_PULSE);
    assertThat(CHAIN.fault(changed(pulse -> pulse.put("timeStamp", "2026-06-01T12:00:00.001Z"))))
        .contains(BeaconFault.OTHER_TIME);
  }

  @Test
  void aPulseOutsideOfTheValidityOfTheCertificateIsRefused() {
    for (Instant time :
        new Instant[] {
          TestPulses.BEGIN.minus(TestPulses.PERIOD), TestPulses.END.plus(TestPulses.PERIOD)
        }) {
      assertThat(CHAIN.fault(TestPulses.round(TestPulses.pulse(time), CHAIN)))
          .contains(BeaconFault.CERTIFICATE_NOT_VALID);
    }
  }

  // ---- numbers

  @Test
  void numbersAreMinutesSinceTheEpoch() {
    assertThat(NIST.timeOf(1)).isEqualTo("1970-01-01T00:01:00Z");
    assertThat(NIST.firstAfter(Instant.parse("1969-12-31T23:59:59Z"))).isEqualTo(1);
    assertThat(NIST.firstAfter(Instant.EPOCH)).isEqualTo(1);
    long number = NIST.firstAfter(TIME);
    assertThat(NIST.timeOf(number)).isEqualTo(TIME.plusSeconds(60));
    assertThat(NIST.firstAfter(TIME.minusMillis(1))).isEqualTo(number - 1);
    assertThatIllegalArgumentException().isThrownBy(() -> NIST.timeOf(0));
    assertThatIllegalArgumentException().isThrownBy(() -> NIST.timeOf(Long.MAX_VALUE));
  }

  @Test
  void parametersOfNoChainAreRefused() {
    byte[] certificate = TestPulses.recorded("nist-pulse-1884240.json");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PulseChain("it", 1, Duration.ofMinutes(1), certificate))
        .withMessage("it: the certificate is not an X.509 certificate in PEM or DER");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PulseChain("", 1, Duration.ofMinutes(1), certificate))
        .withMessage("a chain has an id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PulseChain("it", 0, Duration.ofMinutes(1), certificate))
        .withMessageContaining("chain index");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PulseChain("it", 1, Duration.ofMillis(1500), certificate))
        .withMessageContaining("whole seconds");
  }
}
