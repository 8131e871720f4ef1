package org.iecpools.domain;

import org.iecpools.events.Reason;

/**
 * Reason codes for refusing a profile or an entry: the codes of {@code Reason}. The codes are
 * stable, so programs may rely on them; the sentences are for people.
 */
public enum Objection {
  /** Citizenship is not an ISO 3166-1 alpha-2 code. */
  UNKNOWN_COUNTRY,
  /** Residence is not an ISO 3166-1 alpha-2 code. */
  UNKNOWN_RESIDENCE,
  /** There is no plan for that season. */
  SEASON_NOT_PLANNED,
  /** There is a plan for that season, but not for the country. */
  COUNTRY_NOT_IN_SEASON,
  /** None of the country's pools has opened yet. */
  SEASON_NOT_OPEN,
  /** All of the country's pools have closed for the season. */
  SEASON_OVER,
  /** No pool is chosen. */
  NOTHING_CHOSEN,
  /** A pool is chosen more than once. */
  CHOSEN_TWICE,
  /** More than three pools are chosen. */
  TOO_MANY_POOLS,
  /** The time zone is not a region of the IANA database. */
  BAD_TIME_ZONE,
  /** The date of birth is in the future or more than 120 years ago. */
  BIRTH_DATE_IMPLAUSIBLE,
  /** The number of previous participations is negative. */
  BAD_PARTICIPATIONS,
  /** The category or stream is not offered to the country this season. */
  CATEGORY_NOT_OFFERED,
  /** The pool has not opened yet. */
  POOL_NOT_OPEN,
  /** The pool is closed to entries for now, for example because its quota is met. */
  POOL_CLOSED,
  /** The pool has closed for the season; other pools of the country have not. */
  POOL_OVER,
  /** The candidate is younger than the agreement's minimum age. */
  TOO_YOUNG,
  /** The candidate is older than the agreement's maximum age. */
  TOO_OLD,
  /** The category requires a job offer. */
  NO_JOB_OFFER,
  /** The category requires a registered student. */
  NOT_A_STUDENT,
  /** The category requires a placement. */
  NO_PLACEMENT,
  /** All participations that the agreement allows are used. */
  NO_PARTICIPATION_LEFT,
  /** The agreement requires residence in the country of citizenship. */
  NOT_RESIDENT,
  /** The agreement has a requirement that this version of the program cannot check. */
  RULE_NOT_UNDERSTOOD,
  /** Another profile of the candidate has not ended (rule 2; issued by pool-service). */
  SECOND_PROFILE,
  /**
   * The candidate's first profile of the season was for another country (rule 2; issued by
   * pool-service).
   */
  OTHER_COUNTRY,
  /**
   * Another candidate of the season has submitted the same identity document (issued by
   * pool-service).
   */
  IDENTITY_IN_USE,
  /** The profile was withdrawn before it was decided (issued by pool-service). */
  WITHDRAWN;

  /**
   * A reason with this code.
   *
   * @param detail a sentence: what is wrong and what would be right
   */
  public Reason because(String detail) {
    return new Reason(name(), detail);
  }
}
