package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import org.iecpools.events.LeaveCause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seasons in which pools are open for longer than a profile is valid. */
class LongSeasonTest {

  @ParameterizedTest
  @CsvSource({"SCARCE, 2026, 800, 1", "SCARCE, 2021, 600, 2"})
  void profilesLeaveWhenTheyAreNoLongerValidAndAllNumbersAgree(
      Scenario scenario, int year, int candidates, long seed) {
    SeasonInMemory season = SeasonInMemory.played(scenario, year, 96, candidates, seed);

    assertThat(season.differences()).as("differences from the simulator's numbers").isEmpty();
    assertThat(season.leaves(LeaveCause.EXPIRED)).isGreaterThan(20);
  }
}
