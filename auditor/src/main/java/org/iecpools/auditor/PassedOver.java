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
    UNDECODABLE("no event of this system"),
    MISPLACED("on another topic, key or partition than its own"),
    IMPOSSIBLE("states a pool, stay, number or quota that cannot be"),
    AHEAD("more than 5 minutes ahead of the clock"),
    DEAD_LETTER("a dead letter for another reason, as said there");

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
