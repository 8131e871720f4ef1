package org.iecpools.auditor.draw;

import java.util.List;
import java.util.stream.Collectors;

/** A claim and the finding about it. */
public record Check(Claim claim, Finding finding) {

  /** Longer lists are truncated to this many entries. */
  private static final int LISTED = 5;

  /** The first entries of a list for a finding's sentence, and the number of the others. */
  static String listed(List<?> entries, String separator) {
    return entries.stream()
            .limit(LISTED)
            .map(String::valueOf)
            .collect(Collectors.joining(separator))
        + (entries.size() > LISTED ? " and %,d more".formatted(entries.size() - LISTED) : "");
  }
}
