package org.iecpools.auditor;

/**
 * A record that is not counted.
 *
 * @param why the reason
 * @param detail the reason's details, in one sentence
 */
public record PassedOver(Position position, Why why, String detail) {

  /** The reason why a record is not counted. */
  public enum Why {
    MALFORMED("without a valid timestamp, or too long"),
    UNDECODABLE("that are not events of this system"),
    MISPLACED("on the wrong topic or partition, or with the wrong key"),
    IMPOSSIBLE("with an impossible pool, stay, number, quota, time or string"),
    AHEAD("more than 5 minutes ahead of the clock"),
    DEAD_LETTER("that are dead letters for another reason");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    /** The reason for display. */
    public String text() {
      return text;
    }
  }
}
