package org.iecpools.pool.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.iecpools.events.Category;
import org.iecpools.events.ClockTicked;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
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
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole paths through the service, from encoded input to encoded output. */
class PoolTopologyTest {

  private static final Instant OPENS = Instant.parse("2026-01-01T05:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant CLOSES = Instant.parse("2026-10-31T04:00:00Z");
  private static final PoolId WH = PoolIds.of(2026, "IE", Category.WORKING_HOLIDAY);
  private static final PoolId YP = PoolIds.of(2026, "IE", Category.YOUNG_PROFESSIONALS);

  private final EventCodec codec = new EventCodec(EventCodec.inMemory());
  private final ServiceClock clock = ServiceClock.simulated();
  private final SeasonWatch watch = new SeasonWatch();
  private final UUID candidate = UUID.randomUUID();
  private final UUID profile = UUID.randomUUID();

  @TempDir Path stateDir;

  private PoolDriver pool;
  private TestInputTopic<String, byte[]> profiles;
  private TestInputTopic<String, byte[]> invitations;
  private TestOutputTopic<String, byte[]> pools;
  private TestOutputTopic<String, byte[]> letters;
  private long tick;

  @BeforeEach
  void start() {
    pool = PoolDriver.of(codec, watch, clock, stateDir, Instant.now());
    profiles = pool.input("iec.profiles");
    invitations = pool.input("iec.invitations");
    pools = pool.output("iec.pools");
    letters = pool.output("iec.dead-letters");
    clockAt(NOW);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aProfileEntersItsPoolsAndGetsEveryReasonAgainstTheOthers() {
    planned();

    submit(profile, Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS);

    assertThat(written()).containsExactly("refused YP [NO_JOB_OFFER]", "entered WH1");
  }

  @Test
  void fromSubmissionOverInvitationAndDeclineToWithdrawal() {
    planned();
    UUID invitation = UUID.randomUUID();
    submitWithJobOffer(profile, Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS);
    assertThat(written()).containsExactly("entered WH1", "entered YP1");

    invitations.pipeInput(candidate.toString(), codec.encode(issued(invitation)));
    assertThat(written()).containsExactly("left YP1 INVITED");

    invitations.pipeInput(
        candidate.toString(), codec.encode(closed(invitation, ClosedCause.DECLINED)));
    assertThat(written()).containsExactly("entered YP2");

    withdraw(profile, UUID.randomUUID());
    assertThat(written()).containsExactlyInAnyOrder("left WH2 WITHDRAWN", "left YP2 WITHDRAWN");
  }

  @Test
  void poolServiceReadsVerdictsAndNoRawAnswers() {
    Set<String> read =
        pool.topology().describe().subtopologies().stream()
            .flatMap(part -> part.nodes().stream())
            .filter(TopologyDescription.Source.class::isInstance)
            .flatMap(source -> ((TopologyDescription.Source) source).topicSet().stream())
            .collect(Collectors.toSet());

    assertThat(read)
        .containsExactlyInAnyOrder(
            "iec.profiles",
            "iec.invitations",
            "identity-claims-repartition",
            "identity-answers-repartition");
  }

  /** An instance of an earlier version has this part only, and shares its tasks in an upgrade. */
  @Test
  void theTasksOfCandidatesKeepTheirNumber() {
    assertThat(pool.topology().describe().subtopologies())
        .filteredOn(part -> part.id() == 0)
        .singleElement()
        .satisfies(
            part ->
                assertThat(part.nodes())
                    .extracting(TopologyDescription.Node::name)
                    .contains("profiles-source", "invitations-source", "candidacy"));
  }

  @Test
  void everyInputTwiceWritesEverythingOnce() {
    planned();
    UUID invitation = UUID.randomUUID();
    UUID wish = UUID.randomUUID();
    ProfileSubmitted submitted = submission(profile, true, Category.WORKING_HOLIDAY);

    for (int i = 0; i < 2; i++) {
      profiles.pipeInput(candidate.toString(), codec.encode(submitted));
    }
    for (int i = 0; i < 2; i++) {
      invitations.pipeInput(candidate.toString(), codec.encode(issued(invitation)));
    }
    for (int i = 0; i < 2; i++) {
      withdraw(profile, wish);
    }
    for (int i = 0; i < 2; i++) {
      invitations.pipeInput(
          candidate.toString(), codec.encode(closed(invitation, ClosedCause.PROFILE_WITHDRAWN)));
    }

    assertThat(written()).containsExactly("entered WH1", "left WH1 WITHDRAWN", "voided WH1");
  }

  @Test
  void aWithdrawalThatComesBeforeItsSubmissionIsNotLost() {
    planned();
    withdraw(profile, UUID.randomUUID());

    submit(profile, Category.WORKING_HOLIDAY);

    assertThat(written()).containsExactly("rejected [WITHDRAWN]");
  }

  @Test
  void aSecondProfileWaitsFiveSecondsForTheEndOfTheFirst() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY);
    submit(UUID.randomUUID(), Category.WORKING_HOLIDAY);
    written();

    pool.driver().advanceWallClockTime(ofSeconds(4));
    assertThat(written()).isEmpty();
    pool.driver().advanceWallClockTime(ofSeconds(2));

    assertThat(written()).containsExactly("rejected [SECOND_PROFILE]");
  }

