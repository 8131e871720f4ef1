package org.iecpools.simulator.replay;

/**
 * A fault in a file.
 *
 * @param line line number, from 1; for a row of several lines, the first of them
 * @param text the fault and what is expected, in sentences
 */
public record TableFault(long line, String text) {

  @Override
  public String toString() {
    return "line %d: %s".formatted(line, text);
  }
}
