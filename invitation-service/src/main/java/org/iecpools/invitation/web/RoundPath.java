package org.iecpools.invitation.web;

import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.web.Faults;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.RequestReader;

/**
 * A round as named in the path of a request.
 *
 * @param country as season/country
 */
record RoundPath(String country, UUID roundId) {

  /**
   * Reads the path.
   *
   * @param faults faults of the request that were found before
   * @throws Problem 400 with all faults
   */
  static RoundPath read(String season, String country, String roundId, Faults faults) {
    Optional<Integer> year = RequestReader.value("season", season, faults).season();
    Optional<String> code = RequestReader.value("country", country, faults).country();
    Optional<UUID> id = RequestReader.value("roundId", roundId, faults).uuid();
    Problems.throwBadRequest(faults);
    return new RoundPath(PoolIds.country(year.orElseThrow(), code.orElseThrow()), id.orElseThrow());
  }

  /**
   * Finds the round.
   *
   * @throws Problem 404 if no such round of this country has run
   */
  RoundRun find(RoundLog log) {
    return log.run(roundId)
        .filter(run -> PoolIds.country(run.getPool()).equals(country))
        .orElseThrow(() -> Problems.unknownRound(roundId, country));
  }
}
