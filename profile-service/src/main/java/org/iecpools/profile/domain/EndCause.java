package org.iecpools.profile.domain;

/** Why a profile has ended, with a sentence for the candidate. */
public enum EndCause {
  REJECTED("It entered no pool; the reasons say why."),
  WITHDRAWN("It was withdrawn. It cannot be restored; another one may be submitted."),
  AGE("The candidate is past the highest age of all its pools."),
  EXPIRED(
      "It was valid for 365 days after its submission, which are over; another one may be submitted."),
  SEASON_ENDED("The season has ended."),
  NOT_ANSWERED("The invitation was neither accepted nor declined within 10 days."),
  NOT_SUBMITTED("No application was submitted within 20 days of accepting the invitation."),
  LOI_ISSUED("The application was approved: the letter of introduction has been issued."),
  UNKNOWN("It ended for a reason that this version does not know.");

  private final String sentence;

  EndCause(String sentence) {
    this.sentence = sentence;
  }

  /** The explanation for the candidate. */
  public String sentence() {
    return sentence;
  }
}
