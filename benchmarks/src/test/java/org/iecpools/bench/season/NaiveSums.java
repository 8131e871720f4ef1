package org.iecpools.bench.season;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.RoundRun;

/** The formulas of docs/rules.md over sets of identities, in their simplest form. */
final class NaiveSums {

  private final Map<PoolId, Map<String, Set<Object>>> identities = new HashMap<>();
  private final Map<PoolId, Map<UUID, RoundRun>> rounds = new HashMap<>();

  void add(Event event) {
    if (event instanceof PoolEntered e) {
      identities(e.getPool(), "entered").add(e.getProfileId() + " " + e.getStay());
    } else if (event instanceof PoolLeft e) {
      identities(e.getPool(), "left").add(e.getProfileId() + " " + e.getStay());
    } else if (event instanceof PoolLeaveVoided e) {
      identities(e.getPool(), "voided").add(e.getProfileId() + " " + e.getStay());
    } else if (event instanceof RoundRun e) {
      rounds
          .computeIfAbsent(e.getPool(), _ -> new HashMap<>())
          .merge(e.getRoundId(), e, (a, b) -> a.getRevision() >= b.getRevision() ? a : b);
    } else if (event instanceof InvitationDeclined e) {
      identities(e.getPool(), "declined").add(e.getInvitationId());
    } else if (event instanceof LoiIssued e) {
      identities(e.getPool(), "LOI").add(e.getInvitationId());
    } else if (event instanceof LoiCancelled e) {
      identities(e.getPool(), "cancelled").add(e.getInvitationId());
    } else if (event instanceof AnswerRejected e && e.getAnswer() == Answer.DECLINE) {
      identities(e.getPool(), "decline rejected").add(e.getInvitationId());
    } else if (event instanceof AnswerRejected e && e.getAnswer() == Answer.LOI) {
      identities(e.getPool(), "LOI rejected").add(e.getInvitationId());
    } else if (event instanceof InvitationClosed e
        && e.getCause() != ClosedCause.DECLINED
        && e.getCause() != ClosedCause.LOI_ISSUED
        && e.getCause() != ClosedCause.VOIDED) {
      identities(e.getPool(), "unused").add(e.getInvitationId());
    }
  }

  private Set<Object> identities(PoolId pool, String name) {
    return identities
        .computeIfAbsent(pool, _ -> new HashMap<>())
        .computeIfAbsent(name, _ -> new HashSet<>());
  }

  private long count(PoolId pool, String name) {
    return identities(pool, name).size();
  }

  Map<PoolId, PoolTotals> numbers() {
    Map<PoolId, PoolTotals> numbers = new TreeMap<>(PoolIds.ORDER);
    Set<PoolId> pools = new HashSet<>(identities.keySet());
    pools.addAll(rounds.keySet());
    for (PoolId pool : pools) {
      long invited =
          rounds.getOrDefault(pool, Map.of()).values().stream()
              .mapToLong(RoundRun::getInvited)
              .sum();
      long declines = count(pool, "declined") - count(pool, "decline rejected");
      PoolTotals sums =
          new PoolTotals(
              count(pool, "entered")
                  - (count(pool, "left") - count(pool, "voided"))
                  - invited
                  + declines,
              invited,
              declines,
              invited
                  - declines
                  - count(pool, "unused")
                  - (count(pool, "LOI") - count(pool, "LOI rejected")),
              count(pool, "LOI") - count(pool, "cancelled"));
      if (!sums.equals(PoolTotals.NONE)) {
        numbers.put(pool, sums);
      }
    }
    return numbers;
  }
}
