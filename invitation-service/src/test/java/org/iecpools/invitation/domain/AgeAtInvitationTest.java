package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.WH;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.iecpools.domain.Eligibility;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;

/**
 * The age counts on the day of the invitation where the candidate lives. A later birthday ends no
 * invitation.
 */
class AgeAtInvitationTest {

  private static final int HIGHEST_AGE = 35;
  private static final int HOURS_OF_ROUNDS = 240 * 24;

  /** A season of rounds by order, and a candidate whose age exceeds the highest in it. */
  private record Case(CountryHarness season, Instant tooOld) {

    static Case of(LocalDate born, ZoneId zone) {
      CountryHarness season = CountryHarness.running();
      LocalDate last = Eligibility.eligibleUntil(born, HIGHEST_AGE);
      season.give(
          season
              .entered(CountryHarness.person(), WH, 1, null, last)
              .setTimeZone(zone.getId())
              .build());
      return new Case(season, last.plusDays(1).atStartOfDay(zone).toInstant());
    }
  }

  @Property(tries = 200)
  void aCandidateIsInvitedUntilTheBirthdayBeginsWhereTheyLive(
      @ForAll("birthDates") LocalDate born,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(max = HOURS_OF_ROUNDS) int hours) {
    Case it = Case.of(born, zone);
    it.season.now = it.season.now.plus(Duration.ofHours(hours));

    assertThat(it.season.drawable(WH)).isEqualTo(it.season.now.isBefore(it.tooOld) ? 1 : 0);
  }

  @Property(tries = 100)
  void nothingIsRefusedAfterTheBirthdayToWhoWasInvitedOnTheDayBefore(
      @ForAll("birthDates") LocalDate born,
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(max = 9) int answeredAfter,
      @ForAll @IntRange(max = 19) int appliedAfter,
      @ForAll @IntRange(max = 100) int approvedAfter) {
    Case it = Case.of(born, zone);
    CountryHarness season = it.season;
    season.now = it.tooOld.minusMillis(1);
    InvitationIssued invitation = season.invites(WH);
    season.now = it.tooOld;
    assertThat(season.drawable(WH)).isZero();

    pass(season, answeredAfter);
    season.accepts(invitation);
    pass(season, appliedAfter);
    season.applies(invitation);
    pass(season, approvedAfter);
    season.getsLoi(invitation);

    assertThat(season.invitations).noneMatch(AnswerRejected.class::isInstance);
    assertThat(season.invitations)
        .filteredOn(InvitationClosed.class::isInstance)
        .extracting(event -> ((InvitationClosed) event).getCause())
        .containsExactly(ClosedCause.LOI_ISSUED);
  }

  private static void pass(CountryHarness season, int days) {
    season.now = season.now.plus(Duration.ofDays(days));
    season.tick();
  }

  /** The birthday after the highest age is in the season's months of rounds. */
  @Provide
  Arbitrary<LocalDate> birthDates() {
    return Arbitraries.longs().between(1, 240).map(LocalDate.parse("1990-02-04")::plusDays);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    return Arbitraries.of(zones).map(ZoneId::of);
  }
}
