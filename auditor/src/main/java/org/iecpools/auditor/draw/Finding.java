package org.iecpools.auditor.draw;

/** The result of one check. */
public sealed interface Finding {

  /** The result as a sentence with the compared values. */
  String sentence();

  /** The claim holds. */
  record Holds(String sentence) implements Finding {}

  /** The claim does not hold. */
  record Broken(String sentence) implements Finding {}

  /** The log does not contain enough to judge the claim. */
  record NotJudged(String sentence) implements Finding {}
}
