package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.events.Category.INTERNATIONAL_COOP;
import static org.iecpools.events.Category.WORKING_HOLIDAY;
import static org.iecpools.events.Category.YOUNG_PROFESSIONALS;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.EligibilityRule;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.OrderOutcome.PoolDecision;
import org.jspecify.annotations.Nullable;

/**
 * A country's season for tests of rules: Ireland 2026, open from January, weekly rounds on Mondays
 * at 10:00 in Toronto, and a clock that the test sets.
 */
final class CountryHarness {
  static final PoolId COOP = PoolIds.of(2026, "IE", INTERNATIONAL_COOP);
  static final PoolId YP = PoolIds.of(2026, "IE", YOUNG_PROFESSIONALS);
  static final PoolId WH = PoolIds.of(2026, "IE", WORKING_HOLIDAY);

  static final Instant OPENS = Instant.parse("2026-01-05T05:00:00Z");
  static final Instant FIRST_ROUND = Instant.parse("2026-01-19T15:00:00Z");
  static final Instant FINAL_ROUND = Instant.parse("2026-10-05T14:00:00Z");
  static final Instant CLOSES = Instant.parse("2026-10-16T04:00:00Z");
  static final Duration NOTICE = Duration.ofSeconds(12);

  /** How far the watermark may be behind the clock without another announcement. */
  static final Duration READING = Duration.ofSeconds(75);

  static final LocalDate FOREVER = LocalDate.parse("2030-12-31");

  /** A candidate with one profile. */
  record Person(UUID candidateId, UUID profileId) {
    Person withAnotherProfile() {
      return new Person(candidateId, UUID.randomUUID());
    }
  }

  final Map<PoolId, Quota> shipped = new HashMap<>();
  private int seeds;
  private int seedsOfClosing;

  /** What decides draws besides their seeds; null if these alone do. */
  private final @Nullable PublicRandomness randomness;

  /** While this is true, no value of the beacon is known. */
  boolean withholdsValues;

  final Country country;

  /** Receives the same inputs and has to decide the same. */
  private final ClosingCountry closing;

  final List<RoundsEvent> rounds = new ArrayList<>();
  final List<InvitationsEvent> invitations = new ArrayList<>();
  final List<OrderOutcome> decisions = new ArrayList<>();
  Outcome outcome;

  /** While this is true, announcements are not read back. */
  boolean withholdsAnnouncements;

  Instant now = Instant.parse("2026-02-03T16:00:00Z");

  /** When inputs entered the log; null for now. */
  Instant loggedAt;

  /** Time up to which everything in the log has been read; null for now. */
  Instant watermark;

  private long offset;

  CountryHarness() {
    this(Optional.empty());
  }

  CountryHarness(Optional<LocalBeacon> beacon) {
    this(beacon.map(CountryHarness::randomness).orElse(null));
  }

  CountryHarness(@Nullable PublicRandomness randomness) {
    this.randomness = randomness;
    country = country(() -> seed(++seeds));
    closing = new ClosingCountry(country(() -> seed(++seedsOfClosing)));
  }

  private Country country(Supplier<byte[]> seeds) {
    return new Country(
        2026,
        "IE",
        p -> Optional.ofNullable(shipped.get(p)),
        seeds,
        Optional.ofNullable(randomness)
            .map(
                it ->
                    new PublicRandomness(
                        it.chain(),
                        it.notice(),
                        it.reading(),
                        number -> withholdsValues ? Optional.empty() : it.values().apply(number))));
  }

  private static PublicRandomness randomness(LocalBeacon beacon) {
    return new PublicRandomness(
        beacon.chain(), NOTICE, READING, number -> Optional.of(beacon.round(number)));
  }

  /** A season with the usual plan and 100 permits in each pool, between two weekly rounds. */
  static CountryHarness running() {
    return running(Optional.empty());
  }

  /** The same with a beacon that decides draws. */
  static CountryHarness running(Optional<LocalBeacon> beacon) {
    CountryHarness season = new CountryHarness(beacon);
    season.planned(season.plan(COOP), season.plan(YP), season.plan(WH));
    List.of(COOP, YP, WH).forEach(pool -> season.quota(pool, number(100)));
    season.tick();
    season.forget();
    return season;
  }

