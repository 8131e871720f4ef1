package org.iecpools.pool.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.iecpools.domain.Eligibility;
import org.iecpools.events.Category;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.Reason;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.WantedPool;
import org.iecpools.kafka.EventCodec;
import org.iecpools.kit.clock.ServiceClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service reads late, in real time: record timestamps state when records entered the log, and
 * the clock is that of the reader.
 */
class LogTimeTest {

  private static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final Instant OPENS = Instant.parse("2026-01-01T05:00:00Z");
  private static final Instant CLOSES = Instant.parse("2026-10-31T04:00:00Z");
  private static final LocalDate BORN = LocalDate.parse("1990-05-02");

  /** End of the last day on which the age fits, in Costa Rica. */
  private static final Instant TOO_OLD = Instant.parse("2026-05-02T06:00:00Z");

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final ServiceClock clock = ServiceClock.real(() -> now());
  private final SeasonWatch watch = new SeasonWatch();
  private final UUID candidate = UUID.randomUUID();
  private final UUID profile = UUID.randomUUID();

  @TempDir Path stateDir;

  private Instant now = OPENS;
  private PoolDriver pool;
  private TestInputTopic<String, byte[]> profiles;

  @BeforeEach
  void start() {
    pool = PoolDriver.of(codec, watch, clock, stateDir, OPENS);
    profiles = pool.input("iec.profiles");
    watch.accept(
        new SeasonPlanned(
            UUID.randomUUID(),
            OPENS,
            2026,
            "IE",
            List.of(
                PoolPlan.newBuilder()
                    .setCategory(WH.getCategory())
                    .setRule(EligibilityRule.newBuilder().build())
                    .setOpensAt(OPENS)
                    .setFirstRoundAt(OPENS)
                    .setFinalRoundAt(CLOSES)
                    .setClosesAt(CLOSES)
                    .build()),
            null));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aProfileOfTheLastEligibleDayEntersThoughItIsReadTheDayAfter() {
    assertThat(Eligibility.eligibleUntil(BORN, 35)).isEqualTo("2026-05-01");
    now = TOO_OLD.plus(Duration.ofHours(8));

    submit(TOO_OLD.minusMillis(1));

    assertThat(written())
        .singleElement()
        .isInstanceOfSatisfying(
            PoolEntered.class,
            entered -> assertThat(entered.getOccurredAt()).isEqualTo(TOO_OLD.minusMillis(1)));
    assertThat(leftAfterALookAtTheClock()).isEqualTo(LeaveCause.AGE);
  }

  @Test
  void aProfileOfTheDayAfterIsTooOldThoughItIsReadByASlowClock() {
    now = TOO_OLD.minusSeconds(30);

    submit(TOO_OLD);

    assertThat(rejectedFor()).contains("TOO_OLD");
  }

  @Test
  void aProfileFromBeforeTheCloseEntersEvenIfItIsReadAfterTheClose() {
    now = CLOSES.plus(Duration.ofDays(2));
    watch.accept(
        PoolClosed.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(CLOSES.plusMillis(300))
            .setPool(WH)
            .setReason("the season closed")
            .setChange(2)
            .build());

    submit(LocalDate.parse("2000-01-01"), CLOSES.minusMillis(1));

    assertThat(written()).singleElement().isInstanceOf(PoolEntered.class);
    assertThat(leftAfterALookAtTheClock()).isEqualTo(LeaveCause.SEASON_ENDED);
  }

  @Test
  void aProfileFromAfterTheCloseIsRejected() {
    now = CLOSES.minusSeconds(30);

    submit(LocalDate.parse("2000-01-01"), CLOSES);

    assertThat(rejectedFor()).contains("SEASON_OVER");
  }

  @Test
  void theLeaveOfAWithdrawalStatesWhenTheWithdrawalEnteredTheLog() {
    now = TOO_OLD.minus(Duration.ofDays(3));
    submit(now);
    written();
    Instant withdrawn = now.plusSeconds(5);
    now = now.plus(Duration.ofDays(1));

    profiles.pipeInput(
        candidate.toString(),
        codec.encode(
            ProfileWithdrawn.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(withdrawn.minusSeconds(60))
                .setProfileId(profile)
                .setCandidateId(candidate)
                .setSeason(2026)
                .setCitizenship("IE")
                .build()),
        withdrawn);

    assertThat(written())
        .singleElement()
        .isInstanceOfSatisfying(
            PoolLeft.class, left -> assertThat(left.getOccurredAt()).isEqualTo(withdrawn));
  }

  private Instant now() {
    return now;
  }

  private void submit(Instant loggedAt) {
    submit(BORN, loggedAt);
  }

  private void submit(LocalDate born, Instant loggedAt) {
    profiles.pipeInput(
        candidate.toString(),
        codec.encode(
            ProfileSubmitted.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(loggedAt.minusSeconds(1))
                .setProfileId(profile)
                .setCandidateId(candidate)
                .setSeason(2026)
                .setCitizenship("IE")
                .setBirthDate(born)
                .setResidence("IE")
                .setWanted(List.of(new WantedPool(WH.getCategory(), null)))
                .setTimeZone("America/Costa_Rica")
                .build()),
        loggedAt);
  }

  private LeaveCause leftAfterALookAtTheClock() {
    pool.driver().advanceWallClockTime(Duration.ofSeconds(1));
    return ((PoolLeft) written().getFirst()).getCause();
  }

  private List<String> rejectedFor() {
    return written().stream()
        .filter(ProfileRejected.class::isInstance)
        .flatMap(event -> ((ProfileRejected) event).getReasons().stream())
        .map(Reason::getCode)
        .toList();
  }

  private List<PoolsEvent> written() {
    return pool
        .driver()
        .createOutputTopic("iec.pools", new StringDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(this::decode)
        .toList();
  }

  private PoolsEvent decode(byte[] value) {
    try {
      return (PoolsEvent) codec.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }
}
