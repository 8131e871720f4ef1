package org.iecpools.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolIds;
import org.iecpools.events.Reason;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.junit.jupiter.api.Test;

class RevisionsTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private final PublishedHistory history = new PublishedHistory();

  private static Statement statement(Publication publication, Optional<Instant> lastModified) {
    return new Statement("ircc", publication, false, lastModified, NOON, "test");
  }

  private static Statement transcript(Publication publication) {
    return new Statement("ircc", publication, true, Optional.empty(), NOON, "test.csv");
  }

  private Revisions.Outcome outcome(Statement statement) {
    Revisions.Outcome outcome = Revisions.of(history, statement);
    if (outcome instanceof Revisions.Outcome.New(List<FiguresPublished> events)) {
      events.forEach(history::apply);
    }
    return outcome;
  }

  private List<FiguresPublished> taken(Publication publication) {
    return ((Revisions.Outcome.New) outcome(statement(publication, Optional.empty()))).events();
  }

  private Publication known(LocalDate date) {
    return history.publications("ircc", Instant.MAX).stream()
        .map(PublishedHistory.Known::publication)
        .filter(publication -> publication.date().equals(date))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyRowIsAnEventWithItsFiguresAsStated() {
    Publication week = Given.week(0);

    List<FiguresPublished> events = taken(week);

    assertThat(events).extracting(StatedRows::row).isEqualTo(week.rows());
    assertThat(events).extracting(FiguresPublished::getRevision).containsOnly(1);
    assertThat(events.get(5).getPool()).isEqualTo(PoolIds.parse("2026/FR/YOUNG_PROFESSIONALS/VIE"));
    assertThat(events.getLast().getPool()).isNull();
    assertThat(known(week.date())).isEqualTo(week);
  }

  @Test
  void theSameFiguresAgainAreNoRevision() {
    List<FiguresPublished> first = taken(Given.week(0));

    assertThat(taken(Given.week(0))).isEmpty();
    assertThat(first).extracting(FiguresPublished::getEventId).doesNotHaveDuplicates();
  }

  @Test
  void aCorrectedFigureIsARevisionOfItsRowOnly() {
    Publication corrected = Given.with(Given.week(0), 2, row -> Given.quota(row, Given.number(55)));
    taken(Given.week(0));

    List<FiguresPublished> events = taken(corrected);

    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getRevision()).isEqualTo(2);
    assertThat(events.getFirst().getContradictions()).isEmpty();
    assertThat(known(corrected.date())).isEqualTo(corrected);
  }

  @Test
  void anEarlierRevisionAgainComesFromANodeThatIsBehind() {
    Publication corrected = Given.with(Given.week(0), 2, row -> Given.quota(row, Given.number(55)));
    taken(Given.week(0));
    taken(corrected);

    assertThat(taken(Given.week(0))).isEmpty();
    assertThat(known(corrected.date())).isEqualTo(corrected);
  }

  @Test
  void anEarlierRevisionInALaterFileIsACorrection() {
    Publication corrected = Given.with(Given.week(0), 2, row -> Given.quota(row, Given.number(55)));
    outcome(statement(Given.week(0), Optional.of(NOON.minusSeconds(300))));
    outcome(statement(corrected, Optional.of(NOON.minusSeconds(200))));

    outcome(statement(Given.week(0), Optional.of(NOON.minusSeconds(100))));

    assertThat(known(corrected.date())).isEqualTo(Given.week(0));
  }

  @Test
  void anOlderFileOfTheSameDayChangesNothing() {
    Publication corrected = Given.with(Given.week(0), 2, row -> Given.quota(row, Given.number(55)));
    outcome(statement(corrected, Optional.of(NOON.minusSeconds(100))));

    assertThat(outcome(statement(Given.week(0), Optional.of(NOON.minusSeconds(200)))))
        .isInstanceOf(Revisions.Outcome.OlderCopy.class);
    assertThat(known(corrected.date())).isEqualTo(corrected);
  }

  @Test
  void aRowThatALaterFileNoLongerHasIsWithdrawn() {
    Publication full = Given.week(0);
    Publication shorter =
        Publication.of(
            full.date(),
            full.rows().stream().filter(row -> !row.country().equals("Ireland")).toList());
    outcome(statement(full, Optional.of(NOON.minusSeconds(300))));

    outcome(statement(shorter, Optional.of(NOON.minusSeconds(200))));

    assertThat(known(full.date())).isEqualTo(shorter);
  }

  @Test
  void invitationsThatFellAreFlagged() {
    taken(Given.week(0));

    assertThat(
            flags(
                taken(
                    Given.with(
                        Given.week(1), 1, row -> Given.invitations(row, Given.number(999))))))
        .contains("INVITATIONS_FELL");
  }

  @Test
  void swappedQuotasAndSpotsAboveTheQuotaAreFlagged() {
    taken(Given.week(0));
    Publication swapped =
        Given.with(
            Given.with(Given.week(1), 3, row -> Given.quota(row, Given.number(3000))),
            4,
            row -> Given.quota(row, Given.number(7000)));

    List<FiguresPublished> events = taken(swapped);

    assertThat(flags(events)).contains("QUOTAS_SWAPPED", "SPOTS_ABOVE_QUOTA");
    assertThat(events.get(3).getContradictions())
        .extracting(Reason::getCode)
        .contains("QUOTAS_SWAPPED", "SPOTS_ABOVE_QUOTA");
    assertThat(events.get(4).getContradictions())
        .extracting(Reason::getCode)
        .contains("QUOTAS_SWAPPED");
    assertThat(known(swapped.date())).isEqualTo(swapped);
  }

  @Test
  void thePreviousWeekUnderANewDateIsFlagged() {
    taken(Given.week(0));

    assertThat(flags(taken(Publication.of(Given.FIRST.plusWeeks(1), Given.week(0).rows()))))
        .containsOnly("PREVIOUS_WEEK_AGAIN");
  }

  @Test
  void anotherWeekUnderTheSameDateIsFlagged() {
    taken(Given.week(0));

    assertThat(flags(taken(Publication.of(Given.FIRST, Given.week(3).rows()))))
        .contains("DATE_OF_ANOTHER_WEEK");
  }

  @Test
  void aTableThatOmitsFiguresDoesNotReplaceTheFeed() {
    taken(Given.week(0));
    List<PublishedRow> rows =
        Given.week(0).rows().stream().map(row -> Given.quota(row, Given.figure(""))).toList();

    outcome(transcript(Publication.of(Given.FIRST, rows)));

    assertThat(known(Given.FIRST)).isEqualTo(Given.week(0));
  }

  @Test
  void numbersOfATableAreWrittenAsInTheFeed() {
    Publication table = Given.with(Given.week(0), 1, row -> Given.quota(row, Given.figure("5670")));

    outcome(transcript(table));

    assertThat(known(Given.FIRST)).isEqualTo(Given.week(0));
    assertThat(taken(Given.week(0))).isEmpty();
  }

  @Test
  void aDateInTheFutureAndARowOfNoPoolAreRefused() {
    Publication wrong =
        Publication.of(
            LocalDate.of(2027, 4, 3),
            List.of(
                new PublishedRow(
                    "ie",
                    "Ireland",
                    "holiday",
                    Optional.empty(),
                    Given.number(1),
                    "",
                    "",
                    Given.number(1),
                    Given.number(1),
                    Given.number(1),
                    Optional.empty())));

    assertThat(outcome(statement(wrong, Optional.empty())))
        .isInstanceOfSatisfying(
            Revisions.Outcome.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .extracting(Reason::getCode)
                    .containsExactly("DATE_IN_THE_FUTURE", "UNKNOWN_POOL"));
  }

  /** Rows of as many pools, of streams that differ from those of other numbers. */
  private static Publication streams(int number, int rows) {
    List<PublishedRow> all = new ArrayList<>(Given.week(0).rows().subList(4, 5));
    PublishedRow general = all.getFirst();
    for (int i = 0; i < rows; i++) {
      all.add(
          new PublishedRow(
              general.code(),
              general.country(),
              general.category(),
              Optional.of("S " + number + " " + i),
              general.quota(),
              "",
              "",
              general.invitations(),
              general.candidates(),
              general.spots(),
              general.rating()));
    }
    return Publication.of(Given.FIRST, all);
  }

  @Test
  void rowsOfSeveralFilesOfADayAreAtMostThoseOfOnePublication() {
    assertThat(taken(streams(1, 1200))).hasSize(1201);

    assertThat(outcome(statement(streams(2, 1200), Optional.empty())))
        .isInstanceOfSatisfying(
            Revisions.Outcome.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .extracting(Reason::getCode)
                    .containsExactly("TOO_MANY_ROWS"));
    assertThat(known(Given.FIRST).rows()).hasSize(1201);
    assertThat(taken(streams(3, 700))).as("as many as one may have").hasSize(700);
    assertThat(known(Given.FIRST).rows()).hasSize(1901);
  }

  @Test
  void anEventWhoseDateIsNotTheStatedOneChangesNothing() {
    FiguresPublished event = taken(Given.week(0)).getFirst();
    FiguresPublished wrong =
        FiguresPublished.newBuilder(event).setPublishedOn(Given.FIRST.plusDays(1)).build();

    assertThatThrownBy(() -> history.apply(wrong)).isInstanceOf(IllegalArgumentException.class);

    assertThat(history.publications("ircc", Instant.MAX)).hasSize(1);
  }

  @Test
  void whatWasKnownAtATimeStays() {
    Publication corrected = Given.with(Given.week(0), 2, row -> Given.quota(row, Given.number(55)));
    taken(Given.week(0));
    Revisions.Outcome later =
        Revisions.of(
            history,
            new Statement(
                "ircc", corrected, false, Optional.empty(), NOON.plusSeconds(60), "test"));
    ((Revisions.Outcome.New) later).events().forEach(history::apply);

    assertThat(history.publications("ircc", NOON.plusSeconds(59)))
        .extracting(PublishedHistory.Known::publication)
        .containsExactly(Given.week(0));
    assertThat(history.publications("ircc", NOON.minusSeconds(1))).isEmpty();
  }

  private static List<String> flags(List<FiguresPublished> events) {
    return events.stream()
        .flatMap(event -> event.getContradictions().stream())
        .map(Reason::getCode)
        .distinct()
        .toList();
  }
}
