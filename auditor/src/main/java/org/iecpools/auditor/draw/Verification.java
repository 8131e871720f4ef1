package org.iecpools.auditor.draw;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;

/**
 * What came out of one round.
 *
 * @param at when it was drawn, as it states
 * @param seq number of the decision in season and country; null for rounds run elsewhere
 * @param invited as it states
 * @param drawable as it states; null for rounds run elsewhere
 * @param checks in the order of {@link Claim}
 */
public record Verification(
    PoolId pool,
    UUID roundId,
    Instant at,
    Long seq,
    int invited,
    Integer drawable,
    List<Check> checks) {

  /** Whether every claim holds. */
  public boolean holds() {
    return checks.stream().allMatch(check -> check.finding() instanceof Finding.Holds);
  }

  /** What does not hold. */
  public List<Claim> broken() {
    return claims(Finding.Broken.class);
  }

  /** What cannot be judged. */
  public List<Claim> notJudged() {
    return claims(Finding.NotJudged.class);
  }

  private List<Claim> claims(Class<? extends Finding> found) {
    return checks.stream()
        .filter(check -> found.isInstance(check.finding()))
        .map(Check::claim)
        .toList();
  }
}
