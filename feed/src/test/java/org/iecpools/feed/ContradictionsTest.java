package org.iecpools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.feed.Contradiction.DateOfAnotherWeek;
import org.iecpools.feed.Contradiction.InvitationsFell;
import org.iecpools.feed.Contradiction.MoreLettersThanInvitations;
import org.iecpools.feed.Contradiction.PreviousWeekAgain;
import org.iecpools.feed.Contradiction.QuotasSwapped;
import org.iecpools.feed.Contradiction.SpotsAboveQuota;
import org.junit.jupiter.api.Test;

class ContradictionsTest {

  private static final LocalDate BEFORE = Given.DATE.minusDays(7);
  private static final PoolKey IRELAND = new PoolKey("IE", "WORKING_HOLIDAY", "");

  private static Publication week(LocalDate date, PublishedRow... rows) {
    return Given.publication(date, rows);
  }

  private static PublishedRow row(String code, String category, int quota, int inv, int spots) {
    return Given.row(code, category, "" + quota, "" + inv, "" + spots);
  }

  private static List<Contradiction> contradictions(Publication week, Publication... others) {
    return Contradictions.of(week, List.of(others));
  }

  @Test
  void aLawfulWeekHasNone() {
    assertThat(
            contradictions(
                week(Given.DATE, row("ie", "wh", 100, 60, 70), row("ie", "yp", 10, 1, 10)),
                week(BEFORE, row("ie", "wh", 100, 50, 80), row("ie", "yp", 10, 1, 10))))
        .isEmpty();
  }

  @Test
  void invitationsThatFallAreFound() {
    Contradiction fell = new InvitationsFell(Given.DATE, IRELAND, BEFORE, 50, 40);

    assertThat(
            contradictions(
                week(Given.DATE, row("ie", "wh", 100, 40, 80)),
                week(BEFORE, row("ie", "wh", 100, 50, 80)),
                week(BEFORE.minusDays(7), row("ie", "wh", 100, 90, 80))))
        .containsExactly(fell);
    assertThat(fell.sentence())
        .isEqualTo(
            "IE/WORKING_HOLIDAY: invitations fell from 50 on 2026-04-17 to 40, but they are a sum"
                + " of rounds.");
  }

  @Test
  void anotherSeasonIsNotCompared() {
    assertThat(
            contradictions(
                week(Given.DATE, row("ie", "wh", 100, 40, 80)),
                week(BEFORE.minusYears(1), row("ie", "wh", 100, 50, 80))))
        .isEmpty();
  }

  @Test
  void spotsAboveTheQuotaAreFound() {
    assertThat(contradictions(week(Given.DATE, row("ie", "wh", 100, 40, 101))))
        .containsExactly(new SpotsAboveQuota(Given.DATE, IRELAND, 101, 100));
  }

  @Test
  void spotsThatTakeMoreLettersThanInvitationsAreFound() {
    assertThat(contradictions(week(Given.DATE, row("ie", "wh", 100, 40, 59))))
        .containsExactly(new MoreLettersThanInvitations(Given.DATE, IRELAND, 100, 59, 40));
  }

  @Test
  void swappedQuotasOfACountryAreFoundOnce() {
    assertThat(
            contradictions(
                week(Given.DATE, row("ie", "wh", 10, 9, 5), row("ie", "yp", 100, 50, 80)),
                week(BEFORE, row("ie", "wh", 100, 8, 95), row("ie", "yp", 10, 5, 6))))
        .containsExactly(
            new QuotasSwapped(
                Given.DATE, IRELAND, new PoolKey("IE", "YOUNG_PROFESSIONALS", ""), BEFORE));
  }

  @Test
  void thePreviousWeekUnderANewDateIsFound() {
    PublishedRow[] rows =
        Stream.of("ie", "fr", "at", "be", "it")
            .map(country -> row(country, "wh", 100, 40, 80))
            .toArray(PublishedRow[]::new);
    PublishedRow[] few = Arrays.copyOf(rows, 4);

    assertThat(contradictions(week(Given.DATE, rows), week(BEFORE, rows)))
        .containsExactly(new PreviousWeekAgain(Given.DATE, BEFORE));
    assertThat(contradictions(week(Given.DATE, few), week(BEFORE, few))).isEmpty();
  }

  @Test
  void oneDateOnTwoWeeksIsFound() {
    Publication one = week(Given.DATE, row("ie", "wh", 100, 40, 80), row("fr", "wh", 9, 4, 8));
    Publication other = week(Given.DATE, row("ie", "wh", 100, 50, 70), row("fr", "wh", 9, 4, 8));

    assertThat(contradictions(one, other)).containsExactly(new DateOfAnotherWeek(Given.DATE, 1));
    assertThat(contradictions(one, one)).isEmpty();
    assertThat(contradictions(one, week(Given.DATE, row("fr", "wh", 9, 4, 8))))
        .as("a table that omits rows")
        .isEmpty();
  }

  @Property
  void figuresOfALawfulHistoryHaveNone(
      @ForAll @IntRange(max = 1000) int invited,
      @ForAll @IntRange(max = 1000) int more,
      @ForAll @IntRange(max = 1000) int letters) {
    int quota = 5000;
    int spots = quota - Math.min(letters, invited);

    assertThat(
            contradictions(
                week(Given.DATE, row("ie", "wh", quota, invited + more, spots)),
                week(BEFORE, row("ie", "wh", quota, invited, spots))))
        .isEmpty();
  }
}
