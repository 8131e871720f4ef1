package org.iecpools.stats.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.stats.domain.Story.NOON;
import static org.iecpools.stats.domain.Story.POOL;
import static org.iecpools.stats.domain.Story.entered;
import static org.iecpools.stats.domain.Story.loi;
import static org.iecpools.stats.domain.Story.plan;
import static org.iecpools.stats.domain.Story.publicationTime;
import static org.iecpools.stats.domain.Story.quota;
import static org.iecpools.stats.domain.Story.round;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.domain.Reference;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.ChanceRating;
import org.iecpools.events.DaySums;
import org.iecpools.events.Event;
import org.iecpools.events.PartialSums;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PublicationMade;
import org.iecpools.events.PublicationsRecord;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RowPublished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

class PublicationsTest {

  private static final LocalDate FIRST = Weeks.weekOf(Weeks.day(NOON));
  private static final LocalDate SECOND = FIRST.plusWeeks(1);

  private final StatsInMemory stats =
      StatsInMemory.with(quota(100), entered(1), entered(2), round(1, 1), loi(1));
  private final Publications publications = new Publications(Reference.shipped());

  @Test
  void aWeekIsPublishedAsItStandsThen() {
    publish(FIRST);

    Row published = publications.last(POOL, FIRST).orElseThrow();

    assertThat(published)
        .usingRecursiveComparison()
        .ignoringFields("revision", "publishedAt")
        .isEqualTo(stats.dashboard.row(POOL, View.published(FIRST)));
    assertThat(published.revision()).isEqualTo(1);
    assertThat(published.publishedAt()).isEqualTo(Weeks.end(FIRST));
    assertThat(publications.lastWeek(stats.dashboard, 2026)).contains(FIRST);
  }

  /** A publication of then would be skipped as invalid, and made again without end. */
  @Test
  void nothingIsDueBeforeTheFirstTickOfASimulation() {
    assertThat(publications.due(stats.dashboard, Instant.EPOCH)).isEmpty();
    assertThat(publications.due(stats.dashboard, Weeks.end(FIRST))).isNotEmpty();
  }

  @Test
  void anUnlimitedQuotaIsPublishedAsAWord() {
    stats.take(quota(new Quota(QuotaKind.UNLIMITED, null), NOON));

    publish(FIRST);

    assertThat(publications.last(POOL, FIRST).orElseThrow())
        .returns(Amount.Word.UNLIMITED, Row::quota)
        .returns(Amount.Word.UNLIMITED, Row::spotsAvailable);
  }

