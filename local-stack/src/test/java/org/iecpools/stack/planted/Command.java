package org.iecpools.stack.planted;

/** Closes the cycle through a nested class. */
public final class Command {

  static final class Options {
    int commands() {
      return Commands.count();
    }
  }
}
