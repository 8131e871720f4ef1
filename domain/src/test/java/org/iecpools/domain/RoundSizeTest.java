package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.junit.jupiter.api.Test;

class RoundSizeTest {

  private static Spots spots(int quota, int lois, int open) {
    return new Spots(new Quota(QuotaKind.NUMBER, quota), true, lois, open);
  }

  private static Spots unlimited() {
    return new Spots(new Quota(QuotaKind.UNLIMITED, null), true, 0, 50);
  }

  private static int policy(Spots spots, int candidates) {
    return RoundSize.byPolicy(spots, candidates, 0.6, null).size();
  }

  @Test
  void ifTheSpotsNotReservedAreEnoughEveryoneIsInvited() {
    assertThat(policy(spots(100, 20, 30), 50)).isEqualTo(50);
  }

  @Test
  void otherwiseSpotsOpenInvitationsAndYieldSizeTheRound() {
    assertThat(policy(spots(100, 20, 30), 500)).as("(80 - 30 x 0.6) / 0.6").isEqualTo(104);
  }

  @Test
  void decimalsAreExact() {
    assertThat(policy(spots(60, 0, 0), 500)).isEqualTo(100);
    assertThat(policy(spots(3, 0, 0), 500)).isEqualTo(5);
  }

  @Test
  void theFormulaNeverAsksForMoreThanCanBeDrawn() {
    assertThat(policy(spots(60, 0, 0), 70)).as("100 would use 60 spots").isEqualTo(70);
    assertThat(RoundSize.byPolicy(spots(60, 0, 0), 70, 0.6, null).reason())
        .startsWith("70 of 70 candidates");
  }

  @Test
  void aTinyYieldInvitesEveryoneAndNotANegativeNumber() {
    assertThat(RoundSize.byPolicy(spots(3, 0, 0), 500, 1e-9, null).size()).isEqualTo(500);
    assertThat(RoundSize.byPolicy(spots(3, 0, 0), 500, Double.MIN_VALUE, 200).size())
        .isEqualTo(200);
  }

  @Test
  void theReasonStatesWhatWasDone() {
    assertThat(RoundSize.byPolicy(spots(100, 0, 3), 17, 0.6, 2).reason())
        .isEqualTo(
            "2 of 17 candidates: capped at 2; without the cap 17 of 17 candidates: 100 spots"
                + " available (quota 100, LOIs 0), 3 open invitations");
    assertThat(RoundSize.byPolicy(spots(100, 20, 30), 500, 0.6, 50).reason())
        .startsWith("50 of 500 candidates: capped at 50; without the cap 104 of 500 candidates");
    assertThat(RoundSize.byPolicy(spots(100, 0, 0), 17, 0.6, 17).reason())
        .as("the cap changes nothing")
        .startsWith("17 of 17 candidates")
        .doesNotContain("capped");
  }

  @Test
  void withoutSpotsNobodyIsInvited() {
    assertThat(policy(spots(10, 12, 0), 5)).isZero();
    assertThat(policy(spots(10, 0, 20), 5)).isZero();
  }

  @Test
  void unlimitedInvitesEveryoneUpToTheCap() {
    assertThat(RoundSize.byPolicy(unlimited(), 700, 0.6, null).size()).isEqualTo(700);
    assertThat(RoundSize.byPolicy(unlimited(), 700, 0.6, 200).size()).isEqualTo(200);
    assertThat(RoundSize.byPolicy(unlimited(), 700, 0.6, 200).reason()).contains("capped at 200");
  }

  @Test
  void aYieldOutOfRangeCountsAsTheDefault() {
    assertThat(RoundSize.byPolicy(spots(60, 0, 0), 500, 0, null).size()).isEqualTo(100);
    assertThat(RoundSize.byPolicy(spots(60, 0, 0), 500, Double.NaN, null).size()).isEqualTo(100);
  }

  @Test
  void anOperatorsSizeWithinTheFreeSpotsHasNoWarning() {
    assertThat(RoundSize.byOperator(10, spots(10, 0, 0)).reason()).doesNotContain("warning");
    assertThat(RoundSize.byOperator(10, spots(10, 0, 1)).reason()).contains("warning");
    assertThat(RoundSize.byOperator(9999, unlimited()).reason()).doesNotContain("warning");
  }

  @Property(tries = 2_000)
  void theSizeIsBetweenZeroAndAllCandidatesAndWithinTheCap(
      @ForAll int quota,
      @ForAll int lois,
      @ForAll int open,
      @ForAll @IntRange(min = 0) int candidates,
      @ForAll double yield,
      @ForAll Integer cap) {
    int size =
        RoundSize.byPolicy(
                new Spots(new Quota(QuotaKind.NUMBER, quota), true, lois, open),
                candidates,
                yield,
                cap)
            .size();

    assertThat(size).isBetween(0, Math.min(candidates, Math.max(0, cap)));
  }

  @Property
  void moreCandidatesAreNeverAReasonToInviteFewer(
      @ForAll @IntRange(max = 200) int quota,
      @ForAll @IntRange(max = 200) int open,
      @ForAll @IntRange(max = 400) int candidates,
      @ForAll @DoubleRange(min = 0.01, max = 1) double yield) {
    Spots spots = spots(quota, 0, open);

    assertThat(RoundSize.byPolicy(spots, candidates + 1, yield, null).size())
        .isGreaterThanOrEqualTo(RoundSize.byPolicy(spots, candidates, yield, null).size());
  }

  @Property
  void thePolicyNeverExpectsMoreLoisThanSpotsByMoreThanOneInvitation(
      @ForAll @IntRange(max = 20_000) int quota,
      @ForAll @IntRange(max = 20_000) int lois,
      @ForAll @IntRange(max = 20_000) int open,
      @ForAll @IntRange(max = 60_000) int candidates,
      @ForAll @DoubleRange(min = 0.1, max = 1) double yield) {
    Spots spots = spots(quota, lois, open);

    int size = RoundSize.byPolicy(spots, candidates, yield, null).size();

    assertThat(size).isNotNegative();
    assertThat(size == 0 || (size - 1 + open) * yield < spots.available() + 1e-6).isTrue();
  }
}
