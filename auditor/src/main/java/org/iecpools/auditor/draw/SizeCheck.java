package org.iecpools.auditor.draw;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.iecpools.domain.Reference;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Quota;

/** Recomputes a round's size: docs/invitation-service.md, "Size by policy". */
final class SizeCheck {

  private final Round round;
  private final int drawable;

  SizeCheck(Round round, int drawable) {
    this.round = round;
    this.drawable = drawable;
  }

  Check check() {
    Claim claim = Claim.SIZE;
    Integer stated = round.run().getSize();
    Optional<Rule> rule = round.rule();
    if (rule.isEmpty()) {
      return claim.notJudged("no size rule was announced before the draw");
    }
    if (stated == null) {
      return claim.broken("the draw does not state its size");
    }
    if (stated < 0) {
      return claim.broken("size %d; a size must be 0 or more", stated);
    }
    return switch (rule.get()) {
      case Rule.ByOperator(int size) ->
          claim.equal(stated == size, "size %d; the operator announced %d", stated, size);
      case Rule.ByPolicy policy -> check(policy, stated);
    };
  }

  private Check check(Rule.ByPolicy policy, int stated) {
    Claim claim = Claim.SIZE;
    Optional<Quota> quota = quota();
    if (quota.isEmpty()) {
      return claim.broken(
          "size %d; the draw had read no quota, and none ships with the project", stated);
    }
    return switch (quota.get().getKind()) {
      case NUMBER -> {
        long lois = lois();
        long open = open();
        long spots = Math.max(0, quota.get().getPermits() - lois);
        long size =
            PolicySize.of(OptionalLong.of(spots), open, drawable, policy.yield(), policy.cap());
        yield claim.equal(
            stated == size || stated == notLimited(policy, spots, open),
            "size %d; quota %d, LOIs %d, open invitations %d, drawable %d and %s give %d",
            stated,
            quota.get().getPermits(),
            lois,
            open,
            drawable,
            policy.inWords(),
            size);
      }
      case UNLIMITED -> {
        long size = PolicySize.of(OptionalLong.empty(), 0, drawable, policy.yield(), policy.cap());
        yield claim.equal(
            stated == size,
            "size %d; an unlimited quota, drawable %d and %s give %d",
            stated,
            drawable,
            policy.inWords(),
            size);
      }
      case TO_BE_ANNOUNCED, NOT_OFFERED, UNKNOWN ->
          claim.broken("size %d; no round may run with quota %s", stated, quota.get().getKind());
    };
  }

  /**
   * The size without the limit of drawable candidates, as earlier versions stated it; both sizes
   * invite the same candidates. -1 if it exceeds an int.
   */
  private long notLimited(Rule.ByPolicy policy, long spots, long open) {
    BigInteger wanted =
        spots - open >= drawable
            ? BigInteger.valueOf(drawable)
            : PolicySize.wanted(spots, open, policy.yield());
    Integer cap = PolicySize.cap(policy.cap());
    BigInteger size = cap == null ? wanted : wanted.min(BigInteger.valueOf(cap));
    return size.bitLength() < Integer.SIZE ? size.longValueExact() : -1;
  }

  private Optional<Quota> quota() {
    return round
        .log()
        .book(round.seen())
        .quota(round.pool())
        .or(() -> Reference.shipped().quota(round.pool()));
  }

  /** LOIs issued minus LOIs cancelled, as far as the draw had read. */
  private long lois() {
    return count(LoiIssued.class) - count(LoiCancelled.class);
  }

  /** Distinct events of the pool that the draw had read. */
  private long count(Class<? extends ApplicationsEvent> type) {
    return round.log().applications().stream()
        .filter(at -> type.isInstance(at.event()) && round.seen().includes(at.position()))
        .map(Logged::event)
        .filter(e -> e.getPool().equals(round.pool()))
        .map(e -> List.of(e.getCandidateId(), e.getInvitationId()))
        .distinct()
        .count();
  }

  /** Invitations of earlier draws that no earlier decision had ended. */
  private long open() {
    long invited =
        round.log().runsBefore(round.seq()).stream()
            .map(Logged::event)
            .filter(run -> run.getPool().equals(round.pool()))
            .mapToLong(run -> run.getInvited())
            .sum();
    long ended =
        round.log().closed().stream()
            .map(Logged::event)
            .filter(end -> end.getPool().equals(round.pool()) && end.getSeq() < round.seq())
            .map(end -> end.getInvitationId())
            .distinct()
            .count();
    return invited - ended;
  }
}
