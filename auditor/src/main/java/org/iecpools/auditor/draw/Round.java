package org.iecpools.auditor.draw;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.events.PoolId;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;

/**
 * A draw under verification, with all inputs of the checks.
 *
 * @param log the log of its country
 * @param at the draw
 * @param seen the positions that it had read
 * @param ends the last offset of each partition
 * @param seeds all draws of the log, of all countries, by the seed that they revealed
 * @param chains the trusted beacons by chain hash, in hexadecimal
 */
record Round(
    CountryLog log,
    Logged<RoundRun> at,
    ReadPositions seen,
    Map<ReadPositions.Partition, Long> ends,
    Map<ByteBuffer, List<Logged<RoundRun>>> seeds,
    Map<String, BeaconChain> chains) {

  RoundRun run() {
    return at.event();
  }

  UUID id() {
    return run().getRoundId();
  }

  PoolId pool() {
    return run().getPool();
  }

  long seq() {
    return run().getSeq();
  }

  /** When it was decided who takes part: when the list was sealed, or drawn if it was not. */
  Instant decidedAt() {
    Instant judged = run().getAgesJudgedAt();
    return run().getBeacon() == null || judged == null ? run().getOccurredAt() : judged;
  }

  /** All announcements of the round, including later ones, in log order. */
  List<Logged<RoundScheduled>> announcements() {
    return log.announcements(id());
  }

  /** All seals of the round, in log order. */
  List<Logged<RoundSealed>> seals() {
    return log.seals(id());
  }

  /** The last announcement before the draw. */
  Optional<Logged<RoundScheduled>> announced() {
    return announcements().stream()
        .filter(announcement -> announcement.position().offset() < at.position().offset())
        .reduce((_, next) -> next);
  }

  /** The announced size rule; empty if none was announced. */
  Optional<Rule> rule() {
    return announced().flatMap(announcement -> Rule.of(announcement.event()));
  }
}
