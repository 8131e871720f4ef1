package org.iecpools.beacon;

/** Why a round is not one of a chain. */
public enum BeaconFault {
  /** The number is below 1. */
  NO_SUCH_ROUND("there is no round with this number"),
  /** The signature is not the compressed form of a point of the group of signatures. */
  NOT_A_SIGNATURE("the signature is not a point of the group"),
  /** The signature was not made with the chain's key, or not for this number. */
  WRONG_SIGNATURE("the chain's key has not signed this number"),
  /** The value is not the hash of the signature. */
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
