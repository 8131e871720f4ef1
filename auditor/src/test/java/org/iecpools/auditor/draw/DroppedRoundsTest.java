package org.iecpools.auditor.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.auditor.draw.CountryModel.HOLIDAY;
import static org.iecpools.auditor.draw.CountryModel.PROFESSIONALS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.draw.CountryModel.Order;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundScheduled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ways to drop an announced round, each identified by the claim that it breaks. */
class DroppedRoundsTest {

  /** A chain that ends on 4 September 2026. */
  private static final BeaconChain NIST = nist();

  private static BeaconChain nist() {
    try {
      return ChainInfo.read(Files.readAllBytes(Path.of("..", "docs", "nist-2025.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CountryModel model;
  private Order empty;

  @BeforeEach
  void announceARoundOfAPoolWithoutCandidates() {
    model = new CountryModel(7).withBeacon().withCancellations();
    model.plan(
        List.of(
            CountryModel.planned(HOLIDAY, null, 0.6),
            CountryModel.planned(PROFESSIONALS, null, 0.6)));
    model.quota(HOLIDAY, 5);
    model.quota(PROFESSIONALS, 5);
    model.readAll();
    empty = model.announce(PROFESSIONALS, Duration.ofDays(7));
    model.readAll();
  }

  private void cancel() {
    model.pass(Duration.ofDays(7));
    model.draw(List.of(empty));
  }

  @Test
  void aRoundInWhichNobodyCouldBeInvitedHolds() {
    cancel();

    assertThat(verify(model.log()).holds()).isTrue();
    assertThat(verify(model.log()).cancelled()).isTrue();
  }

  @Test
  void aRoundWithCandidatesIsCancelledAsIfThereWereNone() {
    model.submit(PROFESSIONALS);
    model.readAll();
    model.pass(Duration.ofDays(7));
    model.draw(List.of(empty), draft -> draft.drawable.clear());

    assertThat(broken(model.log())).contains("drawable");
  }

  @Test
  void aRoundIsCancelledWithASizeThatThePolicyDoesNotGive() {
    model.submit(PROFESSIONALS);
    model.readAll();
    model.pass(Duration.ofDays(7));
    model.draw(List.of(empty), draft -> draft.size = 0);

    assertThat(broken(model.log())).containsExactly("size");
  }

  @Test
  void aRoundIsCancelledAlthoughItStatesSomebodyToInvite() {
    cancel();

    assertThat(broken(changed(it -> it.setDrawable(3).setSize(2)))).contains("cancelled");
    assertThat(broken(changed(it -> it.setDrawable(null)))).contains("cancelled");
  }

  @Test
  void aRoundThatPlanAndQuotaAllowIsCancelledAsNotAllowed() {
    cancel();

    assertThat(broken(changed(it -> it.setCause(CancellationCause.NOT_ALLOWED))))
        .containsExactly("cancelled");
  }

  @Test
  void aRoundThatThePlanNoLongerHasIsCancelledAsNotAllowed() {
    model.plan(List.of(CountryModel.planned(HOLIDAY, null, 0.6)));
    model.readAll();
    model.pass(Duration.ofDays(7));
    model.draw(List.of(empty));

    // The model goes on with the plan of before, so that only the cause differs.
    assertThat(broken(changed(it -> it.setCause(CancellationCause.NOT_ALLOWED)))).isEmpty();
    assertThat(broken(model.log())).contains("rule");
  }

  @Test
  void aRoundIsCancelledAsMissedBeforeItsTime() {
    model.draw(List.of(empty));

    assertThat(broken(changed(it -> it.setCause(CancellationCause.MISSED))))
        .containsExactly("cancelled");
  }

  @Test
  void aRoundIsCancelledAsMissedAfterItsTime() {
    cancel();

    assertThat(broken(changed(it -> it.setCause(CancellationCause.MISSED)))).isEmpty();
  }

  @Test
  void aRoundIsCancelledWhenTheBeaconsValueExists() {
    model.pass(Duration.ofDays(7).plusMinutes(1));
    model.draw(List.of(empty));

    assertThat(broken(model.log())).containsExactly("cancelled");
  }

  @Test
  void aRoundThatWasNeverAnnouncedIsCancelled() {
    cancel();
    DrawLog log = model.log();

    assertThat(
            broken(
                new DrawLog(
                    log.cluster(),
                    log.ends(),
                    log.events().stream()
                        .filter(at -> !(at.event() instanceof RoundScheduled))
                        .toList(),
                    log.leftOut())))
        .contains("cancelled", "announced-before");
  }

  @Test
  void aRoundIsCancelledTwice() {
    cancel();
    model.write(RoundCancelled.newBuilder(cancellation(model.log())).setReason("again").build());

    assertThat(broken(model.log())).containsExactly("cancelled");
  }

  @Test
  void aRoundThatWasDrawnIsCancelledAfterwards() {
    UUID drawn = empty.roundId();
    model.submit(PROFESSIONALS);
    model.readAll();
    cancel();
    model.issue();
    empty = model.announce(PROFESSIONALS, Duration.ofDays(7));
    model.readAll();
    cancel();
    model.write(RoundCancelled.newBuilder(cancellation(model.log())).setRoundId(drawn).build());

    Rounds rounds = new Rounds(model.log(), List.of(CountryModel.BEACON.chain()));
    Rounds.Known known =
        rounds.known().stream().filter(it -> it.roundId().equals(drawn)).findFirst().orElseThrow();
    assertThat(known.drawn()).isTrue();
    assertThat(rounds.verify(known).broken()).containsExactly(Claim.ONE_DRAW);
  }

  @Test
  void aRoundWhoseValueIsAfterTheEndOfTheChainIsCancelled() {
    cancel();
    DrawLog log = cancelledBecauseOf(NIST, NIST.firstAfter(NIST.end().orElseThrow()));

    assertThat(verify(log, CountryModel.BEACON.chain(), NIST).holds()).isTrue();
    assertThat(verify(log).broken()).as("not trusted").containsExactly(Claim.CANCELLED);
  }

  @Test
  void aRoundWhoseValueMayExistIsCancelledAsIfTheChainHadEnded() {
    cancel();
    BeaconChain local = CountryModel.BEACON.chain();
    long last = NIST.firstAfter(NIST.end().orElseThrow()) - 1;

    assertThat(verify(cancelledBecauseOf(NIST, last), local, NIST).broken())
        .containsExactly(Claim.CANCELLED);
    assertThat(verify(cancelledBecauseOf(local, 1_000_000_000), local, NIST).broken())
        .containsExactly(Claim.CANCELLED);
  }

  /** The log with another value announced, and the end of its chain as the cause. */
  private DrawLog cancelledBecauseOf(BeaconChain chain, long number) {
    BeaconRoundId value =
        new BeaconRoundId(
            ByteBuffer.wrap(HexFormat.of().parseHex(chain.hash())), number, chain.timeOf(number));
    DrawLog log = changed(it -> it.setCause(CancellationCause.BEACON_ENDED));
    return new DrawLog(
        log.cluster(),
        log.ends(),
        log.events().stream()
            .map(
                at ->
                    at.event() instanceof RoundScheduled e && e.getRoundId().equals(empty.roundId())
                        ? new LoggedEvent(
                            at.position(), RoundScheduled.newBuilder(e).setBeacon(value).build())
                        : at)
            .toList(),
        log.leftOut());
  }

  @Test
  void aCauseOfALaterVersionIsNotJudged() {
    cancel();

    assertThat(verify(changed(it -> it.setCause(CancellationCause.UNKNOWN))).notJudged())
        .containsExactly(Claim.CANCELLED);
  }

  @Test
  void aCancellationOnAnotherLogIsNotJudged() {
    cancel();

    assertThat(verify(changed(it -> it.setLog("another-cluster"))).notJudged())
        .containsExactly(Claim.VERIFIABLE);
  }

  private DrawLog changed(UnaryOperator<RoundCancelled.Builder> change) {
    DrawLog log = model.log();
    return new DrawLog(
        log.cluster(),
        log.ends(),
        log.events().stream()
            .map(
                at ->
                    at.event() instanceof RoundCancelled e
                        ? new LoggedEvent(
                            at.position(), change.apply(RoundCancelled.newBuilder(e)).build())
                        : at)
            .toList(),
        log.leftOut());
  }

  private static RoundCancelled cancellation(DrawLog log) {
    return log.events().stream()
        .filter(at -> at.event() instanceof RoundCancelled)
        .map(at -> (RoundCancelled) at.event())
        .findFirst()
        .orElseThrow();
  }

  private Set<String> broken(DrawLog log) {
    return verify(log).broken().stream().map(Claim::id).collect(Collectors.toSet());
  }

  private Verification verify(DrawLog log) {
    return verify(log, CountryModel.BEACON.chain());
  }

  private Verification verify(DrawLog log, BeaconChain... chains) {
    Rounds rounds = new Rounds(log, List.of(chains));
    return rounds.known().stream()
        .filter(known -> known.roundId().equals(empty.roundId()))
        .findFirst()
        .map(rounds::verify)
        .orElseThrow();
  }
}
