package org.iecpools.invitation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.iecpools.invitation.domain.CountryHarness.COOP;
import static org.iecpools.invitation.domain.CountryHarness.FOREVER;
import static org.iecpools.invitation.domain.CountryHarness.WH;
import static org.iecpools.invitation.domain.CountryHarness.YP;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.junit.jupiter.api.Test;

/**
 * A country that may be killed after each effect and continues from what was committed. Inputs of
 * several topics are interleaved randomly and read again from the positions of the last
 * transaction; everything written since is lost.
 */
class CrashTest {

  private static final int SEASONS = 1_000;
  private static final int STEPS = 60;
  private static final List<PoolId> POOLS = List.of(COOP, YP, WH);

  private final Map<String, Integer> met = new HashMap<>();

  @Test
  void whereverItIsKilledNobodyIsInvitedTwiceAndNoRoundIsHalfRunOrRunTwice() {
    for (int n = 1; n <= SEASONS; n++) {
      World world = new World(n, false);
      world.play();
      try {
        holds(world);
      } catch (AssertionError e) {
        throw new AssertionError("season " + n + ": " + e.getMessage(), e);
      }
    }

    assertThat(met)
        .containsKeys(
            "killed before the commit",
            "killed after the commit",
            "killed while an order waits",
            "announced anew",
            "several pools in one decision",
            "ran by plan",
            "ran by order",
            "drawn again",
            "corrected");
  }

  /**
   * The same seasons with the same crashes, in a country that closes candidates at random moments,
   * also while the pools are open.
   */
  @Test
  void closingCandidatesChangesNoDecision() {
    for (int n = 1; n <= SEASONS; n++) {
      World keeping = new World(n, false);
      keeping.play();
      World closing = new World(n, true);
      closing.play();

      assertThat(closing.rounds.equals(keeping.rounds)).as("rounds of season %d", n).isTrue();
      assertThat(closing.invitations).as("season %d", n).isEqualTo(keeping.invitations);
      assertThat(closing.decisionsWritten).as("season %d", n).isEqualTo(keeping.decisionsWritten);
      assertThat(closing.committed.allCandidates()).isEqualTo(keeping.committed.candidates);
      assertThat(closing.committed.seeds.keySet()).isEqualTo(keeping.committed.seeds.keySet());
    }

    assertThat(met)
        .containsKeys(
            "killed while candidates are closed",
            "killed while some are still to be closed",
            "opened again",
            "killed after it was opened again",
            "changed while closed");
  }

  private void holds(World world) {
    List<Written<RoundsEvent>> log = world.rounds;
    Map<UUID, List<InvitationIssued>> issued =
        world.invitations.stream()
            .filter(InvitationIssued.class::isInstance)
            .map(InvitationIssued.class::cast)
            .collect(Collectors.groupingBy(InvitationIssued::getRoundId));
    Map<UUID, Integer> transactions = new HashMap<>();
    Set<List<Object>> announced = new HashSet<>();
    Map<UUID, RoundRun> revisions = new HashMap<>();
    for (int at = 0; at < log.size(); at++) {
      switch (log.get(at).event()) {
        case RoundScheduled e -> {
          assertThat(announced.add(List.of(e.getRoundId(), e.getRevision())))
              .as("one announcement of each revision")
              .isTrue();
          if (e.getRevision() > 0) {
            assertThat(e.getReason()).isNotNull();
            met.merge("announced anew", 1, Integer::sum);
          }
        }
        case RoundRun correction when correction.getRevision() > 0 -> {
          RoundRun before = revisions.put(correction.getRoundId(), correction);
          assertThat(before).as("drawn before it was corrected").isNotNull();
          assertThat(correction.getRevision())
              .as("each correction once, in order")
              .isEqualTo(before.getRevision() + 1);
          met.merge("corrected", 1, Integer::sum);
        }
        case RoundRun run -> {
          revisions.put(run.getRoundId(), run);
          assertThat(transactions.put(run.getRoundId(), log.get(at).transaction()))
              .as("one RoundRun of each round")
              .isNull();
          isWhatWasCommittedTo(run, log.subList(0, at));
          isDrawnAsItSays(run, world, issued.getOrDefault(run.getRoundId(), List.of()));
        }
        default -> {
          // opening and closing of pools
        }
      }
    }
    decidedOnceAndTogether(world, transactions);
    assertThat(revisions.values().stream().flatMap(run -> run.getVoided().stream()))
        .as("voided by a correction and ended so, each once")
        .containsExactlyInAnyOrderElementsOf(
            world.invitations.stream()
                .filter(e -> e instanceof InvitationClosed c && c.getCause() == ClosedCause.VOIDED)
                .map(InvitationsEvent::getInvitationId)
                .toList());
    assertThat(world.committed.runs).isEqualTo(revisions);
    nobodyIsInvitedTwice(world);
    assertThat(world.committed.seeds.keySet())
        .as("seeds of rounds to come, and no others")
        .isEqualTo(
            world.committed.country.row.announced().stream()
                .map(AnnouncedRound::roundId)
                .collect(Collectors.toSet()));
    assertThat(world.committed.country.row.waiting()).isEmpty();
  }

