package org.iecpools.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.simulator.replay.Tables.weeks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReplayPlanTest {

  private static List<String> unreachable(PublishedTable table) {
    ReplayPlan plan = ReplayPlan.of(table);
    PlanVerifier.verify(table, plan);
    return plan.unreachable().stream()
        .map(cell -> cell.asOf() + " " + cell.column() + ": " + cell.reason())
        .toList();
  }

  private static List<Step> steps(PublishedTable table) {
    ReplayPlan plan = ReplayPlan.of(table);
    PlanVerifier.verify(table, plan);
    return plan.weeks().values().stream().flatMap(List::stream).toList();
  }

  @Property(tries = 2000)
  void aValidHistoryReachesAnyTableExceptForTheListedCells(
      @ForAll @Size(min = 1, max = 12) List<@From("rows") String> rows) {
    PublishedTable table = weeks(rows.toArray(String[]::new));

    PlanVerifier.verify(table, ReplayPlan.of(table));
  }

  @Provide
  Arbitrary<String> rows() {
    Arbitrary<String> count =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 12).map(String::valueOf)),
            Tuple.of(1, Arbitraries.of("", "to be announced")));
    Arbitrary<String> amount =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 12).map(String::valueOf)),
            Tuple.of(3, Arbitraries.of("", "unlimited", "to be announced", "not offered")));
    return Combinators.combine(amount, count, count, amount)
        .as((q, i, c, s) -> String.join(",", q, i, c, s));
  }

  /** If a table is published from a valid history, no cell of it is given up. */
  @Property(tries = 2000)
  void everyCellOfATableFromAValidHistoryIsReached(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int weeks) {
    PublishedTable table = weeks(published(seed, weeks).toArray(String[]::new));

    assertThat(unreachable(table)).isEmpty();
  }

  private static List<String> published(long seed, int weeks) {
    var random = new SplittableRandom(seed);
    var rows = new ArrayList<String>();
    int invited = 0;
    int candidates = 0;
    int open = 0;
    int lois = 0;
    int quota = 1 + random.nextInt(60);
    boolean unlimited = random.nextInt(6) == 0;
    boolean unknown = random.nextInt(6) == 0;
    for (int w = 0; w < weeks; w++) {
      if (random.nextInt(6) == 0) {
        quota = Math.max(1, quota + random.nextInt(21) - 10);
        unknown = false;
      }
      if (random.nextInt(4) == 0 && lois > 0) {
        lois -= random.nextInt(lois) + 1;
      }
      if (unlimited || unknown || lois < quota) {
        candidates += random.nextInt(30);
      }
      if (!unknown) {
        int round = random.nextInt(candidates + 1);
        invited += round;
        candidates -= round;
        int declines = random.nextInt(round + 1) / 3;
        candidates += declines;
        open += round - declines;
      }
      int letters = Math.min(random.nextInt(open + 1), Math.max(0, quota - lois));
      lois += letters;
      open -= letters;
      candidates -= random.nextInt(candidates + 1) / 4;
      String permits = unknown ? "TBA" : unlimited ? "unlimited" : "" + quota;
      String spots = unknown || unlimited ? permits : "" + Math.max(0, quota - lois);
      rows.add(
          String.join(
              ",",
              random.nextInt(4) == 0 ? "" : permits,
              random.nextInt(8) == 0 ? "" : "" + invited,
              random.nextInt(8) == 0 ? "" : "" + candidates,
              random.nextInt(8) == 0 ? "" : spots));
    }
    return rows;
  }

  @Nested
  class Invitations {

    @Test
    void areUnreachableIfTheyFall() {
      assertThat(unreachable(weeks("100,20,5,90", "100,18,5,88", "100,25,5,88")))
          .singleElement()
          .asString()
          .startsWith("2023-01-13 INVITATIONS: invitations issued never fall, and 20 were issued");
    }

    @Test
    void areReachedAroundOneThatIsTooHigh() {
      assertThat(unreachable(weeks("100,20,5,90", "100,999,5,88", "100,25,5,88", "100,30,5,88")))
          .singleElement()
          .asString()
          .startsWith("2023-01-13 INVITATIONS: invitations issued never fall, and only 25");
    }

    @Test
    void areNotIssuedWhileTheQuotaIsToBeAnnounced() {
      assertThat(unreachable(weeks("TBA,7,0,TBA", "TBA,0,3,TBA", "100,7,0,100")))
          .singleElement()
          .asString()
          .startsWith("2023-01-06 INVITATIONS: no round runs while the quota is to be announced");
    }

    @Test
    void areNotIssuedForACategoryThatIsNotOffered() {
      assertThat(unreachable(weeks("not offered,3,0,0"))).hasSize(1);
    }

    @Test
    void areUnreachableIfTheyAreWords() {
      assertThat(unreachable(weeks("TBA,TBA,NA,TBA")))
          .singleElement()
          .asString()
          .contains("INVITATIONS", "a count is always a number");
    }
  }

  @Nested
  class Spots {

    @Test
    void areUnreachableAboveTheQuota() {
      assertThat(unreachable(weeks("1000,874,70,1184")))
          .singleElement()
          .asString()
          .contains("SPOTS", "the quota (1,000) minus the LOIs, and never above the quota");
    }

    @Test
    void areUnreachableIfTheyNeedMoreLoisThanInvitations() {
      assertThat(unreachable(weeks("8000,4067,420,2474")))
          .singleElement()
          .asString()
          .contains("SPOTS", "5,526 LOIs", "4,067 invitations", "its own invitation");
    }

    @Test
    void useUpInvitationsWhenTheyRiseAndFall() {
      assertThat(unreachable(weeks("10,6,0,5", "10,6,0,9", "10,6,0,5")))
          .singleElement()
          .asString()
          .startsWith("2023-01-20 SPOTS: this needs 9 LOIs in total");
    }

    @Test
    void riseWhenLoisAreCancelled() {
      assertThat(steps(weeks("10,6,0,5", "10,6,0,7")))
          .last()
          .extracting(Step::cancelled)
          .isEqualTo(2);
    }

    @Test
    void areUnreachableIfTheirKindIsNotThatOfTheQuota() {
      assertThat(unreachable(weeks("unlimited,1,0,50", "50,1,0,unlimited", "TBA,1,0,50")))
          .hasSize(3);
    }

    @Test
    void withoutAQuotaUseTheOneStatedLater() {
      assertThat(steps(weeks(",107,12,29", "100,122,5,16")))
          .first()
          .satisfies(
              step -> {
                assertThat(step.figures().quota()).isEqualTo(new Cell.Count(100));
                assertThat(step.lois()).isEqualTo(71);
              });
    }

    @Test
    void aboveTheQuotaStatedLaterUseAQuotaOfTheirOwn() {
      assertThat(steps(weeks(",761,78,1252", "1000,874,70,900")))
          .extracting(step -> step.figures().quota().text())
          .containsExactly("1252", "1000");
    }
  }

  @Nested
  class Candidates {

    @Test
    void enterBeforeTheQuotaIsMet() {
      assertThat(steps(weeks("10,20,7,0")))
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.entered()).isEqualTo(27);
                assertThat(step.quotaBefore()).contains(new Cell.Count(10));
                assertThat(step.quotaAfter()).isEmpty();
              });
    }

    @Test
    void returnToAPoolWhoseQuotaIsMet() {
      assertThat(steps(weeks("10,20,7,0", "10,22,9,0")))
          .last()
          .satisfies(
              step -> {
                assertThat(step.entered()).isZero();
                assertThat(step.declined()).isEqualTo(2);
                assertThat(step.returned()).isEqualTo(2);
              });
    }

    @Test
    void enterAPoolWhoseQuotaIsMetWhenItIsRaisedForADay() {
      assertThat(steps(weeks("2,2,0,0", "2,2,3,0")))
          .last()
          .satisfies(
              step -> {
                assertThat(step.quotaBefore()).contains(new Cell.Count(3));
                assertThat(step.entered()).isEqualTo(3);
                assertThat(step.quotaAfter()).contains(new Cell.Count(2));
              });
    }

    @Test
    void withdrawIfFewerAreStated() {
      assertThat(steps(weeks("10,0,9,10", "10,2,3,10")))
          .last()
          .extracting(Step::withdrawn)
          .isEqualTo(4);
    }

    @Test
    void doNotEnterACategoryThatIsNotOffered() {
      assertThat(unreachable(weeks("not offered,0,4,0")))
          .singleElement()
          .asString()
          .contains("CANDIDATES", "nobody enters a category that is not offered");
    }

    @Test
    void enterWhileTheQuotaIsToBeAnnounced() {
      assertThat(unreachable(weeks("TBA,0,40,TBA"))).isEmpty();
    }
  }

  @Test
  void theFirstOfContradictingLinesIsReached() {
    PublishedTable table =
        Tables.table(
            "2023-01-06,2023,IE,Ireland,WORKING_HOLIDAY,,100,5,1,99",
            "2023-01-06,2023,IE,Ireland,WORKING_HOLIDAY,,100,5,2,99");
    ReplayPlan plan = ReplayPlan.of(table);

    PlanVerifier.verify(table, plan);
    assertThat(plan.unreachable())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.line()).isEqualTo(3);
              assertThat(cell.reason()).startsWith("line 2 states 1 for the same pool and day");
            });
  }
}
