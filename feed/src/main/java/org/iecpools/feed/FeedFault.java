package org.iecpools.feed;

/** One thing that is wrong with a file, and what would be right. */
public sealed interface FeedFault {

  /** The line, from 1. */
  long line();

  /** A sentence without the line. */
  String sentence();

  /** The file is something else, or larger than a publication can be. */
  record NotAFeed(long line, String sentence) implements FeedFault {}

  /** The XML or CSV is not well-formed, for example because the file was cut off. */
  record Malformed(long line, String sentence) implements FeedFault {}

  /**
   * An element, attribute or column that the format does not have.
   *
   * @param name as found
   * @param expected what may be there
   */
  record Unexpected(long line, String name, String expected) implements FeedFault {
    @Override
    public String sentence() {
      return "%s is unexpected; expected %s.".formatted(StatedText.quoted(name), expected);
    }
  }

  /**
   * An element, attribute or column that is missing.
   *
   * @param part what is missing
   * @param where in what
   */
  record Missing(long line, String part, String where) implements FeedFault {
    @Override
    public String sentence() {
      return "%s is missing in %s; expected exactly one.".formatted(part, where);
    }
  }

  /**
   * Something that is stated twice.
   *
   * @param what is stated
   * @param firstLine where it is stated first
   */
  record Repeated(long line, String what, long firstLine) implements FeedFault {
    @Override
    public String sentence() {
      return "%s is stated in line %d already; expected once.".formatted(what, firstLine);
    }
  }

  /**
   * A value that is not valid.
   *
   * @param where the field
   * @param value as found
   * @param expected what is valid
   */
  record InvalidValue(long line, String where, String value, String expected) implements FeedFault {
    @Override
    public String sentence() {
      return "%s %s is not valid; expected %s."
          .formatted(where, StatedText.quoted(value), expected);
    }
  }
}
