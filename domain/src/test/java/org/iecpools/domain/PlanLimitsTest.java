package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.Category.WORKING_HOLIDAY;

import java.util.Collections;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.domain.Eligibility.Assessment;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolPlan;
import org.junit.jupiter.api.Test;

class PlanLimitsTest {

  /**
   * With an age outside the limits, the last eligible day may not be a valid date, and checking any
   * profile would fail.
   */
  @Property
  void aPlanWithinTheLimitsCanBeAppliedToEveryProfile(
      @ForAll int minAge, @ForAll int maxAge, @ForAll @IntRange(min = -9, max = 200) int near) {
    for (int highest : new int[] {maxAge, near}) {
      PoolPlan plan = plan(EligibilityRule.newBuilder().setMinAge(minAge).setMaxAge(highest));
      PoolPlan nearby = plan(EligibilityRule.newBuilder().setMinAge(near).setMaxAge(highest));

      for (PoolPlan either : new PoolPlan[] {plan, nearby}) {
        if (PlanLimits.fault(either).isEmpty()) {
          Assessment assessment =
              Eligibility.check(
                  Given.profile().build(),
                  Given.book(Given.season("IE", either)),
                  _ -> Optional.empty(),
                  Given.NOW);
          assertThat(assessment.profile()).isEmpty();
        } else {
          assertThat(
                  Math.min(either.getRule().getMinAge(), highest) < 0
                      || Math.max(either.getRule().getMinAge(), highest) > 120)
              .isTrue();
        }
      }
    }
  }

  @Test
  void aThousandPausesAreTheMost() {
    Pause pause = new Pause(Given.NOW, Given.NOW.plusSeconds(1));
    PoolPlan.Builder plan = PoolPlan.newBuilder(plan(EligibilityRule.newBuilder()));

    assertThat(PlanLimits.fault(plan.setPauses(Collections.nCopies(1_000, pause)).build()))
        .isEmpty();
    assertThat(PlanLimits.fault(plan.setPauses(Collections.nCopies(1_001, pause)).build()))
        .contains("1001 pauses; at most 1000 are possible");
  }

  private static PoolPlan plan(EligibilityRule.Builder rule) {
    return Given.plan(WORKING_HOLIDAY, rule.build());
  }
}
