package org.iecpools.auditor;

/**
 * A record that counts for nothing.
 *
 * @param why for counting
 * @param detail in a sentence
 */
public record PassedOver(Place place, Why why, String detail) {

  /** What was wrong with it. */
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

    /** For people. */
    public String text() {
      return text;
    }
  }
}
