package org.iecpools.invitation.stream;

import java.util.UUID;
import org.iecpools.events.PoolIds;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.OrderOutcome;

/** Names and keys of the state stores. Everything about a country is in the stores of one task. */
final class Stores {

  /**
   * Rows of candidates who are not closed: {@link CandidateStores}. Keys start with the candidate,
   * so that one scan finds all seasons of a candidate.
   */
  static final String CANDIDATES = "candidates";

  /** Rows of closed candidates: {@link CandidateStores}. */
  static final String CLOSED_CANDIDATES = "closed-candidates";

  /** Rows of countries, their pools and their positions: {@link CountryRows}. */
  static final String COUNTRIES = "countries";

  /** Results of orders for rounds. */
  static final String DECISIONS = "decisions";

  /** Announcements of operators. */
  static final String ANNOUNCEMENTS = "announcements";

  /** Secret seeds of announced rounds, as envelopes of {@link SeedVault}. */
  static final String SEEDS = "seeds";

  /** Drawable profiles of each round: header and chunks, as bytes. */
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

  static String key(OrderOutcome decision) {
    return under(PoolIds.country(decision.season(), decision.country()), decision.id());
  }

  static String under(String country, UUID id) {
    return country + "/" + id;
  }

  /** The key of a chunk of {@link #DRAWN}. The header's key consists of country and round. */
  static String chunk(String country, UUID roundId, int number) {
    return "%s/%06d".formatted(under(country, roundId), number);
  }
}
