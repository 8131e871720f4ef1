package org.iecpools.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.crypto.bls.BLS12_381Serialization;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrandChainTest {

  private static final DrandChain CHAIN = DrandChain.QUICKNET;

  @Test
  void itsParametersGiveThePublishedHash() {
    assertThat(CHAIN.hash())
        .isEqualTo("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
  }

  @ParameterizedTest
  @EnumSource
  void aRecordedRoundIsGenuine(Recorded recorded) {
    assertThat(CHAIN.fault(recorded.round())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureIsOfItsNumberOnly(Recorded recorded) {
    BeaconRound round = recorded.round();
    for (long number : new long[] {round.number() - 1, round.number() + 1, 1, Long.MAX_VALUE}) {
      assertThat(CHAIN.fault(new BeaconRound(number, round.value(), round.signature())))
          .contains(BeaconFault.WRONG_SIGNATURE);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "-9223372036854775808"})
  void roundsBeginWithOne(long number) {
    BeaconRound round = Recorded.ROUND_1000.round();
    assertThat(CHAIN.fault(new BeaconRound(number, round.value(), round.signature())))
        .contains(BeaconFault.NO_SUCH_ROUND);
  }

  @Property(tries = 100)
  void anAlteredSignatureIsNotGenuine(
      @ForAll Recorded recorded,
      @ForAll @IntRange(max = 47) int index,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    BeaconRound round = recorded.round();
    byte[] altered = round.signature();
    altered[index] ^= (byte) change;

    assertThat(CHAIN.fault(new BeaconRound(round.number(), DrandChain.value(altered), altered)))
        .get()
        .isIn(BeaconFault.NOT_A_SIGNATURE, BeaconFault.WRONG_SIGNATURE);
  }

  @Property(tries = 100)
  void randomBytesAreNotGenuine(
      @ForAll @LongRange(min = 1) long number, @ForAll @Size(max = 100) byte[] signature) {
    assertThat(CHAIN.fault(new BeaconRound(number, DrandChain.value(signature), signature)))
        .isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void anAlteredValueIsNotGenuine(Recorded recorded) {
    BeaconRound round = recorded.round();
    for (int length : new int[] {0, 31, 32, 33}) {
      byte[] value = Arrays.copyOf(round.value(), length);
      if (length == round.value().length) {
        value[0] ^= 1;
      }
      assertThat(CHAIN.fault(new BeaconRound(round.number(), value, round.signature())))
          .contains(BeaconFault.WRONG_VALUE);
    }
  }

  /** The negative of a signature is on the curve and in the group, but signs nothing. */
  @Test
  void theNegativePointIsNotGenuine() {
    byte[] negative = Recorded.ROUND_1000.round().signature();
    negative[0] ^= 0x20;

    assertThat(Bls.signature(negative)).isPresent();
    assertThat(CHAIN.fault(new BeaconRound(1000, DrandChain.value(negative), negative)))
        .contains(BeaconFault.WRONG_SIGNATURE);
  }

  @Test
  void thePointAtInfinityIsNoSignature() {
    byte[] infinity = new byte[48];
    infinity[0] = (byte) 0xc0;

    assertThat(CHAIN.fault(new BeaconRound(1, DrandChain.value(infinity), infinity)))
        .contains(BeaconFault.NOT_A_SIGNATURE);
  }

  /** A point of the curve outside of the group of signatures, where a pairing proves nothing. */
  @Test
  void aPointOutsideOfTheGroupIsNoSignature() {
    byte[] outside = outsideOfTheGroup();

    assertThat(Bls.signature(outside)).isEmpty();
    assertThat(CHAIN.fault(new BeaconRound(1, DrandChain.value(outside), outside)))
        .contains(BeaconFault.NOT_A_SIGNATURE);
  }

  private static byte[] outsideOfTheGroup() {
    ECCurve curve = BLS12_381G1.createCurve();
    for (int x = 1; ; x++) {
      ECFieldElement its = curve.fromBigInteger(BigInteger.valueOf(x));
      ECFieldElement y = its.square().multiply(its).add(curve.getB()).sqrt();
      if (y != null) {
        ECPoint point = curve.createPoint(its.toBigInteger(), y.toBigInteger());
        assertThat(point.multiply(BLS12_381G1.ORDER).isInfinity()).isFalse();
        return BLS12_381Serialization.compressG1(point);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2023-08-23T15:09:27Z",
    "2, 2023-08-23T15:09:30Z",
    "1000, 2023-08-23T15:59:24Z",
    "32398885, 2026-09-21T14:13:39Z"
  })
  void aRoundHasItsTime(long number, Instant time) {
    assertThat(CHAIN.timeOf(number)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 20_000_000_000_000_000L, Long.MAX_VALUE})
  void aNumberWithoutATimeIsRefused(long number) {
    assertThatIllegalArgumentException().isThrownBy(() -> CHAIN.timeOf(number));
  }

  @Property
  void theFirstRoundAfterAnInstantIsTheNextOneToAppear(
      @ForAll @LongRange(min = -10_000, max = 10_000_000_000L) long millis) {
    Instant at = CHAIN.genesis().plusMillis(millis);

    long next = CHAIN.firstAfter(at);

    assertThat(CHAIN.timeOf(next)).isAfter(at);
    assertThat(next == 1 || !CHAIN.timeOf(next - 1).isAfter(at)).isTrue();
  }

  @Test
  void aChainOfAnotherKeyAcceptsNothing() {
    DrandChain other =
        LocalBeacon.of(BigInteger.TWO.toByteArray(), CHAIN.genesis(), CHAIN.period()).chain();
    for (Recorded recorded : Recorded.values()) {
      assertThat(other.fault(recorded.round())).contains(BeaconFault.WRONG_SIGNATURE);
    }
  }

  @Test
  void aChainHasAKeyOfTheGroupAndWholeSeconds() {
    byte[] group = new byte[32];
    byte[] infinity = new byte[96];
    infinity[0] = (byte) 0xc0;
    byte[] key = CHAIN.key();
    byte[] altered = CHAIN.key();
    altered[95] ^= 1;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("", Duration.ofSeconds(3), key, group));
    assertThatIllegalArgumentException().isThrownBy(() -> chain("a", Duration.ZERO, key, group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("a", Duration.ofMillis(1500), key, group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("a", Duration.ofSeconds(3), infinity, group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("a", Duration.ofSeconds(3), altered, group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("a", Duration.ofSeconds(3), new byte[95], group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chain("a", Duration.ofSeconds(3), key, new byte[31]));
  }

  private static DrandChain chain(String id, Duration period, byte[] key, byte[] group) {
    return new DrandChain(id, CHAIN.genesis(), period, key, group);
  }

  @Test
  void everyParameterChangesTheHash() {
    byte[] group =
        HexFormat.of().parseHex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e");
    byte[] otherGroup = group.clone();
    otherGroup[31] ^= 1;
    byte[] otherKey = LocalBeacon.of(new byte[] {3}, CHAIN.genesis(), CHAIN.period()).chain().key();
    Duration period = CHAIN.period();

    assertThat(chain("quicknet", period, CHAIN.key(), group).hash()).isEqualTo(CHAIN.hash());
    assertThat(
            new String[] {
              CHAIN.hash(),
              chain("quicknet2", period, CHAIN.key(), group).hash(),
              chain("default", period, CHAIN.key(), group).hash(),
              chain("quicknet", period.plusSeconds(1), CHAIN.key(), group).hash(),
              chain("quicknet", period, otherKey, group).hash(),
              chain("quicknet", period, CHAIN.key(), otherGroup).hash(),
              new DrandChain("quicknet", CHAIN.genesis().plusSeconds(1), period, CHAIN.key(), group)
                  .hash()
            })
        .doesNotHaveDuplicates();
  }
}
