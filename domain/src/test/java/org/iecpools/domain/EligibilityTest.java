package org.iecpools.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.domain.Given.CLOSES;
import static org.iecpools.domain.Given.NOW;
import static org.iecpools.domain.Given.OPENS;
import static org.iecpools.domain.Given.book;
import static org.iecpools.domain.Given.permits;
import static org.iecpools.domain.Given.plan;
import static org.iecpools.domain.Given.pool;
import static org.iecpools.domain.Given.profile;
import static org.iecpools.domain.Given.quota;
import static org.iecpools.domain.Given.rule;
import static org.iecpools.domain.Given.season;
import static org.iecpools.domain.Given.wanted;
import static org.iecpools.events.Category.INTERNATIONAL_COOP;
import static org.iecpools.events.Category.UNKNOWN;
import static org.iecpools.events.Category.WORKING_HOLIDAY;
import static org.iecpools.events.Category.YOUNG_PROFESSIONALS;
import static org.iecpools.events.ClosingCause.NOT_OFFERED;
import static org.iecpools.events.ClosingCause.NOT_OPEN;
import static org.iecpools.events.ClosingCause.NOT_PLANNED;
import static org.iecpools.events.ClosingCause.QUOTA_MET;
import static org.iecpools.events.ClosingCause.SEASON_CLOSED;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.iecpools.domain.Eligibility.Admission;
import org.iecpools.domain.Eligibility.Assessment;
import org.iecpools.domain.Eligibility.Refusal;
import org.iecpools.events.ClosingCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.Reason;
import org.iecpools.events.Residence;
import org.iecpools.events.WantedPool;
import org.junit.jupiter.api.Test;

class EligibilityTest {

  private static final Function<PoolId, Optional<PoolClosed>> ALL_OPEN = _ -> Optional.empty();

  private static Assessment check(ProfileSubmitted.Builder profile) {
    return Eligibility.check(profile.build(), book(), ALL_OPEN, NOW);
  }

  private static List<String> codes(List<Reason> reasons) {
    return reasons.stream().map(Reason::getCode).toList();
  }

  private static List<String> refusal(Assessment assessment, PoolId pool) {
    return assessment.refused().stream()
        .filter(refused -> refused.pool().equals(pool))
        .flatMap(refused -> codes(refused.reasons()).stream())
        .toList();
  }

  @Test
  void anEligibleCandidateEntersTheChosenPools() {
    Assessment assessment =
        check(profile().setWanted(wanted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS)));

