package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolPlan;
import org.junit.jupiter.api.Test;

class CommitmentTest {

  private static final UUID ROUND = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final byte[] SEED =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  /** The expected values come from Python's struct and hashlib modules, not from this code. */
  @Test
  void aCommitmentIsTheHashOfEightyOneBytes() {
    assertThat(Commitment.preimage(ROUND, new SizeRule.Operator(250), SEED)).hasSize(81);
    assertThat(Commitment.text(ROUND, new SizeRule.Policy(null, 0.6), SEED))
        .isEqualTo("bd14b67d61c23d55571bdf5d45505f721ef57f97ebaffb60b6f219e2d58dfc5a");
    assertThat(Commitment.text(ROUND, new SizeRule.Policy(300, 0.5), SEED))
        .isEqualTo("3e23ff252d3f93c44d07181787d9df20b781ed3d532af7787e1b5993f5c8570f");
    assertThat(Commitment.text(ROUND, new SizeRule.Operator(250), SEED))
        .isEqualTo("71e67fbb45c83cc43cec0c8c4eded82bbffd0436509bc9045823ab9a9f5aff63");
  }

  @Test
  void everyPartOfItCounts() {
    byte[] otherSeed = SEED.clone();
    otherSeed[31]++;

    assertThat(
            Stream.of(
                    Commitment.text(ROUND, new SizeRule.Policy(null, 0.6), SEED),
                    Commitment.text(ROUND, new SizeRule.Policy(0, 0.6), SEED),
                    Commitment.text(ROUND, new SizeRule.Policy(null, 0.5), SEED),
                    Commitment.text(ROUND, new SizeRule.Operator(0), SEED),
                    Commitment.text(ROUND, new SizeRule.Operator(1), SEED),
                    Commitment.text(new UUID(0, 0), new SizeRule.Operator(1), SEED),
                    Commitment.text(ROUND, new SizeRule.Operator(1), otherSeed))
                .toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void planValuesOutOfRangeAreCommittedToAsTheyAreApplied() {
    PoolPlan.Builder plan =
        PoolPlan.newBuilder()
            .setCategory(Category.WORKING_HOLIDAY)
            .setRule(EligibilityRule.newBuilder().build())
            .setOpensAt(CountryHarness.OPENS)
            .setFirstRoundAt(CountryHarness.FIRST_ROUND)
            .setFinalRoundAt(CountryHarness.FINAL_ROUND)
            .setClosesAt(CountryHarness.CLOSES);

    assertThat(SizeRule.of(plan.setRoundCap(-5).setExpectedYield(1.5).build()))
        .isEqualTo(new SizeRule.Policy(0, 0.6));
    assertThat(SizeRule.of(plan.setRoundCap(null).setExpectedYield(1).build()))
        .isEqualTo(new SizeRule.Policy(null, 1));
  }
}
