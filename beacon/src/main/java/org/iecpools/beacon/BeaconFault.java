package org.iecpools.beacon;

/** Why a round is not one of a chain. */
public enum BeaconFault {
  /** The number is below 1, or its time is later than any. */
  NO_SUCH_ROUND("there is no round with this number"),
  /** The signature is not the compressed form of a point of the group of signatures. */
  NOT_A_SIGNATURE("the signature is not a point of the group"),
  /** What was signed is not a pulse. */
  NOT_A_PULSE("what was signed is not a pulse"),
  /** The pulse states another time than that of the round. */
  OTHER_TIME("the pulse is of another time"),
  /** The pulse states another version, cipher suite, period, chain index or certificate. */
  OTHER_CHAIN("the pulse is of another chain, or signed with another certificate"),
  /** The round's time is outside of the validity of the chain's certificate. */
  CERTIFICATE_NOT_VALID("the chain's certificate was not valid at the time of the round"),
  /** The status of the pulse is not 0. */
  NOT_NORMAL("the status of the pulse is not 0, as after a gap in the chain"),
  /** The signature was not made with the chain's key, or not for this round. */
  WRONG_SIGNATURE("the chain's key has not signed this round"),
  /** The value is not the hash of the signature, with pulses of pulse and signature. */
  WRONG_VALUE("the value does not follow from the signature");

  private final String text;

  BeaconFault(String text) {
    this.text = text;
  }

  /** A sentence without its full stop. */
  public String text() {
    return text;
  }
}
