package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.iecpools.simulator.season.SeasonResult.Calibration;
import org.iecpools.simulator.season.SeasonResult.Decile;
import org.iecpools.stats.domain.Amount;
import org.iecpools.stats.domain.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the chances that the dashboard shows before each weekly round with the round's results.
 */
class ChancesTest {

  private static final List<String> FIVE_RATINGS =
      List.of("Excellent", "Very good", "Fair", "Low", "Very low");

  @ParameterizedTest
  @CsvSource({
    "ANNOUNCED, 2021, 3000, 1",
    "SCARCE,    2021, 2000, 3",
    "SCARCE,    2026, 1000, 4",
  })
  void areWhatHappens(Scenario scenario, int year, int candidates, long seed) {
    var season = SeasonInMemory.played(scenario, year, Calendar.WEEKS, candidates, seed);
    Calibration calibration = season.calibration();

    assertThat(season.differences()).as("differences from the simulator's numbers").isEmpty();
    assertThat(calibration.faults()).isEmpty();
    assertThat(calibration.rounds()).isGreaterThan(300);
    assertThat(calibration.brier()).as(calibration.text()).isLessThan(0.15);
    assertThat(calibration.brierAfterFirst())
        .as(calibration.text())
        .isLessThan(calibration.brierOfLastShare());
    for (Decile decile : calibration.deciles()) {
      if (decile.rounds() >= 50) {
        assertThat(decile.invited())
            .as(calibration.text())
            .isCloseTo(decile.meanChance(), within(0.1));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2026, 48, 600, 2", "2021, 12, 600, 3", "2021, 12, 300, 4"})
  void inTheScarceSeasonAllFiveRatingsAreShownAtAnySize(
      int year, int weeks, int candidates, long seed) {
    var season = SeasonInMemory.played(Scenario.SCARCE, year, weeks, candidates, seed);

    assertThat(season.calibration().ratings()).containsAll(FIVE_RATINGS);
  }

  @Test
  void inTheScarceSeasonMostPoolsHaveMoreCandidatesThanPermits() {
    var season = SeasonInMemory.played(Scenario.SCARCE, 2021, 24, 1_000, 5);

    List<Row> limited =
        season.rows().stream().filter(row -> row.quota() instanceof Amount.Permits).toList();
    assertThat(limited)
        .filteredOn(
            row ->
                row.invitationsIssued() + row.candidatesInPool()
                    > ((Amount.Permits) row.quota()).number())
        .hasSizeGreaterThan(limited.size() / 2);
  }
}
