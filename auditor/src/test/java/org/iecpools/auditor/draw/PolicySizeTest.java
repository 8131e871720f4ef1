package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SizeRule;
import org.iecpools.domain.Spots;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.junit.jupiter.api.Test;

class PolicySizeTest {

  @Property(tries = 5_000)
  void bothImplementationsAgree(
      @ForAll @IntRange(max = 300) int quota,
      @ForAll @IntRange(min = -5, max = 320) int lois,
      @ForAll @IntRange(max = 300) int open,
      @ForAll @IntRange(max = 600) int candidates,
      @ForAll @DoubleRange(min = 0, max = 1) double yield,
      @ForAll @IntRange(min = -2, max = 200) int cap,
      @ForAll boolean capped) {
    Integer planned = capped ? cap : null;
    Spots spots = new Spots(new Quota(QuotaKind.NUMBER, quota), true, lois, open);
    SizeRule rule = new SizeRule.Policy(PolicySize.cap(planned), PolicySize.share(yield));

    assertThat(
            PolicySize.of(
                OptionalLong.of(Math.max(0, quota - lois)), open, candidates, yield, planned))
        .isEqualTo(RoundSize.of(rule, spots, candidates).size());
  }

  @Property
  void withAnUnlimitedQuotaEveryoneIsInvitedUpToTheCap(
      @ForAll @IntRange(max = 600) int candidates, @ForAll @IntRange(max = 600) int cap) {
    assertThat(PolicySize.of(OptionalLong.empty(), 50, candidates, 0.6, cap))
        .isEqualTo(Math.min(candidates, cap));
    assertThat(PolicySize.of(OptionalLong.empty(), 50, candidates, 0.6, null))
        .isEqualTo(candidates);
  }

  @Test
  void isExactForYieldsOfAnySize() {
    assertThat(PolicySize.of(OptionalLong.of(60), 0, 500, 0.6, null)).isEqualTo(100);
    assertThat(PolicySize.of(OptionalLong.of(3), 0, 500, 1e-9, null)).isEqualTo(500);
    assertThat(PolicySize.of(OptionalLong.of(3), 0, 500, Double.MIN_VALUE, 7)).isEqualTo(7);
    assertThat(PolicySize.of(OptionalLong.of(80), 30, 500, 1, null)).isEqualTo(50);
  }
}
