package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.domain.Given.NOW;
import static org.iecpools.domain.Given.permits;
import static org.iecpools.domain.Given.plan;
import static org.iecpools.domain.Given.pool;
import static org.iecpools.domain.Given.quota;
import static org.iecpools.domain.Given.rule;
import static org.iecpools.domain.Given.season;
import static org.iecpools.domain.Given.without;
import static org.iecpools.events.Category.WORKING_HOLIDAY;
import static org.iecpools.events.Category.YOUNG_PROFESSIONALS;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.junit.jupiter.api.Test;

class SeasonBookTest {

  @Test
  void nothingIsPlannedUntilItIsAnnounced() {
    var book = new SeasonBook();

    assertThat(book.plan(2026, "IE")).isEmpty();
    assertThat(book.plan(pool("IE", WORKING_HOLIDAY))).isEmpty();
    assertThat(book.quota(pool("IE", WORKING_HOLIDAY))).isEmpty();
    assertThat(book.pools(2026)).isEmpty();
    assertThat(book.planned(2026)).isFalse();
  }

  @Test
  void aPlanNamesThePoolsThatTheCountryOffers() {
    SeasonBook book = Given.book();

    assertThat(book.planned(2026)).isTrue();
    assertThat(book.plan(pool("SE", WORKING_HOLIDAY)).orElseThrow().getRule().getMaxAge())
        .isEqualTo(30);
    assertThat(book.plan(pool("SE", YOUNG_PROFESSIONALS))).isEmpty();
    assertThat(book.plan(pool("IE", YOUNG_PROFESSIONALS, "VIE"))).isEmpty();
  }

  @Test
  void aPlanStatesPerPoolWhenItOpensItsFirstAndFinalRoundItsCloseAndItsPauses() {
    var pause = new Pause(NOW, NOW.plusSeconds(60));
    PoolPlan first = plan(WORKING_HOLIDAY, rule(WORKING_HOLIDAY, 35));
    PoolPlan second =
        PoolPlan.newBuilder(plan(YOUNG_PROFESSIONALS, rule(YOUNG_PROFESSIONALS, 35)))
            .setOpensAt(NOW.minusSeconds(9))
            .setFirstRoundAt(NOW.minusSeconds(5))
            .setFinalRoundAt(NOW.plusSeconds(5))
            .setClosesAt(NOW.plusSeconds(9))
            .setPauses(List.of(pause))
            .build();

    SeasonBook book = Given.book(season("IE", first, second));

    assertThat(book.plan(pool("IE", WORKING_HOLIDAY)))
        .hasValueSatisfying(
            plan -> {
              assertThat(plan.getOpensAt()).isEqualTo(Given.OPENS);
              assertThat(plan.getClosesAt()).isEqualTo(Given.CLOSES);
              assertThat(plan.getPauses()).isEmpty();
            });
    assertThat(book.plan(pool("IE", YOUNG_PROFESSIONALS)))
        .hasValueSatisfying(
            plan -> {
              assertThat(plan.getOpensAt()).isEqualTo(NOW.minusSeconds(9));
              assertThat(plan.getFirstRoundAt()).isEqualTo(NOW.minusSeconds(5));
              assertThat(plan.getFinalRoundAt()).isEqualTo(NOW.plusSeconds(5));
              assertThat(plan.getClosesAt()).isEqualTo(NOW.plusSeconds(9));
              assertThat(plan.getPauses()).containsExactly(pause);
            });
  }

  @Test
  void aLaterPlanReplacesAnEarlierOneWhole() {
    SeasonBook book = Given.book();
    SeasonPlanned shorter =
        SeasonPlanned.newBuilder(season("IE", plan(WORKING_HOLIDAY, rule(WORKING_HOLIDAY, 30))))
            .setOccurredAt(NOW)
            .build();

    book.apply(shorter);

    assertThat(book.plan(2026, "IE")).contains(shorter);
    assertThat(book.plan(pool("IE", YOUNG_PROFESSIONALS))).isEmpty();
  }

  @Test
  void quotasChangeMidSeasonUpAndDown() {
    var book = new SeasonBook();
    PoolId pool = pool("IE", WORKING_HOLIDAY);
    book.apply(quota(pool, without(QuotaKind.TO_BE_ANNOUNCED), NOW));
    book.apply(quota(pool, permits(100), NOW.plusSeconds(10)));
    book.apply(quota(pool, permits(80), NOW.plusSeconds(20)));

    assertThat(book.quota(pool)).contains(permits(80));
    assertThat(book.quota(pool, NOW.minusMillis(1))).isEmpty();
    assertThat(book.quota(pool, NOW)).contains(without(QuotaKind.TO_BE_ANNOUNCED));
    assertThat(book.quota(pool, NOW.plusSeconds(19))).contains(permits(100));
    assertThat(book.quota(pool, NOW.plusSeconds(20))).contains(permits(80));
  }

