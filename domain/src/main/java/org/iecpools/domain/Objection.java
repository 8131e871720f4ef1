package org.iecpools.domain;

import org.iecpools.events.Reason;

/**
 * What can be said against a profile or an entry: the stable codes of {@code Reason}. Programs may
 * rely on a code once it is here; the sentences are for people.
 */
public enum Objection {
  /** Citizenship is not an ISO 3166-1 alpha-2 code. */
  UNKNOWN_COUNTRY,
  /** Residence is not an ISO 3166-1 alpha-2 code. */
  UNKNOWN_RESIDENCE,
  /** Nothing is planned for that season. */
  SEASON_NOT_PLANNED,
  /** The season is planned, but not for that country. */
  COUNTRY_NOT_IN_SEASON,
  /** All of the country's pools open later. */
  SEASON_NOT_OPEN,
  /** All of the country's pools have closed for good. */
  SEASON_OVER,
  /** No pool is wanted. */
  NOTHING_CHOSEN,
  /** A pool is wanted twice. */
  CHOSEN_TWICE,
  /** More than three pools are wanted. */
  TOO_MANY_POOLS,
  /** The time zone is none of the IANA database. */
  BAD_TIME_ZONE,
  /** Born in the future or more than 120 years ago. */
  BIRTH_DATE_IMPLAUSIBLE,
  /** A negative number of participations. */
  BAD_PARTICIPATIONS,
  /** The country does not offer that category, or stream, this season. */
  CATEGORY_NOT_OFFERED,
  /** The pool opens later. */
  POOL_NOT_OPEN,
  /** The pool takes no entries for now, such as when its quota is met. */
  POOL_CLOSED,
  /** The pool's season is over, that of others of the country is not. */
  POOL_OVER,
  /** Younger than the agreement's lowest age. */
  TOO_YOUNG,
  /** Older than the agreement's highest age. */
  TOO_OLD,
  /** The category needs a job offer. */
  NO_JOB_OFFER,
  /** The category needs a student. */
  NOT_A_STUDENT,
  /** The category needs a placement. */
  NO_PLACEMENT,
  /** All participations that the agreement allows are used. */
  NO_PARTICIPATION_LEFT,
  /** The agreement asks for residence in the country of citizenship. */
  NOT_RESIDENT,
  /** The agreement asks for something that this version of the program cannot judge. */
  RULE_NOT_UNDERSTOOD,
  /** Another profile of the candidate has not ended (rule 2; said by pool-service). */
  SECOND_PROFILE,
  /**
   * The candidate's first profile of the season was for another country (rule 2; said by
   * pool-service).
   */
  OTHER_COUNTRY,
  /** The profile was withdrawn before it was decided (said by pool-service). */
  WITHDRAWN;

  /** This objection with its sentence: what is wrong and what would be right. */
  public Reason because(String detail) {
    return Reason.newBuilder().setCode(name()).setDetail(detail).build();
  }
}