    assertThat(assessment.profile()).isEmpty();
    assertThat(assessment.refused()).isEmpty();
    assertThat(assessment.admitted())
        .extracting(Admission::pool)
        .containsExactly(pool("IE", WORKING_HOLIDAY), pool("IE", YOUNG_PROFESSIONALS));
  }

  @Test
  void aCandidateEntersOnlyThePoolsTheyAreEligibleFor() {
    Assessment assessment =
        check(profile().setJobOffer(false).setWanted(wanted(YOUNG_PROFESSIONALS, WORKING_HOLIDAY)));

    assertThat(assessment.enters()).isTrue();
    assertThat(assessment.admitted())
        .extracting(Admission::pool)
        .containsExactly(pool("IE", WORKING_HOLIDAY));
    assertThat(assessment.refused())
        .extracting(Refusal::pool)
        .containsExactly(pool("IE", YOUNG_PROFESSIONALS));
  }

  @Test
  void aCategoryThatIsNotOfferedIsRefused() {
    Assessment assessment =
        check(
            profile()
                .setCitizenship("SE")
                .setResidence("SE")
                .setWanted(wanted(YOUNG_PROFESSIONALS, WORKING_HOLIDAY)));

    assertThat(refusal(assessment, pool("SE", YOUNG_PROFESSIONALS)))
        .containsExactly("CATEGORY_NOT_OFFERED");
    assertThat(assessment.refused().getFirst().reasons().getFirst().getDetail())
        .isEqualTo(
            "Young Professionals is not offered to citizens of Sweden in 2026; Working Holiday can"
                + " be chosen.");
  }

  @Test
  void aCategoryWithAQuotaOfNotOfferedIsNotOffered() {
    SeasonBook book = book();
    book.apply(quota(pool("IE", WORKING_HOLIDAY), Given.without(QuotaKind.NOT_OFFERED), NOW));

    Assessment assessment = Eligibility.check(profile().build(), book, ALL_OPEN, NOW);

    assertThat(refusal(assessment, pool("IE", WORKING_HOLIDAY)))
        .containsExactly("CATEGORY_NOT_OFFERED");
  }

  @Test
  void aStreamIsAPoolOfItsOwn() {
    SeasonBook book =
        book(
            season(
                "FR",
                plan(YOUNG_PROFESSIONALS, "VIE", rule(YOUNG_PROFESSIONALS, 35), OPENS, CLOSES)));
    ProfileSubmitted.Builder french =
        profile()
            .setCitizenship("FR")
            .setWanted(
                List.of(
                    new WantedPool(YOUNG_PROFESSIONALS, "VIE"),
                    new WantedPool(YOUNG_PROFESSIONALS, null)));

    Assessment assessment = Eligibility.check(french.build(), book, ALL_OPEN, NOW);

    assertThat(assessment.admitted())
        .extracting(Admission::pool)
        .containsExactly(pool("FR", YOUNG_PROFESSIONALS, "VIE"));
    assertThat(refusal(assessment, pool("FR", YOUNG_PROFESSIONALS)))
        .containsExactly("CATEGORY_NOT_OFFERED");
  }

  @Test
  void theMinimumAgeIsEighteen() {
    ProfileSubmitted.Builder seventeen = profile().setBirthDate(LocalDate.parse("2008-03-03"));
    ProfileSubmitted.Builder eighteen = profile().setBirthDate(LocalDate.parse("2008-03-02"));

    assertThat(refusal(check(seventeen), pool("IE", WORKING_HOLIDAY))).containsExactly("TOO_YOUNG");
    assertThat(check(eighteen).enters()).isTrue();
  }

  @Test
  void theMaximumAgeIsTakenFromThePlan() {
    ProfileSubmitted.Builder thirtyOne = profile().setBirthDate(LocalDate.parse("1995-03-02"));

    assertThat(check(thirtyOne).enters()).isTrue();
    assertThat(refusal(check(thirtyOne.setCitizenship("SE")), pool("SE", WORKING_HOLIDAY)))
        .containsExactly("TOO_OLD");
  }

  @Test
  void eligibleUntilIsTheDayBeforeTheBirthdayAfterTheHighestAge() {
    Assessment assessment = check(profile().setBirthDate(LocalDate.parse("2000-06-15")));

    assertThat(assessment.admitted().getFirst().eligibleUntil()).isEqualTo("2036-06-14");
  }

  @Test
  void theBirthdayOf29FebruaryIs1MarchInACommonYear() {
    LocalDate born = LocalDate.parse("1992-02-29");

    assertThat(Eligibility.eligibleUntil(born, 30)).isEqualTo("2023-02-28");
    assertThat(Eligibility.eligibleUntil(born, 31)).isEqualTo("2024-02-28");
    assertThat(Ages.on(LocalDate.parse("2023-02-28"), born)).isEqualTo(30);
    assertThat(Ages.on(LocalDate.parse("2023-03-01"), born)).isEqualTo(31);
    assertThat(Ages.on(LocalDate.parse("2024-02-29"), born)).isEqualTo(32);
  }

  @Test
  void theAgeIsThatOfTheDayWhereTheCandidateLives() {
    // 2 March at noon UTC is already 3 March on Kiritimati, but still 2 March in Dublin.
    ProfileSubmitted.Builder born = profile().setBirthDate(LocalDate.parse("2008-03-03"));

    assertThat(check(born.setTimeZone("Pacific/Kiritimati")).enters()).isTrue();
    assertThat(check(born.setTimeZone("Europe/Dublin")).enters()).isFalse();
  }

  @Test
  void workingHolidayNeedsNoJobOffer() {
    assertThat(check(profile().setJobOffer(false)).enters()).isTrue();
  }

  @Test
  void youngProfessionalsNeedsAJobOffer() {
    ProfileSubmitted.Builder without =
        profile().setJobOffer(false).setWanted(wanted(YOUNG_PROFESSIONALS));

    assertThat(refusal(check(without), pool("IE", YOUNG_PROFESSIONALS)))
        .containsExactly("NO_JOB_OFFER");
  }

  @Test
  void internationalCoopNeedsAStudentWithAPlacement() {
    ProfileSubmitted.Builder without =
        profile().setStudent(false).setPlacement(false).setWanted(wanted(INTERNATIONAL_COOP));

    assertThat(refusal(check(without), pool("IE", INTERNATIONAL_COOP)))
        .containsExactly("NOT_A_STUDENT", "NO_PLACEMENT");
  }

  @Test
  void participationsMustBeLeft() {
    assertThat(check(profile().setPreviousParticipations(1)).enters()).isTrue();
    assertThat(refusal(check(profile().setPreviousParticipations(2)), pool("IE", WORKING_HOLIDAY)))
        .containsExactly("NO_PARTICIPATION_LEFT");
  }

  @Test
  void residenceCountsIfTheAgreementRequiresIt() {
    SeasonBook belgium =
        book(
            season(
                "BE",
                plan(
                    WORKING_HOLIDAY,
                    EligibilityRule.newBuilder().setResidence(Residence.OWN_COUNTRY).build())));
    ProfileSubmitted.Builder belgian = profile().setCitizenship("BE");

    Assessment abroad =
        Eligibility.check(belgian.setResidence("FR").build(), belgium, ALL_OPEN, NOW);
    Assessment atHome =
        Eligibility.check(belgian.setResidence("BE").build(), belgium, ALL_OPEN, NOW);

    assertThat(refusal(abroad, pool("BE", WORKING_HOLIDAY))).containsExactly("NOT_RESIDENT");
    assertThat(abroad.refused().getFirst().reasons().getFirst().getDetail())
        .isEqualTo("Working Holiday requires residence in Belgium; the candidate lives in France.");
    assertThat(atHome.enters()).isTrue();
    assertThat(check(profile().setResidence("FR")).enters()).isTrue();
  }

  @Test
  void anUnknownRequirementAdmitsNobody() {
    SeasonBook future =
        book(
            season(
                "IE",
                plan(
                    WORKING_HOLIDAY,
                    EligibilityRule.newBuilder().setResidence(Residence.UNKNOWN).build())));

    Assessment assessment = Eligibility.check(profile().build(), future, ALL_OPEN, NOW);

    assertThat(refusal(assessment, pool("IE", WORKING_HOLIDAY)))
        .containsExactly("RULE_NOT_UNDERSTOOD");
  }

  @Test
  void allReasonsAreGivenAtOncePerPoolAndForTheProfile() {
    ProfileSubmitted.Builder hopeless =
        profile()
            .setBirthDate(LocalDate.parse("2010-01-01"))
            .setJobOffer(false)
            .setStudent(false)
            .setPlacement(false)
            .setPreviousParticipations(2)
            .setTimeZone("Mars/Olympus")
            .setResidence("XX")
            .setWanted(
                wanted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS, INTERNATIONAL_COOP, WORKING_HOLIDAY));

    Assessment assessment =
        Eligibility.check(
            hopeless.build(), book(), Given.closings(pool("IE", WORKING_HOLIDAY)::equals), NOW);

    assertThat(codes(assessment.profile()))
        .containsExactly("BAD_TIME_ZONE", "UNKNOWN_RESIDENCE", "CHOSEN_TWICE");
    assertThat(refusal(assessment, pool("IE", WORKING_HOLIDAY)))
        .containsExactly("POOL_CLOSED", "TOO_YOUNG", "NO_PARTICIPATION_LEFT");
    assertThat(refusal(assessment, pool("IE", YOUNG_PROFESSIONALS)))
        .containsExactly("TOO_YOUNG", "NO_JOB_OFFER", "NO_PARTICIPATION_LEFT");
    assertThat(refusal(assessment, pool("IE", INTERNATIONAL_COOP)))
        .containsExactly("TOO_YOUNG", "NOT_A_STUDENT", "NO_PLACEMENT", "NO_PARTICIPATION_LEFT");
  }

  @Test
  void aReasonAgainstTheProfileAdmitsItToNoPool() {
    Assessment assessment = check(profile().setTimeZone("+02:00"));

    assertThat(codes(assessment.profile())).containsExactly("BAD_TIME_ZONE");
    assertThat(assessment.admitted()).isEmpty();
    assertThat(assessment.refused()).isEmpty();
  }

  @Test
  void aCandidateChoosesUpToThreePoolsEachOnce() {
    assertThat(codes(check(profile().setWanted(List.of())).profile()))
        .containsExactly("NOTHING_CHOSEN");
    assertThat(
            codes(check(profile().setWanted(wanted(WORKING_HOLIDAY, WORKING_HOLIDAY))).profile()))
        .containsExactly("CHOSEN_TWICE");
    assertThat(
            codes(
                check(
                        profile()
                            .setWanted(
                                wanted(
                                    WORKING_HOLIDAY,
                                    YOUNG_PROFESSIONALS,
                                    INTERNATIONAL_COOP,
                                    UNKNOWN)))
                    .profile()))
        .containsExactly("TOO_MANY_POOLS");
  }

  @Test
  void thereIsNoEntryAsAGroupOrCouple() {
    for (Schema event : List.of(ProfileSubmitted.SCHEMA$, PoolEntered.SCHEMA$)) {
      assertThat(event.getFields())
          .filteredOn(field -> field.name().endsWith("Id"))
          .extracting(Schema.Field::name)
          .as(event.getName() + " is of one candidate and names nobody else")
          .containsExactlyInAnyOrder("eventId", "profileId", "candidateId");
    }
  }

  @Test
  void aCategoryThatIsNotKnownIsNotOffered() {
    Assessment assessment = check(profile().setWanted(wanted(UNKNOWN)));

    assertThat(refusal(assessment, pool("IE", UNKNOWN))).containsExactly("CATEGORY_NOT_OFFERED");
  }

  @Test
  void aSeasonWithoutAPlanTakesNoProfiles() {
    assertThat(codes(check(profile().setSeason(2031)).profile()))
        .containsExactly("SEASON_NOT_PLANNED");
    assertThat(codes(check(profile().setCitizenship("BR")).profile()))
        .containsExactly("COUNTRY_NOT_IN_SEASON");
    assertThat(codes(check(profile().setCitizenship("XX")).profile()))
        .containsExactly("UNKNOWN_COUNTRY");
  }

  @Test
  void aPoolOpensAndClosesByThePlan() {
    ProfileSubmitted profile = profile().build();

    Assessment early = Eligibility.check(profile, book(), ALL_OPEN, OPENS.minusMillis(1));
    Assessment first = Eligibility.check(profile, book(), ALL_OPEN, OPENS);
    Assessment last = Eligibility.check(profile, book(), ALL_OPEN, CLOSES.minusMillis(1));
    Assessment late = Eligibility.check(profile, book(), ALL_OPEN, CLOSES);

    assertThat(codes(early.profile())).containsExactly("SEASON_NOT_OPEN");
    assertThat(first.enters()).isTrue();
    assertThat(last.enters()).isTrue();
    assertThat(codes(late.profile())).containsExactly("SEASON_OVER");
  }

  @Test
  void onePoolMayOpenLaterOrCloseEarlierThanTheOthers() {
    SeasonBook book =
        book(
            season(
                "IE",
                plan(WORKING_HOLIDAY, rule(WORKING_HOLIDAY, 35)),
                plan(
                    YOUNG_PROFESSIONALS,
                    null,
                    rule(YOUNG_PROFESSIONALS, 35),
                    NOW.plusSeconds(1),
                    CLOSES),
                plan(INTERNATIONAL_COOP, null, rule(INTERNATIONAL_COOP, 35), OPENS, NOW)));

    Assessment assessment =
        Eligibility.check(
            profile()
                .setWanted(wanted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS, INTERNATIONAL_COOP))
                .build(),
            book,
            ALL_OPEN,
            NOW);

    assertThat(assessment.profile()).isEmpty();
    assertThat(assessment.admitted())
        .extracting(Admission::pool)
        .containsExactly(pool("IE", WORKING_HOLIDAY));
    assertThat(refusal(assessment, pool("IE", YOUNG_PROFESSIONALS)))
        .containsExactly("POOL_NOT_OPEN");
    assertThat(refusal(assessment, pool("IE", INTERNATIONAL_COOP))).containsExactly("POOL_OVER");
  }

  @Test
  void aClosedPoolRefusesEntriesButNotTheCandidatesOtherPools() {
    Assessment assessment =
        Eligibility.check(
            profile().setWanted(wanted(WORKING_HOLIDAY, YOUNG_PROFESSIONALS)).build(),
            book(),
            Given.closings(pool("IE", WORKING_HOLIDAY)::equals),
            NOW);

    assertThat(refusal(assessment, pool("IE", WORKING_HOLIDAY))).containsExactly("POOL_CLOSED");
    assertThat(assessment.admitted())
        .extracting(Admission::pool)
        .containsExactly(pool("IE", YOUNG_PROFESSIONALS));
  }

  @Test
  void aBirthDateMustBePossible() {
    assertThat(codes(check(profile().setBirthDate(LocalDate.parse("2026-03-03"))).profile()))
        .containsExactly("BIRTH_DATE_IMPLAUSIBLE");
    assertThat(codes(check(profile().setBirthDate(LocalDate.parse("1900-01-01"))).profile()))
        .containsExactly("BIRTH_DATE_IMPLAUSIBLE");
  }

  @Test
  void previousParticipationsMustBePossible() {
    assertThat(codes(check(profile().setPreviousParticipations(-1)).profile()))
        .containsExactly("BAD_PARTICIPATIONS");
  }

  @Test
  void theAssessmentDependsOnItsArgumentsOnly() {
    ProfileSubmitted profile = profile().build();
    Instant later = Instant.parse("2026-03-02T12:00:00.001Z");

    assertThat(Eligibility.check(profile, book(), ALL_OPEN, NOW))
        .isEqualTo(Eligibility.check(profile, book(), ALL_OPEN, later));
  }

  /** After a new announcement, the PoolOpened that follows from it may not have arrived yet. */
  @Test
  void aClosingThatAnAnnouncementHasOvertakenRefusesNobody() {
    PoolId wh = pool("IE", WORKING_HOLIDAY);
    SeasonBook book = book();
    for (ClosingCause cause : List.of(NOT_OPEN, SEASON_CLOSED, NOT_OFFERED, NOT_PLANNED)) {
      assertThat(check(book, closing(wh, cause, null)).enters()).as("%s", cause).isTrue();
    }

    book.apply(quota(wh, permits(5), NOW.minusSeconds(9)));
    assertThat(refusal(check(book, closing(wh, QUOTA_MET, 5)), wh)).containsExactly("POOL_CLOSED");
    book.apply(quota(wh, permits(100), NOW.minusSeconds(8)));
    assertThat(check(book, closing(wh, QUOTA_MET, 5)).enters()).isTrue();
    book.apply(quota(wh, permits(5), NOW.minusSeconds(7)));
    assertThat(refusal(check(book, closing(wh, QUOTA_MET, 5)), wh)).containsExactly("POOL_CLOSED");
    book.apply(quota(wh, Given.without(QuotaKind.UNLIMITED), NOW.minusSeconds(6)));
    assertThat(check(book, closing(wh, QUOTA_MET, 5)).enters()).isTrue();
  }

  @Test
  void aClosedPoolStatesItsTrueReason() {
    PoolId wh = pool("IE", WORKING_HOLIDAY);
    SeasonBook book = book();
    book.apply(quota(wh, permits(5), NOW.minusSeconds(9)));

    assertThat(detail(check(book, closing(wh, QUOTA_MET, 5))))
        .isEqualTo(
            "Working Holiday accepts no more profiles: its quota of 5 is met, with 5 LOIs issued;"
                + " it opens again if spots become available.");
    assertThat(detail(check(book, closing(wh, null, null))))
        .isEqualTo("Working Holiday accepts no profiles for now: the sentence of the closing.");
  }

  private static String detail(Assessment assessment) {
    return assessment.refused().getFirst().reasons().getFirst().getDetail();
  }

  private static Assessment check(SeasonBook book, PoolClosed closing) {
    return Eligibility.check(
        profile().setWanted(wanted(WORKING_HOLIDAY)).build(),
        book,
        pool -> Optional.of(closing).filter(closed -> closed.getPool().equals(pool)),
        NOW);
  }

  private static PoolClosed closing(PoolId pool, ClosingCause cause, Integer lois) {
    return new PoolClosed(
        UUID.randomUUID(), NOW, pool, "the sentence of the closing", 1, cause, lois);
  }
}