  @Test
  void quotasMoveBetweenTheCategoriesOfACountry() {
    var book = new SeasonBook();
    PoolId from = pool("IE", WORKING_HOLIDAY);
    PoolId to = pool("IE", YOUNG_PROFESSIONALS);
    book.apply(quota(from, permits(100), NOW));
    book.apply(quota(to, permits(10), NOW));

    book.apply(quota(from, permits(80), NOW.plusSeconds(1)));
    book.apply(quota(to, permits(30), NOW.plusSeconds(1)));

    assertThat(book.quota(from)).contains(permits(80));
    assertThat(book.quota(to)).contains(permits(30));
  }

  @Test
  void poolsOfASeasonAreThePlannedAndThoseWithAQuota() {
    SeasonBook book = Given.book();
    book.apply(quota(pool("FR", WORKING_HOLIDAY), permits(1), NOW));

    assertThat(book.pools(2026))
        .hasSize(5)
        .contains(pool("FR", WORKING_HOLIDAY), pool("SE", WORKING_HOLIDAY));
    assertThat(book.pools(2025)).isEmpty();
  }

  @Property(tries = 200)
  void anyOrderAndAnyNumberOfRepeatsGiveTheSameBook(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size) {
    var random = new Random(seed);
    PoolId pool = pool("IE", WORKING_HOLIDAY);
    var announced = new ArrayList<SeasonsEvent>();
    for (int i = 0; i < size; i++) {
      // Few instants, so that ties are frequent.
      Instant at = NOW.plusSeconds(random.nextInt(3));
      var id = new UUID(random.nextLong(), random.nextLong());
      announced.add(
          random.nextBoolean()
              ? QuotaAnnounced.newBuilder(quota(pool, permits(i), at)).setEventId(id).build()
              : SeasonPlanned.newBuilder(
                      season("IE", plan(WORKING_HOLIDAY, rule(WORKING_HOLIDAY, 18 + i))))
                  .setOccurredAt(at)
                  .setEventId(id)
                  .build());
    }
    var again = new ArrayList<>(announced);
    again.addAll(announced);
    Collections.shuffle(again, random);

    SeasonBook one = folded(announced);
    SeasonBook other = folded(again);

    assertThat(other.plan(2026, "IE")).isEqualTo(one.plan(2026, "IE"));
    assertThat(other.pools(2026)).isEqualTo(one.pools(2026));
    for (int second = -1; second < 4; second++) {
      assertThat(other.quota(pool, NOW.plusSeconds(second)))
          .isEqualTo(one.quota(pool, NOW.plusSeconds(second)));
    }
    assertThat(other.quota(pool)).isEqualTo(one.quota(pool, NOW.plusSeconds(9)));
  }

  private static SeasonBook folded(List<SeasonsEvent> events) {
    var book = new SeasonBook();
    events.forEach(book::apply);
    return book;
  }

  @Test
  void afterAWithdrawalThePreviousPlanIsInForceOrNone() {
    SeasonPlanned first = season("IE", plan(WORKING_HOLIDAY, rule(WORKING_HOLIDAY, 30)));
    SeasonPlanned second =
        SeasonPlanned.newBuilder(
                season("IE", plan(YOUNG_PROFESSIONALS, rule(YOUNG_PROFESSIONALS, 35))))
            .setOccurredAt(first.getOccurredAt().plusSeconds(1))
            .build();
    SeasonBook book = Given.book(first, second);

    book.apply(withdrawal(second, NOW));

    assertThat(book.plan(2026, "IE")).contains(first);
    assertThat(book.pools(2026)).containsExactly(pool("IE", WORKING_HOLIDAY));
    book.apply(withdrawal(first, NOW));
    assertThat(book.plan(2026, "IE")).isEmpty();
    assertThat(book.planned(2026)).isFalse();
    assertThat(book.seasons()).isEmpty();
    assertThat(book.plannedSeasons()).isEmpty();
    assertThat(book.plan(pool("IE", YOUNG_PROFESSIONALS), NOW.minusMillis(1)))
        .as("as of before the withdrawal")
        .isPresent();
    assertThat(book.plan(pool("IE", YOUNG_PROFESSIONALS), NOW)).isEmpty();
  }

