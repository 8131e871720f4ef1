package org.iecpools.simulator.replay;

/**
 * Something in a file that cannot be used.
 *
 * @param line of the file, from 1; a row that runs over several lines has the number of its first
 * @param text what is wrong and what would be right, as sentences
 */
public record Fault(long line, String text) {

  @Override
  public String toString() {
    return "line %d: %s".formatted(line, text);
  }
}
