package org.iecpools.auditor.bundle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.draw.Check;
import org.iecpools.auditor.draw.DrawLog;
import org.iecpools.auditor.draw.Rounds;
import org.iecpools.auditor.draw.Rounds.Candidacy;
import org.iecpools.auditor.draw.Rounds.Known;
import org.iecpools.auditor.draw.SealedList;
import org.iecpools.auditor.draw.Verification;
import org.iecpools.auditor.published.BundledLog;
import org.iecpools.auditor.published.LogChecks;
import org.iecpools.auditor.published.PublishedLog;
import org.iecpools.auditor.published.Trust;
import org.iecpools.beacon.BeaconChain;

/**
 * Everything that a bundle states about a round, not verified.
 *
 * @param events all events of the round, and no others
 * @param list the pseudonyms
 * @param log what it states about the transparency log
 */
public record Bundle(UUID roundId, DrawLog events, SealedList list, BundledLog log) {

  /** What no bundle can show, for output. */
  public static final List<String> NOT_SHOWN =
      List.of(
          "who the pseudonyms are, and that they are everybody in the pool",
          "that the policy gives the size, and that plan and quota allowed the round",
          "ages, and that nobody held another invitation",
          "that each winner was invited, and that a voided invitation was one of the round",
          "that no other event of the round is in the transparency log, without --log");

  /**
   * Reads a bundle.
   *
   * @throws AuditFailed with a sentence if it is not one, or contradicts itself
   */
  public static Bundle read(byte[] file) {
    return BundleReader.read(file);
  }

  /**
   * Verifies the round.
   *
   * @param chains the beacons that are trusted
   * @param trust the transparency log and its witnesses; empty if nothing is verified about it
   * @param published the log itself, if it was read
   * @param profile a profile whose invitation must not have been voided unless it won
   */
  public Verification verify(
      List<BeaconChain> chains,
      Optional<Trust> trust,
      Optional<PublishedLog> published,
      Optional<UUID> profile) {
    Rounds rounds = new Rounds(events, chains);
    List<Check> ofTheLog = new ArrayList<>();
    if (published.isPresent()) {
      LogChecks checks = new LogChecks(published.get(), events, Instant.now());
      ofTheLog.addAll(checks.of(roundId));
      ofTheLog.add(checks.sameAsLog(roundId, log));
      ofTheLog.add(checks.oneView());
    } else {
      trust.map(log::checks).ifPresent(ofTheLog::addAll);
    }
    return rounds.verify(known(rounds), list, profile).with(ofTheLog);
  }

  /** A profile's ticket, and the proof that its pseudonym is in the list. */
  public Candidacy candidacy(UUID profile) {
    Rounds rounds = new Rounds(events);
    return rounds.candidacy(known(rounds), list, profile);
  }

  private Known known(Rounds rounds) {
    return rounds.known().stream()
        .filter(Known::drawn)
        .filter(round -> round.roundId().equals(roundId))
        .findFirst()
        .orElseThrow(() -> new AuditFailed("the bundle has no draw"));
  }
}
