package org.iecpools.simulator.replay;

/** The content of a cell of a published table or of the dashboard. */
public sealed interface Cell {

  /** The text as in the dashboard: digits without separators, a word, or empty. */
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

  /** A word used instead of a number. */
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

  /** An empty cell, which is not compared. */
  record Blank() implements Cell {
    @Override
    public String text() {
      return "";
    }
  }

  /** The empty cell. */
  Cell BLANK = new Blank();

  /** Whether the cell has a number or a word. */
  default boolean stated() {
    return !(this instanceof Blank);
  }
}
