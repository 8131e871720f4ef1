package org.iecpools.simulator.season;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.iecpools.events.Category;
import org.iecpools.events.PoolIds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DashboardComparisonTest {

  private static final String ROW =
      """
      {"pool": "2021/IE/WORKING_HOLIDAY", "countryName": "Ireland", "category": "WORKING_HOLIDAY",
       "stream": null, "quota": 10500, "invitationsIssued": 7, "candidatesInPool": 1200,
       "spotsAvailable": 10498, "loisIssued": 2, "openInvitations": 4,
       "rating": "Excellent"}""";

  private final Books.Row books =
      new Books.Row(
          PoolIds.of(2021, "IE", Category.WORKING_HOLIDAY), "10500", 7, 1200, "10498", 2, 4);

  @Test
  void equalRowsHaveNoDifferences() {
    assertThat(DashboardComparison.compare(List.of(books), dashboard(ROW), "live")).isEmpty();
  }

  @Test
  void everyDifferingCellIsListed() {
    String other = ROW.replace("1200", "1201").replace("\"loisIssued\": 2", "\"loisIssued\": 3");

    assertThat(DashboardComparison.compare(List.of(books), dashboard(other), "in week 3"))
        .containsExactly(
            "2021/IE/WORKING_HOLIDAY, in week 3: candidatesInPool is 1201 in the dashboard, 1200 in"
                + " the books",
            "2021/IE/WORKING_HOLIDAY, in week 3: loisIssued is 3 in the dashboard, 2 in the books");
  }

  @Test
  void aWordInsteadOfANumberDiffers() {
    String other = ROW.replace("\"quota\": 10500", "\"quota\": \"unlimited\"");

    assertThat(DashboardComparison.compare(List.of(books), dashboard(other), "live")).hasSize(1);
  }

  @Test
  void aRowThatOnlyOneSideHasIsListed() {
    assertThat(DashboardComparison.compare(List.of(books), dashboard(""), "live"))
        .singleElement()
        .asString()
        .contains("no such row");
    assertThat(DashboardComparison.compare(List.of(), dashboard(ROW), "live"))
        .singleElement()
        .asString()
        .contains("not in the books");
  }

  @Test
  void theTableIsAligned() {
    assertThat(SeasonTable.of(dashboard(ROW)))
        .isEqualTo(
            """
            Country  Category          Quota  Invitations  In pool   Spots  Open  LOIs  Rating
            -------  ---------------  ------  -----------  -------  ------  ----  ----  ---------
            Ireland  Working Holiday  10,500            7    1,200  10,498     4     2  Excellent
            """);
  }

  private static JsonNode dashboard(String row) {
    return JsonMapper.shared().readTree("{\"rows\": [" + row + "]}");
  }
}