  @Test
  void aSecondProfileIsTakenWhenTheFirstEndsInTime() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY);
    submit(UUID.randomUUID(), Category.WORKING_HOLIDAY);
    written();
    pool.driver().advanceWallClockTime(ofSeconds(4));

    withdraw(profile, UUID.randomUUID());
    pool.driver().advanceWallClockTime(ofSeconds(4));

    assertThat(written()).containsExactly("left WH1 WITHDRAWN", "entered WH1");
  }

  @Test
  void aProfileThatIsFasterThanItsCountrysPlanWaitsForIt() {
    submit(profile, Category.WORKING_HOLIDAY);
    pool.driver().advanceWallClockTime(ofSeconds(1));
    assertThat(written()).isEmpty();

    planned();
    pool.driver().advanceWallClockTime(ofSeconds(1));

    assertThat(written()).containsExactly("entered WH1");
  }

  @Test
  void aPoolWhoseQuotaIsMetTakesNoEntries() {
    planned();
    watch.accept(
        PoolClosed.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(NOW)
            .setPool(WH)
            .setReason("quota met")
            .build());

    submit(profile, Category.WORKING_HOLIDAY);

    assertThat(written()).containsExactly("refused WH [POOL_CLOSED]", "rejected [POOL_CLOSED]");
  }

  @Test
  void onTheDayAfterTheLastEligibleDayTheCandidateLeavesEvenIfNothingElseHappens() {
    planned();
    // 36 years old on 2 May in the candidate's time zone
    profiles.pipeInput(
        candidate.toString(),
        codec.encode(
            ProfileSubmitted.newBuilder(submission(profile, true, Category.WORKING_HOLIDAY))
                .setBirthDate(LocalDate.parse("1990-05-02"))
                .setTimeZone("Europe/Dublin")
                .build()));
    written();

    clockAt(Instant.parse("2026-05-01T22:59:59.999Z"));
    assertThat(written()).isEmpty();
    clockAt(Instant.parse("2026-05-01T23:00:00Z"));

    assertThat(written()).containsExactly("left WH1 AGE");
  }

  @Test
  void everybodyLeavesAtTheCloseAndANewPlanMovesTheClose() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY);
    written();
    watch.accept(plan(NOW, CLOSES.plusSeconds(3600)));

    clockAt(CLOSES);
    assertThat(written()).isEmpty();
    clockAt(CLOSES.plusSeconds(3600));

    assertThat(written()).containsExactly("left WH1 SEASON_ENDED");
  }

  @Test
  void eventsHaveTheCandidateAsKeyAndTheTimeOfTheClock() throws EventCodec.Undecodable {
    planned();

    submit(profile, Category.WORKING_HOLIDAY);

    TestRecord<String, byte[]> record = pools.readRecord();
    assertThat(record.key()).isEqualTo(candidate.toString());
    assertThat(((PoolsEvent) codec.decode(record.value())).getOccurredAt()).isEqualTo(NOW);
  }

  @Test
  void badRecordsOfBothTopicsAreDeadLettersAndTheFlowGoesOn() {
    planned();

    profiles.pipeInput(candidate.toString(), "no avro".getBytes(StandardCharsets.UTF_8));
    invitations.pipeInput("somebody", codec.encode(issued(UUID.randomUUID())));
    profiles.pipeInput(candidate.toString(), codec.encode(issued(UUID.randomUUID())));
    submit(profile, Category.WORKING_HOLIDAY);

    assertThat(letters.readKeyValuesToList().stream().map(letter -> letter.key))
        .containsExactly("iec.profiles/0/0", "iec.invitations/0/0", "iec.profiles/0/1");
    assertThat(written()).containsExactly("entered WH1");
  }

  @Test
  void everyKindOfStatusIsStoredAndReadBack() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY, Category.YOUNG_PROFESSIONALS);
    UUID parked = UUID.randomUUID();
    submit(parked, Category.WORKING_HOLIDAY);
    UUID rejected = UUID.randomUUID();
    submit(rejected, Category.WORKING_HOLIDAY);
    UUID invitation = UUID.randomUUID();
    invitations.pipeInput(candidate.toString(), codec.encode(issued(invitation)));
    withdraw(UUID.randomUUID(), UUID.randomUUID());

    Candidacy candidacy = stored(CandidacyStores.OPEN);

    assertThat(candidacy.profiles().get(profile).status())
        .isEqualTo(new Status.Invited(invitation, WH, 1, false));
    assertThat(candidacy.profiles().get(profile).outcome().refusals())
        .containsOnlyKeys("2026/IE/YOUNG_PROFESSIONALS");
    assertThat(candidacy.profiles().get(parked).status()).isInstanceOf(Status.Parked.class);
    assertThat(candidacy.profiles().get(rejected).hasEnded()).isTrue();
    assertThat(candidacy.tombstones()).hasSize(1);
    assertThat(candidacy.country()).isEqualTo("IE");
  }

  @Test
  void aCandidacyIsAmongTheOpenOnesExactlyWhileAProfileGoesOn() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY);
    assertThat(stored(CandidacyStores.OPEN)).isNotNull();
    assertThat(stored(CandidacyStores.CLOSED)).isNull();

    withdraw(profile, UUID.randomUUID());
    assertThat(stored(CandidacyStores.OPEN)).isNull();
    assertThat(stored(CandidacyStores.CLOSED).profiles()).containsOnlyKeys(profile);

    UUID second = UUID.randomUUID();
    submit(second, Category.WORKING_HOLIDAY);
    assertThat(stored(CandidacyStores.OPEN).profiles()).containsOnlyKeys(profile, second);
    assertThat(stored(CandidacyStores.CLOSED)).isNull();
    assertThat(written()).containsExactly("entered WH1", "left WH1 WITHDRAWN", "entered WH1");
  }

  @Test
  void theCloseOfTheSeasonClosesCandidaciesAndLateEventsStillFindThem() {
    planned();
    UUID invitation = UUID.randomUUID();
    submit(profile, Category.WORKING_HOLIDAY);
    written();

    clockAt(CLOSES);
    assertThat(written()).containsExactly("left WH1 SEASON_ENDED");
    assertThat(stored(CandidacyStores.OPEN)).isNull();

    // The round drew the stay before it was left: its leave is void.
    invitations.pipeInput(candidate.toString(), codec.encode(issued(invitation)));
    assertThat(written()).containsExactly("voided WH1");
    submit(profile, Category.WORKING_HOLIDAY);
    assertThat(written()).isEmpty();
    assertThat(stored(CandidacyStores.CLOSED).profiles().get(profile).seen().openInvitations())
        .containsExactly(invitation);
  }

  @Test
  void closedCandidaciesOfAVersionWithOneStoreAreMoved() {
    planned();
    submit(profile, Category.WORKING_HOLIDAY);
    withdraw(profile, UUID.randomUUID());
    Candidacy old = stored(CandidacyStores.CLOSED);
    String key = CandidacyStores.key(candidate.toString(), 2026);
    store(CandidacyStores.CLOSED).delete(key);
    store(CandidacyStores.OPEN).put(key, old);
    written();

    planned(); // the index is built again
    clockAt(NOW.plusSeconds(60));

    assertThat(stored(CandidacyStores.OPEN)).isNull();
    assertThat(stored(CandidacyStores.CLOSED)).isEqualTo(old);
    assertThat(written()).isEmpty();
  }

  private KeyValueStore<String, Candidacy> store(String name) {
    return pool.driver().getKeyValueStore(name);
  }

  private Candidacy stored(String name) {
    return store(name).get(CandidacyStores.key(candidate.toString(), 2026));
  }

  // ---- inputs

  private void planned() {
    watch.accept(plan(OPENS, CLOSES));
    pool.driver().advanceWallClockTime(ofSeconds(1));
  }

  private static SeasonPlanned plan(Instant announced, Instant closes) {
    EligibilityRule.Builder rule = EligibilityRule.newBuilder().setMaxAge(35);
    return SeasonPlanned.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(announced)
        .setSeason(2026)
        .setCountry("IE")
        .setPools(
            List.of(
                poolPlan(Category.WORKING_HOLIDAY, rule.build(), closes),
                poolPlan(Category.YOUNG_PROFESSIONALS, rule.setJobOffer(true).build(), closes)))
        .build();
  }

  private static PoolPlan poolPlan(Category category, EligibilityRule rule, Instant closes) {
    return PoolPlan.newBuilder()
        .setCategory(category)
        .setRule(rule)
        .setOpensAt(OPENS)
        .setFirstRoundAt(OPENS.plusSeconds(3600))
        .setFinalRoundAt(CLOSES.minusSeconds(3600))
        .setClosesAt(closes)
        .build();
  }

  private void clockAt(Instant now) {
    clock.accept(new ClockTicked("test", ++tick, now));
    pool.driver().advanceWallClockTime(ofSeconds(1));
  }

  private void submit(UUID id, Category... wanted) {
    profiles.pipeInput(candidate.toString(), codec.encode(submission(id, false, wanted)));
  }

  private void submitWithJobOffer(UUID id, Category... wanted) {
    profiles.pipeInput(candidate.toString(), codec.encode(submission(id, true, wanted)));
  }

  private ProfileSubmitted submission(UUID id, boolean jobOffer, Category... wanted) {
    return ProfileSubmitted.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setProfileId(id)
        .setCandidateId(candidate)
        .setSeason(2026)
        .setCitizenship("IE")
        .setBirthDate(LocalDate.parse("2000-01-01"))
        .setResidence("IE")
        .setWanted(List.of(wanted).stream().map(c -> new WantedPool(c, null)).toList())
        .setJobOffer(jobOffer)
        .build();
  }

  private void withdraw(UUID id, UUID eventId) {
    profiles.pipeInput(
        candidate.toString(),
        codec.encode(
            ProfileWithdrawn.newBuilder()
                .setEventId(eventId)
                .setOccurredAt(NOW)
                .setProfileId(id)
                .setCandidateId(candidate)
                .setSeason(2026)
                .setCitizenship("IE")
                .build()));
  }

  private InvitationIssued issued(UUID invitation) {
    return InvitationIssued.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(WH)
        .setRoundId(UUID.randomUUID())
        .setInvitationId(invitation)
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setStay(1)
        .setAnswerBy(NOW.plusSeconds(864_000))
        .build();
  }

  private InvitationClosed closed(UUID invitation, ClosedCause cause) {
    return InvitationClosed.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(NOW)
        .setPool(WH)
        .setRoundId(UUID.randomUUID())
        .setInvitationId(invitation)
        .setProfileId(profile)
        .setCandidateId(candidate)
        .setStay(1)
        .setCause(cause)
        .setSeq(2)
        .build();
  }

  // ---- outputs

  private List<String> written() {
    List<String> texts = new ArrayList<>();
    for (byte[] value : pools.readValuesToList()) {
      texts.add(text(decoded(value)));
    }
    return texts;
  }

  private PoolsEvent decoded(byte[] value) {
    try {
      return (PoolsEvent) codec.decode(value);
    } catch (EventCodec.Undecodable e) {
      throw new AssertionError(e);
    }
  }

  private static String text(PoolsEvent event) {
    return switch (event) {
      case PoolEntered e -> "entered " + name(e.getPool()) + e.getStay();
      case PoolLeft e -> "left " + name(e.getPool()) + e.getStay() + " " + e.getCause();
      case PoolLeaveVoided e -> "voided " + name(e.getPool()) + e.getStay();
      case PoolEntryRefused e -> "refused " + name(e.getPool()) + " " + codes(e.getReasons());
      case ProfileRejected e -> "rejected " + codes(e.getReasons());
    };
  }

  private static String name(PoolId pool) {
    return pool.equals(WH) ? "WH" : "YP";
  }

  private static String codes(List<Reason> reasons) {
    return reasons.stream().map(Reason::getCode).toList().toString();
  }
}
