package org.iecpools.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.pool.domain.Scene.X;
import static org.iecpools.pool.domain.Scene.Y;

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
import org.iecpools.events.ClosedCause;
import org.iecpools.events.PoolEntered;
import org.iecpools.pool.domain.Status.Active;
import org.iecpools.pool.domain.Status.Ended;
import org.iecpools.pool.domain.Status.Invited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A profile is valid for 365 days after the day of its submission. */
class ValidityTest {

  /** In UTC, the scene's first day is 1 March 2026. */
  private static final String EXPIRES = "2027-03-02T00:00:00Z";

  private final Scene scene = seasonWithoutEnd();

  private static Scene seasonWithoutEnd() {
    Scene scene = new Scene();
    scene.closesAt.replaceAll((_, _) -> Instant.parse("2040-01-01T00:00:00Z"));
    scene.eligibleUntil.replaceAll((_, _) -> LocalDate.parse("2040-01-01"));
    return scene;
  }

  @Property
  void aProfileIsInItsPoolUntilTheMidnightThatEndsTheDay365AfterItsSubmission(
      @ForAll("instants") Instant submitted, @ForAll("zones") ZoneId zone) {
    Scene season = seasonWithoutEnd();
    season.zone = zone.getId();
    season.now = submitted;
    season.submitted("p", X);
    Instant end = submitted.atZone(zone).toLocalDate().plusDays(366).atStartOfDay(zone).toInstant();

    assertThat(PoolRules.nextDue(season.candidacy, season)).contains(end);
    season.now = end.minusMillis(1);
    assertThat(season.ticked()).isEmpty();
    season.now = end;
    assertThat(season.ticked()).containsExactly("Left X1 EXPIRED");
    assertThat(season.status("p")).isEqualTo(new Ended(EndCause.EXPIRED));
  }

  @Property
  void theLimitThatIsEarlierEndsTheStayAndIsItsCause(@ForAll @IntRange(max = 800) int days) {
    Scene season = seasonWithoutEnd();
    LocalDate byAge = LocalDate.parse("2026-03-01").plusDays(days);
    LocalDate byValidity = LocalDate.parse("2027-03-01");
    season.eligibleUntil.put(X, byAge);
    season.submitted("p", X);
    LocalDate last = byAge.isBefore(byValidity) ? byAge : byValidity;

    assertThat(season.lastWritten)
        .singleElement()
        .isInstanceOfSatisfying(
            PoolEntered.class,
            entered -> {
              assertThat(entered.getEligibleUntil()).isEqualTo(last);
              assertThat(entered.getValidUntil()).isEqualTo(byValidity);
            });
    assertThat(season.tickedAt(last + "T23:59:59.999Z")).isEmpty();
    assertThat(season.tickedAt(last.plusDays(1) + "T00:00:00Z"))
        .containsExactly("Left X1 " + (byAge.isBefore(byValidity) ? "AGE" : "EXPIRED"));
  }

  @Test
  void aProfileThatHadToWaitIsValidFromItsSubmissionOn() {
    scene.submitted("first", X);
    scene.issued("i", "first", X, 1);
    scene.withdrawn("first", "w");
    scene.submitted("second", X);
    scene.now = scene.now.plus(Duration.ofDays(3));
    scene.closed("i", ClosedCause.PROFILE_WITHDRAWN, "first", X, 1);
    assertThat(scene.status("second")).isEqualTo(new Active());

    assertThat(scene.tickedAt(EXPIRES)).containsExactly("Left X1 EXPIRED");
  }

  @Test
  void anInvitationStaysValidWhenTheProfileNoLongerIs() {
    scene.submitted("p", X, Y);
    scene.issued("i", "p", X, 1);

    assertThat(scene.tickedAt(EXPIRES)).isEmpty();
    assertThat(scene.status("p")).isInstanceOf(Invited.class);
    scene.closed("i", ClosedCause.LOI_ISSUED, "p", X, 1);

    assertThat(scene.status("p")).isEqualTo(new Ended(EndCause.LOI_ISSUED));
  }

  @ParameterizedTest
  @EnumSource(
      value = ClosedCause.class,
      names = {"DECLINED", "VOIDED"})
  void whoseInvitationEndsAfterTheLastDayLeavesTheDrawnPoolAndEntersNoOther(ClosedCause cause) {
    scene.submitted("p", X, Y);
    scene.issued("i", "p", X, 1);
    scene.now = Instant.parse(EXPIRES);

    assertThat(scene.closed("i", cause, "p", X, 1)).containsExactly("Left X2 EXPIRED");

    assertThat(scene.status("p")).isEqualTo(new Ended(EndCause.EXPIRED));
  }

  @Test
  void whoseApplicationIsClosedAfterTheLastDayEntersNoPool() {
    scene.submitted("p", X, Y);
    scene.issued("i", "p", X, 1);
    scene.now = Instant.parse(EXPIRES);

    assertThat(scene.closed("i", ClosedCause.APPLICATION_CLOSED, "p", X, 1)).isEmpty();

    assertThat(scene.status("p")).isEqualTo(new Ended(EndCause.EXPIRED));
  }

  @Test
  void whoReturnsInTimeLeavesAtTheSameTimeAsWithoutAnInvitation() {
    scene.submitted("p", X, Y);
    scene.issued("i", "p", X, 1);
    scene.now = Instant.parse("2027-03-01T23:59:59.999Z");

    assertThat(scene.closed("i", ClosedCause.DECLINED, "p", X, 1))
        .containsExactly("Entered Y2 after i");
    assertThat(scene.tickedAt(EXPIRES)).containsExactly("Left X2 EXPIRED", "Left Y2 EXPIRED");
  }

  @Test
  void aDrawThatCrossesTheEndIsVoidedInThePoolAndItsDeclineLeavesByTheSameCause() {
    scene.submitted("p", X);
    scene.tickedAt(EXPIRES);

    assertThat(scene.issued("i", "p", X, 1)).containsExactly("Voided X1");
    assertThat(scene.closed("i", ClosedCause.DECLINED, "p", X, 1))
        .containsExactly("Left X2 EXPIRED");
  }

  @Test
  void anotherProfileMayBeSubmittedAndIsValidAnew() {
    scene.submitted("p", X);
    scene.tickedAt(EXPIRES);

    assertThat(scene.submitted("q", X)).containsExactly("Entered X1");
    assertThat(PoolRules.nextDue(scene.candidacy, scene))
        .contains(Instant.parse("2028-03-02T00:00:00Z"));
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(
            Instant.parse("2023-01-01T00:00:00Z").toEpochMilli(),
            Instant.parse("2029-12-31T00:00:00Z").toEpochMilli())
        .map(Instant::ofEpochMilli);
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    return Arbitraries.of(zones).map(ZoneId::of);
  }
}
