package org.iecpools.bench.flow;

import org.iecpools.bench.harness.CommandConsole;
import picocli.CommandLine.Option;

/** The options of benchmarks that write a burst of profiles to each stack or contender. */
final class BurstOptions {
  private static final int MIN_PROFILES = 100;
  private static final int MAX_PROFILES = 2_000_000;
  private static final int MAX_ROUNDS = 20;

  @Option(
      names = "--profiles",
      paramLabel = "NUMBER",
      defaultValue = "40000",
      description =
          "Profiles in the measured burst, 100 to 2000000; half as many precede it. Default:"
              + " ${DEFAULT-VALUE}.")
  private int profiles;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      defaultValue = "3",
      description =
          "How often everything is measured, 1 to 20. Medians are reported. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The same seed gives the same profiles. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** Fails with the allowed range if a number is out of it. */
  void check(CommandConsole console) {
    console.checkRange("--profiles", profiles, MIN_PROFILES, MAX_PROFILES);
    console.checkRange("--rounds", rounds, 1, MAX_ROUNDS);
  }

  int profiles() {
    return profiles;
  }

  int rounds() {
    return rounds;
  }

  long seed() {
    return seed;
  }
}