  static Person person() {
    return new Person(UUID.randomUUID(), UUID.randomUUID());
  }

  static Quota number(int permits) {
    return new Quota(QuotaKind.NUMBER, permits);
  }

  void forget() {
    rounds.clear();
    invitations.clear();
    decisions.clear();
  }

  // ---- time

  void tick() {
    Instant upTo = watermark == null ? now : watermark;
    // A country that has just started determines everything again.
    Outcome expected = restored().country.tick(now, upTo);
    take(country -> country.tick(now, upTo));
    assertThat(outcome.rounds()).isEqualTo(expected.rounds());
    assertThat(outcome.decisions()).isEqualTo(expected.decisions());
    readBack();
    issue(1000);
  }

  Outcome issue(int atMost) {
    take(country -> country.issue(atMost));
    return outcome;
  }

  /** Closes candidates, as the service does after each tick. They are not to be needed again. */
  Outcome closes(Instant upTo, int atMost) {
    Outcome closing = country.closeCandidates(upTo, atMost);
    stored.take(country, closing);
    return closing;
  }

  void at(String instant) {
    now = Instant.parse(instant);
  }

  // ---- seasons

  PoolPlan.Builder plan(PoolId pool) {
    return PoolPlan.newBuilder()
        .setCategory(pool.getCategory())
        .setStream(pool.getStream())
        .setRule(EligibilityRule.newBuilder().build())
        .setOpensAt(OPENS)
        .setFirstRoundAt(FIRST_ROUND)
        .setFinalRoundAt(FINAL_ROUND)
        .setClosesAt(CLOSES)
        .setPauses(List.of());
  }

  static Pause pause(String from, String until) {
    return new Pause(Instant.parse(from), Instant.parse(until));
  }