  /**
   * The run reveals the seed of the last announcement before it, and has read that announcement.
   */
  private static void isWhatWasCommittedTo(RoundRun run, List<Written<RoundsEvent>> before) {
    RoundScheduled last = null;
    int place = -1;
    for (int at = 0; at < before.size(); at++) {
      if (before.get(at).event() instanceof RoundScheduled e
          && e.getRoundId().equals(run.getRoundId())) {
        last = e;
        place = at;
      }
    }
    assertThat(last).as("announced before it ran").isNotNull();
    SizeRule rule =
        last.getSize() == null
            ? new SizeRule.Policy(last.getRoundCap(), last.getExpectedYield())
            : new SizeRule.Operator(last.getSize());
    assertThat(last.getCommitment().array())
        .isEqualTo(Commitment.of(run.getRoundId(), rule, run.getSeed().array()));
    long read =
        run.getPositions().stream()
            .filter(p -> p.getTopic().equals("iec.rounds"))
            .mapToLong(InputPosition::getOffset)
            .findFirst()
            .orElseThrow();
    assertThat(read).as("read as far as its announcement").isGreaterThanOrEqualTo(place);
  }

  private void isDrawnAsItSays(RoundRun run, World world, List<InvitationIssued> issued) {
    DrawnProfiles drawn = world.committed.drawn.get(run.getRoundId());
    List<UUID> profiles = new ArrayList<>();
    for (int i = 0; i < drawn.chunks(); i++) {
      ByteBuffer ids = ByteBuffer.wrap(drawn.chunk(i));
      while (ids.hasRemaining()) {
        profiles.add(new UUID(ids.getLong(), ids.getLong()));
      }
    }
    Draw draw = Draw.of(run.getSeed().array(), run.getRoundId(), profiles, run.getSize());
    assertThat(run.getMerkleRoot().array()).isEqualTo(draw.tree().root());
    assertThat(run.getDrawable()).isEqualTo(profiles.size());
    assertThat(issued)
        .as("all of a round are invited, or none")
        .extracting(InvitationIssued::getProfileId)
        .containsExactlyInAnyOrderElementsOf(draw.invited())
        .hasSize(run.getInvited());
  }

