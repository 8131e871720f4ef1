package org.iecpools.auditor.draw;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.auditor.Position;
import org.iecpools.events.Answer;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.RoundRun;

/**
 * Recomputes the candidates in the pool from the distinct events up to a draw's positions:
 * docs/rules.md, N3, and docs/adr/0016-double-entry.md.
 */
final class PoolSizeCheck {

  private final Round round;

  private PoolSizeCheck(Round round) {
    this.round = round;
  }

  static Check check(Round round) {
    return new PoolSizeCheck(round).check();
  }

  private Check check() {
    Claim claim = Claim.POOL_SIZE;
    long entered = 0;
    long left = 0;
    for (Person person : round.log().people().values()) {
      entered +=
          stays(
              person.entered.entrySet().stream()
                  .map(e -> Map.entry(e.getKey(), e.getValue().position())));
      left += stays(person.left.entrySet().stream()) - stays(person.voided.entrySet().stream());
    }
    long invited = invited();
    long declined = declined();
    long sum = entered - left - invited + declined;
    Integer stated = round.run().getPoolSize();
    if (stated == null) {
      return claim.broken("the draw does not state the size of the pool");
    }
    String sentence =
        "%d stated; %d entered, %d left, %d drawn before and %d returned by a decline give %d"
            .formatted(stated, entered, left, invited, declined, sum);
    return stated != sum && round.log().hasRunsElsewhere(round.pool(), round.at().position())
        ? claim.notJudged("%s; rounds of this pool were run elsewhere before", sentence)
        : claim.equal(stated == sum, "%s", sentence);
  }

  private long stays(Stream<Map.Entry<Person.Stay, Position>> stays) {
    return stays
        .filter(stay -> stay.getKey().pool().equals(round.pool()))
        .filter(stay -> round.seen().includes(stay.getValue()))
        .count();
  }

  /** Invitations of earlier rounds, by the highest revision that precedes this draw. */
  private long invited() {
    Map<UUID, RoundRun> before = new HashMap<>();
    for (Logged<RoundRun> run : round.log().runs()) {
      if (run.position().offset() < round.at().position().offset()
          && run.event().getPool().equals(round.pool())
          && !run.event().getRoundId().equals(round.id())) {
        before.merge(
            run.event().getRoundId(),
            run.event(),
            (one, other) -> other.getRevision() > one.getRevision() ? other : one);
      }
    }
    return before.values().stream().mapToLong(RoundRun::getInvited).sum();
  }

  private long declined() {
    return round.log().responses().stream()
        .filter(
            at -> at.event() instanceof InvitationDeclined && round.seen().includes(at.position()))
        .map(Logged::event)
        .filter(e -> e.getPool().equals(round.pool()))
        .filter(e -> !round.log().rejectedBefore(e.getInvitationId(), Answer.DECLINE, round.seq()))
        .map(e -> List.of(e.getCandidateId(), e.getInvitationId()))
        .distinct()
        .count();
  }
}
