package org.iecpools.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.iecpools.domain.Deadlines;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Category;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.flow.History.Time;
import org.iecpools.invitation.domain.CandidateRow;
import org.iecpools.invitation.domain.Commitment;
import org.iecpools.invitation.domain.Invitation;
import org.iecpools.pool.domain.Candidacy;
import org.iecpools.pool.domain.Profile;
import org.iecpools.pool.domain.Status;
import org.junit.jupiter.api.Test;

/**
 * Runs the domain cores of the two deciding services together under random interleavings. {@code
 * -Diec.histories=220000} sets the number of histories; {@code -Diec.history=N} repeats one.
 */
class ProtocolTest {

  private static final int HISTORIES = Integer.getInteger("iec.histories", 1_500);

  /** A stay in a pool, as either service stores it. */
  private record In(UUID profile, PoolId pool, int stay) {}

  /** Counts of the situations that occurred, so that the test can check its own coverage. */
  private final Map<String, Long> met = new HashMap<>();

  @Test
  void noInterleavingBreaksTheProtocol() {
    Integer only = Integer.getInteger("iec.history");
    for (int n = only == null ? 1 : only; n <= (only == null ? HISTORIES : only); n++) {
      History history = play(n, n % 2 == 0 ? Time.SIMULATED : Time.LOG);
      try {
        holds(history);
      } catch (AssertionError e) {
        throw new AssertionError(
            "history " + n + ":\n" + String.join("\n", history.trace) + "\n" + e.getMessage(), e);
      }
    }
    if (only == null) {
      assertThat(met)
          .containsKeys(
              "voided",
              "lapsed",
              "withdrawal refused",
              "acceptance confirmed",
              "late decline",
              "late LOI",
              "second profile",
              "draw",
              "correction",
              "draw after a correction",
              "answer in time read after its deadline",
              "draw while an answer waits to be judged",
              "drawable differs from the sum");
    }
  }

  /** Control: with deadlines by the reader's clock, the model finds violations. */
  @Test
  void deadlinesByTheReadersClockLapseInvitationsThatWereAnsweredInTime() {
    long broken =
        IntStream.range(0, 200)
            .filter(n -> !lapsedThoughAnswered(play(n, Time.READERS_CLOCK)).isEmpty())
            .count();

    assertThat(broken).isPositive();
  }