  void planned(PoolPlan.Builder... pools) {
    give(
        SeasonPlanned.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now.plusMillis(offset))
            .setSeason(2026)
            .setCountry("IE")
            .setPools(Arrays.stream(pools).map(PoolPlan.Builder::build).toList())
            .build());
  }

  void quota(PoolId pool, Quota quota) {
    // A later announcement replaces an earlier one by its time, but the test's clock may stand
    // still.
    give(
        QuotaAnnounced.newBuilder()
            .setEventId(UUID.randomUUID())
            .setOccurredAt(now.plusMillis(offset))
            .setPool(pool)
            .setQuota(quota)
            .build());
  }

  // ---- pools

  Person enters(PoolId... pools) {
    Person person = person();
    for (PoolId pool : pools) {
      enters(person, pool, 1, null);
    }
    return person;
  }

  /** Enters one pool with a checked identity. */
  Person entersChecked(PoolId pool) {
    Person person = person();
    give(entered(person, pool, 1, null, FOREVER).setIdentityChecked(true).build());
    return person;
  }

  void enters(Person person, PoolId pool, int stay, UUID after) {
    enters(person, pool, stay, after, FOREVER);
  }

  void enters(Person person, PoolId pool, int stay, UUID after, LocalDate until) {
    give(entered(person, pool, stay, after, until).build());
  }

  PoolEntered.Builder entered(Person person, PoolId pool, int stay, UUID after, LocalDate until) {
    return PoolEntered.newBuilder()
        .setEventId(UUID.randomUUID())
        .setOccurredAt(now)
        .setPool(pool)
        .setProfileId(person.profileId())
        .setCandidateId(person.candidateId())
        .setStay(stay)
        .setAfter(after)
        .setEligibleUntil(until);
  }

  void leaves(Person person, PoolId pool, int stay, LeaveCause cause) {
    give(
        new PoolLeft(
            UUID.randomUUID(), now, pool, person.profileId(), person.candidateId(), stay, cause));
  }

  void leaveVoided(Person person, PoolId pool, int stay) {
    give(
        new PoolLeaveVoided(
            UUID.randomUUID(), now, pool, person.profileId(), person.candidateId(), stay));
  }

  // ---- answers

  void accepts(InvitationIssued i) {
    accepts(i, now);
  }

  void accepts(InvitationIssued i, Instant at) {
    give(
        new InvitationAccepted(
            UUID.randomUUID(),
            at,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  void declines(InvitationIssued i) {
    give(
        new InvitationDeclined(
            UUID.randomUUID(),
            now,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  void applies(InvitationIssued i) {
    give(
        new ApplicationSubmitted(
            UUID.randomUUID(),
            now,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  void applicationCloses(InvitationIssued i) {
    give(
        new ApplicationClosed(
            UUID.randomUUID(),
            now,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  void getsLoi(InvitationIssued i) {
    give(
        new LoiIssued(
            UUID.randomUUID(),
            now,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  void loiIsCancelled(InvitationIssued i) {
    give(
        new LoiCancelled(
            UUID.randomUUID(),
            now,
            i.getPool(),
            i.getInvitationId(),
            i.getProfileId(),
            i.getCandidateId()));
  }

  /** An invitation that is unknown to this service. */
  InvitationIssued elsewhere(PoolId pool) {
    return new InvitationIssued(
        UUID.randomUUID(),
        now,
        pool,
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        1,
        now);
  }

  // ---- rounds

  static RoundOrder order(PoolId pool, Integer size) {
    return new RoundOrder(pool, UUID.randomUUID(), size);
  }

  List<RoundRun> command(RoundOrder... orders) {
    return command(UUID.randomUUID(), orders);
  }

  List<RoundRun> command(UUID commandId, RoundOrder... orders) {
    return command(commandId, null, orders);
  }

  /** Orders rounds with a reason. */
  List<RoundRun> commandBecause(String reason, RoundOrder... orders) {
    return command(UUID.randomUUID(), reason, orders);
  }

  private List<RoundRun> command(UUID commandId, String reason, RoundOrder... orders) {
    int before = rounds.size();
    RunRounds order = new RunRounds(commandId, now, 2026, "IE", List.of(orders), null, reason);
    Position at = next("iec.commands");
    take(country -> country.on(order, at, now));
    readBack();
    return runs(rounds.subList(before, rounds.size()));
  }

  /** Orders a correction and returns its result. */
  PoolDecision corrects(CorrectRound order) {
    Position at = next("iec.round-commands");
    take(country -> country.on(order, at, now));
    return outcome.decisions().getFirst().pools().getFirst();
  }

  /** An order to void invitations of a round. */
  CorrectRound correction(InvitationIssued... invitations) {
    return correction(invitations[0].getRoundId())
        .setInvitations(Arrays.stream(invitations).map(InvitationIssued::getInvitationId).toList())
        .build();
  }

  CorrectRound.Builder correction(UUID roundId) {
    return CorrectRound.newBuilder()
        .setCommandId(UUID.randomUUID())
        .setOccurredAt(now)
        .setPool(WH)
        .setRoundId(roundId)
        .setReason("ordered by mistake");
  }

  /** Reads back the announcements and seals, in order. */
  void readBack() {
    while (!withholdsAnnouncements && !notReadBack.isEmpty()) {
      RoundsEvent read = notReadBack.remove();
      Position at = next("iec.rounds");
      take(country -> country.on(read, at, now, now));
    }
  }

  /** A different seed for each round of this season. */
  private static byte[] seed(int number) {
    return ByteBuffer.allocate(32).putInt(28, number).array();
  }

  /** Runs a round and writes its invitations. */
  List<InvitationIssued> round(PoolId pool, int size) {
    command(order(pool, size));
    int before = invitations.size();
    tick();
    return invitations.subList(before, invitations.size()).stream()
        .map(InvitationIssued.class::cast)
        .toList();
  }

  InvitationIssued invites(PoolId pool) {
    return round(pool, 1).getFirst();
  }

  static List<RoundRun> runs(List<RoundsEvent> events) {
    return events.stream().filter(RoundRun.class::isInstance).map(RoundRun.class::cast).toList();
  }

  /** Number of candidates who could be drawn; changes nothing, because a copy runs the round. */
  int drawable(PoolId pool) {
    CountryHarness copy = restored();
    return copy.command(order(pool, Integer.MAX_VALUE)).getFirst().getDrawable();
  }

  int size(PoolId pool) {
    return country.pools().stream()
        .filter(row -> row.pool().equals(pool))
        .findFirst()
        .orElseThrow()
        .size();
  }

  Invitation stateOf(InvitationIssued issued) {
    return country.row(issued.getCandidateId()).invitations().stream()
        .filter(i -> i.id().equals(issued.getInvitationId()))
        .findFirst()
        .orElseThrow();
  }

  /** The announcement of this round since the start; fails unless there is exactly one. */
  RoundScheduled only(UUID round) {
    List<RoundScheduled> found =
        rounds.stream()
            .filter(RoundScheduled.class::isInstance)
            .map(RoundScheduled.class::cast)
            .filter(scheduled -> scheduled.getRoundId().equals(round))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  // ---- helpers

  private final Map<UUID, CandidateRow> candidateRows = new HashMap<>();
  private final List<SeasonsEvent> announced = new ArrayList<>();
  private final List<OrderOutcome> allDecisions = new ArrayList<>();
  private final Map<UUID, RoundRun> runRows = new HashMap<>();
  private final Deque<RoundsEvent> notReadBack = new ArrayDeque<>();
  final Map<UUID, byte[]> seedRows = new HashMap<>();
  final Map<UUID, String> unusableSeeds = new HashMap<>();
  final List<DrawnProfiles> drawn = new ArrayList<>();
  StoredCountry stored = new StoredCountry();

  void give(Event event) {
    if (event instanceof SeasonsEvent announcement) {
      announced.add(announcement);
    }
    Position at = next("iec." + event.getClass().getSimpleName());
    Instant logged = loggedAt == null ? now : loggedAt;
    take(country -> country.on(event, at, logged, now));
    readBack();
  }

  private Position next(String topic) {
    return new Position(topic, 0, offset++);
  }

  /**
   * Collects outcome and updates the rows, as the stores would: only rows that the country reports.
   */
  private void take(Function<Country, Outcome> input) {
    outcome = input.apply(country);
    rounds.addAll(outcome.rounds());
    invitations.addAll(outcome.invitations());
    decisions.addAll(outcome.decisions());
    allDecisions.addAll(outcome.decisions());
    drawn.addAll(outcome.drawn());
    for (SeedChange change : outcome.seeds()) {
      switch (change) {
        case SeedChange.Keep(UUID round, byte[] seed) -> seedRows.put(round, seed);
        case SeedChange.Forget(UUID round) -> seedRows.remove(round);
      }
      unusableSeeds.remove(change.roundId());
    }
    outcome.rounds().stream()
        .filter(event -> event instanceof RoundScheduled || event instanceof RoundSealed)
        .forEach(notReadBack::add);
    runs(outcome.rounds()).forEach(run -> runRows.put(run.getRoundId(), run));
    outcome.changes().forEach(it -> candidateRows.put(it.row().candidateId(), it.row()));
    stored.take(country, outcome);
    closing.take(input, outcome);
    for (PoolId pool : List.of(COOP, YP, WH)) {
      assertThat(closing.country.foresee(pool, null, null, now))
          .isEqualTo(country.foresee(pool, null, null, now));
    }
  }

  /** The same season after a restart: a country restored only from stored data. */
  CountryHarness restored() {
    CountryHarness copy = new CountryHarness(randomness);
    copy.shipped.putAll(shipped);
    copy.now = now;
    copy.loggedAt = loggedAt;
    copy.watermark = watermark;
    copy.offset = offset;
    copy.seeds = seeds;
    copy.seedsOfClosing = seeds;
    copy.withholdsAnnouncements = withholdsAnnouncements;
    copy.withholdsValues = withholdsValues;
    stored.restore(copy.country);
    candidateRows.values().forEach(copy.country::restore);
    copy.closing.restoreCandidates(closing, stored);
    for (Country restored : List.of(copy.country, copy.closing.country)) {
      seedRows.forEach(restored::restore);
      unusableSeeds.forEach(restored::restoreUnusable);
      announced.forEach(restored::restore);
      allDecisions.forEach(restored::restore);
      runRows.values().forEach(restored::restore);
    }
    copy.stored = stored.copy();
    copy.seedRows.putAll(seedRows);
    copy.unusableSeeds.putAll(unusableSeeds);
    copy.notReadBack.addAll(notReadBack);
    copy.candidateRows.putAll(candidateRows);
    copy.announced.addAll(announced);
    copy.allDecisions.addAll(allDecisions);
    copy.runRows.putAll(runRows);
    return copy;
  }
}
