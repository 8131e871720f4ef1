package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.domain.Eligibility.Admission;
import org.iecpools.domain.Eligibility.Assessment;
import org.iecpools.domain.Eligibility.Refusal;
import org.iecpools.events.Category;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.WantedPool;

class EligibilityPropertiesTest {

  @Property
  void theLastDayOfAnAgeIsTheDayBeforeItIsExceeded(
      @ForAll("birthDates") LocalDate born, @ForAll @IntRange(min = 18, max = 40) int maxAge) {
    LocalDate last = Eligibility.eligibleUntil(born, maxAge);

    assertThat(Ages.on(last, born)).isEqualTo(maxAge);
    assertThat(Ages.on(last.plusDays(1), born)).isEqualTo(maxAge + 1);
  }

  @Property
  void anAgeGrowsByOneOnEachBirthdayAndOnNoOtherDay(
      @ForAll("birthDates") LocalDate born, @ForAll @IntRange(max = 20_000) int days) {
    LocalDate day = born.plusDays(days);
    int grown = Ages.on(day.plusDays(1), born) - Ages.on(day, born);

    assertThat(grown)
        .isEqualTo(Ages.birthday(born, Ages.on(day, born) + 1).equals(day.plusDays(1)) ? 1 : 0);
  }

  @Property
  void everyWantedPoolIsAdmittedOrRefusedWithAReasonUnlessTheProfileIs(
      @ForAll("profiles") ProfileSubmitted profile, @ForAll Set<Category> closed) {
    Assessment assessment =
        Eligibility.check(
            profile,
            Given.book(),
            Given.closings(pool -> closed.contains(pool.getCategory())),
            Given.NOW);

    Set<PoolId> decided =
        assessment.admitted().stream().map(Admission::pool).collect(Collectors.toSet());
    assessment.refused().stream().map(Refusal::pool).forEach(decided::add);
    if (assessment.profile().isEmpty()) {
      assertThat(decided).isEqualTo(Eligibility.wanted(profile));
      assertThat(decided).hasSize(assessment.admitted().size() + assessment.refused().size());
    } else {
      assertThat(assessment.admitted()).isEmpty();
    }
    assertThat(assessment.refused())
        .allSatisfy(refusal -> assertThat(refusal.reasons()).isNotEmpty());
  }

  @Property
  void anAdmittedCandidateFitsTodayAndOnTheLastEligibleDay(
      @ForAll("profiles") ProfileSubmitted profile) {
    Assessment assessment =
        Eligibility.check(profile, Given.book(), pool -> Optional.empty(), Given.NOW);

    assertThat(assessment.admitted())
        .allSatisfy(
            admission ->
                assertThat(admission.eligibleUntil())
                    .isAfterOrEqualTo(
                        Given.NOW.atZone(ZoneId.of(profile.getTimeZone())).toLocalDate()));
  }

  @Property
  void anAdditionalReasonNeverHidesAnother(@ForAll("profiles") ProfileSubmitted profile) {
    Assessment assessment =
        Eligibility.check(profile, Given.book(), pool -> Optional.empty(), Given.NOW);
    Assessment worse =
        Eligibility.check(
            ProfileSubmitted.newBuilder(profile).setJobOffer(false).setTimeZone("No/Where").build(),
            Given.book(),
            pool -> Optional.empty(),
            Given.NOW);

    assertThat(worse.profile()).hasSizeGreaterThan(0).containsAll(assessment.profile());
  }

  @Property
  void aDeadlineIsAMidnightThatLeavesAllOfTheDays(
      @ForAll("instants") Instant from,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 1, max = 30) int days) {
    Instant end = Deadlines.endOfDay(from, days, zone);

    assertThat(end.atZone(zone).toLocalDate())
        .isAfterOrEqualTo(from.atZone(zone).toLocalDate().plusDays(days + 1L));
    assertThat(end.minusMillis(1).atZone(zone).toLocalDate())
        .isBefore(from.atZone(zone).toLocalDate().plusDays(days + 1L));
  }

  @Property
  void everyDayIsInTheOneWeekThatEndsWithItsFriday(@ForAll("instants") Instant instant) {
    LocalDate friday = Weeks.weekOf(instant);

    assertThat(instant).isBefore(Weeks.end(friday));
    assertThat(instant).isAfterOrEqualTo(Weeks.end(friday.minusWeeks(1)));
  }

  @Provide
  Arbitrary<LocalDate> birthDates() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            9, Arbitraries.longs().between(0, 16_000).map(LocalDate.parse("1980-01-01")::plusDays)),
        Tuple.of(
            1,
            Arbitraries.of(1984, 1992, 1996, 2000, 2004, 2008).map(y -> LocalDate.of(y, 2, 29))));
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(
            LocalDate.of(2020, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC),
            LocalDate.of(2030, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC))
        .map(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList()).map(ZoneId::of);
  }

  @Provide
  Arbitrary<ProfileSubmitted> profiles() {
    Arbitrary<List<WantedPool>> wanted =
        Combinators.combine(Arbitraries.of(Category.class), Arbitraries.of("VIE").injectNull(0.9))
            .as(WantedPool::new)
            .list()
            .ofMaxSize(4);
    return Combinators.combine(
            birthDates(),
            wanted,
            Arbitraries.of("IE", "SE", "BR", "XX"),
            Arbitraries.integers().between(-1, 3),
            Arbitraries.of("Europe/Dublin", "Pacific/Kiritimati", "America/Toronto"),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(
            (born, pools, country, participations, zone, job, student) ->
                Given.profile()
                    .setBirthDate(born)
                    .setWanted(pools)
                    .setCitizenship(country)
                    .setPreviousParticipations(participations)
                    .setTimeZone(zone)
                    .setJobOffer(job)
                    .setStudent(student)
                    .build());
  }
}
