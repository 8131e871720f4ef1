package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.WH;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.invitation.domain.CountryHarness.Person;

/** All inputs about an invitation, in any order and any number of times. */
class VerdictsTest {

  private enum Happening {
    ACCEPT,
    DECLINE,
    APPLY,
    APPLICATION_CLOSES,
    LOI,
    LOI_CANCELLED,
    WITHDRAW,
    ELEVEN_DAYS_PASS,
    RESTART
  }

  @Property(tries = 500)
  void eachInvitationEndsOnce(@ForAll @Size(min = 1, max = 20) List<Happening> happenings) {
    CountryHarness season = CountryHarness.running();
    Person person = season.enters(WH);
    InvitationIssued invitation = season.invites(WH);
    long verdicts = 0;

    for (Happening happening : happenings) {
      season.forget();
      switch (happening) {
        case ACCEPT -> season.accepts(invitation);
        case DECLINE -> season.declines(invitation);
        case APPLY -> season.applies(invitation);
        case APPLICATION_CLOSES -> season.applicationCloses(invitation);
        case LOI -> season.getsLoi(invitation);
        case LOI_CANCELLED -> season.loiIsCancelled(invitation);
        case WITHDRAW -> season.leaves(person, WH, 1, LeaveCause.WITHDRAWN);
        case ELEVEN_DAYS_PASS -> {
          season.now = season.now.plus(Duration.ofDays(11));
          season.tick();
        }
        case RESTART -> season = season.restored();
      }
      verdicts += verdictsOn(invitation, season);
      assertThat(season.stateOf(invitation).open())
          .as("open until the verdict, and never again")
          .isEqualTo(verdicts == 0);
    }

    assertThat(verdicts).isLessThanOrEqualTo(1);
  }

  private static long verdictsOn(InvitationIssued invitation, CountryHarness season) {
    return season.invitations.stream()
        .filter(InvitationClosed.class::isInstance)
        .filter(e -> e.getInvitationId().equals(invitation.getInvitationId()))
        .count();
  }
}
