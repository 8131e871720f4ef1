package org.iecpools.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.bouncycastle.crypto.bls.BLS12_381G1;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

class LocalBeaconTest {

  private static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PERIOD = Duration.ofSeconds(3);

  private final LocalBeacon beacon = LocalBeacon.generate(new SecureRandom(), GENESIS, PERIOD);

  @Property(tries = 20)
  void itsChainAcceptsItsRounds(@ForAll @LongRange(min = 1) long number) {
    BeaconRound round = beacon.round(number);

    assertThat(beacon.chain().fault(round)).isEmpty();
    assertThat(DrandChain.QUICKNET.fault(round)).contains(BeaconFault.WRONG_SIGNATURE);
    assertThat(round.value()).hasSize(32);
  }

  @Test
  void aRoundHasOneValue() {
    LocalBeacon again = LocalBeacon.of(beacon.secret(), GENESIS, PERIOD);

    assertThat(again.round(7)).isEqualTo(beacon.round(7)).hasSameHashCodeAs(beacon.round(7));
    assertThat(again.round(7)).isNotEqualTo(beacon.round(8));
    assertThat(again.chain().hash()).isEqualTo(beacon.chain().hash());
  }

  @Test
  void twoBeaconsDiffer() {
    LocalBeacon other = LocalBeacon.generate(new SecureRandom(), GENESIS, PERIOD);

    assertThat(other.chain().hash()).isNotEqualTo(beacon.chain().hash());
    assertThat(other.chain().fault(beacon.round(1))).contains(BeaconFault.WRONG_SIGNATURE);
  }

  @Test
  void aSecretIsANumberBelowTheOrder() {
    for (byte[] secret :
        new byte[][] {{}, {0}, BigIntegers.asUnsignedByteArray(BLS12_381G1.ORDER), new byte[32]}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LocalBeacon.of(secret, GENESIS, PERIOD));
    }
  }

  @Test
  void roundsBeginWithOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> beacon.round(0));
    assertThatIllegalArgumentException().isThrownBy(() -> beacon.chain().timeOf(0));
  }

  @Test
  void itIsNamedAsLocal() {
    assertThat(beacon.chain().id()).isEqualTo("local");
    assertThat(beacon.chain().toString()).startsWith("chain local (");
  }
}
