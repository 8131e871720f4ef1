package org.iecpools.invitation.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.invitation.stream.SeedVault.Opened;
import org.iecpools.kit.keys.KeyRing;
import org.iecpools.kit.keys.KeyVariable;
import org.iecpools.kit.keys.UnusableKeys;
import org.junit.jupiter.api.Test;

class SeedVaultTest {

  private static final String OLD = "0a".repeat(32);
  private static final String NEW = "0b".repeat(32);
  private static final UUID ROUND = new UUID(1, 2);

  private final byte[] seed = "a seed that nobody may know yet!".getBytes(ISO_8859_1);

  private static SeedVault vault(String... newestFirst) {
    return new SeedVault(new KeyRing(new KeyVariable("TEST", String.join(",", newestFirst))));
  }

  @Property(tries = 200)
  void aSealedSeedCanBeOpenedButNotReadInTheEnvelope(@ForAll @Size(32) byte[] any) {
    SeedVault vault = vault(NEW);

    byte[] sealed = vault.seal("2026/IE", ROUND, any);

    assertThat(new String(sealed, ISO_8859_1)).doesNotContain(new String(any, ISO_8859_1));
    assertThat(seedOf(vault.open("2026/IE", ROUND, sealed))).isEqualTo(any);
  }

  @Test
  void theSameSeedIsNeverSealedTheSameWayTwice() {
    SeedVault vault = vault(NEW);

    assertThat(vault.seal("2026/IE", ROUND, seed)).isNotEqualTo(vault.seal("2026/IE", ROUND, seed));
  }

  @Property(tries = 300)
  void aChangeOfAnyBitIsNoticed(@ForAll @IntRange(max = 69 * 8 - 1) int bit) {
    SeedVault vault = vault(NEW);
    byte[] sealed = vault.seal("2026/IE", ROUND, seed);
    sealed[bit / 8] ^= (byte) (1 << (bit % 8));

    assertThat(vault.open("2026/IE", ROUND, sealed)).isInstanceOf(Opened.Unusable.class);
  }

  @Test
  void anEnvelopeCannotBeOpenedForAnotherRoundOrCountry() {
    SeedVault vault = vault(NEW);
    byte[] sealed = vault.seal("2026/IE", ROUND, seed);

    assertThat(whyOf(vault.open("2026/IE", new UUID(1, 3), sealed))).contains("another round");
    assertThat(whyOf(vault.open("2026/FR", ROUND, sealed))).contains("another round");
  }

  @Test
  void afterARotationOldEnvelopesAreReadAndReportedAsOld() {
    byte[] old = vault(OLD).seal("2026/IE", ROUND, seed);
    SeedVault rotated = vault(NEW, OLD);

    assertThat(seedOf(rotated.open("2026/IE", ROUND, old))).isEqualTo(seed);
    assertThat(((Opened.Seed) rotated.open("2026/IE", ROUND, old)).newest()).isFalse();
    byte[] resealed = rotated.seal("2026/IE", ROUND, seed);
    assertThat(((Opened.Seed) rotated.open("2026/IE", ROUND, resealed)).newest()).isTrue();
    assertThat(seedOf(vault(NEW).open("2026/IE", ROUND, resealed))).isEqualTo(seed);
  }

  @Test
  void aMissingKeyAPlainSeedAndADamagedOneHaveDifferentReasons() {
    byte[] old = vault(OLD).seal("2026/IE", ROUND, seed);
    SeedVault other = vault(NEW);

    assertThat(whyOf(other.open("2026/IE", ROUND, old)))
        .contains("cannot be decrypted with the available keys");
    assertThat(whyOf(other.open("2026/IE", ROUND, seed))).contains("stored unencrypted");
    assertThat(whyOf(other.open("2026/IE", ROUND, new byte[7]))).contains("damaged");
  }

  @Test
  void aStartWithOtherKeysIsRefusedWithBothSetsOfKeysAndTheRemedy() {
    String needed = new KeyRing(new KeyVariable("TEST", OLD)).newest().id();
    String atHand = new KeyRing(new KeyVariable("TEST", NEW)).newest().id();
    SealedSeeds stored =
        SealedSeeds.of(List.of(vault(OLD).seal("2026/IE", ROUND, seed), seed, new byte[7]));

    assertThat(stored).isEqualTo(new SealedSeeds(Map.of(needed, 1), 1));
    assertThatThrownBy(() -> stored.check(List.of(atHand), Set.of(), "the key file F"))
        .isInstanceOf(UnusableKeys.class)
        .hasMessageContainingAll(needed, atHand, "the key file F", "IEC_LOST_SEED_KEYS=" + needed)
        .message()
        .doesNotContain(OLD, NEW);
    assertThatCode(() -> stored.check(List.of(atHand, needed), Set.of(), "F"))
        .doesNotThrowAnyException();
    assertThatCode(() -> stored.check(List.of(atHand), Set.of(needed), "F"))
        .as("declared lost")
        .doesNotThrowAnyException();
  }

  private static byte[] seedOf(Opened opened) {
    return ((Opened.Seed) opened).seed();
  }

  private static String whyOf(Opened opened) {
    return ((Opened.Unusable) opened).why();
  }
}
