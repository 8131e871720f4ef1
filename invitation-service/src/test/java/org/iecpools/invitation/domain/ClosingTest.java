package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.CLOSES;
import static org.iecpools.invitation.domain.CountryHarness.COOP;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.order;

import java.time.Instant;
import java.util.List;
import org.iecpools.events.InvitationIssued;
import org.junit.jupiter.api.Test;

/**
 * When candidates are closed. That it changes no decision is checked by all tests with {@link
 * CountryHarness}, and by {@link CrashTest}.
 */
class ClosingTest {

  private final CountryHarness season = CountryHarness.running();

  @Test
  void aCountryIsClosedWhenEverythingFromBeforeTheLastCloseHasBeenRead() {
    season.planned(season.plan(COOP).setClosesAt(CLOSES.minusSeconds(60)), season.plan(WH));
    season.enters(WH);
    season.now = CLOSES;

    assertThat(season.country.hasCandidatesToClose(CLOSES.minusMillis(1))).isFalse();
    assertThat(season.closes(CLOSES.minusMillis(1), 9).changes()).isEmpty();
    assertThat(season.country.hasCandidatesToClose(CLOSES)).isTrue();
    Outcome closing = season.closes(CLOSES, 9);
    assertThat(closing.country()).isTrue();
    assertThat(closing.changes()).singleElement().returns(true, CandidateChange::closed);
    assertThat(season.country.row().closed()).isTrue();
  }

  @Test
  void candidatesAreClosedInPortionsAndEachOnce() {
    for (int i = 0; i < 5; i++) {
      season.enters(WH);
    }

    List<Integer> portions =
        List.of(
            season.closes(CLOSES, 2).changes().size(),
            season.closes(CLOSES, 2).changes().size(),
            season.closes(CLOSES, 2).changes().size(),
            season.closes(CLOSES, 2).changes().size());

    assertThat(portions).containsExactly(2, 2, 1, 0);
    assertThat(season.country.hasCandidatesToClose(CLOSES)).isFalse();
  }

  @Test
  void aCandidateWithAnOpenInvitationStaysUntilItEnds() {
    season.enters(WH);
    InvitationIssued invitation = season.invites(WH);
    season.applies(invitation);
    season.now = CLOSES;
    assertThat(season.closes(CLOSES, 9).changes()).isEmpty();

    season.getsLoi(invitation);

    assertThat(season.outcome.changes()).singleElement().returns(true, CandidateChange::closed);
  }

  @Test
  void aCountryIsNotClosedWhileAnOrderWaits() {
    season.enters(WH);
    season.withholdsAnnouncements = true;
    season.command(order(WH, 1));
    assertThat(season.country.waits()).isTrue();

    assertThat(season.country.hasCandidatesToClose(Instant.MAX)).isFalse();
  }

  @Test
  void aCountryWithoutAPlanIsNotClosed() {
    CountryHarness unplanned = new CountryHarness();
    unplanned.enters(WH);

    assertThat(unplanned.country.hasCandidatesToClose(Instant.MAX)).isFalse();
  }

  @Test
  void aPlanWithALaterCloseOpensTheCountryAgain() {
    season.now = CLOSES;
    season.tick();
    season.closes(CLOSES, 9);
    season.now = CLOSES.plusSeconds(1);

    season.planned(season.plan(WH));
    assertThat(season.country.row().closed()).as("the same close").isTrue();
    season.planned(season.plan(WH).setClosesAt(CLOSES.plusSeconds(60)));
    assertThat(season.country.row().closed()).isNull();
  }
}