  @Test
  void aPublishedRatingDoesNotFollowChangedThresholds() {
    RowPublished row = (RowPublished) publish(FIRST).getFirst();
    assertThat(row.getRating().name())
        .isEqualTo(publications.last(POOL, FIRST).orElseThrow().rating().name());

    assertThat(read(RowPublished.newBuilder(row).setChance(0.9).setRating(ChanceRating.FAIR)))
        .returns(Rating.FAIR, Row::rating);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource(value = ChanceRating.class, names = "UNKNOWN")
  void aRowThatWasPublishedWithoutARatingIsRatedByItsChance(ChanceRating none) {
    RowPublished row = (RowPublished) publish(FIRST).getFirst();

    assertThat(read(RowPublished.newBuilder(row).setChance(0.9).setRating(none)))
        .returns(Rating.EXCELLENT, Row::rating);
    assertThat(read(RowPublished.newBuilder(row).setChance(null).setRating(none)))
        .returns(Rating.NOT_APPLICABLE, Row::rating);
  }

  private static Row read(RowPublished.Builder row) {
    Publications read = new Publications(Reference.shipped());
    read.apply(row.build());
    return read.last(POOL, FIRST).orElseThrow();
  }

  @Test
  void lateEventsAreARevisionInTheNextPublicationAndNeverReplaceTheFirst() {
    publish(FIRST);
    stats.take(entered(3, 1, NOON.plusSeconds(1)));

    List<PublicationsRecord> second = publish(SECOND);

    assertThat(second.getLast())
        .isEqualTo(new PublicationMade(SECOND, Weeks.end(SECOND), 0, 1, Weeks.end(SECOND)));
    assertThat(inPool(FIRST)).isEqualTo(1);
    assertThat(inPool(SECOND)).isEqualTo(2);
    assertThat(publications.history(POOL, Weeks.end(SECOND)).getFirst())
        .returns(2, Row::revision)
        .returns(2L, Row::candidatesInPool);
  }

  @Test
  void anUnchangedRowIsNotPublishedAgain() {
    publish(FIRST);

    List<PublicationsRecord> again =
        publications.publication(
            stats.dashboard, Weeks.end(FIRST), stats.dashboard.seasons(), Weeks.end(FIRST));

    assertThat(again)
        .containsExactly(new PublicationMade(FIRST, Weeks.end(FIRST), 0, 0, Weeks.end(FIRST)));
  }

  @Test
  void missedWeeksArePublishedLateWithTheirTimeOfPublication() {
    stats.take(entered(3, 1, NOON.plus(Duration.ofDays(8))));

    publish(SECOND);

    assertThat(publications.history(POOL, Weeks.end(SECOND)))
        .extracting(Row::week)
        .containsExactly(FIRST, SECOND);
    assertThat(publications.history(POOL, Weeks.end(FIRST))).isEmpty();
  }

  @Test
  void asOfChoosesTheWeekAndKnownAtTheRevision() {
    publish(FIRST);
    stats.take(entered(3, 1, NOON.plusSeconds(1)));
    stats.take(entered(4, 1, NOON.plus(Duration.ofDays(8))));
    publish(SECOND);
    Instant first = Weeks.end(FIRST);
    Instant second = Weeks.end(SECOND);

    assertThat(row(first, first)).returns(FIRST, Row::week).returns(1, Row::revision);
    assertThat(row(first, second)).returns(FIRST, Row::week).returns(2, Row::revision);
    assertThat(row(second, second)).returns(SECOND, Row::week).returns(1, Row::revision);
    assertThat(row(second, first)).returns(FIRST, Row::week).returns(1, Row::revision);
    assertThat(publications.rows(2026, _ -> true, second, first.minusMillis(1))).isEmpty();
    assertThat(publications.rows(2026, _ -> true, first.minusMillis(1), second)).isEmpty();
  }

  @Test
  void sumsAndRowsOutsideTheWindowThatOldVersionsStoredAreLeftOut() {
    // given rows of the year 1 and of a far year, as an earlier version had counted and published
    RowPublished published = (RowPublished) publish(FIRST).getFirst();
    for (LocalDate friday : List.of(LocalDate.of(1, 1, 5), LocalDate.of(999_999, 1, 1))) {
      DaySums day = new DaySums(friday.minusDays(1), 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L);
      stats.ledger.apply(new PartialSums(POOL, friday, "t", 3, List.of(day), 0));
      publications.apply(RowPublished.newBuilder(published).setWeek(friday).build());
    }

    // when history is read
    List<Row> live = stats.dashboard.history(POOL, Weeks.end(SECOND));
    List<Row> asPublished = publications.history(POOL, Weeks.end(SECOND));

    // then it has the pool's own weeks only
    assertThat(live).extracting(Row::week).containsExactly(FIRST);
    assertThat(live.getFirst().loisIssued()).isEqualTo(1);
    assertThat(asPublished).extracting(Row::week).containsExactly(FIRST);
  }

  @Test
  void aPublishedRowStaysWhenItsAnnouncementIsWithdrawn() {
    QuotaAnnounced mistake = quota(new Quota(QuotaKind.NUMBER, 7), NOON.plusSeconds(60));
    stats.take(mistake);
    publish(FIRST);
    stats.take(
        new AnnouncementWithdrawn(
            UUID.randomUUID(),
            NOON.plus(Duration.ofDays(8)),
            2026,
            "IE",
            mistake.getEventId(),
            "a mistake"));

    List<PublicationsRecord> second = publish(SECOND);

    assertThat(second)
        .as("no revision of the first week")
        .doesNotHaveAnyElementsOfTypes(RowPublished.class);
    assertThat(publications.last(POOL, FIRST).orElseThrow().quota())
        .isEqualTo(new Amount.Permits(7));
    assertThat(stats.live().quota()).isEqualTo(new Amount.Permits(100));
  }

  @Test
  void recordsInAnyOrderAndRepeatedGiveTheSameRows() {
    List<PublicationsRecord> records = new ArrayList<>(publish(FIRST));
    stats.take(entered(3, 1, NOON.plusSeconds(1)));
    records.addAll(publish(SECOND));
    records.addAll(List.copyOf(records));
    Collections.shuffle(records, new Random(7));

    Publications other = new Publications(Reference.shipped());
    records.forEach(other::apply);

    assertThat(other.history(POOL, Instant.MAX)).isEqualTo(publications.history(POOL, Instant.MAX));
    assertThat(other.lastWeek(stats.dashboard, 2026)).contains(SECOND);
  }

  @Test
  void aSeasonIsDueAtItsOwnTimeWithTheNumbersOfTheEndOfTheWeek() {
    stats.take(publicationTime(LocalTime.of(14, 0), NOON));
    QuotaAnnounced next = quota(new Quota(QuotaKind.NUMBER, 7), NOON);
    stats.take(
        QuotaAnnounced.newBuilder(next).setPool(PoolIds.parse("2027/IE/WORKING_HOLIDAY")).build());
    Instant end = Weeks.end(FIRST);
    Instant afternoon = end.plus(Duration.ofHours(14));
    stats.take(entered(3, 1, end.plus(Duration.ofHours(1))));

    assertThat(publications.due(stats.dashboard, end.minusMillis(1)))
        .containsOnlyKeys(Weeks.end(FIRST.minusWeeks(1)));
    assertThat(publications.due(stats.dashboard, end).lastEntry())
        .isEqualTo(Map.entry(end, Set.of(2027)));
    publish(end, Set.of(2027));
    assertThat(publications.lastWeek(stats.dashboard, 2026)).contains(FIRST.minusWeeks(1));
    assertThat(publications.lastWeek(stats.dashboard, 2027)).contains(FIRST);
    assertThat(publications.due(stats.dashboard, afternoon.minusMillis(1))).isEmpty();
    assertThat(stats.dashboard.history(POOL, afternoon.minusMillis(1))).isEmpty();
    assertThat(publications.due(stats.dashboard, afternoon))
        .isEqualTo(Map.of(afternoon, Set.of(2026)));
    publish(afternoon, Set.of(2026));

    assertThat(publications.due(stats.dashboard, afternoon)).isEmpty();
    assertThat(publications.rows(2026, _ -> true, afternoon, afternoon.minusMillis(1))).isEmpty();
    assertThat(row(afternoon, afternoon))
        .returns(FIRST, Row::week)
        .returns(end, Row::asOf)
        .returns(afternoon, Row::publishedAt)
        .returns(1L, Row::candidatesInPool);
  }

  @Test
  void aTimeThatIsSetAfterAWeekHasEndedAppliesToTheNextOne() {
    stats.take(publicationTime(LocalTime.of(14, 0), NOON));
    Instant end = Weeks.end(FIRST);
    publish(end, Set.of());

    stats.take(publicationTime(LocalTime.of(9, 30), end.plus(Duration.ofHours(1))));

    assertThat(publications.due(stats.dashboard, end.plus(Duration.ofHours(13)))).isEmpty();
    assertThat(publications.due(stats.dashboard, end.plus(Duration.ofHours(14))))
        .containsOnlyKeys(end.plus(Duration.ofHours(14)));
    assertThat(stats.dashboard.publication(2026, SECOND))
        .isEqualTo(Weeks.end(SECOND).plus(Duration.ofMinutes(570)));
  }

  @Test
  void aPublicationOfAnEarlierVersionWasOfAllSeasons() {
    publications.apply(new PublicationMade(FIRST, Weeks.end(FIRST), 0, 0, null));

    assertThat(publications.due(stats.dashboard, Weeks.end(SECOND).minusMillis(1))).isEmpty();
    assertThat(publications.due(stats.dashboard, Weeks.end(SECOND)))
        .isEqualTo(Map.of(Weeks.end(SECOND), Set.of(2026)));
  }

  @Test
  void aSeasonThatBecomesKnownDuringAWeekWaitsForItsEnd() {
    publish(FIRST);
    stats.take(
        QuotaAnnounced.newBuilder(quota(1))
            .setPool(PoolIds.parse("2027/IE/WORKING_HOLIDAY"))
            .build());

    assertThat(publications.due(stats.dashboard, Weeks.end(SECOND).minusMillis(1))).isEmpty();
    assertThat(publications.due(stats.dashboard, Weeks.end(SECOND)))
        .isEqualTo(Map.of(Weeks.end(SECOND), Set.of(2026, 2027)));
  }

  /** Whenever it is checked, every week of a season is published once, at its time. */
  @Property(tries = 100)
  void everyWeekIsPublishedOnceAtTheTimeThatWasSetBeforeItEnded(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 1439) Integer> minutes,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 24 * 70) Integer> setAt,
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 72) Integer> pauses) {
    // All tries of a property have the same instance.
    StatsInMemory season = StatsInMemory.with(quota(100), entered(1));
    season.take(plan(NOON, NOON.plus(Duration.ofDays(70))));
    Publications published = new Publications(Reference.shipped());
    NavigableMap<Instant, Event> later = new TreeMap<>();
    for (int i = 0; i < Math.min(minutes.size(), setAt.size()); i++) {
      Instant at = NOON.plus(Duration.ofHours(setAt.get(i)));
      later.put(at, publicationTime(LocalTime.MIDNIGHT.plusMinutes(minutes.get(i)), at));
    }
    Instant now = NOON;
    for (int hours : pauses) {
      now = now.plus(Duration.ofHours(hours));
      later.headMap(now, true).values().forEach(season::take);
      published
          .due(season.dashboard, now)
          .forEach(
              (time, seasons) ->
                  published
                      .publication(season.dashboard, time, seasons, time)
                      .forEach(published::apply));

      Instant at = now;
      List<LocalDate> due = season.dashboard.history(POOL, at).stream().map(Row::week).toList();
      List<Row> rows = published.history(POOL, at);
      assertThat(rows).extracting(Row::week).isEqualTo(due);
      assertThat(rows)
          .allMatch(row -> row.publishedAt().equals(season.dashboard.publication(2026, row.week())))
          .allMatch(row -> row.revision() == 1);
      assertThat(published.lastWeek(season.dashboard, 2026))
          .contains(season.dashboard.lastPublished(2026, at));
    }
  }

  private void publish(Instant time, Set<Integer> seasons) {
    publications.publication(stats.dashboard, time, seasons, time).forEach(publications::apply);
  }

  private List<PublicationsRecord> publish(LocalDate week) {
    List<PublicationsRecord> due =
        publications.publication(
            stats.dashboard, Weeks.end(week), stats.dashboard.seasons(), Weeks.end(week));
    assertThat(due.subList(0, due.size() - 1)).allMatch(RowPublished.class::isInstance);
    due.forEach(publications::apply);
    return due;
  }

  private long inPool(LocalDate knownAt) {
    return row(Weeks.end(FIRST), Weeks.end(knownAt)).candidatesInPool();
  }

  private Row row(Instant asOf, Instant knownAt) {
    return publications.rows(2026, _ -> true, asOf, knownAt).getFirst();
  }
}
