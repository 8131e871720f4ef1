package org.iecpools.auditor;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.TestEvents.day;
import static org.iecpools.auditor.TestEvents.declined;
import static org.iecpools.auditor.TestEvents.entered;
import static org.iecpools.auditor.TestEvents.loi;
import static org.iecpools.auditor.TestEvents.plan;
import static org.iecpools.auditor.TestEvents.quota;
import static org.iecpools.auditor.TestEvents.round;
import static org.iecpools.auditor.TestEvents.scheduled;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.iecpools.events.Event;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {

  private static final Moment MOMENT = Moment.asOf(day(9));

  private static final List<Event> EVENTS =
      List.of(
          quota(100),
          entered(1),
          entered(2),
          entered(3),
          entered(4),
          round(1, 2),
          declined(1),
          loi(2));

  /** A row as in a response of stats-service. */
  private static final String ROW =
      """
      {"pool": "2026/IE/WORKING_HOLIDAY", "season": 2026, "countryName": "Ireland",
       "quota": 100, "quotaSource": "announced", "invitationsIssued": 2, "candidatesInPool": 3,
       "spotsAvailable": 99, "openInvitations": 0, "loisIssued": 1,
       "lastRoundAt": "2026-01-15T17:00:00Z", "notDrawable": null, "chance": 1.0,
       "rating": "Excellent", "poolStatus": null, "publishedAt": "2026-01-23T00:00:00-05:00",
       "nextPublicationAt": null, "firstRoundAt": null, "nextRoundAt": null,
       "nextRoundAnnouncedSize": null, "finalRoundAt": null, "roundsLeft": null, "anomalies": [],
       "changeSinceLastPublication": {"since": "2026-01-16", "quota": 0, "invitations": 0,
         "candidates": 1, "spots": -1, "lois": 1, "openInvitations": -2}}
      """;

  private static final List<Event> PLANNED_EVENTS =
      List.of(quota(100), entered(1), entered(2), plan(70, 80), scheduled(9, 10, 1));

  private static final String PLANNED_ROW =
      """
      {"pool": "2026/IE/WORKING_HOLIDAY", "quota": 100, "quotaSource": "announced",
       "invitationsIssued": 0, "candidatesInPool": 2, "spotsAvailable": 100, "openInvitations": 0,
       "loisIssued": 0, "lastRoundAt": null, "notDrawable": null, "chance": 0.5, "rating": "Fair",
       "poolStatus": "open", "publishedAt": "2026-01-23T00:00:00-05:00",
       "nextPublicationAt": "2026-01-30T00:00:00-05:00", "firstRoundAt": "2026-01-21T17:00:00Z",
       "nextRoundAt": "2026-01-24T17:00:00Z", "nextRoundAnnouncedSize": 1,
       "finalRoundAt": "2026-03-25T17:00:00Z", "roundsLeft": 10,
       "changeSinceLastPublication": {"since": "2026-01-16", "quota": 0, "invitations": 0,
         "candidates": 0, "spots": 0, "lois": 0, "openInvitations": 0}}
      """;

  @Test
  void aRowThatEqualsTheRecountHasNoDifferences() {
    Comparison comparison = compared(ROW);

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.cells()).isEqualTo(1 + ComparedColumn.values().length);
  }

  @Test
  void aWrongNumberIsReportedWithTheEventsBehindItsCell() {
    Comparison comparison =
        compared(ROW.replace("\"candidatesInPool\": 3", "\"candidatesInPool\": 4"));

    assertThat(comparison.differences())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.sentence())
                  .isEqualTo(
                      "2026/IE/WORKING_HOLIDAY as of 2026-01-23T17:00:00Z: candidatesInPool is 4 on"
                          + " the dashboard, 3 by the recount");
              assertThat(difference.behind()).isEqualTo(6);
              assertThat(difference.newest())
                  .extracting(LoggedEvent::event)
                  .containsExactly(declined(1), round(1, 2));
            });
    assertThat(comparison.cells()).isEqualTo(1 + ComparedColumn.values().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "quota": 100                            | "quota": "100"                         | quota
          "quota": 100                            | "quota": "unlimited"                   | quota
          "quotaSource": "announced"              | "quotaSource": "reference"             | quotaSource
          "invitationsIssued": 2                  | "invitationsIssued": 2.5               | invitationsIssued
          "candidatesInPool": 3                   | "candidatesInPool": -3                 | candidatesInPool
          "spotsAvailable": 99                    | "spotsAvailable": "to be announced"    | spotsAvailable
          "openInvitations": 0,                   | "closedInvitations": 0,                | openInvitations
          "loisIssued": 1                         | "loisIssued": 18446744073709551617     | loisIssued
          "lastRoundAt": "2026-01-15T17:00:00Z"   | "lastRoundAt": "2026-01-15T17:00:01Z"  | lastRoundAt
          "notDrawable": null                     | "notDrawable": 0                       | notDrawable
          "chance": 1.0                           | "chance": 0.9999                       | chance
          "chance": 1.0                           | "chance": null                         | chance
          "rating": "Excellent"                   | "rating": "Very good"                  | rating
          "poolStatus": null                      | "poolStatus": "open"                   | poolStatus
          "nextPublicationAt": null               | "nextPublicationAt": ""                | nextPublicationAt
          "firstRoundAt": null                    | "firstRound": null                     | firstRoundAt
          "roundsLeft": null                      | "roundsLeft": 0                        | roundsLeft
          "since": "2026-01-16"                   | "since": "2026-01-23"                  | changeSinceLastPublication.since
          "quota": 0                              | "quota": null                          | changeSinceLastPublication.quota
          "invitations": 0                        | "invitations": 2                       | changeSinceLastPublication.invitations
          "candidates": 1                         | "candidates": 3                        | changeSinceLastPublication.candidates
          "spots": -1                             | "spots": 1                             | changeSinceLastPublication.spots
          "lois": 1                               | "lois": "1"                            | changeSinceLastPublication.lois
          "openInvitations": -2                   | "openInvitations": 0                   | changeSinceLastPublication.openInvitations
          """)
  void eachColumnIsCompared(String right, String wrong, String column) {
    assertThat(compared(ROW.replace(right, wrong)).differences())
        .singleElement()
        .returns(column, Difference::column);
  }

  @Test
  void aPlannedRowThatEqualsTheRecountHasNoDifferences() {
    assertThat(compared(PLANNED_EVENTS, PLANNED_ROW).differences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "poolStatus": "open"                    | "poolStatus": "not yet open"             | poolStatus
          T00:00:00-05:00", "firstRoundAt"        | T00:00:00-04:00", "firstRoundAt"         | nextPublicationAt
          "publishedAt": "2026-01-23              | "publishedAt": "2026-01-16               | publishedAt
          "firstRoundAt": "2026-01-21             | "firstRoundAt": "2026-01-28              | firstRoundAt
          "nextRoundAt": "2026-01-24              | "nextRoundAt": "2026-01-28               | nextRoundAt
          "nextRoundAnnouncedSize": 1             | "nextRoundAnnouncedSize": null           | nextRoundAnnouncedSize
          "finalRoundAt": "2026-03-25T17          | "finalRoundAt": "2026-03-25T16           | finalRoundAt
          "roundsLeft": 10                        | "roundsLeft": 9                          | roundsLeft
          """)
  void eachColumnOfThePlanIsCompared(String right, String wrong, String column) {
    assertThat(PLANNED_ROW).contains(right);

    Comparison comparison =
        new Comparison(TestEvents.recount(PLANNED_EVENTS), PLANNED_EVENTS.size());
    comparison.add(2026, MOMENT, json(PLANNED_ROW.replace(right, wrong)));

    assertThat(comparison.differences())
        .singleElement()
        .returns(column, Difference::column)
        .extracting(Difference::newest, as(InstanceOfAssertFactories.list(LoggedEvent.class)))
        .extracting(LoggedEvent::event)
        .hasAtLeastOneElementOfType(SeasonPlanned.class);
  }

  @Test
  void aNumberInAStringIsReportedWithItsQuotes() {
    assertThat(compared(ROW.replace("\"quota\": 100", "\"quota\": \"100\"")).differences())
        .singleElement()
        .returns("\"100\"", Difference::shown)
        .returns("100", Difference::recounted);
  }

  @Test
  void stringsAreComparedAsStrings() {
    List<Event> unlimited = List.of(quota(new Quota(QuotaKind.UNLIMITED, null), 0));
    String row =
        """
        {"pool": "2026/IE/WORKING_HOLIDAY", "quota": "unlimited", "quotaSource": "announced",
         "invitationsIssued": 0, "candidatesInPool": 0, "spotsAvailable": "%s",
         "openInvitations": 0, "loisIssued": 0, "lastRoundAt": null, "notDrawable": null, "chance": 1,
         "rating": "Excellent", "poolStatus": null, "publishedAt": null, "nextPublicationAt": null,
         "firstRoundAt": null, "nextRoundAt": null, "nextRoundAnnouncedSize": null,
         "finalRoundAt": null, "roundsLeft": null,
         "changeSinceLastPublication": {"since": null, "quota": null, "invitations": null,
           "candidates": null, "spots": null, "lois": null, "openInvitations": null}}
        """;

    assertThat(compared(unlimited, row.formatted("unlimited")).differences()).isEmpty();
    assertThat(compared(unlimited, row.formatted("to be announced")).differences()).hasSize(1);
  }

  @Test
  void aRowThatOnlyTheLogHasIsADifference() {
    assertThat(compared("").differences())
        .singleElement()
        .returns("row", Difference::column)
        .returns("missing", Difference::shown)
        .returns(EVENTS.size(), Difference::behind);
  }

  @Test
  void aRowThatOnlyTheDashboardHasIsADifference() {
    String other = ROW.replace("/IE/", "/FR/");

    assertThat(compared(ROW + "," + other).differences())
        .singleElement()
        .returns("2026/FR/WORKING_HOLIDAY", Difference::pool)
        .returns("missing", Difference::recounted);
    assertThat(compared(ROW + ", {}").differences()).hasSize(1);
  }

  @Test
  void aRepeatedRowIsADifference() {
    assertThat(compared(ROW + "," + ROW).differences())
        .singleElement()
        .returns("present 2 times", Difference::shown);
  }

  @Test
  void aDifferenceOfTheLiveTableHasNoInstant() {
    Comparison comparison = new Comparison(TestEvents.recount(EVENTS), 0);
    comparison.add(2026, Moment.live(day(9)), json(""));
    comparison.add(2026, Moment.live(day(10)), json(""));

    assertThat(comparison.differences())
        .hasSize(2)
        .allMatch(difference -> difference.asOf().equals(Optional.empty()));
    assertThat(comparison.differences().getFirst())
        .as("the second comparison finds the same difference")
        .isEqualTo(comparison.differences().getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 0.3333333333333333, true",
    "1, 3, 0.3333, false",
    "2, 3, 0.6666666666666666, true",
    "1, 32, 0.03125, true",
    "1, 32, 0.0313, false",
    "99999, 100000, 0.99999, true",
    "99999, 100000, 1, false",
    "3, 3, 1, true",
    "0, 3, 0, true",
    "0, 3, 0.0001, false"
  })
  void aFractionMustBeShownUnrounded(long part, long whole, String shown, boolean right) {
    JsonNode cell = JsonMapper.shared().readTree(shown);

    assertThat(new Value.Fraction(part, whole).isShownAs(cell)).isEqualTo(right);
  }

  private static Comparison compared(String rows) {
    return compared(EVENTS, rows);
  }

  private static Comparison compared(List<Event> events, String rows) {
    Comparison comparison = new Comparison(TestEvents.recount(events), 2);
    comparison.add(2026, MOMENT, json(rows));
    return comparison;
  }

  private static JsonNode json(String rows) {
    return JsonMapper.shared().readTree("[" + rows + "]");
  }
}
