package org.iecpools.auditor.draw;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.iecpools.events.PoolId;
import org.jspecify.annotations.Nullable;

/**
 * The verification result of one round.
 *
 * @param at when it was drawn, as stated by the draw
 * @param seq decision number in season and country; null for rounds that ran elsewhere
 * @param invited as stated by the draw
 * @param drawable as stated by the draw; null for rounds that ran elsewhere
 * @param checks in the order of {@link Claim}
 */
public record Verification(
    PoolId pool,
    UUID roundId,
    Instant at,
    @Nullable Long seq,
    int invited,
    @Nullable Integer drawable,
    List<Check> checks) {

  /** The same with further checks at the end. */
  public Verification with(List<Check> more) {
    List<Check> all = new ArrayList<>(checks);
    all.addAll(more);
    return new Verification(pool, roundId, at, seq, invited, drawable, List.copyOf(all));
  }

  /** Whether every claim holds. */
  public boolean holds() {
    return checks.stream().allMatch(check -> check.finding() instanceof Finding.Holds);
  }

  /** The claims that do not hold. */
  public List<Claim> broken() {
    return claims(Finding.Broken.class);
  }

  /** The claims that could not be judged. */
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
