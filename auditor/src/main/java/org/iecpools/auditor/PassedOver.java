package org.iecpools.auditor;

/**
 * A record that is not counted.
 *
 * @param why the reason
 * @param detail the reason's details, in one sentence
 */
public record PassedOver(Place place, Why why, String detail) {

  /** The reason why a record is not counted. */
  public enum Why {
    MALFORMED("without a time of their own, or too long"),
    UNDECODABLE("that are no event of this system"),
    MISPLACED("on another topic, key or partition than their own"),
    IMPOSSIBLE("that state a pool, stay, number or quota which cannot be"),
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
