package org.iecpools.auditor.draw;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.iecpools.domain.Reference;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Quota;

/** How many a round should invite: docs/invitation-service.md, "Size by policy". */
final class RoundSizes {

  private static final double USUAL_YIELD = 0.6;

  private final Round round;
  private final int drawable;

  RoundSizes(Round round, int drawable) {
    this.round = round;
    this.drawable = drawable;
  }

  /** A yield that cannot be is read as the usual one. */
  static double share(double planned) {
    return planned > 0 && planned <= 1 ? planned : USUAL_YIELD;
  }

  /** A cap below 0 is read as 0. */
  static Integer cap(Integer planned) {
    return planned == null ? null : Integer.valueOf(Math.max(0, planned));
  }

  Check check() {
    Claim claim = Claim.SIZE;
    Integer stated = round.run().getSize();
    Optional<Rule> rule = round.rule();
    if (rule.isEmpty()) {
      return claim.notJudged("no size rule was announced before the draw");
    }
    if (stated == null) {
      return claim.broken("the draw states no size");
    }
    return switch (rule.get()) {
      case Rule.ByOperator(var size) ->
          claim.equal(stated == size, "size %d; an operator had announced %d", stated, size);
      case Rule.ByPolicy policy -> check(policy, stated);
    };
  }

  private Check check(Rule.ByPolicy policy, int stated) {
    Claim claim = Claim.SIZE;
    Optional<Quota> quota = quota();
    if (quota.isEmpty()) {
      return claim.broken("size %d; the draw had read no quota, and none is shipped", stated);
    }
    return switch (quota.get().getKind()) {
      case NUMBER -> {
        long lois = lois();
        long open = open();
        long size = capped(policy, limited(quota.get().getPermits(), lois, open, policy.yield()));
        yield claim.equal(
            stated == size,
            "size %d; quota %d, LOIs %d, open invitations %d, drawable %d, %s give %d",
            stated,
            quota.get().getPermits(),
            lois,
            open,
            drawable,
            policy.inWords(),
            size);
      }
      case UNLIMITED -> {
        long size = capped(policy, drawable);
        yield claim.equal(
            stated == size,
            "size %d; quota unlimited, drawable %d, %s give %d",
            stated,
            drawable,
            policy.inWords(),
            size);
      }
      case TO_BE_ANNOUNCED, NOT_OFFERED, UNKNOWN ->
          claim.broken("size %d; with a quota %s no round runs", stated, quota.get().getKind());
    };
  }

  /** Everyone, if the spots not reserved suffice; else (spots - open x yield) / yield. */
  private long limited(int permits, long lois, long open, double yield) {
    long spots = Math.max(0, permits - lois);
    if (spots - open >= drawable) {
      return drawable;
    }
    BigDecimal expected = BigDecimal.valueOf(share(yield));
    BigDecimal left =
        BigDecimal.valueOf(spots).subtract(expected.multiply(BigDecimal.valueOf(open)));
    return left.signum() <= 0 ? 0 : left.divide(expected, 0, RoundingMode.CEILING).longValueExact();
  }

  private static long capped(Rule.ByPolicy policy, long size) {
    Integer cap = cap(policy.cap());
    return cap == null ? size : Math.min(size, cap);
  }

  private Optional<Quota> quota() {
    return round
        .log()
        .book(round.seen())
        .quota(round.pool())
        .or(() -> Reference.shipped().quota(round.pool()));
  }

  /** Letters issued less those cancelled, as far as the draw had read. */
  private long lois() {
    return told(LoiIssued.class) - told(LoiCancelled.class);
  }

  private long told(Class<? extends ApplicationsEvent> type) {
    return round.log().applications().stream()
        .filter(at -> type.isInstance(at.event()) && round.seen().saw(at.place()))
        .map(At::event)
        .filter(e -> e.getPool().equals(round.pool()))
        .map(e -> List.of(e.getCandidateId(), e.getInvitationId()))
        .distinct()
        .count();
  }

  /** Invitations of earlier draws that had not ended by an earlier decision. */
  private long open() {
    long invited =
        round.log().runsBefore(round.seq()).stream()
            .map(At::event)
            .filter(run -> run.getPool().equals(round.pool()))
            .mapToLong(run -> run.getInvited())
            .sum();
    long ended =
        round.log().closed().stream()
            .map(At::event)
            .filter(end -> end.getPool().equals(round.pool()) && end.getSeq() < round.seq())
            .map(end -> end.getInvitationId())
            .distinct()
            .count();
    return invited - ended;
  }
}
