package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.junit.jupiter.api.Test;

/** In a valid log, every claim of every round holds, whatever happens in it. */
class ValidLogTest {

  /** Without those of bundles, cancelled rounds and transparency logs. */
  private static final Set<Claim> OF_DRAWS = EnumSet.range(Claim.VERIFIABLE, Claim.DEADLINES);

  static {
    OF_DRAWS.remove(Claim.WITHIN_RULE);
  }

  @Property(tries = 60)
  void everyClaimOfEveryRoundHolds(@ForAll long seed) {
    assertEveryClaimHolds(new CountryModel(seed).withCorrections().play(5).log());
  }

  @Property(tries = 20)
  void everyClaimOfEverySealedRoundHolds(@ForAll long seed) {
    assertEveryClaimHolds(new CountryModel(seed).withBeacon().withCorrections().play(4).log());
  }

  @Property(tries = 10)
  void everyClaimHoldsWhenRecordsAreShuffledAndRepeated(@ForAll long seed) {
    DrawLog log = new CountryModel(seed).withCorrections().play(4).log();
    List<LoggedEvent> shuffled = new ArrayList<>(log.events());
    shuffled.addAll(log.events().subList(0, log.events().size() / 2));
    Collections.shuffle(shuffled, new Random(seed));

    assertEveryClaimHolds(new DrawLog(log.cluster(), log.ends(), shuffled, log.leftOut()));
  }

  @Property(tries = 20)
  void everyClaimOfEveryCancelledRoundHolds(@ForAll long seed, @ForAll boolean sealed) {
    CountryModel model = new CountryModel(seed).withCancellations().withCorrections();
    DrawLog log = (sealed ? model.withBeacon() : model).play(6).log();

    Rounds rounds = new Rounds(log, List.of(CountryModel.BEACON.chain()));
    for (Rounds.Known known : rounds.known()) {
      if (!known.announced()) {
        assertThat(rounds.verify(known).checks())
            .as("%s", known)
            .allSatisfy(check -> assertThat(check.finding()).isInstanceOf(Finding.Holds.class));
      }
    }
  }

  @Test
  void theGeneratedLogsContainRoundsThatWereCancelledForLackOfSpots() {
    AtomicInteger withCandidates = new AtomicInteger();
    for (int seed = 0; seed < 20; seed++) {
      new CountryModel(seed)
          .withCancellations().play(6).log().events().stream()
              .filter(at -> at.event() instanceof RoundCancelled)
              .map(at -> (RoundCancelled) at.event())
              .filter(cancelled -> cancelled.getDrawable() > 0)
              .forEach(_ -> withCandidates.incrementAndGet());
    }
    assertThat(withCandidates).hasPositiveValue();
  }

  @Test
  void sizesOfEarlierVersionsThatExceedTheDrawableCandidatesHold() {
    int above = 0;
    for (int seed = 0; seed < 20; seed++) {
      DrawLog log = new CountryModel(seed).withSizesNotLimited().play(5).log();
      assertEveryClaimHolds(log);
      for (LoggedEvent at : log.events()) {
        if (at.event() instanceof RoundRun run && run.getSize() > run.getDrawable()) {
          above++;
        }
      }
    }
    assertThat(above).as("sizes above the number of drawable candidates").isPositive();
  }

  @Test
  void theGeneratedLogsContainTheCasesThatAreHardToJudge() {
    AtomicInteger differing = new AtomicInteger();
    AtomicInteger voidedLeaves = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    AtomicInteger drawn = new AtomicInteger();
    AtomicInteger voidedInvitations = new AtomicInteger();
    AtomicInteger declinedInAdvance = new AtomicInteger();
    AtomicInteger confirmed = new AtomicInteger();
    for (int seed = 0; seed < 20; seed++) {
      Set<Instant> draws = new HashSet<>();
      for (LoggedEvent at : new CountryModel(seed).withCorrections().play(5).log().events()) {
        switch (at.event()) {
          case RoundRun run -> {
            draws.add(run.getOccurredAt());
            drawn.addAndGet(run.getInvited());
            if (!run.getPoolSize().equals(run.getDrawable())) {
              differing.incrementAndGet();
            }
          }
          case AcceptanceConfirmed _ -> confirmed.incrementAndGet();
          case PoolLeaveVoided _ -> voidedLeaves.incrementAndGet();
          case InvitationClosed e when e.getCause() == ClosedCause.VOIDED ->
              voidedInvitations.incrementAndGet();
          case InvitationClosed e
              when e.getCause() == ClosedCause.DECLINED && draws.contains(e.getOccurredAt()) ->
              declinedInAdvance.incrementAndGet();
          case AnswerRejected e when e.getAnswer() == Answer.DECLINE -> late.incrementAndGet();
          default -> {
            // Frequent in every log: not counted.
          }
        }
      }
    }
    assertThat(drawn).as("drawn").hasPositiveValue();
    assertThat(differing)
        .as("draws whose pool size differs from the number of drawable candidates")
        .hasPositiveValue();
    assertThat(voidedLeaves).as("voided leaves").hasPositiveValue();
    assertThat(voidedInvitations).as("voided invitations").hasPositiveValue();
    assertThat(declinedInAdvance)
        .as("invitations declined before they were drawn")
        .hasPositiveValue();
    assertThat(confirmed).as("acceptances confirmed").hasPositiveValue();
    assertThat(late).as("declines rejected").hasPositiveValue();
  }

  private static void assertEveryClaimHolds(DrawLog log) {
    Rounds rounds = new Rounds(log, List.of(CountryModel.BEACON.chain()));
    List<Rounds.Known> drawn =
        rounds.known().stream().filter(Rounds.Known::drawn).collect(Collectors.toList());
    assertThat(drawn).hasSizeGreaterThan(10);
    for (Rounds.Known known : drawn) {
      Verification verification = rounds.verify(known);
      assertThat(verification.checks())
          .extracting(Check::claim)
          .as("each claim once, in order")
          .containsExactlyElementsOf(OF_DRAWS);
      assertThat(verification.checks())
          .as("%s", known)
          .allSatisfy(check -> assertThat(check.finding()).isInstanceOf(Finding.Holds.class));
    }
  }
}
