package org.iecpools.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.feed.ChanceWord;
import org.iecpools.feed.Figure;
import org.iecpools.feed.PoolKey;
import org.iecpools.feed.Publication;
import org.iecpools.feed.PublishedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolForecastTest {

  private static final PoolKey POOL = Season.pool("ie");

  /** Figures of a pool in a publication; any kind of figure in each column. */
  record Stated(
      int word, String quota, String invitations, String candidates, String spots, String last) {

    PublishedRow row(String code) {
      return new PublishedRow(
          code,
          code,
          "wh",
          Optional.empty(),
          figure(quota),
          "Week of January 19, 2026",
          last,
          figure(invitations),
          figure(candidates),
          figure(spots),
          ChanceWord.parse(Integer.toString(word)));
    }
  }

  private static Figure figure(String stated) {
    return Figure.parse(stated).orElseThrow();
  }

  private static PoolForecast of(List<Publication> weeks, PoolKey pool) {
    var book = new ForecastBook(2026);
    var seasons = new TreeMap<Integer, List<Publication>>();
    seasons.put(2026, weeks);
    book.publish(seasons);
    return book.forecast(pool, _ -> Optional.empty(), LocalDate.of(2026, 6, 1));
  }

  private static PoolForecast of(Stated stated) {
    return of(List.of(Season.week(0, stated.row("ie"))), POOL);
  }

  @Provide
  static Arbitrary<List<List<Stated>>> seasons() {
    Arbitrary<String> number = Arbitraries.integers().between(0, 3000).map(Object::toString);
    Arbitrary<String> any =
        Arbitraries.frequencyOf(
            Tuple.of(12, number),
            Tuple.of(
                1,
                Arbitraries.of(
                    "0",
                    "1",
                    "Unlimited",
                    "To be announced",
                    "Not applicable",
                    "Not accepting applicants",
                    "")));
    Arbitrary<String> last =
        Arbitraries.of(
            "To be announced",
            "",
            "Week of January 19, 2026",
            "Week of February 16, 2026",
            "Week of September 14, 2026",
            "soon");
    Arbitrary<Stated> row =
        Combinators.combine(Arbitraries.integers().between(0, 5), any, any, any, any, last)
            .as(Stated::new);
    return row.list().ofSize(2).list().ofMinSize(1).ofMaxSize(8);
  }

  private static List<Publication> weeks(List<List<Stated>> season) {
    List<Publication> weeks = new ArrayList<>();
    for (int week = 0; week < season.size(); week++) {
      weeks.add(
          Season.week(week, season.get(week).get(0).row("ie"), season.get(week).get(1).row("fr")));
    }
    return weeks;
  }

  @Property(tries = 300)
  void everyForecastIsAChanceOrHasAReason(
      @ForAll("seasons") List<List<Stated>> season, @ForAll @IntRange(max = 52) int weeks) {
    PoolForecast forecast = of(weeks(season), POOL);

    assertThat(forecast.assumptions()).isNotEmpty();
    assertThat(forecast.now().isEmpty())
        .isEqualTo(forecast.limits().stream().anyMatch(Limit::isUnknown));
    forecast
        .now()
        .ifPresent(
            now -> {
              assertIsChance(now.nextRound());
              assertIsChance(now.season());
              assertThat(now.season().value())
                  .isGreaterThanOrEqualTo(now.nextRound().value() - 1e-9);
              PoolForecast.Entry later = forecast.entering(weeks).orElseThrow();
              PoolForecast.Entry evenLater = forecast.entering(weeks + 1).orElseThrow();
              assertThat(later.season().value()).isLessThanOrEqualTo(now.season().value());
              assertThat(evenLater.season().value()).isLessThanOrEqualTo(later.season().value());
              assertThat(evenLater.season().interval().high())
                  .isLessThanOrEqualTo(later.season().interval().high());
              assertThat(evenLater.nextRound().value())
                  .isLessThanOrEqualTo(later.nextRound().value());
            });
  }

  @Property(tries = 300)
  void twoPeopleAreNeverMoreLikelyBothThanEachNorLessLikelyOneThanEach(
      @ForAll("seasons") List<List<Stated>> season) {
    PoolForecast one = of(weeks(season), POOL);
    PoolForecast other = of(weeks(season), Season.pool("fr"));

    for (PoolForecast second : List.of(one, other)) {
      Optional<PoolForecast.Together> together = one.with(second);
      assertThat(together.isPresent()).isEqualTo(one.now().isPresent() && second.now().isPresent());
      together.ifPresent(
          found -> {
            PoolForecast.Entry mine = one.now().orElseThrow();
            PoolForecast.Entry theirs = second.now().orElseThrow();
            assertIsTogether(found.nextRound(), mine.nextRound(), theirs.nextRound());
            assertIsTogether(found.season(), mine.season(), theirs.season());
          });
    }
    one.or(other)
        .ifPresent(
            either -> {
              assertIsChance(either.nextRound());
              assertIsChance(either.season());
              assertThat(either.season().value())
                  .isGreaterThanOrEqualTo(one.now().orElseThrow().season().value() - 1e-9)
                  .isGreaterThanOrEqualTo(other.now().orElseThrow().season().value() - 1e-9);
            });
  }

  private static void assertIsTogether(TwoPeople two, Chance one, Chance other) {
    assertIsChance(two.both());
    assertIsChance(two.atLeastOne());
    assertThat(two.both().value()).isLessThanOrEqualTo(Math.min(one.value(), other.value()) + 1e-9);
    assertThat(two.atLeastOne().value())
        .isGreaterThanOrEqualTo(Math.max(one.value(), other.value()) - 1e-9);
  }

  private static void assertIsChance(Chance chance) {
    assertThat(chance.value()).isBetween(0.0, 1.0);
    assertThat(chance.interval().contains(chance.value())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Not applicable, 10, 5, NOT_OFFERED",
    "Not accepting applicants, 10, 5, NOT_OFFERED",
    "100, Not accepting applicants, 5, NOT_OFFERED",
    "To be announced, 10, 5, QUOTA_TO_BE_ANNOUNCED",
    "100, Not applicable, 5, CANDIDATES_NOT_STATED"
  })
  void whereNoChanceCanBeForecastTheReasonIsStated(
      String quota, String candidates, String spots, Limit limit) {
    PoolForecast forecast = of(new Stated(1, quota, "0", candidates, spots, ""));

    assertThat(forecast.limits()).containsExactly(limit);
    assertThat(forecast.now()).isEmpty();
    assertThat(forecast.entering(3)).isEmpty();
  }

  @Test
  void aPoolThatIsNotPublishedHasNoForecast() {
    assertThat(of(List.of(), POOL).limits()).containsExactly(Limit.NOT_PUBLISHED);
    assertThat(of(Season.of("fr", 1, 10), POOL).limits()).containsExactly(Limit.NOT_PUBLISHED);
    assertThat(of(Season.of("fr", 1, 10), POOL).now()).isEmpty();
  }

  @Test
  void anEmptyPoolIsForecastForWhoeverEntersIt() {
    PoolForecast forecast = of(new Stated(1, "100", "3", "0", "97", ""));

    assertThat(forecast.limits()).containsExactly(Limit.EMPTY_POOL);
    assertThat(forecast.now().orElseThrow().nextRound().value()).isGreaterThan(0.8);
  }

  @Test
  void withoutSpotsTheSeasonGivesNoMoreThanTheNextRound() {
    PoolForecast forecast = of(new Stated(5, "100", "170", "30", "0", ""));
    PoolForecast.Entry now = forecast.now().orElseThrow();

    assertThat(forecast.limits()).containsExactly(Limit.QUOTA_SPENT);
    assertThat(now.season()).isEqualTo(now.nextRound());
  }

  @Test
  void anUnlimitedQuotaDoesNotLimitTheChance() {
    PoolForecast.Entry now =
        of(new Stated(4, "Unlimited", "0", "3000", "Unlimited", "")).now().orElseThrow();

    assertThat(now.season().value())
        .isCloseTo(1 - Math.pow(1 - now.nextRound().value(), now.rounds()), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"January 26, 0", "February 2, 0", "February 9, 1", "February 16, 2"})
  void theFinalRoundEndsTheSeason(String monday, int rounds) {
    PoolForecast forecast =
        of(new Stated(1, "100", "0", "30", "100", "Week of %s, 2026".formatted(monday)));

    assertThat(forecast.rounds().orElseThrow().count()).isEqualTo(rounds);
    assertThat(forecast.rounds().orElseThrow().isAnnounced()).isTrue();
    assertThat(forecast.limits().contains(Limit.NO_ROUND_LEFT)).isEqualTo(rounds == 0);
    assertThat(forecast.now().orElseThrow().season().value() == 0).isEqualTo(rounds == 0);
    assertThat(forecast.entering(rounds).orElseThrow().season()).isEqualTo(Chance.NONE);
    assertThat(forecast.assumptions().stream().anyMatch(text -> text.contains("Excellent")))
        .isEqualTo(rounds > 0);
  }

  @Test
  void anEntryLaterMissesTheRoundsUntilThen() {
    PoolForecast forecast = of(new Stated(4, "9000", "0", "100", "9000", "Week of March 9, 2026"));
    double next = forecast.now().orElseThrow().nextRound().value();

    assertThat(forecast.now().orElseThrow().rounds()).isEqualTo(5);
    assertThat(forecast.entering(3).orElseThrow().season().value())
        .isCloseTo(1 - Math.pow(1 - next, 2), within(1e-9));
    assertThatThrownBy(() -> forecast.entering(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOldPublicationIsCalledOld() {
    assertThat(of(Season.of("ie", 1, 10), POOL).assumptions())
        .contains(
            "The latest known publication is 115 days old. What has happened since is not included.");
  }
}
