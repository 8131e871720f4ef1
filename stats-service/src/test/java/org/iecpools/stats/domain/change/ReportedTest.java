package org.iecpools.stats.domain.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iecpools.events.BaselineTaken;
import org.iecpools.events.Category;
import org.iecpools.events.ChangeKind;
import org.iecpools.events.ChangeMade;
import org.iecpools.events.ChangeSource;
import org.iecpools.events.ChangeSubject;
import org.iecpools.events.ChangeValue;
import org.iecpools.events.ChangesRecord;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportedTest {

  private static final PoolId IE = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final Instant START = Instant.parse("2026-05-29T12:00:00Z");
  private static final Subject QUOTA = Subject.of(IE, ChangeSubject.QUOTA, ChangeSource.PUBLISHED);
  private static final Subject CANDIDATES =
      Subject.of(IE, ChangeSubject.CANDIDATES, ChangeSource.PUBLISHED);

  /**
   * What a service sees at a moment.
   *
   * @param age of the values
   * @param restart whether the service has started again, and knows only the topic
   * @param clockBack how far the clock of this instance is behind that of the one before
   */
  private record Moment(
      Map<Subject, Value> values, Duration age, boolean restart, Duration clockBack) {}

  @Property
  void reportedChangesLeadFromTheFirstStateToTheLastAndNoneIsEmptyOrRepeated(
      @ForAll("moments") List<Moment> moments) {
    List<ChangesRecord> topic = new ArrayList<>();
    Reported reported = new Reported();
    Instant at = START;
    for (Moment moment : moments) {
      at = at.plusSeconds(60);
      if (moment.restart()) {
        reported = new Reported();
        topic.forEach(reported::apply);
      }
      Map<Subject, Stated> now = new HashMap<>();
      Instant since = at.minus(moment.age());
      moment.values().forEach((subject, value) -> now.put(subject, Stated.of(value, since)));

      List<ChangesRecord> due = reported.due(now, at.minus(moment.clockBack()));

      due.forEach(reported::apply);
      topic.addAll(due);
      assertThat(reported.due(now, at)).as("reported once").isEmpty();
      Map<Subject, Value> reached = replay(topic);
      moment
          .values()
          .forEach(
              (subject, value) ->
                  assertThat(value.isSame(reached.get(subject))).as("%s", subject).isTrue());
    }
  }

  /** The values to which records lead; checks that each one starts where the one before ended. */
  private static Map<Subject, Value> replay(List<ChangesRecord> topic) {
    Map<Subject, Value> values = new HashMap<>();
    Set<UUID> ids = new HashSet<>();
    Instant last = Instant.EPOCH;
    for (ChangesRecord record : topic) {
      assertThat(record.getReportedAt()).as("in order of time").isAfterOrEqualTo(last);
      last = record.getReportedAt();
      switch (record) {
        case BaselineTaken baseline ->
            baseline
                .getValues()
                .forEach(
                    value ->
                        values.put(
                            new Subject(
                                baseline.getSeason(),
                                value.getPool(),
                                value.getSubject(),
                                value.getSource(),
                                value.getAbout()),
                            Value.of(value.getValue())));
        case ChangeMade change -> {
          Subject subject =
              new Subject(
                  change.getSeason(),
                  change.getPool(),
                  change.getSubject(),
                  change.getSource(),
                  change.getAbout());
          Value after = Value.of(change.getAfter());
          Value before = values.put(subject, after);
          assertThat(ids.add(change.getEventId())).as("identities differ").isTrue();
          assertThat(change.getKind()).isNotEqualTo(ChangeKind.UNKNOWN);
          ChangeValue stated = change.getBefore();
          if (before == null) {
            assertThat(stated).isNull();
          } else {
            assertThat(stated).isEqualTo(before.record());
            assertThat(before.isSame(after)).as("not empty").isFalse();
          }
        }
      }
    }
    return values;
  }

  @Provide
  Arbitrary<List<Moment>> moments() {
    Arbitrary<Subject> subjects =
        Combinators.combine(
                Arbitraries.of(ChangeSubject.values())
                    .filter(what -> what != ChangeSubject.UNKNOWN),
                Arbitraries.of(ChangeSource.COUNTED, ChangeSource.PUBLISHED),
                Arbitraries.of("", "a", "b"),
                Arbitraries.of(true, false))
            .as(
                (what, source, about, ofPool) ->
                    new Subject(ofPool ? 2026 : null, ofPool ? IE : null, what, source, about));
    Arbitrary<Value> values =
        Arbitraries.of(
            Value.of(0),
            Value.of(1475),
            Value.of(1475, "1,475"),
            Value.of("open"),
            Value.of("season over"),
            Value.of("running"),
            Value.of("none"),
            Value.of("Unlimited"));
    return Combinators.combine(
            Arbitraries.maps(subjects, values).ofMaxSize(8),
            Arbitraries.of(Duration.ZERO, Duration.ofDays(2), Duration.ofDays(100)),
            Arbitraries.of(true, false),
            Arbitraries.of(Duration.ZERO, Duration.ofMinutes(5)))
        .as(Moment::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Test
  void theFirstStartReportsNothingOfYearsOfHistory() {
    Reported reported = new Reported();

    List<ChangesRecord> due =
        reported.due(
            Map.of(QUOTA, Stated.of(Value.of(10_000), START), round(1), invited(100, START)),
            START);

    assertThat(due).isNotEmpty().allMatch(BaselineTaken.class::isInstance);
    assertThat(due).first().isInstanceOf(BaselineTaken.class);
  }

  @Test
  void theFirstStartOfAnEmptyStackBeginsToo() {
    Reported reported = begun();

    assertThat(changes(reported, Map.of(QUOTA, Stated.of(Value.of(10_000), START))))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.QUOTA_CHANGED);
  }

  @Test
  void theFirstFigureOfAPoolIsNoNewsButTheNextIs() {
    Reported reported = begun();

    assertThat(changes(reported, Map.of(CANDIDATES, Stated.of(Value.of(43, "43"), START))))
        .isEmpty();
    assertThat(changes(reported, Map.of(CANDIDATES, Stated.of(Value.of(51, "51"), START))))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.getBefore().getNumber()).isEqualTo(43);
              assertThat(change.getAfter().getNumber()).isEqualTo(51);
            });
  }

  @Test
  void importedHistoryIsNoNews() {
    Reported reported = begun();
    Instant old = START.minus(Reported.NEWS).minusSeconds(1);

    assertThat(
            changes(
                reported,
                Map.of(QUOTA, Stated.of(Value.of(10_000), old), round(1), invited(100, old))))
        .isEmpty();
    assertThat(changes(reported, Map.of(QUOTA, Stated.of(Value.of(12_000), old)))).isEmpty();
    assertThat(changes(reported, Map.of(QUOTA, Stated.of(Value.of(12_500), START)))).hasSize(1);
  }

  @Test
  void aCorrectionOfAnOldRoundIsNews() {
    Reported reported = begun();
    Instant old = START.minus(Reported.NEWS).minusSeconds(1);
    changes(reported, Map.of(round(1), invited(100, old)));

    assertThat(changes(reported, Map.of(round(1), invited(90, old))))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.ROUND_CORRECTED);
  }

  @Test
  void aLargeBaselineIsSeveralRecords() {
    Map<Subject, Stated> rounds = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      rounds.put(round(i), invited(i, START));
    }

    List<ChangesRecord> due = new Reported().due(rounds, START);

    assertThat(due).hasSize(4).allMatch(BaselineTaken.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS,COUNTED,not yet open,open,POOL_OPENED",
    "STATUS,COUNTED,open,closed to entries,STATUS_CHANGED",
    "STATUS,COUNTED,open,season over,POOL_CLOSED",
    "SEASON,COUNTED,before,running,SEASON_OPENED",
    "SEASON,COUNTED,running,ended,SEASON_CLOSED",
    "SPOTS_LEFT,COUNTED,some,none,SPOTS_RAN_OUT",
    "SPOTS_LEFT,COUNTED,none,some,STATUS_CHANGED",
    "RATING,PUBLISHED,Fair,Low,RATING_CHANGED",
  })
  void wordsDecideTheKind(
      ChangeSubject what, ChangeSource source, String before, String after, ChangeKind kind) {
    Reported reported = begun();
    Subject subject = Subject.of(IE, what, source);
    changes(reported, Map.of(subject, Stated.of(Value.of(before), START)));

    assertThat(changes(reported, Map.of(subject, Stated.of(Value.of(after), START))))
        .extracting(ChangeMade::getKind)
        .containsExactly(kind);
  }

  @Test
  void noPublishedSpotIsSpotsRanOut() {
    Reported reported = begun();
    Subject spots = Subject.of(IE, ChangeSubject.SPOTS, ChangeSource.PUBLISHED);
    changes(reported, Map.of(spots, Stated.of(Value.of(2), START)));

    assertThat(changes(reported, Map.of(spots, Stated.of(Value.of(0), START))))
        .extracting(ChangeMade::getKind)
        .containsExactly(ChangeKind.SPOTS_RAN_OUT);
  }

  private static Reported begun() {
    Reported reported = new Reported();
    reported.due(Map.of(), START).forEach(reported::apply);
    return reported;
  }

  private static List<ChangeMade> changes(Reported reported, Map<Subject, Stated> now) {
    List<ChangesRecord> due = reported.due(now, START);
    due.forEach(reported::apply);
    return due.stream().filter(ChangeMade.class::isInstance).map(ChangeMade.class::cast).toList();
  }

  private static Subject round(int number) {
    return new Subject(
        2026, IE, ChangeSubject.ROUND, ChangeSource.COUNTED, new UUID(0, number).toString());
  }

  private static Stated invited(int number, Instant at) {
    return new Stated(Value.of(number), at, new UUID(0, 1), LocalDate.EPOCH, 0, List.of());
  }
}
