package org.iecpools.auditor.published;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.Claim;

/** Checks that enough witnesses had confirmed a seal before the beacon's round. */
final class CosignedCheck {

  private CosignedCheck() {}

  /**
   * @param its the entries of a round, in the order of the log
   * @param checkpoints of one version of the log
   */
  static Check of(List<LogEntry> its, List<Cosignatures> checkpoints, Trust trust) {
    Optional<LogEntry> seal =
        its.stream().filter(entry -> entry.type().equals(LogEntry.SEAL)).findFirst();
    if (its.isEmpty()) {
      return Claim.COSIGNED.notJudged("the log has no entry of the round");
    }
    LogEntry last = its.getLast();
    Confirmations all = Confirmations.of(last.index(), checkpoints, trust);
    Optional<Instant> at = seal.flatMap(LogEntry::beaconAt);
    if (seal.isPresent() && at.isPresent()) {
      Confirmations early = Confirmations.of(seal.get().index(), checkpoints, trust);
      if (!early.isEnoughBefore(at.get())) {
        return Claim.COSIGNED.broken(
            "%d of the required %d witnesses had confirmed %s before the beacon's round of %s: %s",
            early.countBefore(at.get()),
            trust.threshold(),
            seal.get().inWords(),
            at.get(),
            early.inWords());
      }
      return all.isEnough()
          ? Claim.COSIGNED.holds(
              "the seal was confirmed at %s, before the beacon's round of %s, by %s",
              early.since().map(Instant::toString).orElse("no time"), at.get(), early.inWords())
          : notYet(last, all, trust);
    }
    return all.isEnough()
        ? Claim.COSIGNED.holds("there is no seal; all entries were confirmed by %s", all.inWords())
        : notYet(last, all, trust);
  }

  private static Check notYet(LogEntry last, Confirmations confirmations, Trust trust) {
    return Claim.COSIGNED.notJudged(
        "%s is not confirmed by %d witnesses yet: %s",
        last.inWords(), trust.threshold(), confirmations.inWords());
  }
}
