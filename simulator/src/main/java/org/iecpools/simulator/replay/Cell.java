package org.iecpools.simulator.replay;

/** What one cell of a published table states, or the dashboard in its place. */
public sealed interface Cell {

  /** As the dashboard says it: digits without separators, a word, or nothing. */
  String text();

  /**
   * A number.
   *
   * @param value 0 or more
   */
  record Count(int value) implements Cell {
    @Override
    public String text() {
      return Integer.toString(value);
    }
  }

  /** A word that stands where a number could. */
  enum Word implements Cell {
    /** No limit. */
    UNLIMITED("unlimited"),
    /** Not decided yet. */
    TO_BE_ANNOUNCED("to be announced"),
    /** The country does not offer the category this season. */
    NOT_OFFERED("not offered");

    private final String text;

    Word(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** Nothing is stated, so nothing is compared. */
  record Blank() implements Cell {
    @Override
    public String text() {
      return "";
    }
  }

  /** Nothing stated. */
  Cell BLANK = new Blank();

  /** Whether anything is stated. */
  default boolean stated() {
    return !(this instanceof Blank);
  }
}
