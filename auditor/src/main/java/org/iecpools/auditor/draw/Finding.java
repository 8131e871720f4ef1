package org.iecpools.auditor.draw;

/** What came out of one check. */
public sealed interface Finding {

  /** What was found, with the values, in a sentence. */
  String sentence();

  /** It is so. */
  record Holds(String sentence) implements Finding {}

  /** It is not so. */
  record Broken(String sentence) implements Finding {}

  /** The log does not tell. */
  record NotJudged(String sentence) implements Finding {}
}
