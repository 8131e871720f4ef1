package org.iecpools.invitation.stream;

import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.CountryRow;
import org.iecpools.invitation.domain.Decision;

/** Names and keys of what this service keeps. All of a country is in one task's stores. */
final class Stores {

  /** Rows of candidates; the candidate first, so that all seasons of one are found together. */
  static final String CANDIDATES = "candidates";

  /** Rows of countries. */
  static final String COUNTRIES = "countries";

  /** What became of orders for rounds. */
  static final String DECISIONS = "decisions";

  /** What operators announced. */
  static final String ANNOUNCEMENTS = "announcements";

  /** Secret seeds of rounds that are announced, as envelopes of {@link SeedVault}. */
  static final String SEEDS = "seeds";

  /** Who could be drawn, per round: header and chunks, raw. */
  static final String DRAWN = "drawn";

  /** The last revision of each round that ran here. */
  static final String RUNS = "runs";

  private Stores() {}

  static String key(CandidateRow row) {
    return prefix(row.candidateId()) + PoolIds.country(row.season(), row.country());
  }

  static String prefix(UUID candidateId) {
    return candidateId + "/";
  }

  static String key(CountryRow row) {
    return PoolIds.country(row.season(), row.country());
  }

  static String key(Decision decision) {
    return under(PoolIds.country(decision.season(), decision.country()), decision.id());
  }

  static String under(String country, UUID id) {
    return country + "/" + id;
  }

  /** The key of a chunk of {@link #DRAWN}; the header is under country and round. */
  static String chunk(String country, UUID roundId, int number) {
    return "%s/%06d".formatted(under(country, roundId), number);
  }
}
