package org.iecpools.launcher;

/** Headings and exit statuses that the help of several commands has in common. */
final class HelpTexts {
  static final String USAGE = "%nUsage: ";
  static final String OPTIONS = "%nOptions:%n";
  static final String COMMANDS = "%nCommands:%n";
  static final String EXIT_CODES = "%nExit status:%n";
  static final String EXAMPLES = "%nExamples:%n";

  static final String INVALID_USAGE = "2:invalid usage";
  static final String INTERRUPTED = "130:ended by Ctrl-C";

  /** Of the commands that the script implements. */
  static final String NO_BUILD_TOOLS = "2:no JDK 25 or no Maven was found";

  private HelpTexts() {}
}