  private void decidedOnceAndTogether(World world, Map<UUID, Integer> transactions) {
    Map<UUID, List<OrderOutcome>> byOrder =
        world.decisionsWritten.stream().collect(Collectors.groupingBy(OrderOutcome::id));
    assertThat(byOrder.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    assertThat(byOrder.keySet())
        .containsAll(world.commands.stream().map(RoundCommand::getCommandId).toList());
    Set<UUID> ran = new HashSet<>();
    for (OrderOutcome decision : world.decisionsWritten) {
      List<UUID> rounds =
          decision.pools().stream()
              .filter(Ran.class::isInstance)
              .map(OrderOutcome.PoolDecision::roundId)
              .toList();
      ran.addAll(rounds);
      assertThat(rounds.stream().map(transactions::get).distinct())
          .as("rounds of one decision in one transaction")
          .doesNotContainNull()
          .hasSizeLessThanOrEqualTo(1);
      if (rounds.size() > 1) {
        met.merge("several pools in one decision", 1, Integer::sum);
      }
      boolean ordered =
          world.commands.stream().anyMatch(c -> c.getCommandId().equals(decision.id()));
      if (!rounds.isEmpty()) {
        met.merge(ordered ? "ran by order" : "ran by plan", 1, Integer::sum);
      }
    }
    assertThat(transactions.keySet()).isEqualTo(ran);
  }

  private void nobodyIsInvitedTwice(World world) {
    Map<UUID, UUID> open = new HashMap<>();
    Set<UUID> ever = new HashSet<>();
    for (InvitationsEvent event : world.invitations) {
      if (event instanceof InvitationIssued e) {
        assertThat(open.put(e.getCandidateId(), e.getInvitationId()))
            .as("invited while an invitation is open")
            .isNull();
        if (!ever.add(e.getCandidateId())) {
          met.merge("drawn again", 1, Integer::sum);
        }
      } else if (event instanceof InvitationClosed e) {
        assertThat(open.remove(e.getCandidateId(), e.getInvitationId())).isTrue();
      }
    }
  }

  /** A record and the transaction that it was written in. */
  private record Written<E>(E event, int transaction) {}

  /** Contents of the stores. */
  private static final class Rows {
    StoredCountry country = new StoredCountry();

    /** Sorted, as in a store: invitations are issued in this order after a start. */
    final Map<UUID, CandidateRow> candidates = new TreeMap<>();

    final Map<UUID, CandidateRow> closed = new TreeMap<>();
    final Map<UUID, byte[]> seeds = new LinkedHashMap<>();
    final Map<UUID, DrawnProfiles> drawn = new HashMap<>();
    final Map<UUID, RoundRun> runs = new LinkedHashMap<>();
    final List<SeasonsEvent> announcements = new ArrayList<>();
    final List<OrderOutcome> decisions = new ArrayList<>();
    final Map<String, Integer> read = new HashMap<>();

    Rows copy() {
      Rows copy = new Rows();
      copy.country = country.copy();
      copy.candidates.putAll(candidates);
      copy.closed.putAll(closed);
      copy.seeds.putAll(seeds);
      copy.drawn.putAll(drawn);
      copy.runs.putAll(runs);
      copy.announcements.addAll(announcements);
      copy.decisions.addAll(decisions);
      copy.read.putAll(read);
      return copy;
    }

    Map<UUID, CandidateRow> allCandidates() {
      Map<UUID, CandidateRow> all = new HashMap<>(candidates);
      all.putAll(closed);
      return all;
    }

    boolean isClosed() {
      return Boolean.TRUE.equals(country.row.closed());
    }
  }

  /** The log, the stores, and a worker that processes them until it is killed. */
  private final class World {
    final Random random;
    private final Random whenToClose;
    private final boolean closes;
    final CountryHarness make = new CountryHarness();
    final List<Written<RoundsEvent>> rounds = new ArrayList<>();
    final List<InvitationsEvent> invitations = new ArrayList<>();
    final List<OrderOutcome> decisionsWritten = new ArrayList<>();
    final List<RoundCommand> commands = new ArrayList<>();
    private final Map<String, List<Event>> topics = new HashMap<>();
    private final List<InvitationIssued> answerable = new ArrayList<>();
    private int entered;
    private int numbers;
    private int transaction;
    private Instant now = make.now;

    Rows committed = new Rows();
    private Rows rows;
    private Country country;
    private List<RoundsEvent> roundsOut;
    private List<InvitationsEvent> invitationsOut;
    private List<OrderOutcome> decisionsOut;

    World(long seed, boolean closes) {
      random = new Random(seed);
      whenToClose = new Random(seed);
      this.closes = closes;
      List.of("iec.seasons", "iec.pools", "iec.responses")
          .forEach(topic -> topics.put(topic, new ArrayList<>()));
      plan();
      POOLS.forEach(
          pool ->
              happened(
                  "iec.seasons",
                  new QuotaAnnounced(number(), now, pool, new Quota(QuotaKind.NUMBER, 4), null)));
      for (int i = 0; i < 4; i++) {
        enters();
      }
      begin();
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        step();
        maybeCloses();
        maybeKilled();
      }
      for (int idle = 0; idle < 2; idle++) {
        while (canRead()) {
          read();
          idle = 0;
        }
        take(country.tick(now, now));
        take(country.issue(1000));
        commit();
      }
    }

    private void step() {
      switch (random.nextInt(15)) {
        case 0 -> enters();
        case 1, 2 -> orders();
        case 3 -> declines();
        case 4 -> {
          now = now.plus(Duration.ofHours(random.nextInt(120)));
          take(country.tick(now, now));
        }
        case 5 -> take(country.tick(now, now));
        case 6 -> take(country.issue(1 + random.nextInt(2)));
        case 7 -> {
          if (random.nextInt(4) == 0) {
            plan();
          }
        }
        case 8 -> corrects();
        default -> {
          if (canRead()) {
            read();
          }
        }
      }
    }

    private void maybeKilled() {
      switch (random.nextInt(6)) {
        case 0 -> {
          killedWhileClosing();
          if (!roundsOut.isEmpty() || !invitationsOut.isEmpty()) {
            met.merge("killed before the commit", 1, Integer::sum);
          }
          begin();
        }
        case 1 -> {
          commit();
          met.merge("killed after the commit", 1, Integer::sum);
          killedWhileClosing();
          if (country.waits()) {
            met.merge("killed while an order waits", 1, Integer::sum);
          }
          if (random.nextInt(10) == 0 && !committed.seeds.isEmpty()) {
            committed.seeds.remove(committed.seeds.keySet().iterator().next());
          }
          begin();
        }
        case 2, 3 -> commit();
        default -> {
          // continues in the same transaction
        }
      }
    }

    private void killedWhileClosing() {
      if (committed.isClosed()) {
        met.merge("killed while candidates are closed", 1, Integer::sum);
        if (committed.candidates.values().stream().anyMatch(row -> row.open() == null)) {
          met.merge("killed while some are still to be closed", 1, Integer::sum);
        }
      } else if (!committed.closed.isEmpty()) {
        met.merge("killed after it was opened again", 1, Integer::sum);
      }
    }

    // ---- inputs of other services

    private void plan() {
      List<PoolPlan> pools =
          POOLS.stream()
              .map(
                  pool ->
                      make.plan(pool)
                          .setRoundCap(new Integer[] {null, 0, 1, 3}[random.nextInt(4)])
                          .build())
              .toList();
      happened(
          "iec.seasons",
          SeasonPlanned.newBuilder()
              .setEventId(number())
              .setOccurredAt(now.plusMillis(numbers))
              .setSeason(2026)
              .setCountry("IE")
              .setPools(pools)
              .build());
    }

    private void enters() {
      CountryHarness.Person person = new CountryHarness.Person(new UUID(1, ++entered), number());
      for (PoolId pool : POOLS) {
        if (random.nextInt(3) > 0) {
          happened("iec.pools", make.entered(person, pool, 1, null, FOREVER).build());
        }
      }
    }

    private void declines() {
      if (!answerable.isEmpty()) {
        InvitationIssued i = answerable.remove(random.nextInt(answerable.size()));
        happened(
            "iec.responses",
            new InvitationDeclined(
                number(),
                now,
                i.getPool(),
                i.getInvitationId(),
                i.getProfileId(),
                i.getCandidateId()));
      }
    }

    private void orders() {
      List<RoundOrder> orders = new ArrayList<>();
      for (PoolId pool : POOLS) {
        if (random.nextInt(3) > 0) {
          orders.add(
              new RoundOrder(pool, number(), new Integer[] {null, 1, 2, 99}[random.nextInt(4)]));
        }
      }
      commands.add(new RunRounds(number(), now, 2026, "IE", orders, null, null));
    }

    private void corrects() {
      List<RoundRun> ran = List.copyOf(rows.runs.values());
      if (!ran.isEmpty()) {
        RoundRun run = ran.get(random.nextInt(ran.size()));
        commands.add(
            CorrectRound.newBuilder()
                .setCommandId(number())
                .setOccurredAt(now)
                .setPool(run.getPool())
                .setRoundId(run.getRoundId())
                .setReason("a mistake")
                .setSize(random.nextInt(2))
                .build());
      }
    }

    private void happened(String topic, Event event) {
      topics.get(topic).add(event);
    }

    private UUID number() {
      return EventIds.of("crash", ++numbers);
    }

    // ---- the worker

    private boolean canRead() {
      return !unread().isEmpty();
    }

    private List<String> unread() {
      List<String> unread = new ArrayList<>();
      topics.forEach(
          (topic, events) -> {
            if (next(topic) < events.size()) {
              unread.add(topic);
            }
          });
      if (next("iec.round-commands") < commands.size()) {
        unread.add("iec.round-commands");
      }
      if (next("iec.rounds") < rounds.size()) {
        unread.add("iec.rounds");
      }
      unread.sort(null);
      return unread;
    }

    private int next(String topic) {
      return rows.read.getOrDefault(topic, 0);
    }

    /** Reads the next record of a random topic, committed ones only. */
    private void read() {
      List<String> unread = unread();
      String topic = unread.get(random.nextInt(unread.size()));
      int offset = next(topic);
      rows.read.put(topic, offset + 1);
      Position at = new Position(topic, 0, offset);
      switch (topic) {
        case "iec.round-commands" -> take(country.on(commands.get(offset), at, now));
        case "iec.rounds" -> take(country.on(rounds.get(offset).event(), at, now, now));
        default -> {
          Event event = topics.get(topic).get(offset);
          if (event instanceof SeasonsEvent happened) {
            rows.announcements.add(happened);
          }
          take(country.on(event, at, now, now));
        }
      }
    }

    private void take(Outcome outcome) {
      boolean wasClosed = rows.isClosed();
      outcome.changes().forEach(this::store);
      rows.country.take(country, outcome);
      if (wasClosed && !rows.isClosed()) {
        met.merge("opened again", 1, Integer::sum);
      }
      rows.candidates.forEach((id, row) -> assertThat(country.row(id)).isEqualTo(row));
      rows.closed.forEach((id, row) -> assertThat(country.row(id)).isEqualTo(row));
      for (SeedChange change : outcome.seeds()) {
        switch (change) {
          case SeedChange.Keep(UUID round, byte[] seed) -> rows.seeds.put(round, seed);
          case SeedChange.Forget(UUID round) -> rows.seeds.remove(round);
        }
      }
      CountryHarness.runs(outcome.rounds()).forEach(run -> rows.runs.put(run.getRoundId(), run));
      outcome.drawn().forEach(drawn -> rows.drawn.put(drawn.roundId(), drawn));
      rows.decisions.addAll(outcome.decisions());
      decisionsOut.addAll(outcome.decisions());
      roundsOut.addAll(outcome.rounds());
      invitationsOut.addAll(outcome.invitations());
    }

    private void store(CandidateChange change) {
      UUID id = change.row().candidateId();
      assertThat(rows.closed.containsKey(id)).isEqualTo(change.wasClosed());
      (change.closed() ? rows.candidates : rows.closed).remove(id);
      (change.closed() ? rows.closed : rows.candidates).put(id, change.row());
      if (change.closed() && change.wasClosed()) {
        met.merge("changed while closed", 1, Integer::sum);
      }
    }

    private void maybeCloses() {
      if (closes && whenToClose.nextInt(3) == 0) {
        take(country.closeCandidates(Instant.MAX, 1 + whenToClose.nextInt(3)));
      }
    }

    private void commit() {
      transaction++;
      roundsOut.forEach(event -> rounds.add(new Written<>(event, transaction)));
      invitations.addAll(invitationsOut);
      invitationsOut.stream()
          .filter(InvitationIssued.class::isInstance)
          .map(InvitationIssued.class::cast)
          .forEach(answerable::add);
      decisionsWritten.addAll(decisionsOut);
      committed = rows.copy();
      transactionBegins();
    }

    private void transactionBegins() {
      roundsOut = new ArrayList<>();
      invitationsOut = new ArrayList<>();
      decisionsOut = new ArrayList<>();
    }

    /** Starts from committed data only. */
    private void begin() {
      rows = committed.copy();
      transactionBegins();
      country = new Country(2026, "IE", _ -> Optional.empty(), this::seed);
      country.restore(closedRows());
      rows.country.restore(country);
      rows.announcements.forEach(country::restore);
      rows.decisions.forEach(country::restore);
      rows.seeds.forEach(country::restore);
      rows.runs.values().forEach(country::restore);
      rows.candidates.values().forEach(country::restore);
    }

    private ClosedCandidates closedRows() {
      return new ClosedCandidates() {
        @Override
        public Optional<CandidateRow> find(UUID candidateId) {
          return Optional.ofNullable(rows.closed.get(candidateId));
        }

        @Override
        public void forEach(Consumer<CandidateRow> reader) {
          rows.closed.values().forEach(reader);
        }
      };
    }

    private byte[] seed() {
      byte[] seed = new byte[Draw.SEED_BYTES];
      random.nextBytes(seed);
      return seed;
    }
  }
}
