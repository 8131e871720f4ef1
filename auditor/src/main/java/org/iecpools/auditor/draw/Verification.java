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
 * @param cancelled whether it was cancelled in place of being drawn
 * @param at when it was drawn or cancelled, as stated by the event
 * @param seq decision number in season and country; null for rounds that ran elsewhere or were
 *     cancelled
 * @param invited as stated by the draw
 * @param drawable as stated by the event; null if it states none
 * @param checks in the order of {@link Claim}
 */
public record Verification(
    PoolId pool,
    UUID roundId,
    boolean cancelled,
    Instant at,
    @Nullable Long seq,
    int invited,
    @Nullable Integer drawable,
    List<Check> checks) {

  /** The same with further checks at the end. */
  public Verification with(List<Check> more) {
    List<Check> all = new ArrayList<>(checks);
    all.addAll(more);
    return new Verification(pool, roundId, cancelled, at, seq, invited, drawable, List.copyOf(all));
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
