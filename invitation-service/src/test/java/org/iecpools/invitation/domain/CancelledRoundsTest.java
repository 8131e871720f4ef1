package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.QuotaKind.NUMBER;
import static org.iecpools.events.QuotaKind.TO_BE_ANNOUNCED;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.Quota;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every announced round ends in a draw or a cancellation. */
class CancelledRoundsTest {

  private static final LocalBeacon BEACON =
      LocalBeacon.of(
          ByteBuffer.allocate(32).putInt(28, 65).array(),
          Instant.parse("2026-01-01T00:00:00Z"),
          Duration.ofSeconds(3));

  private CountryHarness season;

  private void begin(boolean sealed) {
    season = new CountryHarness(sealed ? Optional.of(BEACON) : Optional.empty());
    season.planned(season.plan(WH));
    season.quota(WH, new Quota(NUMBER, 10));
    season.tick();
  }

  @BeforeEach
  void beginWithoutABeacon() {
    begin(false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRoundWithNobodyInThePoolIsCancelled(boolean sealed) {
    begin(sealed);

    season.at("2026-02-09T15:00:00Z");
    season.tick();

    assertThat(cancelled())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.getCause()).isEqualTo(CancellationCause.NOBODY_TO_INVITE);
              assertThat(it.getRoundId()).isEqualTo(announced().getFirst().getRoundId());
              assertThat(it.getDrawable()).isZero();
              assertThat(it.getSize()).isZero();
              assertThat(it.getReason()).isNotBlank();
              assertThat(it.getPositions()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRoundWithoutSpotsIsCancelledWithItsCandidates(boolean sealed) {
    begin(sealed);
    season.quota(WH, new Quota(NUMBER, 0));
    season.enters(WH);

    season.at("2026-02-09T15:00:00Z");
    season.tick();

    assertThat(cancelled())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.getDrawable()).isOne();
              assertThat(it.getSize()).isZero();
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRoundThatTheQuotaNoLongerAllowsIsCancelledWithTheReason(boolean sealed) {
    begin(sealed);
    season.quota(WH, new Quota(TO_BE_ANNOUNCED, null));
    season.enters(WH);

    season.at("2026-02-09T15:00:00Z");
    season.tick();

    assertThat(cancelled())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.getCause()).isEqualTo(CancellationCause.NOT_ALLOWED);
              assertThat(it.getReason()).contains("quota");
            });
  }

  @Test
  void aRoundOfAPoolThatIsNoLongerPlannedIsCancelledWhenItsTimeHasCome() {
    season.planned(season.plan(YP));
    season.tick();
    assertThat(cancelled()).isEmpty();

    season.at("2026-02-09T15:00:00Z");
    season.tick();

    assertThat(cancelled())
        .filteredOn(it -> it.getPool().equals(WH))
        .singleElement()
        .satisfies(it -> assertThat(it.getCause()).isEqualTo(CancellationCause.MISSED));
  }

  @Test
  void roundsThatWereMissedDuringAnOutageAreCancelledAndTheLatestIsDrawn() {
    season.enters(WH);

    season.at("2026-03-04T15:00:00Z");
    season.tick();

    assertThat(cancelled())
        .singleElement()
        .satisfies(it -> assertThat(it.getCause()).isEqualTo(CancellationCause.MISSED));
    assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
  }

  @Test
  void aListIsNotClosedForAValueAfterTheEndOfTheChain() throws IOException {
    BeaconChain nist =
        ChainInfo.read(
            Files.readAllBytes(Path.of("..", "docs", "nist-2025.json"))); // until 4 September
    season =
        new CountryHarness(
            new PublicRandomness(
                nist, CountryHarness.NOTICE, CountryHarness.READING, _ -> Optional.empty()));
    season.planned(season.plan(WH));
    season.quota(WH, new Quota(NUMBER, 10));
    season.at("2026-09-03T16:00:00Z"); // rounds of before had nobody
    season.tick();
    season.enters(WH);
    UUID next = announced().getLast().getRoundId();
    season.rounds.clear();

    season.at("2026-09-07T14:00:00Z");
    season.tick();

    assertThat(season.rounds).noneMatch(RoundSealed.class::isInstance);
    assertThat(cancelled())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.getCause()).isEqualTo(CancellationCause.BEACON_ENDED);
              assertThat(it.getRoundId()).isEqualTo(next);
              assertThat(it.getReason()).contains("ends at 2026-09-04T23:59:59Z");
            });

    // and an order of an operator is refused with the same reason
    season.command(CountryHarness.order(WH, 1));

    assertThat(season.rounds).noneMatch(RoundSealed.class::isInstance);
    assertThat(cancelled())
        .hasSize(2)
        .allMatch(it -> it.getCause() == CancellationCause.BEACON_ENDED);
    assertThat(season.decisions.getLast().pools())
        .singleElement()
        .asInstanceOf(InstanceOfAssertFactories.type(OrderOutcome.NotRun.class))
        .satisfies(
            it -> assertThat(it.reasons()).extracting("code").containsExactly("BEACON_ENDED"));
  }

  @Test
  void aRoundThatIsDrawnIsNotCancelled() {
    season.enters(WH);

    season.at("2026-02-09T15:00:00Z");
    season.tick();

    assertThat(CountryHarness.runs(season.rounds)).hasSize(1);
    assertThat(cancelled()).isEmpty();
  }

  @Test
  void aCancellationIsNotRepeatedAfterARestart() {
    season.at("2026-02-09T15:00:00Z");
    season.tick();

    CountryHarness restored = season.restored();
    restored.tick();

    assertThat(restored.rounds).noneMatch(RoundCancelled.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyAnnouncedRoundOfASeasonEndsOnce(boolean sealed) {
    begin(sealed);
    for (int week = 0; week < 12; week++) {
      if (week % 3 == 0) {
        season.enters(WH);
      }
      if (week == 5) {
        season.quota(WH, new Quota(TO_BE_ANNOUNCED, null));
      }
      if (week == 7) {
        season.quota(WH, new Quota(NUMBER, 10));
      }
      season.now = season.now.plus(Duration.ofDays(7));
      season.tick();
      season.now = season.now.plusSeconds(60);
      season.tick();
    }

    List<UUID> ended =
        season.rounds.stream()
            .filter(event -> event instanceof RoundRun || event instanceof RoundCancelled)
            .map(CancelledRoundsTest::roundId)
            .toList();
    Set<UUID> due =
        announced().stream()
            .filter(it -> !it.getRunsAt().isAfter(season.now))
            .map(RoundScheduled::getRoundId)
            .collect(Collectors.toSet());
    assertThat(ended).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(due);
    assertThat(cancelled()).hasSizeGreaterThan(3);
  }

  private static UUID roundId(RoundsEvent event) {
    return event instanceof RoundRun run ? run.getRoundId() : ((RoundCancelled) event).getRoundId();
  }

  private List<RoundCancelled> cancelled() {
    return season.rounds.stream()
        .filter(RoundCancelled.class::isInstance)
        .map(RoundCancelled.class::cast)
        .toList();
  }

  private List<RoundScheduled> announced() {
    return season.rounds.stream()
        .filter(RoundScheduled.class::isInstance)
        .map(RoundScheduled.class::cast)
        .toList();
  }
}