  private static History play(long seed, Time time) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int countries = 1 + random.nextInt(2);
    History history =
        new History(random, 1 + random.nextInt(random.nextBoolean() ? 2 : 6), countries, time);
    for (int c = 0; c < history.candidates; c++) {
      history.submit(c);
    }
    int steps = 30 + random.nextInt(120);
    for (int i = 0; i < steps; i++) {
      history.step();
    }
    history.drain();
    return history;
  }

  private void holds(History h) {
    List<CandidateRow> rows = h.rows();
    everyInvitationEndsOnceAndIsIssuedBefore(h);
    oneOpenInvitationPerCandidate(h, rows);
    bothServicesAgreeOnWhoIsInWhichPool(h, rows);
    invitedAtPoolServiceMeansOpenAtInvitationService(h, rows);
    noWithdrawalIsLost(h);
    sumsAreTheTruth(h, rows);
    everyDrawCanBeRecomputedFromTheLog(h);
    if (h.time == Time.LOG) {
      assertThat(lapsedThoughAnswered(h)).as("lapsed although answered in time").isEmpty();
      if (h.readAfterTheirDeadline > 0) {
        met("answer in time read after its deadline");
      }
      if (h.heldAtADraw > 0) {
        met("draw while an answer waits to be judged");
      }
    }
    h.poolEvents.stream().filter(PoolLeaveVoided.class::isInstance).forEach(_ -> met("voided"));
    h.candidacies.stream().filter(c -> c.profiles().size() > 1).forEach(_ -> met("second profile"));
  }

  private void everyInvitationEndsOnceAndIsIssuedBefore(History h) {
    Set<UUID> issued = new HashSet<>();
    Set<UUID> confirmed = new HashSet<>();
    Set<UUID> closed = new HashSet<>();
    for (Event event : h.invitationEvents) {
      switch (event) {
        case InvitationIssued e -> assertThat(issued.add(e.getInvitationId())).isTrue();
        case AcceptanceConfirmed e -> {
          assertThat(issued).as("confirmed before it was issued").contains(e.getInvitationId());
          assertThat(confirmed.add(e.getInvitationId())).as("confirmed twice").isTrue();
          assertThat(closed).as("confirmed after its end").doesNotContain(e.getInvitationId());
          met("acceptance confirmed");
        }
        case InvitationClosed e -> {
          assertThat(issued).as("closed before it was issued").contains(e.getInvitationId());
          assertThat(closed.add(e.getInvitationId())).as("closed twice").isTrue();
          if (e.getCause() == ClosedCause.NOT_ANSWERED
              || e.getCause() == ClosedCause.NOT_SUBMITTED) {
            met("lapsed");
          }
          if (e.getCause() == ClosedCause.VOIDED) {
            met("correction");
          }
          if (e.getCause() == ClosedCause.PROFILE_WITHDRAWN) {
            assertThat(h.withdrawn).as("nobody withdrew").contains(e.getProfileId());
          }
        }
        case AnswerRejected e -> {
          met(
              switch (e.getAnswer()) {
                case WITHDRAWAL -> "withdrawal refused";
                case DECLINE -> "late decline";
                case LOI -> "late LOI";
                case ACCEPT, UNKNOWN -> "late acceptance";
              });
        }
        default -> throw new AssertionError(event);
      }
    }
  }

  /** Invitations that lapsed although an event that keeps or ends them was in the log in time. */
  private static List<InvitationClosed> lapsedThoughAnswered(History h) {
    return h.invitationEvents.stream()
        .filter(InvitationClosed.class::isInstance)
        .map(InvitationClosed.class::cast)
        .filter(
            closed ->
                switch (closed.getCause()) {
                  case NOT_ANSWERED -> wasAnsweredInTime(h, closed);
                  case NOT_SUBMITTED -> wasAppliedForInTime(h, closed);
                  default -> false;
                })
        .toList();
  }

  private static boolean wasAnsweredInTime(History h, InvitationClosed closed) {
    InvitationIssued issued = issued(h, closed);
    Instant by = issued.getAnswerBy();
    return Stream.of("iec.responses", "iec.applications")
            .flatMap(topic -> h.firstLogged(topic, closed.getCandidateId(), of(closed)).stream())
            .anyMatch(at -> at.isBefore(by))
        || wasWithdrawn(h, issued, by);
  }

  private static boolean wasAppliedForInTime(History h, InvitationClosed closed) {
    InvitationIssued issued = issued(h, closed);
    Instant accepted =
        h.upstream.stream()
            .filter(e -> e instanceof InvitationAccepted && of(closed).test(e))
            .map(Event::getOccurredAt)
            .findFirst()
            .orElseThrow();
    Instant by = Deadlines.submitBy(accepted, issued.getOccurredAt(), ZoneOffset.UTC);
    return h.firstLogged("iec.applications", closed.getCandidateId(), of(closed))
            .filter(at -> at.isBefore(by))
            .isPresent()
        || wasWithdrawn(h, issued, by);
  }

  private static boolean wasWithdrawn(History h, InvitationIssued issued, Instant by) {
    return h.poolEvents.stream()
        .filter(e -> e instanceof PoolLeft left && left.getCause() == LeaveCause.WITHDRAWN)
        .filter(e -> e.getProfileId().equals(issued.getProfileId()))
        .map(Event::getOccurredAt)
        .anyMatch(at -> !at.isBefore(issued.getOccurredAt()) && at.isBefore(by));
  }

  private static InvitationIssued issued(History h, InvitationClosed closed) {
    return h.invitationEvents.stream()
        .filter(InvitationIssued.class::isInstance)
        .map(InvitationIssued.class::cast)
        .filter(e -> e.getInvitationId().equals(closed.getInvitationId()))
        .findFirst()
        .orElseThrow();
  }

  /** Matches events that keep an invitation open or end it. */
  private static Predicate<Event> of(InvitationClosed closed) {
    UUID id = closed.getInvitationId();
    return event ->
        switch (event) {
          case LoiCancelled _ -> false;
          case ResponsesEvent e -> e.getInvitationId().equals(id);
          case ApplicationsEvent e -> e.getInvitationId().equals(id);
          default -> false;
        };
  }

  private static void oneOpenInvitationPerCandidate(History h, List<CandidateRow> rows) {
    rows.stream()
        .collect(Collectors.groupingBy(CandidateRow::candidateId))
        .forEach(
            (candidate, theirs) ->
                assertThat(
                        theirs.stream()
                            .flatMap(row -> row.invitations().stream())
                            .filter(Invitation::open))
                    .as("open invitations of " + candidate)
                    .hasSizeLessThanOrEqualTo(1));
    // At no time in between either: the next is drawn only after the last has ended.
    Map<UUID, UUID> open = new HashMap<>();
    for (Event event : h.invitationEvents) {
      if (event instanceof InvitationIssued e) {
        assertThat(open.put(e.getCandidateId(), e.getInvitationId()))
            .as("invited while another invitation is open")
            .isNull();
      } else if (event instanceof InvitationClosed e) {
        open.remove(e.getCandidateId(), e.getInvitationId());
      }
    }
  }

  private static void bothServicesAgreeOnWhoIsInWhichPool(History h, List<CandidateRow> rows) {
    Set<In> atInvitationService =
        rows.stream()
            .flatMap(
                row ->
                    row.stays().entrySet().stream()
                        .map(e -> new In(row.current(), e.getKey(), e.getValue().number())))
            .collect(Collectors.toSet());
    assertThat(atInvitationService).isEqualTo(inPools(h));
  }

  private static Set<In> inPools(History h) {
    Set<In> in = new HashSet<>();
    for (Candidacy candidacy : h.candidacies) {
      for (Profile profile : candidacy.profiles().values()) {
        assertThat(profile.staysIn().isEmpty())
            .as("in a pool exactly while active: " + profile)
            .isNotEqualTo(profile.status() instanceof Status.Active);
        profile.staysIn().forEach(s -> in.add(new In(profile.profileId(), s.pool(), s.number())));
      }
    }
    return in;
  }

  private static void invitedAtPoolServiceMeansOpenAtInvitationService(
      History h, List<CandidateRow> rows) {
    Map<UUID, Invitation> open =
        rows.stream()
            .flatMap(row -> row.invitations().stream())
            .filter(Invitation::open)
            .collect(Collectors.toMap(Invitation::id, i -> i));
    for (Candidacy candidacy : h.candidacies) {
      for (Profile profile : candidacy.profiles().values()) {
        if (profile.status() instanceof Status.Invited invited) {
          assertThat(open)
              .as("invitation that pool-service waits for")
              .containsKey(invited.invitationId());
        }
      }
    }
    for (Invitation invitation : open.values()) {
      Status status = h.status(invitation.profileId()).orElseThrow();
      assertThat(status)
          .as("holder of an open invitation")
          .isInstanceOfAny(Status.Invited.class, Status.Ended.class);
    }
  }

  private static void noWithdrawalIsLost(History h) {
    Set<UUID> refused =
        h.invitationEvents.stream()
            .filter(AnswerRejected.class::isInstance)
            .map(AnswerRejected.class::cast)
            .filter(e -> e.getAnswer() == Answer.WITHDRAWAL)
            .map(AnswerRejected::getProfileId)
            .collect(Collectors.toSet());
    for (UUID profile : h.withdrawn) {
      h.status(profile)
          .ifPresent(
              status ->
                  assertThat(status instanceof Status.Ended || refused.contains(profile))
                      .as("withdrawn, but still %s", status)
                      .isTrue());
    }
  }

  private void sumsAreTheTruth(History h, List<CandidateRow> rows) {
    Set<In> in = inPools(h);
    List<Invitation> invitations = rows.stream().flatMap(r -> r.invitations().stream()).toList();
    for (PoolId pool : pools(h)) {
      assertThat(candidates(h, pool))
          .as("candidates in " + PoolIds.text(pool))
          .isEqualTo(in.stream().filter(s -> s.pool().equals(pool)).count());
      assertThat(openBySum(h, pool))
          .as("open invitations of " + PoolIds.text(pool))
          .isEqualTo(invitations.stream().filter(i -> i.pool().equals(pool) && i.open()).count());
      assertThat(invited(h, pool))
          .as("invitations of " + PoolIds.text(pool))
          .isEqualTo(
              invitations.stream().filter(i -> i.pool().equals(pool) && !isVoided(i)).count());
    }
  }

  private static boolean isVoided(Invitation invitation) {
    return invitation.state() instanceof Invitation.Closed closed
        && closed.cause() == ClosedCause.VOIDED;
  }

  /** Protocol, section 3. */
  private static long candidates(History h, PoolId pool) {
    long entered = stays(h.poolEvents.stream(), PoolEntered.class, pool);
    long left = stays(h.poolEvents.stream(), PoolLeft.class, pool);
    long voided = stays(h.poolEvents.stream(), PoolLeaveVoided.class, pool);
    return entered - (left - voided) - invited(h, pool) + declined(h, pool);
  }

  private static long openBySum(History h, PoolId pool) {
    long unused =
        h.invitationEvents.stream()
            .filter(InvitationClosed.class::isInstance)
            .map(InvitationClosed.class::cast)
            .filter(e -> e.getPool().equals(pool))
            .filter(
                e ->
                    e.getCause() != ClosedCause.DECLINED
                        && e.getCause() != ClosedCause.LOI_ISSUED
                        && e.getCause() != ClosedCause.VOIDED)
            .count();
    long lois =
        h.upstream.stream()
            .filter(e -> e instanceof LoiIssued loi && loi.getPool().equals(pool))
            .count();
    return invited(h, pool) - declined(h, pool) - unused - (lois - rejected(h, pool, Answer.LOI));
  }

  /** Uses the highest revision of each round, which is the last one written. */
  private static long invited(History h, PoolId pool) {
    return h.roundEvents.stream()
        .filter(e -> e instanceof RoundRun && e.getPool().equals(pool))
        .map(RoundRun.class::cast)
        .collect(Collectors.toMap(RoundRun::getRoundId, RoundRun::getInvited, (_, next) -> next))
        .values()
        .stream()
        .mapToLong(Integer::longValue)
        .sum();
  }

  private static long declined(History h, PoolId pool) {
    return h.upstream.stream()
            .filter(e -> e instanceof InvitationDeclined d && d.getPool().equals(pool))
            .count()
        - rejected(h, pool, Answer.DECLINE);
  }

  private static long rejected(History h, PoolId pool, Answer answer) {
    return h.invitationEvents.stream()
        .filter(AnswerRejected.class::isInstance)
        .map(AnswerRejected.class::cast)
        .filter(e -> e.getPool().equals(pool) && e.getAnswer() == answer)
        .map(AnswerRejected::getInvitationId)
        .distinct()
        .count();
  }

  private static long stays(Stream<? extends Event> events, Class<?> type, PoolId pool) {
    return events
        .filter(type::isInstance)
        .map(ProtocolTest::stay)
        .filter(s -> s.pool().equals(pool))
        .distinct()
        .count();
  }

  private static In stay(Event event) {
    return switch (event) {
      case PoolEntered e -> new In(e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeft e -> new In(e.getProfileId(), e.getPool(), e.getStay());
      case PoolLeaveVoided e -> new In(e.getProfileId(), e.getPool(), e.getStay());
      default -> throw new AssertionError(event);
    };
  }

  // ---- protocol, section 4: candidates who could be drawn, from the logs alone

  private void everyDrawCanBeRecomputedFromTheLog(History h) {
    Map<UUID, InvitationClosed> closed =
        h.invitationEvents.stream()
            .filter(InvitationClosed.class::isInstance)
            .map(InvitationClosed.class::cast)
            .collect(Collectors.toMap(InvitationClosed::getInvitationId, e -> e));
    Map<UUID, List<InvitationIssued>> byRound =
        h.invitationEvents.stream()
            .filter(InvitationIssued.class::isInstance)
            .map(InvitationIssued.class::cast)
            .collect(Collectors.groupingBy(InvitationIssued::getRoundId));
    Set<UUID> refusedDeclines =
        h.invitationEvents.stream()
            .filter(e -> e instanceof AnswerRejected r && r.getAnswer() == Answer.DECLINE)
            .map(e -> e.getInvitationId())
            .collect(Collectors.toSet());
    List<RoundRun> rounds =
        h.roundEvents.stream()
            .filter(RoundRun.class::isInstance)
            .map(RoundRun.class::cast)
            .filter(run -> run.getRevision() == 0)
            .toList();
    for (RoundRun round : rounds) {
      met("draw");
      assertThat(seen(h, round, "iec.rounds", History.NOBODY))
          .as("read back before " + round)
          .filteredOn(
              e -> e instanceof RoundScheduled s && s.getRoundId().equals(round.getRoundId()))
          .extracting(e -> ((RoundScheduled) e).getCommitment())
          .containsExactly(
              ByteBuffer.wrap(
                  Commitment.of(
                      round.getRoundId(),
                      new SizeRule.Operator(round.getSize()),
                      round.getSeed().array())));
      List<RoundRun> before =
          rounds.stream()
              .filter(r -> PoolIds.country(r.getPool()).equals(PoolIds.country(round.getPool())))
              .filter(r -> r.getSeq() < round.getSeq())
              .sorted(java.util.Comparator.comparing(RoundRun::getSeq))
              .toList();
      Set<UUID> drawable = new HashSet<>();
      for (int c = 0; c < h.candidates; c++) {
        drawable.addAll(drawable(h, round, before, byRound, closed, refusedDeclines, c));
      }
      if (closed.values().stream()
          .anyMatch(e -> e.getCause() == ClosedCause.VOIDED && e.getSeq() < round.getSeq())) {
        met("draw after a correction");
      }
      assertThat(round.getDrawable()).as("drawable in " + round).isEqualTo(drawable.size());
      assertThat(byRound.getOrDefault(round.getRoundId(), List.of()))
          .extracting(InvitationIssued::getProfileId)
          .as("invited by " + round)
          .isSubsetOf(drawable)
          .hasSize(round.getInvited());
      assertThat(round.getInvited()).isEqualTo(Math.min(round.getSize(), round.getDrawable()));
      if (!round.getPoolSize().equals(round.getDrawable())) {
        met("drawable differs from the sum");
      }
    }
  }

  private static Set<UUID> drawable(
      History h,
      RoundRun round,
      List<RoundRun> before,
      Map<UUID, List<InvitationIssued>> byRound,
      Map<UUID, InvitationClosed> closed,
      Set<UUID> refusedDeclines,
      int candidate) {
    UUID candidateId = History.candidateId(candidate);
    List<InvitationIssued> earlier =
        before.stream()
            .flatMap(r -> byRound.getOrDefault(r.getRoundId(), List.of()).stream())
            .filter(i -> i.getCandidateId().equals(candidateId))
            .toList();
    boolean holdsOne =
        earlier.stream()
            .map(i -> closed.get(i.getInvitationId()))
            .anyMatch(end -> end == null || end.getSeq() > round.getSeq());
    if (holdsOne) {
      return Set.of();
    }
    UUID current = null;
    Set<In> left = new HashSet<>();
    Map<In, PoolEntered> entered = new HashMap<>();
    for (Event event : seen(h, round, "iec.pools", candidate)) {
      switch (event) {
        case PoolEntered e -> {
          current = e.getProfileId();
          entered.put(stay(e), e);
        }
        case PoolLeft e -> left.add(stay(e));
        default -> {
          // no effect on membership
        }
      }
    }
    UUID profile = current;
    InvitationIssued last =
        earlier.stream()
            .filter(i -> i.getProfileId().equals(profile))
            .reduce((_, next) -> next)
            .orElse(null);
    UUID lastId = last == null ? null : last.getInvitationId();
    Predicate<PoolEntered> counts =
        e ->
            e.getProfileId().equals(profile)
                && Objects.equals(e.getAfter(), lastId)
                && e.getPool().equals(round.getPool())
                && !e.getEligibleUntil().isBefore(round.getDrawDate());
    Set<In> in =
        entered.values().stream()
            .filter(counts)
            .map(ProtocolTest::stay)
            .collect(Collectors.toCollection(HashSet::new));
    boolean returned =
        last != null
            && last.getPool().equals(round.getPool())
            && (closed.get(lastId).getCause() == ClosedCause.VOIDED
                || !refusedDeclines.contains(lastId)
                    && seen(h, round, "iec.responses", candidate).stream()
                        .anyMatch(
                            e ->
                                e instanceof InvitationDeclined d
                                    && d.getInvitationId().equals(lastId)));
    if (returned) {
      PoolEntered drawn =
          h.poolEvents.stream()
              .filter(PoolEntered.class::isInstance)
              .map(PoolEntered.class::cast)
              .filter(e -> e.getProfileId().equals(profile) && e.getPool().equals(last.getPool()))
              .findFirst()
              .orElseThrow();
      if (!drawn.getEligibleUntil().isBefore(round.getDrawDate())) {
        in.add(new In(profile, last.getPool(), last.getStay() + 1));
      }
    }
    in.removeAll(left);
    return in.stream().map(In::profile).collect(Collectors.toSet());
  }

  /** The events in one candidate's lane of a topic up to the round's positions. */
  private static List<Event> seen(History h, RoundRun round, String topic, int candidate) {
    long upTo =
        round.getPositions().stream()
            .filter(p -> p.getTopic().equals(topic) && p.getPartition() == candidate)
            .mapToLong(p -> p.getOffset() + 1)
            .findFirst()
            .orElse(0);
    return h.lane(topic, candidate, round.getPool().getCountry()).stream().limit(upTo).toList();
  }

  private static Set<PoolId> pools(History h) {
    Set<PoolId> pools = new HashSet<>();
    for (int k = 0; k < h.countries; k++) {
      for (Category category : History.CATEGORIES) {
        pools.add(History.pool(k, category));
      }
    }
    return pools;
  }

  private void met(String what) {
    met.merge(what, 1L, Long::sum);
  }
}