  @Property(tries = 200)
  void theQuotaInForceIsTheLastThatWasNotWithdrawnByThenInAnyOrder(
      @ForAll @IntRange(min = 1, max = 6) int announced,
      @ForAll List<@IntRange(min = 0, max = 5) Integer> withdrawn,
      @ForAll @IntRange(min = 0, max = 120) int asked,
      @ForAll long seed) {
    // given one quota per minute, and withdrawals ten seconds or more after them
    PoolId pool = pool("IE", WORKING_HOLIDAY);
    List<QuotaAnnounced> quotas = new ArrayList<>();
    List<AnnouncementWithdrawn> withdrawals = new ArrayList<>();
    for (int i = 0; i < announced; i++) {
      quotas.add(
          new QuotaAnnounced(UUID.randomUUID(), NOW.plusSeconds(60L * i), pool, permits(i), null));
    }
    for (int i = 0; i < withdrawn.size(); i++) {
      QuotaAnnounced quota = quotas.get(withdrawn.get(i) % announced);
      withdrawals.add(withdrawal(quota, quota.getOccurredAt().plusSeconds(10L * (i + 1))));
    }
    List<SeasonsEvent> all = new ArrayList<>(quotas);
    all.addAll(withdrawals);
    all.addAll(quotas);
    Collections.shuffle(all, new Random(seed));
    var book = new SeasonBook();

    // when they are read in any order, some twice
    all.forEach(book::apply);

    // then the definition holds at every instant
    Instant at = NOW.plusSeconds(3L * asked);
    assertThat(book.quota(pool, at))
        .isEqualTo(
            quotas.reversed().stream()
                .filter(quota -> !quota.getOccurredAt().isAfter(at))
                .filter(
                    quota ->
                        withdrawals.stream()
                            .noneMatch(
                                w ->
                                    w.getAnnouncementId().equals(quota.getEventId())
                                        && !w.getOccurredAt().isAfter(at)))
                .map(QuotaAnnounced::getQuota)
                .findFirst());
    assertThat(book.quota(pool)).isEqualTo(book.quota(pool, NOW.plusSeconds(100_000)));
  }

  private static AnnouncementWithdrawn withdrawal(SeasonsEvent announcement, Instant at) {
    return new AnnouncementWithdrawn(
        UUID.randomUUID(), at, 2026, "IE", announcement.getEventId(), "a mistake");
  }

  @Test
  void untilATimeIsSetAWeekIsPublishedWhenItEnds() {
    var book = new SeasonBook();
    LocalDate friday = LocalDate.parse("2026-03-13");

    assertThat(book.publication(2026, friday)).isEqualTo("2026-03-13T04:00:00Z");
    book.apply(publicationTime(2026, 14 * 60, Instant.parse("2026-03-13T04:00:00Z")));
    assertThat(book.publication(2026, friday)).as("it has ended").isEqualTo("2026-03-13T04:00:00Z");
    assertThat(book.publication(2026, friday.plusWeeks(1))).isEqualTo("2026-03-20T18:00:00Z");
    assertThat(book.publication(2027, friday.plusWeeks(1)))
        .as("of another season")
        .isEqualTo("2026-03-20T04:00:00Z");
  }

  /** The clocks change twice in the year of these weeks. */
  @Property
  void aWeekIsPublishedOnItsFridayAtTheTimeThatWasSetLastBeforeItEnded(
      @ForAll @Size(max = 6) List<@IntRange(max = 1439) Integer> minutes,
      @ForAll @IntRange(max = 52 * 7 * 24) int hour,
      @ForAll Random random) {
    Instant start = Instant.parse("2025-11-01T00:00:00Z");
    List<PublicationTimeSet> set = new ArrayList<>();
    minutes.forEach(
        minute ->
            set.add(
                publicationTime(
                    2026, minute, start.plusSeconds(3_600L * random.nextInt(52 * 7 * 24)))));
    var book = new SeasonBook();
    List<PublicationTimeSet> arriving = new ArrayList<>(set);
    arriving.addAll(set);
    Collections.shuffle(arriving, random);
    arriving.forEach(book::apply);
    Instant now = start.plusSeconds(3_600L * hour);

    LocalDate friday = Weeks.weekOf(now);
    int minute =
        set.stream()
            .filter(event -> event.getOccurredAt().isBefore(Weeks.end(friday)))
            .max(
                Comparator.comparing(PublicationTimeSet::getOccurredAt)
                    .thenComparing(event -> event.getEventId().toString()))
            .map(PublicationTimeSet::getMinuteOfDay)
            .orElse(0);
    ZonedDateTime time = book.publication(2026, friday).atZone(Weeks.ZONE);
    assertThat(time.toLocalDate()).isEqualTo(friday);
    assertThat(time.toLocalTime()).isEqualTo(LocalTime.MIDNIGHT.plusMinutes(minute));

    LocalDate last = book.lastPublished(2026, now);
    assertThat(book.publication(2026, last)).isBeforeOrEqualTo(now);
    assertThat(book.publication(2026, last.plusWeeks(1))).isAfter(now);
  }

  private static PublicationTimeSet publicationTime(int season, int minute, Instant at) {
    return PublicationTimeSet.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(at)
        .setSeason(season)
        .setMinuteOfDay(minute)
        .build();
  }
}
