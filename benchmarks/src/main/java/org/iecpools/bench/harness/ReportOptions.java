package org.iecpools.bench.harness;

import picocli.CommandLine.Option;

/** The options of every benchmark. */
public final class ReportOptions {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean helpRequested;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  /** Whether the report is printed as JSON instead of a table. */
  public boolean json() {
    return json;
  }
}
