package org.iecpools.stats.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.FiguresPublished;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationRefused;
import org.iecpools.events.Reason;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.feed.Publication;
import org.iecpools.stats.domain.Publications;
import org.iecpools.stats.domain.StatsInMemory;
import org.iecpools.stats.domain.Story;
import org.iecpools.stats.domain.change.Reported;
import org.iecpools.stats.stream.ChangeWriter;
import org.iecpools.stats.stream.PublishedValues;
import org.iecpools.track.PublishedHistory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reported of IRCC's publications. */
class PublishedChangesTest {

  private static final Instant FIRST = Instant.parse("2026-05-22T20:00:00Z");
  private static final Instant SECOND = FIRST.plus(Duration.ofDays(7));

  private final PublishedHistory history = new PublishedHistory();
  private final PublishedValues values = new PublishedValues(history);
  private final StatsInMemory stats = StatsInMemory.with();
  private final ChangeWriter.Values all =
      ChangeWriter.Values.of(stats.dashboard, new Publications(Reference.shipped()), values);
  private final Reported reported = new Reported();

  @Test
  void aPublicationAndARevisionAreReportedOnce() {
    Published.apply(history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    assertThat(changes(FIRST)).as("the first start").isEmpty();

    Published.apply(history, Published.read(Published.feed("May 29, 2026", "1,500")), 1, SECOND);
    assertThat(changes(SECOND))
        .extracting(
            ChangeMade::getKind,
            ChangeMade::getSubject,
            change -> change.getBefore().getText(),
            change -> change.getAfter().getText(),
            ChangeMade::getPublishedOn,
            ChangeMade::getRevision)
        .containsExactly(
            tuple(
                ChangeKind.FIGURE_CHANGED,
                ChangeSubject.INVITATIONS,
                "1,475",
                "1,500",
                LocalDate.of(2026, 5, 29),
                1));

    Published.apply(
        history, Published.read(Published.feed("May 29, 2026", "1,510")), 2, SECOND.plusSeconds(9));
    assertThat(changes(SECOND.plusSeconds(10)))
        .extracting(change -> change.getAfter().getNumber(), ChangeMade::getRevision)
        .containsExactly(tuple(1_510L, 2));
    assertThat(changes(SECOND.plusSeconds(20))).as("nothing new").isEmpty();
  }

  @Test
  void aRowThatACorrectionWithdrawsIsReportedAndSoIsItsReturn() {
    Publication publication = Published.read(Published.feed("May 22, 2026", "1,475"));
    Published.apply(history, publication, 1, FIRST);
    changes(FIRST);
    FiguresPublished ireland = row(publication, "ie");
    FiguresPublished withdrawn =
        FiguresPublished.newBuilder(ireland)
            .setRevision(2)
            .setWithdrawn(true)
            .setFetchedAt(FIRST.plusSeconds(9))
            .build();
    history.apply(withdrawn);

    assertThat(changes(FIRST.plusSeconds(10)))
        .extracting(
            ChangeMade::getKind,
            change -> PoolIds.text(change.getPool()),
            change -> change.getBefore().getText(),
            change -> change.getAfter().getText(),
            ChangeMade::getPublishedOn,
            ChangeMade::getRevision)
        .containsExactly(
            tuple(
                ChangeKind.ROW_WITHDRAWN,
                "2026/IE/WORKING_HOLIDAY",
                "published",
                "withdrawn",
                LocalDate.of(2026, 5, 22),
                2));
    assertThat(changes(FIRST.plusSeconds(20))).as("nothing new").isEmpty();

    history.apply(FiguresPublished.newBuilder(ireland).setRevision(3).build());
    assertThat(changes(FIRST.plusSeconds(30)))
        .extracting(ChangeMade::getKind, ChangeMade::getRevision)
        .containsExactly(tuple(ChangeKind.ROW_RESTORED, 3));
  }

  @Test
  void aRowThatTheNextPublicationDoesNotHaveIsReportedWhenTheOthersHaveArrived() {
    Published.apply(history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    changes(FIRST);
    Publication next = Published.read(Published.feed("May 29, 2026", "1,475"));
    Published.apply(
        history,
        Publication.of(
            next.date(), next.rows().stream().filter(row -> !row.code().equals("an")).toList()),
        1,
        SECOND);

    assertThat(changes(SECOND.plusSeconds(59))).as("it may still arrive").isEmpty();
    assertThat(changes(SECOND.plusSeconds(60)))
        .extracting(
            ChangeMade::getKind,
            change -> PoolIds.text(change.getPool()),
            ChangeMade::getPublishedOn,
            ChangeMade::getRevision)
        .containsExactly(
            tuple(
                ChangeKind.ROW_WITHDRAWN,
                "2026/AD/WORKING_HOLIDAY",
                LocalDate.of(2026, 5, 29),
                null));
  }

  private static FiguresPublished row(Publication publication, String code) {
    PublishedHistory written = new PublishedHistory();
    Published.apply(written, publication, 1, FIRST);
    return written.publications("ircc", Instant.MAX).getFirst().events().stream()
        .filter(event -> event.getCode().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Property(tries = 20)
  void rowsThatArriveInPartsAreReportedAsIfTheyArrivedAtOnce(@ForAll Random random) {
    PublishedChangesTest whole = new PublishedChangesTest();
    PublishedChangesTest inParts = new PublishedChangesTest();
    Published.apply(
        whole.history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    Published.apply(
        inParts.history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    whole.changes(FIRST);
    inParts.changes(FIRST);
    String feed = Published.feed("May 29, 2026", "1,500").replace(">43<", ">44<");
    Published.apply(whole.history, Published.read(feed), 1, SECOND);
    PublishedHistory complete = new PublishedHistory();
    Published.apply(complete, Published.read(feed), 1, SECOND);
    List<FiguresPublished> rows =
        new ArrayList<>(complete.publications("ircc", Instant.MAX).getFirst().events());
    Collections.shuffle(rows, random);

    List<ChangeMade> parts =
        rows.stream()
            .flatMap(
                row -> {
                  inParts.history.apply(row);
                  return inParts.changes(SECOND).stream();
                })
            .toList();

    assertThat(parts).isNotEmpty().containsExactlyInAnyOrderElementsOf(whole.changes(SECOND));
  }

  @Test
  void aLatePublicationIsReportedOnce() {
    Published.apply(history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    changes(FIRST);

    assertThat(changes(Instant.parse("2026-06-01T03:59:59Z"))).isEmpty();
    assertThat(changes(Instant.parse("2026-06-01T04:00:00Z")))
        .extracting(ChangeMade::getKind, change -> change.getAfter().getText())
        .containsExactly(tuple(ChangeKind.PUBLICATION_LATE, "2026-05-29"));
    assertThat(changes(Instant.parse("2026-06-05T04:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // the last publication, the final round of every pool, whether one is expected a week later
    "'May 22, 2026', To be announced, true",
    "'May 22, 2026', 'Week of October 5, 2026', true",
    "'October 2, 2026', 'Week of October 5, 2026', true",
    "'October 9, 2026', 'Week of October 5, 2026', false",
    "'October 23, 2026', To be announced, true",
    "'October 30, 2026', To be announced, false",
  })
  void nothingIsLateWhenTheSeasonIsOver(String day, String finalRound, boolean isExpected) {
    Publication last =
        Published.read(Published.feed(day, "1,475").replace("To be announced", finalRound));
    Published.apply(history, last, 1, FIRST);
    Instant tenDaysLater = last.date().plusDays(10).atStartOfDay(Weeks.ZONE).toInstant();
    changes(tenDaysLater.minusMillis(1));

    assertThat(changes(tenDaysLater))
        .extracting(ChangeMade::getKind)
        .containsExactlyElementsOf(isExpected ? List.of(ChangeKind.PUBLICATION_LATE) : List.of());
  }

  @Test
  void nothingIsLateBeforeTheFirstRound() {
    Published.apply(history, Published.read(Published.feed("December 18, 2025", "0")), 1, FIRST);

    assertThat(changes(Instant.parse("2026-01-15T12:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // the opening and the final round by the plan, whether a publication of May 29 is expected
    "2026-05-01T00:00:00Z, 2026-07-01T00:00:00Z, true",
    "2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z, false",
    "2026-01-01T00:00:00Z, 2026-05-20T00:00:00Z, false",
  })
  void nothingIsLateOfASeasonThatIsNotRunningByItsPlan(
      Instant first, Instant last, boolean isExpected) {
    SeasonPlanned plan = Story.plan(first, last);
    stats.take(
        SeasonPlanned.newBuilder(plan)
            .setPools(
                List.of(PoolPlan.newBuilder(plan.getPools().getFirst()).setOpensAt(first).build()))
            .build());
    Published.apply(history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    changes(FIRST);

    assertThat(changes(Instant.parse("2026-06-01T04:00:00Z")))
        .extracting(ChangeMade::getKind)
        .filteredOn(kind -> kind == ChangeKind.PUBLICATION_LATE)
        .hasSize(isExpected ? 1 : 0);
  }

  @Test
  void aRefusalIsReportedOnceWithItsReasons() {
    changes(FIRST);
    values.apply(
        PublicationRefused.newBuilder()
            .setEventId(new UUID(1, 1))
            .setSource("ircc")
            .setFetchedFrom("https://feed.example")
            .setFetchedAt(FIRST)
            .setSha256("00")
            .setReasons(List.of(new Reason("NOT_XML", "It is HTML.")))
            .build());

    assertThat(changes(FIRST))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.getKind()).isEqualTo(ChangeKind.NOT_THE_FEED);
              assertThat(change.getReasons())
                  .extracting(Reason::getCode)
                  .containsExactly("NOT_XML");
            });
    assertThat(changes(FIRST)).isEmpty();
  }

  @Test
  void olderPublicationsThatAreImportedLaterAreNotReported() {
    Published.apply(history, Published.read(Published.feed("May 22, 2026", "1,475")), 1, FIRST);
    changes(FIRST);
    Published.apply(history, Published.read(Published.feed("May 1, 2026", "1,100")), 1, FIRST);
    Published.apply(history, Published.read(Published.feed("May 2, 2025", "900")), 1, FIRST);

    assertThat(changes(FIRST)).isEmpty();
  }

  private List<ChangeMade> changes(Instant now) {
    List<ChangesRecord> due = reported.due(all.at().compute(now), now);
    due.forEach(reported::apply);
    return due.stream().filter(ChangeMade.class::isInstance).map(ChangeMade.class::cast).toList();
  }
}
