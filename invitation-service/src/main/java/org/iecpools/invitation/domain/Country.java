package org.iecpools.invitation.domain;

import static org.iecpools.events.ClosingCause.NOT_OFFERED;
import static org.iecpools.events.ClosingCause.NOT_OPEN;
import static org.iecpools.events.ClosingCause.NOT_PLANNED;
import static org.iecpools.events.ClosingCause.QUOTA_MET;
import static org.iecpools.events.ClosingCause.SEASON_CLOSED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.domain.Deadlines;
import org.iecpools.domain.DrawingOrder;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.SizeRule;
import org.iecpools.domain.Spots;
import org.iecpools.domain.WeeklyPlan;
import org.iecpools.events.Answer;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CancellationCause;
import org.iecpools.events.ClosingCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LeaveCause;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.Quota;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.CountryRow.PoolRow;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.domain.Invitation.State;
import org.iecpools.invitation.domain.LoggedAnswer.Acceptance;
import org.iecpools.invitation.domain.LoggedAnswer.Application;
import org.iecpools.invitation.domain.LoggedAnswer.ApplicationEnd;
import org.iecpools.invitation.domain.LoggedAnswer.Decline;
import org.iecpools.invitation.domain.LoggedAnswer.Letter;
import org.iecpools.invitation.domain.LoggedAnswer.Withdrawal;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.PoolDecision;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.domain.Verdict.Advance;
import org.iecpools.invitation.domain.Verdict.Close;
import org.iecpools.invitation.domain.Verdict.Confirm;
import org.iecpools.invitation.domain.Verdict.Ignore;
import org.iecpools.invitation.domain.Verdict.Reject;
import org.iecpools.invitation.domain.WaitingOrder.OfPool;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all pools of one season and country together, so that no candidate is invited twice.
 * Each call takes one input and returns the events to write and the rows that changed. Not
 * thread-safe.
 *
 * <p>It holds the state, finds what an input is about, and applies what the rules decide: {@link
 * InvitationRules} how an invitation goes on, {@link RoundRules} when a round may run, {@link
 * Corrections} what a correction voids. {@link Outbox} builds the events.
 *
 * <p>Once all pools have closed, a candidate without an open invitation is <em>closed</em>: it
 * leaves memory, and its row is read when an input is about it. That changes no decision.
 */
public final class Country {

  /**
   * How long after the beacon's round a closed list waits for a seed that cannot be used. Operators
   * have a day to find the key.
   */
  static final Duration FORFEITED_AFTER = Duration.ofDays(1);

  private record Due(Instant at, UUID candidateId, UUID invitationId) {}

  private record Partition(String topic, int number) {}

  /** A candidate in a closed list, with the profile, stay and time zone that are listed. */
  private record Listed(Candidate candidate, UUID profileId, Stay stay, String timeZone) {}

  private final int season;
  private final String country;
  private final Function<PoolId, Optional<Quota>> shippedQuotas;
  private final Supplier<byte[]> seeds;
  private final Optional<PublicRandomness> randomness;

  private final SeasonBook book = new SeasonBook();
  private final Map<PoolId, Pool> pools = new LinkedHashMap<>();
  private final Map<UUID, Candidate> candidates = new HashMap<>();
  private final Deque<UUID> leaving = new ArrayDeque<>();
  private final Map<UUID, UUID> notIssued = new LinkedHashMap<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparing(Due::at));
  private final Map<Partition, Position> positions = new HashMap<>();
  private final Set<UUID> decided = new HashSet<>();
  private final Set<UUID> rounds = new HashSet<>();
  private final Map<UUID, RoundRun> runs = new HashMap<>();
  private final AnnouncedRounds announcedRounds = new AnnouncedRounds();
  private final Outbox outbox = new Outbox();
  private WeeklyCheck weeklyCheck = WeeklyCheck.NONE;
  private ClosedCandidates closedCandidates = ClosedCandidates.NONE;
  private boolean closed;
  private @Nullable SealedRound sealed;

  /**
   * The list of {@link #sealed}, so that the draw need not compute it again; null after a start.
   */
  private @Nullable SealedPool sealedPool;

  /** A country whose draws depend on their seeds alone. */
  public Country(
      int season,
      String country,
      Function<PoolId, Optional<Quota>> shippedQuotas,
      Supplier<byte[]> seeds) {
    this(season, country, shippedQuotas, seeds, Optional.empty());
  }

  /**
   * @param shippedQuotas reference quota of a pool, used if no quota was announced
   * @param seeds creates the secret seed of each announced round, 32 bytes
   * @param randomness decides draws together with their seeds; if it is empty, the seeds alone do
   */
  public Country(
      int season,
      String country,
      Function<PoolId, Optional<Quota>> shippedQuotas,
      Supplier<byte[]> seeds,
      Optional<PublicRandomness> randomness) {
    this.season = season;
    this.country = country;
    this.shippedQuotas = shippedQuotas;
    this.seeds = seeds;
    this.randomness = randomness;
  }

  /** Year of the programme. */
  public int season() {
    return season;
  }

  /** Country code, ISO 3166-1 alpha-2. */
  public String country() {
    return country;
  }

  // ---- restoring state

  /** Sets where the rows of closed candidates are found, before the country's row is restored. */
  public void restore(ClosedCandidates rows) {
    closedCandidates = rows;
  }

  /**
   * Restores the country's row, before its pools, positions and candidates. If an earlier version
   * has written it, the next outcome contains every row that has replaced a part of it. Reads the
   * rows of closed candidates only if the country was opened again after they were closed.
   */
  public void restore(CountryRow row) {
    closed = Boolean.TRUE.equals(row.closed());
    if (!closed) {
      readClosedCandidates();
    }
    outbox.restore(row.seq());
    row.pools().forEach(pool -> changing(pool.pool()).restore(pool));
    row.positions().forEach(this::put);
    if (!row.pools().isEmpty() || !row.positions().isEmpty()) {
      outbox.countryChanged();
    }
    announcedRounds.restore(row);
    sealed = row.sealed();
    row.waiting().forEach(order -> decided.add(order.id()));
  }

  /** Restores a pool, before any input. */
  public void restore(PoolRow row) {
    if (row.seq() != null) {
      outbox.restore(row.seq());
    }
    pool(row.pool()).restore(row);
  }

  /** Restores the last record that was read from an input partition, before any input. */
  public void restore(Position position) {
    positions.put(partition(position), position);
  }

  /** Restores the secret seed of an announced round, before any input. */
  public void restore(UUID roundId, byte[] seed) {
    announcedRounds.restore(roundId, seed);
  }

  /**
   * Restores that the stored seed of a round must not be used, before any input. The round is
   * announced again with another seed.
   *
   * @param why the reason of that announcement
   */
  public void restoreUnusable(UUID roundId, String why) {
    announcedRounds.restoreUnusable(roundId, why);
  }

  /** Restores the row of a candidate who is not closed, before any input. */
  public void restore(CandidateRow row) {
    Candidate candidate = Candidate.of(row, this::shared);
    candidates.put(candidate.id, candidate);
    if (closed) {
      leaving.add(candidate.id);
    }
    for (Invitation invitation : candidate.invitations()) {
      if (invitation.open()) {
        pool(invitation.pool()).reserved++;
        watch(candidate, invitation);
        if (!invitation.issued()) {
          notIssued.put(invitation.id(), candidate.id);
        }
      }
    }
  }

  /** Restores an announcement, before any input. */
  public void restore(SeasonsEvent event) {
    book.apply(event);
  }

  /** Restores the last revision of a round that ran here, before any input. */
  public void restore(RoundRun run) {
    runs.put(run.getRoundId(), run);
  }

  /** Restores a decision, before any input. */
  public void restore(OrderOutcome decision) {
    decided.add(decision.id());
    remember(decision);
  }

  /** The country's row as it is now. */
  public CountryRow row() {
    return new CountryRow(
        season,
        country,
        outbox.seq(),
        List.of(),
        List.of(),
        announcedRounds.announced(),
        announcedRounds.waiting(),
        closed ? true : null,
        sealed);
  }

  /** The rows of all known pools as they are now, in drawing order. */
  public List<PoolRow> pools() {
    return pools.values().stream()
        .sorted(Comparator.comparing(pool -> pool.id, DrawingOrder.OF_POOLS))
        .map(Pool::row)
        .toList();
  }

  /** The last record that was read from each input partition, by topic and partition. */
  public List<Position> positions() {
    return positions.values().stream()
        .sorted(Comparator.comparing(Position::topic).thenComparing(Position::partition))
        .toList();
  }

  /** A candidate's row as it is now. */
  public CandidateRow row(UUID candidateId) {
    return inMemory(candidateId)
        .or(() -> closedCandidate(candidateId))
        .orElseThrow()
        .row(season, country);
  }

  /** Number of drawn invitations whose {@code InvitationIssued} is still to be written. */
  public int pending() {
    return notIssued.size();
  }

  /** Whether an order waits until the announcements of its rounds have been read back. */
  public boolean waits() {
    return !announcedRounds.waiting().isEmpty();
  }

  /** Whether nothing but the time of the beacon is missing for the next draw. */
  public boolean waitsForBeacon(Instant now) {
    return sealed != null && sealed.heard() && now.isBefore(sealed.beacon().at());
  }

  /**
   * Forecasts a round of one pool as if it ran now; changes nothing. Pools that are drawn earlier
   * in the same order may take candidates away from it, which the forecast cannot include.
   *
   * @param size size that an operator would order; null for the policy
   * @param reason why an operator would order it; null without a reason
   */
  public Forecast foresee(
      PoolId pool, @Nullable Integer size, @Nullable String reason, Instant now) {
    Pool drawn = pools.getOrDefault(pool, new Pool(pool));
    int drawable = drawable(pool, now).size();
    Optional<Spots> spots = spots(drawn);
    Optional<RoundSize> sized =
        spots.flatMap(free -> rule(pool, size).map(rule -> RoundSize.of(rule, free, drawable)));
    return new Forecast(
        pool,
        drawn.size,
        drawable,
        spots,
        sized,
        Optional.ofNullable(beacon(drawn, now, now)),
        against(pool, size, now, now, afterFinalRound(pool, reason, now)));
  }

  // ---- inputs

  /**
   * Applies one event of a topic that this service reads.
   *
   * @param at position of the event in the log
   * @param loggedAt when the event entered the log; deadlines are judged by this time
   * @throws IllegalArgumentException for an event of another topic
   */
  public Outcome on(Event event, Position at, Instant loggedAt, Instant now) {
    switch (event) {
      case PoolsEvent e -> on(e, loggedAt, now);
      case ResponsesEvent e -> on(e, loggedAt, now);
      case ApplicationsEvent e -> on(e, loggedAt, now);
      case SeasonsEvent e -> on(e, now);
      case ProfilesEvent e -> throw notRead(e);
      case InvitationsEvent e -> throw notRead(e);
      case RoundsEvent e -> {
        put(at); // first: a draw states that it has read its own announcement
        on(e, now);
      }
    }
    put(at);
    return outcome();
  }

  private static IllegalArgumentException notRead(Event event) {
    return new IllegalArgumentException(
        "invitation-service does not read " + event.getClass().getSimpleName());
  }

  /** Applies an operator's order. An order with a known command id is ignored. */
  public Outcome on(RoundCommand command, Position at, Instant now) {
    if (decided.add(command.getCommandId())) {
      switch (command) {
        case RunRounds c ->
            takeOrder(
                c.getCommandId(),
                false,
                c.getOrders().stream().map(order -> ordered(order, c.getReason(), now)).toList(),
                now);
        case CorrectRound c -> decide(c.getCommandId(), List.of(correct(c, now)), now);
      }
    }
    put(at);
    return outcome();
  }

  private OfPool ordered(RoundOrder order, @Nullable String reason, Instant now) {
    Instant slot = Outbox.millis(now);
    return new OfPool(
        order.getPool(),
        order.getRoundId(),
        order.getSize(),
        slot,
        afterFinalRound(order.getPool(), reason, slot));
  }

  /**
   * The reason that is published of a round, because the pool's final round is over; null for other
   * rounds, of which the reason stays with the order.
   */
  private @Nullable String afterFinalRound(PoolId pool, @Nullable String reason, Instant slot) {
    return reason != null
            && !reason.isBlank()
            && book.plan(pool).filter(plan -> slot.isAfter(plan.getFinalRoundAt())).isPresent()
        ? reason
        : null;
  }

  /**
   * Advances the time: closes invitations that are due, opens and closes pools, and runs weekly
   * rounds that are due and whose announcements have been read back. Invitations lapse and weekly
   * rounds become due by the watermark, not by the clock, because everything that candidates sent
   * in time must have been read by then.
   *
   * @param watermark everything that entered the log up to this time has been read; the epoch while
   *     unknown
   */
  public Outcome tick(Instant now, Instant watermark) {
    lapse(watermark, now);
    reviewAll(now);
    takeWeekly(watermark, now);
    runWaiting(now);
    return outcome();
  }

  /**
   * Writes invitations that were drawn. The rounds have decided them already, so they may be
   * written in portions, later, and after a restart.
   *
   * @param atMost maximum number of invitations, 1 or more
   */
  public Outcome issue(int atMost) {
    for (UUID invitationId : notIssued.keySet().stream().limit(atMost).toList()) {
      Candidate candidate = holder(invitationId);
      issue(candidate, candidate.invitation(invitationId).orElseThrow());
    }
    return outcome();
  }

  /**
   * Closes the country when all of its pools have closed, and then closes candidates who have no
   * open invitation. Those whose invitation ends later are closed by the input that ends it.
   *
   * @param watermark everything that entered the log up to this time has been read
   * @param atMost maximum number of candidates, 1 or more
   */
  public Outcome closeCandidates(Instant watermark, int atMost) {
    if (!closed && isOver(watermark)) {
      closed = true;
      outbox.countryChanged();
      leaving.addAll(candidates.keySet());
    }
    for (int left = atMost; left > 0 && !leaving.isEmpty(); ) {
      Optional<Candidate> next =
          inMemory(leaving.remove()).filter(candidate -> candidate.open == null);
      if (next.isPresent()) {
        outbox.changed(next.get().id);
        left--;
      }
    }
    return outcome();
  }

  /** Whether {@link #closeCandidates} has anything to do. */
  public boolean hasCandidatesToClose(Instant watermark) {
    return !leaving.isEmpty() || (!closed && isOver(watermark));
  }

  // ---- iec.pools

  private void on(PoolsEvent event, Instant loggedAt, Instant now) {
    switch (event) {
      case PoolEntered e -> entered(e);
      case PoolLeft e -> left(e, loggedAt, now);
      case PoolLeaveVoided e -> leaveVoided(e);
      case PoolEntryRefused _, ProfileRejected _ -> {
        // These profiles never entered a pool.
      }
    }
  }

  private void entered(PoolEntered e) {
    Candidate candidate = candidate(e.getCandidateId());
    StayId stay = stay(candidate, e.getProfileId(), e.getPool(), e.getStay());
    if (!candidate.entered.add(stay)) {
      return;
    }
    Pool pool = changing(e.getPool());
    pool.size++;
    candidate.timeZone = e.getTimeZone().intern();
    candidate.identityChecked = Boolean.TRUE.equals(e.getIdentityChecked());
    if (!stay.profileId().equals(candidate.current)) {
      candidate.current = stay.profileId();
      candidate.endAllStays();
    }
    // An entry after an invitation that is not the latest is an echo from before the latest draw:
    // pool-service's leave for that draw is on its way (R8).
    if (Objects.equals(e.getAfter(), candidate.latestInvitation(e.getProfileId()))
        && !candidate.left.contains(stay)) {
      candidate.begin(pool.id, new Stay(e.getStay(), e.getEligibleUntil()));
    }
  }

  private void left(PoolLeft e, Instant loggedAt, Instant now) {
    Candidate candidate = candidate(e.getCandidateId());
    if (candidate.left.add(stay(candidate, e.getProfileId(), e.getPool(), e.getStay()))) {
      changing(e.getPool()).size--;
    }
    if (e.getProfileId().equals(candidate.current)
        && candidate.stay(e.getPool()).filter(stay -> stay.number() == e.getStay()).isPresent()) {
      candidate.end(e.getPool());
    }
    // No early return for repeats: the same stay may be left twice with different causes, and a
    // withdrawal ends the open invitation whichever stay it names (R11).
    if (e.getCause() == LeaveCause.WITHDRAWN) {
      take(candidate, new Withdrawal(e, loggedAt), now);
    }
  }

  private void leaveVoided(PoolLeaveVoided e) {
    // Only the size changes: the draw has already ended the stay.
    Candidate candidate = candidate(e.getCandidateId());
    if (candidate.voided.add(stay(candidate, e.getProfileId(), e.getPool(), e.getStay()))) {
      changing(e.getPool()).size++;
    }
  }

  private StayId stay(Candidate candidate, UUID profileId, PoolId pool, int number) {
    return new StayId(candidate.shared(profileId), shared(pool), number);
  }

  // ---- iec.responses

  private void on(ResponsesEvent event, Instant loggedAt, Instant now) {
    Candidate candidate = candidate(event.getCandidateId());
    switch (event) {
      case InvitationAccepted e -> take(candidate, new Acceptance(e, loggedAt), now);
      case InvitationDeclined e -> take(candidate, new Decline(e, loggedAt), now);
    }
  }

  // ---- iec.applications

  private void on(ApplicationsEvent event, Instant loggedAt, Instant now) {
    Candidate candidate = candidate(event.getCandidateId());
    switch (event) {
      case ApplicationSubmitted e -> take(candidate, new Application(e, loggedAt), now);
      case ApplicationClosed e -> take(candidate, new ApplicationEnd(e, loggedAt), now);
      case LoiIssued e -> {
        if (candidate.lois.add(e.getInvitationId())) {
          changing(e.getPool()).lois++;
        }
        take(candidate, new Letter(e, loggedAt), now);
        review(pool(e.getPool()), now);
      }
      case LoiCancelled e -> {
        if (candidate.loisCancelled.add(e.getInvitationId())) {
          changing(e.getPool()).lois--;
        }
        review(pool(e.getPool()), now);
      }
    }
  }

  // ---- iec.seasons

  private void on(SeasonsEvent event, Instant now) {
    book.apply(event);
    if (closed && lastClose().filter(now::isBefore).isPresent()) {
      reopen();
    }
    reviewAll(now);
    runWaiting(now); // under the rules that apply from now on
  }

  // ---- iec.rounds

  private void on(RoundsEvent event, Instant now) {
    switch (event) {
      case RoundScheduled e -> {
        if (announcedRounds.markReadBack(e)) {
          outbox.countryChanged();
          runWaiting(now);
        }
      }
      case RoundSealed e -> {
        if (sealed != null && !sealed.heard() && sealed.roundId().equals(e.getRoundId())) {
          sealed = sealed.asReadBack();
          outbox.countryChanged();
          runWaiting(now);
        }
      }
      case RoundCancelled _, RoundRun _, PoolClosed _, PoolOpened _ -> {
        // Written by this country itself, or about rounds that ran elsewhere: nothing to decide.
      }
    }
  }

  // ---- answers: look up, judge, apply

  /**
   * Takes an answer. It is judged by the time at which it entered the log, whenever it is read: one
   * in time immediately, a late one when everything from before the deadline has been read, because
   * the later of two records on different topics may be read first.
   */
  private void take(Candidate candidate, LoggedAnswer answer, Instant now) {
    Optional<Invitation> invitation = invitation(candidate, answer);
    if (invitation.isEmpty() && isListed(candidate, answer)) {
      candidate.hold(answer); // the draw of a closed list may invite the profile still
    } else if (invitation.isEmpty()) {
      takeUnknown(candidate, answer);
    } else if (!isLate(invitation.get(), answer)) {
      judge(candidate, invitation.get(), input(invitation.get(), answer), now);
      settle(candidate, now);
    } else if (candidate.hold(answer) && answer instanceof Decline) {
      changing(invitation.get().pool()).size++; // all services count a decline when they read it
    }
  }

  /** The invitation that an answer is about; empty if there is none here, or none that is open. */
  private static Optional<Invitation> invitation(Candidate candidate, LoggedAnswer answer) {
    return switch (answer) {
      case Acceptance(InvitationAccepted e, _) -> candidate.invitation(e.getInvitationId());
      case Decline(InvitationDeclined e, _) -> candidate.invitation(e.getInvitationId());
      case Application(ApplicationSubmitted e, _) -> candidate.invitation(e.getInvitationId());
      case ApplicationEnd(ApplicationClosed e, _) -> candidate.invitation(e.getInvitationId());
      case Letter(LoiIssued e, _) -> candidate.invitation(e.getInvitationId());
      case Withdrawal(PoolLeft e, _) -> candidate.openOf(e.getProfileId());
    };
  }

  /**
   * Counts a decline of an invitation that is unknown here. Its round ran elsewhere, and nobody
   * will reject the decline; or the round is still to be drawn, because an invitation's id can be
   * computed before the draw. No other answer to such an invitation has an effect.
   */
  private void takeUnknown(Candidate candidate, LoggedAnswer answer) {
    if (answer instanceof Decline(InvitationDeclined e, _)
        && candidate.declinedElsewhere.add(e.getInvitationId())) {
      changing(e.getPool()).size++;
    }
  }

  /** Whether an answer entered the log at or after the deadline of an open invitation. */
  private static boolean isLate(Invitation invitation, LoggedAnswer answer) {
    Instant due = invitation.due();
    if (due == null || answer.loggedAt().isBefore(due)) {
      return false;
    }
    return switch (answer) {
      // Once accepted, these do not affect the invitation, whether or not it has lapsed.
      case Acceptance _, Decline _ -> invitation.state() instanceof Invited;
      case Application _, ApplicationEnd _, Letter _, Withdrawal _ -> true;
    };
  }

  /** Judges held answers that no longer wait for an open deadline. */
  private void settle(Candidate candidate, Instant now) {
    Optional<LoggedAnswer> next = judgeable(candidate);
    while (next.isPresent()) {
      LoggedAnswer answer = next.get();
      candidate.release(answer);
      invitation(candidate, answer)
          .ifPresent(invitation -> judgeHeld(candidate, invitation, answer, now));
      next = judgeable(candidate);
    }
  }

  private static Optional<LoggedAnswer> judgeable(Candidate candidate) {
    return candidate.held().stream()
        .filter(
            answer ->
                invitation(candidate, answer)
                    .filter(invitation -> isLate(invitation, answer))
                    .isEmpty())
        .findFirst();
  }

  private void judgeHeld(
      Candidate candidate, Invitation invitation, LoggedAnswer answer, Instant now) {
    if (answer instanceof Decline) {
      // It was counted when it was read, and closing counts it again.
      changing(invitation.pool()).size--;
    }
    judge(candidate, invitation, input(invitation, answer), now);
  }

  private static InvitationInput input(Invitation invitation, LoggedAnswer answer) {
    return switch (answer) {
      case Acceptance(InvitationAccepted e, _) ->
          new InvitationInput.Acceptance(
              e.getOccurredAt(),
              Deadlines.submitBy(
                  e.getOccurredAt(), invitation.drawnAt(), TimeZones.of(invitation.timeZone())));
      case Decline _ -> new InvitationInput.Decline();
      case Application _ -> new InvitationInput.Application();
      case ApplicationEnd _ -> new InvitationInput.ApplicationEnd();
      case Letter _ -> new InvitationInput.Loi();
      case Withdrawal _ -> new InvitationInput.Withdrawal();
    };
  }

  private void lapse(Instant watermark, Instant now) {
    while (!dues.isEmpty() && !dues.peek().at().isAfter(watermark)) {
      Due due = dues.remove();
      // A closed candidate has answered since.
      inMemory(due.candidateId()).ifPresent(candidate -> lapse(candidate, due, now));
    }
  }

  private void lapse(Candidate candidate, Due due, Instant now) {
    Invitation invitation = candidate.invitation(due.invitationId()).orElseThrow();
    if (due.at().equals(invitation.due())) { // otherwise answered since
      judge(candidate, invitation, new InvitationInput.DeadlinePassed(), now);
      settle(candidate, now);
    }
  }

  /**
   * Ends drawn invitations that were declined before their draw and counted then. An open one could
   * be declined a second time, but all other services count a decline once.
   */
  private void endDeclinedBeforehand(Instant now) {
    for (UUID invitationId : List.copyOf(notIssued.keySet())) {
      Candidate candidate = holder(invitationId);
      if (candidate.declinedElsewhere.contains(invitationId)) {
        Invitation invitation = candidate.invitation(invitationId).orElseThrow();
        // It was counted when it was read, and closing counts it again.
        changing(invitation.pool()).size--;
        judge(candidate, invitation, new InvitationInput.Decline(), now);
      }
    }
  }

  // ---- verdicts

  private void judge(
      Candidate candidate, Invitation invitation, InvitationInput input, Instant now) {
    keepStanding(candidate);
    switch (InvitationRules.judge(invitation.state(), input)) {
      case Confirm(Instant acceptedAt, Instant submitBy) ->
          confirm(candidate, invitation, acceptedAt, submitBy, now);
      case Advance(State next) -> advance(candidate, invitation, next);
      case Close close -> close(candidate, invitation, close, now);
      case Reject(Answer answer, String reason) ->
          reject(candidate, invitation, answer, reason, now);
      case Ignore() -> {}
    }
  }

  /** Applies an acceptance in time. */
  private void confirm(
      Candidate candidate,
      Invitation invitation,
      Instant acceptedAt,
      Instant submitBy,
      Instant now) {
    // Consumers must read the issue of an invitation before all other events about it (R12).
    Invitation issued = invitation.issued() ? invitation : issue(candidate, invitation);
    put(candidate, issued.in(new Accepted(submitBy)));
    outbox.acceptanceConfirmed(candidate.id, issued, acceptedAt, submitBy, now);
  }

  /** Applies an application: nothing else advances an invitation. */
  private void advance(Candidate candidate, Invitation invitation, State next) {
    put(candidate, invitation.in(next));
  }

  private void close(Candidate candidate, Invitation invitation, Close close, Instant now) {
    // Consumers must read the issue of an invitation before its end (R12).
    Invitation issued = invitation.issued() ? invitation : issue(candidate, invitation);
    put(candidate, issued.in(new Closed(close.cause(), issued.accepted(), now, close.reason())));
    candidate.open = null;
    Pool pool = pool(issued.pool());
    pool.reserved--;
    outbox.invitationClosed(candidate.id, issued, pool, close.cause(), close.reason(), now);
    switch (close.cause()) {
      case DECLINED, VOIDED -> putBack(candidate, issued);
      case NOT_ANSWERED,
          NOT_SUBMITTED,
          PROFILE_WITHDRAWN,
          APPLICATION_CLOSED,
          LOI_ISSUED,
          UNKNOWN -> {
        // The candidate is in no pool until pool-service writes an entry.
      }
    }
  }

  /**
   * Returns the candidate to the pool of the invitation, in the next stay, immediately and without
   * an entry event.
   */
  private void putBack(Candidate candidate, Invitation invitation) {
    changing(invitation.pool()).size++;
    if (invitation.profileId().equals(candidate.current)) {
      candidate.begin(
          invitation.pool(), new Stay(invitation.stay() + 1, invitation.eligibleUntil()));
    }
  }

  private Invitation issue(Candidate candidate, Invitation invitation) {
    Invitation issued = invitation.asIssued();
    put(candidate, issued);
    notIssued.remove(issued.id());
    outbox.invitationIssued(candidate.id, issued);
    return issued;
  }

  private void reject(
      Candidate candidate, Invitation invitation, Answer answer, String reason, Instant now) {
    Invitation rejected = invitation;
    if (answer == Answer.WITHDRAWAL) {
      rejected = invitation.withWithdrawalRejected();
      put(candidate, rejected);
    }
    outbox.answerRejected(candidate.id, rejected, answer, reason, now);
  }

  // ---- rounds

  /**
   * Takes weekly rounds once everything that entered the log up to their time has been read, so
   * that every profile that was submitted in time takes part. Then announces the next weekly
   * rounds.
   */
  private void takeWeekly(Instant watermark, Instant now) {
    if (weeklyCheck.holds(book.changes(), announcedRounds.version(), watermark, now)) {
      return;
    }
    takeDue(watermark, now);
    cancelMissed(watermark, now);
    planned().forEach(pool -> announceNext(pool, now));
    weeklyCheck =
        new WeeklyCheck(
            book.changes(),
            announcedRounds.version(),
            watermark,
            nextWeekly(watermark),
            now,
            nextWeekly(now));
  }

  /**
   * The first weekly round of any pool after an instant, by the plan or as announced; the end of
   * time if there is none.
   */
  private Instant nextWeekly(Instant at) {
    return Stream.concat(
            book.plan(season, country).stream()
                .flatMap(plan -> plan.getPools().stream())
                .flatMap(plan -> WeeklyPlan.nextAfter(plan, at).stream()),
            announcedRounds.announced().stream()
                .map(AnnouncedRound::runsAt)
                .filter(runsAt -> runsAt.isAfter(at)))
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  private void takeDue(Instant watermark, Instant now) {
    List<OfPool> due = new ArrayList<>();
    for (Pool pool : planned()) {
      PoolPlan plan = book.plan(pool.id).orElseThrow();
      if (hadFinalRound(pool, plan)) {
        continue;
      }
      // Only the latest, so that rounds missed during an outage do not all run at its end.
      WeeklyPlan.latest(plan, watermark)
          .filter(pool::isAfterLastWeekly)
          .ifPresent(
              slot -> {
                // Recorded whether or not the round can run, so that it never runs in the middle of
                // a week.
                pool.lastWeekly = slot;
                outbox.changed(pool);
                if (wasPlanned(pool.id, slot)) {
                  due.add(weekly(pool, slot));
                }
              });
    }
    if (!due.isEmpty()) {
      UUID id = EventIds.of("WeeklyRounds", due.stream().map(OfPool::roundId).sorted().toList());
      if (decided.add(id)) {
        takeOrder(id, true, due, now);
      }
    }
  }

  /**
   * Whether no weekly round of this plan is to come, because the final one ran or was passed over.
   * Saves seasons that are over the search for it at each tick.
   */
  private static boolean hadFinalRound(Pool pool, PoolPlan plan) {
    return !pool.isAfterLastWeekly(plan.getFinalRoundAt());
  }

  /**
   * Whether the plan at that time had this round: a season that is announced late has no rounds
   * before its announcement.
   */
  private boolean wasPlanned(PoolId pool, Instant slot) {
    return book.plan(pool, slot)
        .flatMap(plan -> WeeklyPlan.latest(plan, slot))
        .filter(slot::equals)
        .isPresent();
  }

  private static OfPool weekly(Pool pool, Instant slot) {
    return new OfPool(
        pool.id, EventIds.of("WeeklyRound", PoolIds.text(pool.id), slot), null, slot, null);
  }

  private void announceNext(Pool pool, Instant now) {
    PoolPlan plan = book.plan(pool.id).orElseThrow();
    if (hadFinalRound(pool, plan)) {
      return;
    }
    WeeklyPlan.nextAfter(plan, now)
        .filter(pool::isAfterLastWeekly)
        .map(slot -> weekly(pool, slot))
        .filter(round -> !announcedRounds.isAnnounced(round.roundId()))
        .filter(
            round ->
                RoundRules.against(Optional.of(plan), quota(pool.id), round.slot(), now, null)
                    .isEmpty())
        .ifPresent(round -> announce(round, now));
  }

  /** Cancels announced weekly rounds whose time has passed and that no order has taken. */
  private void cancelMissed(Instant watermark, Instant now) {
    for (AnnouncedRound round : announcedRounds.announced()) {
      if (!round.runsAt().isAfter(watermark) && !announcedRounds.isAwaited(round.roundId())) {
        outbox.roundCancelled(
            round.pool(),
            round.roundId(),
            CancellationCause.MISSED,
            "its time has passed: the season's plan no longer has it, or a later one was due as"
                + " well",
            seen(),
            now);
        announcedRounds.drop(round.roundId());
        outbox.countryChanged();
      }
    }
  }

  // ---- announcements

  /** Announces a round for the first time. */
  private void announce(OfPool round, Instant now) {
    Pool pool = pool(round.pool());
    SizeRule rule = rule(round.pool(), round.size()).orElseThrow();
    // Earlier versions announced the next weekly round under the same id, without a commitment.
    boolean uncommitted =
        pool.scheduled != null && weekly(pool, pool.scheduled).roundId().equals(round.roundId());
    announce(
        pool.id,
        round.roundId(),
        round.slot(),
        rule,
        beacon(pool, round.slot(), now),
        uncommitted ? 1 : 0,
        uncommitted ? "it was announced without a commitment to its seed" : null,
        round.afterFinalRound(),
        now);
  }

  /** Announces a round again if its commitment no longer holds. */
  private void renew(AnnouncedRound round, Instant now) {
    SizeRule rule =
        switch (round.rule()) {
          case SizeRule.Policy policy -> rule(round.pool(), null).orElse(policy);
          case SizeRule.Operator operator -> operator;
        };
    Optional<String> otherBeacon = beaconFault(round);
    if (!rule.equals(round.rule())) {
      announceAgain(
          round,
          rule,
          "the season's plan changed: %s instead of %s"
              .formatted(rule.inWords(), round.rule().inWords()),
          now);
    } else if (otherBeacon.isPresent()) {
      announceAgain(round, rule, otherBeacon.get(), now);
    } else {
      announcedRounds.seedFault(round).ifPresent(reason -> announceAgain(round, rule, reason, now));
    }
  }

  private void announceAgain(AnnouncedRound round, SizeRule rule, String reason, Instant now) {
    announce(
        round.pool(),
        round.roundId(),
        round.runsAt(),
        rule,
        beacon(pool(round.pool()), round.runsAt(), now),
        round.revision() + 1,
        reason,
        round.afterFinalRound(),
        now);
  }

  /** Why a round is announced again with another choice of the beacon; empty if it is not. */
  private Optional<String> beaconFault(AnnouncedRound round) {
    Optional<String> announced = Optional.ofNullable(round.beacon()).map(BeaconChoice::chain);
    Optional<String> used = randomness.map(it -> it.chain().hash());
    if (announced.equals(used)) {
      return Optional.empty();
    }
    if (announced.isEmpty()) {
      return Optional.of("draws depend on public randomness from now on");
    }
    return Optional.of(
        used.isEmpty()
            ? "draws no longer depend on public randomness"
            : "draws depend on another source of public randomness from now on");
  }

  /**
   * The beacon's round for a list that is closed now, or when everything from before a later time
   * has been read. The pools of a country are drawn one after the other, because each list depends
   * on the draw before.
   */
  private @Nullable BeaconChoice beacon(Pool pool, Instant runsAt, Instant now) {
    int turn =
        (int)
            planned().stream()
                .filter(other -> DrawingOrder.OF_POOLS.compare(other.id, pool.id) < 0)
                .count();
    return randomness
        .map(it -> it.choice(now.isBefore(runsAt) ? runsAt.plus(it.reading()) : now, turn))
        .orElse(null);
  }

  private void announce(
      PoolId pool,
      UUID roundId,
      Instant runsAt,
      SizeRule rule,
      @Nullable BeaconChoice beacon,
      int revision,
      @Nullable String reason,
      @Nullable String afterFinalRound,
      Instant now) {
    byte[] seed = seeds.get();
    AnnouncedRound round =
        new AnnouncedRound(
            pool,
            roundId,
            runsAt,
            rule,
            Commitment.text(roundId, rule, beacon, seed),
            revision,
            false,
            beacon,
            afterFinalRound);
    announcedRounds.announce(round, seed);
    outbox.roundScheduled(round, reason, now);
  }

  /** The rule that sizes a round; empty if the policy applies and the pool is not planned. */
  private Optional<SizeRule> rule(PoolId pool, @Nullable Integer size) {
    return size == null
        ? book.plan(pool).map(SizeRule::of)
        : Optional.of(new SizeRule.Operator(size));
  }

  // ---- orders

  /**
   * Takes an order: refuses immediately what cannot run, announces the rest and waits until the
   * announcements have been read back. Only an announcement that precedes the draw in the log
   * proves anything.
   */
  private void takeOrder(UUID id, boolean weekly, List<OfPool> wanted, Instant now) {
    List<OfPool> may = new ArrayList<>();
    List<NotRun> refused = new ArrayList<>();
    wanted.stream()
        .sorted(Comparator.comparing(OfPool::pool, DrawingOrder.OF_POOLS))
        .forEach(
            round -> {
              List<ReasonAgainst> reasons = againstOrder(round, weekly, now);
              if (!reasons.isEmpty()) {
                refused.add(refuse(round, weekly, reasons, now));
                return;
              }
              if (!announcedRounds.isAnnounced(round.roundId())) {
                announce(round, now);
              }
              may.add(round);
            });
    WaitingOrder order =
        new WaitingOrder(id, weekly, List.copyOf(may), List.copyOf(refused), List.of());
    outbox.countryChanged();
    if (may.isEmpty()) {
      decide(order, now);
    } else {
      announcedRounds.await(order);
      runWaiting(now);
    }
  }

  /** Refuses a round of an order. If the plan has announced it, it is cancelled. */
  private NotRun refuse(OfPool round, boolean weekly, List<ReasonAgainst> reasons, Instant now) {
    if (!weekly || !announcedRounds.isAnnounced(round.roundId())) {
      return new NotRun(round.pool(), round.roundId(), reasons);
    }
    NotRun refused = notAllowed(round, reasons, seen(), now);
    announcedRounds.drop(round.roundId());
    return refused;
  }

  private List<ReasonAgainst> againstOrder(OfPool round, boolean weekly, Instant now) {
    if (rounds.contains(round.roundId())
        || (!weekly && announcedRounds.isAnnounced(round.roundId()))) {
      return List.of(
          new ReasonAgainst(
              "ROUND_ID_USED", "a round with this id was decided or announced before"));
    }
    return against(round.pool(), round.size(), round.slot(), now, round.afterFinalRound());
  }

  /**
   * Renews announcements whose commitment no longer holds, then runs the orders whose announcements
   * have been read back, oldest first.
   */
  private void runWaiting(Instant now) {
    announcedRounds.announced().stream()
        .filter(round -> !isSealed(round.roundId()))
        .forEach(round -> renew(round, now));
    boolean another = true;
    while (another) {
      another = announcedRounds.next().map(order -> advance(order, now)).orElse(false);
    }
  }

  /** Takes the next step of the oldest order. Returns whether another may follow immediately. */
  private boolean advance(WaitingOrder order, Instant now) {
    if (sealed != null) {
      return drawSealed(order, sealed, now);
    }
    Optional<BeaconChoice> beacon =
        order.rounds().stream()
            .findFirst()
            .map(first -> announcedRounds.round(first.roundId()).beacon());
    if (beacon.isPresent()) {
      return seal(order, beacon.get(), now);
    }
    announcedRounds.removeNext();
    decide(order, now);
    return true;
  }

  private void decide(WaitingOrder order, Instant now) {
    // All pools of a decision are decided on the same state of the log.
    List<InputPosition> seen = seen();
    List<PoolDecision> outcome = new ArrayList<>(order.refused());
    outcome.addAll(order.done());
    for (OfPool round : order.rounds()) {
      outcome.add(run(round, order.weekly(), seen, now));
      announcedRounds.drop(round.roundId());
    }
    // Only after all draws of the order: a drawn candidate must not be back in a pool before the
    // last one.
    endDeclinedBeforehand(now);
    outcome.sort(Comparator.comparing(PoolDecision::pool, DrawingOrder.OF_POOLS));
    decide(order.id(), List.copyOf(outcome), now);
  }

  private void decide(UUID id, List<PoolDecision> outcome, Instant now) {
    OrderOutcome decision = new OrderOutcome(season, country, id, now, outcome);
    remember(decision);
    outbox.decided(decision);
  }

  private PoolDecision run(OfPool order, boolean weekly, List<InputPosition> seen, Instant now) {
    PoolId poolId = order.pool();
    List<ReasonAgainst> reasons =
        against(poolId, order.size(), order.slot(), now, order.afterFinalRound());
    if (!reasons.isEmpty()) {
      return notAllowed(order, reasons, seen, now);
    }
    if (closed) {
      reopen(); // the plan allows the round again, or the clock was set back
    }
    Pool pool = pool(poolId);
    Map<UUID, Candidate> drawable = drawable(poolId, now);
    RoundSize size =
        RoundSize.of(
            announcedRounds.round(order.roundId()).rule(),
            spots(pool).orElseThrow(),
            drawable.size());
    if (weekly && (drawable.isEmpty() || size.size() == 0)) {
      return nobodyToInvite(order, drawable.size(), size, seen, now);
    }

    byte[] seed = announcedRounds.seed(order.roundId());
    Draw draw = Draw.of(seed, order.roundId(), drawable.keySet(), size.size());
    RoundRun run =
        outbox.roundRun(
            pool, order.roundId(), size, seed, draw, uncheckedIdentities(drawable), seen, now);
    runs.put(run.getRoundId(), run);
    for (UUID profile : draw.invited()) {
      Candidate candidate = Objects.requireNonNull(drawable.get(profile));
      Stay stay = candidate.stay(poolId).orElseThrow();
      invite(candidate, profile, stay, candidate.timeZone, pool, order.roundId(), now);
    }
    return new Ran(poolId, order.roundId(), outbox.seq(), size.size(), draw.invited().size());
  }

  // ---- sealed rounds

  /**
   * Closes the list of an order's first round, whose announcement has been read back. The round is
   * drawn when its seal has been read back as well and the announced round of the beacon exists. If
   * that exists already, the list is closed too late, and a later one is announced. If it will
   * never exist, the list stays open and the round is cancelled.
   */
  private boolean seal(WaitingOrder order, BeaconChoice beacon, Instant now) {
    OfPool round = order.rounds().getFirst();
    AnnouncedRound announced = announcedRounds.round(round.roundId());
    List<ReasonAgainst> reasons =
        against(round.pool(), round.size(), round.slot(), now, round.afterFinalRound());
    if (!reasons.isEmpty()) {
      return decided(order, notAllowed(round, reasons, seen(), now));
    }
    Optional<Instant> end = randomness.flatMap(it -> it.endBefore(beacon));
    if (end.isPresent()) {
      return decided(order, withoutValue(round, beacon, end.get(), now));
    }
    if (!now.isBefore(beacon.at())) {
      String reason = "the list was not closed before %s".formatted(beacon.inWords());
      announceAgain(announced, announced.rule(), reason, now);
      return false;
    }
    if (closed) {
      reopen(); // the plan allows the round again, or the clock was set back
    }
    Pool pool = pool(round.pool());
    Map<UUID, Candidate> drawable = drawable(round.pool(), now);
    RoundSize size = RoundSize.of(announced.rule(), spots(pool).orElseThrow(), drawable.size());
    if (order.weekly() && (drawable.isEmpty() || size.size() == 0)) {
      return decided(order, nobodyToInvite(round, drawable.size(), size, seen(), now));
    }
    SealedPool list = SealedPool.of(round.roundId(), drawable.keySet());
    sealedPool = list;
    sealed =
        outbox.roundSealed(
            pool,
            round.roundId(),
            beacon,
            size,
            list,
            uncheckedIdentities(drawable),
            positions(),
            now);
    return false;
  }

  /** Draws from a closed list, as if the draw had been made when it was closed. */
  private boolean drawSealed(WaitingOrder order, SealedRound round, Instant now) {
    Optional<BeaconRound> beacon = randomness.flatMap(it -> it.value(round.beacon()));
    if (!round.heard() || beacon.isEmpty()) {
      return false;
    }
    Optional<String> fault = announcedRounds.seedFault(announcedRounds.round(round.roundId()));
    if (fault.isPresent()) {
      return !now.isBefore(round.beacon().at().plus(FORFEITED_AFTER))
          && forfeit(order, round, beacon.get(), fault.get(), now);
    }
    List<Listed> listed = listed(round);
    SealedPool list =
        sealedPool == null
            ? SealedPool.of(round.roundId(), listed.stream().map(Listed::profileId).toList())
            : sealedPool;
    byte[] seed = announcedRounds.seed(round.roundId());
    Draw draw = list.draw(seed, beacon.get().value(), round.size());
    RoundRun run = outbox.roundRun(round, seed, beacon.get(), draw, now);
    runs.put(run.getRoundId(), run);
    endSealed();
    Pool pool = changing(round.pool());
    Map<UUID, Listed> winners = list.drawn(draw, listed, Listed::profileId);
    for (UUID pseudonym : draw.invited()) {
      Listed winner = Objects.requireNonNull(winners.get(pseudonym));
      invite(
          winner.candidate(),
          winner.profileId(),
          winner.stay(),
          winner.timeZone(),
          pool,
          round.roundId(),
          now);
    }
    settleListed(round, now);
    Ran ran =
        new Ran(round.pool(), round.roundId(), round.seq(), round.size(), draw.invited().size());
    return decided(order, ran);
  }

  /**
   * Ends a closed list whose seed cannot be used. Nobody is invited: with another draw in its
   * place, anyone who withholds the seed could choose between two results.
   */
  private boolean forfeit(
      WaitingOrder order, SealedRound round, BeaconRound beacon, String fault, Instant now) {
    RoundRun run = outbox.roundForfeited(round, listed(round).size(), beacon, fault, now);
    runs.put(run.getRoundId(), run);
    endSealed();
    changing(round.pool());
    settleListed(round, now);
    return decided(order, new Ran(round.pool(), round.roundId(), round.seq(), round.size(), 0));
  }

  private void endSealed() {
    sealed = null;
    sealedPool = null;
  }

  /** Removes an order's first round, which is decided. */
  private boolean decided(WaitingOrder order, PoolDecision decision) {
    announcedRounds.drop(decision.roundId());
    announcedRounds.replaceNext(order.after(decision));
    outbox.countryChanged();
    return true;
  }

  private boolean isSealed(UUID roundId) {
    return sealed != null && sealed.roundId().equals(roundId);
  }

  /** The candidates in a closed list, in any order. */
  private List<Listed> listed(SealedRound round) {
    List<Listed> listed = new ArrayList<>();
    forEachCandidate(
        candidate -> {
          SealedStay stands = standing(candidate, round);
          UUID profile = stands.profileId();
          Stay stay = stands.stay();
          if (profile != null && stay != null) {
            listed.add(new Listed(candidate, profile, stay, stands.timeZone()));
          }
        });
    return listed;
  }

  /** How a candidate stands in a closed list, whatever has changed since. */
  private static SealedStay standing(Candidate candidate, SealedRound round) {
    return candidate
        .sealedIn(round.roundId())
        .orElseGet(
            () -> {
              boolean isListed = isDrawable(candidate, round.pool(), round.at());
              return new SealedStay(
                  round.roundId(),
                  isListed ? candidate.current : null,
                  isListed ? candidate.stay(round.pool()).orElseThrow() : null,
                  candidate.timeZone);
            });
  }

  /**
   * Keeps how a candidate stands in the closed list, before anything about the candidate changes.
   */
  private void keepStanding(Candidate candidate) {
    if (sealed != null) {
      candidate.keep(standing(candidate, sealed));
    }
  }

  /** Whether an answer withdraws a profile that is in the closed list. */
  private boolean isListed(Candidate candidate, LoggedAnswer answer) {
    return sealed != null
        && answer instanceof Withdrawal(PoolLeft left, _)
        && left.getProfileId().equals(standing(candidate, sealed).profileId());
  }

  /** Judges the withdrawals since a list was closed: those of profiles that were drawn count. */
  private void settleListed(SealedRound round, Instant now) {
    List<Candidate> changed = new ArrayList<>();
    forEachCandidate(
        candidate -> {
          if (candidate.sealedIn(round.roundId()).isPresent()) {
            changed.add(candidate);
          }
        });
    changed.sort(Comparator.comparing(candidate -> candidate.id)); // not the order of a hash table
    for (Candidate candidate : changed) {
      outbox.changed(candidate.id);
      candidate.keep(null);
      settle(candidate, now);
    }
  }

  /** What has been read so far, as events state it. */
  private List<InputPosition> seen() {
    return positions().stream().map(Position::inEvent).toList();
  }

  /** Cancels an announced round that plan or quota no longer allow. */
  private NotRun notAllowed(
      OfPool round, List<ReasonAgainst> reasons, List<InputPosition> seen, Instant now) {
    outbox.roundCancelled(
        round.pool(),
        round.roundId(),
        CancellationCause.NOT_ALLOWED,
        reasons.stream().map(ReasonAgainst::detail).collect(Collectors.joining("; ")),
        seen,
        now);
    return new NotRun(round.pool(), round.roundId(), reasons);
  }

  /** Cancels a round that the beacon will never decide, before its list is closed. */
  private NotRun withoutValue(OfPool round, BeaconChoice beacon, Instant end, Instant now) {
    String reason =
        "the chain of the beacon ends at %s, before %s".formatted(end, beacon.inWords());
    outbox.roundCancelled(
        round.pool(), round.roundId(), CancellationCause.BEACON_ENDED, reason, seen(), now);
    return new NotRun(
        round.pool(), round.roundId(), List.of(new ReasonAgainst("BEACON_ENDED", reason)));
  }

  /** Cancels an announced round of the plan in which nobody could be invited. */
  private NotRun nobodyToInvite(
      OfPool round, int drawable, RoundSize size, List<InputPosition> seen, Instant now) {
    outbox.nobodyToInvite(round.pool(), round.roundId(), drawable, size, seen, now);
    return new NotRun(
        round.pool(),
        round.roundId(),
        List.of(new ReasonAgainst("NOBODY_TO_INVITE", size.reason())));
  }

  private List<ReasonAgainst> against(
      PoolId pool,
      @Nullable Integer size,
      Instant slot,
      Instant now,
      @Nullable String afterFinalRound) {
    if (pool.getSeason() != season || !pool.getCountry().equals(country)) {
      return List.of(
          new ReasonAgainst(
              "OTHER_COUNTRY", "%s is not a pool of %s".formatted(PoolIds.text(pool), name())));
    }
    List<ReasonAgainst> reasons =
        new ArrayList<>(
            RoundRules.against(book.plan(pool), quota(pool), slot, now, afterFinalRound));
    if (size != null && size < 0) {
      reasons.add(new ReasonAgainst("SIZE_NEGATIVE", "the size must be 0 or more, but is " + size));
    }
    return reasons;
  }

  /** Candidates who can be drawn, by profile: in the pool, not too old yet, no open invitation. */
  private Map<UUID, Candidate> drawable(PoolId pool, Instant now) {
    Map<UUID, Candidate> drawable = new HashMap<>();
    forEachCandidate(
        candidate -> {
          if (isDrawable(candidate, pool, now)) {
            drawable.put(Objects.requireNonNull(candidate.current), candidate);
          }
        });
    return drawable;
  }

  private static int uncheckedIdentities(Map<UUID, Candidate> drawable) {
    return (int) drawable.values().stream().filter(candidate -> !candidate.identityChecked).count();
  }

  private static boolean isDrawable(Candidate candidate, PoolId pool, Instant now) {
    return candidate.current != null
        && candidate.open == null
        && isEligibleIn(candidate, pool, now);
  }

  private static boolean isEligibleIn(Candidate candidate, PoolId pool, Instant now) {
    return candidate
        .stay(pool)
        .map(stay -> Deadlines.tooOldFrom(stay.eligibleUntil(), TimeZones.of(candidate.timeZone)))
        .filter(now::isBefore)
        .isPresent();
  }

  private void invite(
      Candidate candidate,
      UUID profile,
      Stay stay,
      String timeZone,
      Pool pool,
      UUID roundId,
      Instant now) {
    Instant drawnAt = Outbox.millis(now);
    Invitation invitation =
        new Invitation(
            Draw.invitationId(roundId, profile),
            roundId,
            profile,
            pool.id,
            stay.number(),
            stay.eligibleUntil(),
            drawnAt,
            Deadlines.endOfDay(drawnAt, Deadlines.ANSWER_DAYS, TimeZones.of(timeZone)),
            timeZone,
            new Invited(),
            false,
            0);
    put(candidate, invitation);
    candidate.open = invitation.id();
    // Ends all stays immediately, without waiting for pool-service's echo (R8). Those of another
    // profile began after the list was closed.
    if (profile.equals(candidate.current)) {
      candidate.endAllStays();
    }
    pool.size--;
    pool.reserved++;
    notIssued.put(invitation.id(), candidate.id);
  }

  // ---- corrections

  private PoolDecision correct(CorrectRound order, Instant now) {
    Optional<RoundRun> last = Optional.ofNullable(runs.get(order.getRoundId()));
    Map<UUID, Candidate> holders = last.isPresent() ? holders(order.getRoundId()) : Map.of();
    List<Invitation> ofTheRound =
        holders.entrySet().stream()
            .map(holder -> holder.getValue().invitation(holder.getKey()).orElseThrow())
            .toList();
    return switch (Corrections.decide(order, last, ofTheRound)) {
      case Corrections.Refused refused -> refused.outcome();
      case Corrections.Voiding voiding -> {
        runs.put(order.getRoundId(), voiding.run());
        outbox.roundCorrected(voiding.run());
        for (Invitation invitation : voiding.voided()) {
          Candidate candidate = Objects.requireNonNull(holders.get(invitation.id()));
          judge(candidate, invitation, new InvitationInput.Correction(order.getReason()), now);
          settle(candidate, now);
        }
        yield voiding.outcome();
      }
    };
  }

  /** Candidates who were invited in a round, by invitation. */
  private Map<UUID, Candidate> holders(UUID roundId) {
    Map<UUID, Candidate> holders = new HashMap<>();
    forEachCandidate(
        candidate ->
            candidate.invitations().stream()
                .filter(invitation -> invitation.roundId().equals(roundId))
                .forEach(invitation -> holders.put(invitation.id(), candidate)));
    return holders;
  }

  // ---- closed candidates

  /**
   * Whether all pools have closed and everything from before has been read. No round can run then,
   * unless the plan changes. A country without a plan is not over: the plan may be on its way.
   */
  private boolean isOver(Instant watermark) {
    return announcedRounds.waiting().isEmpty()
        && lastClose().filter(close -> !close.isAfter(watermark)).isPresent();
  }

  /** When the last of the planned pools closes; empty without a plan. */
  private Optional<Instant> lastClose() {
    return book.plan(season, country).stream()
        .flatMap(plan -> plan.getPools().stream())
        .map(PoolPlan::getClosesAt)
        .max(Comparator.naturalOrder());
  }

  /** Reads all candidates into memory. Each row stays where it is until it changes. */
  private void reopen() {
    closed = false;
    leaving.clear();
    outbox.countryChanged();
    readClosedCandidates();
  }

  private void readClosedCandidates() {
    closedCandidates.forEach(
        row ->
            candidates.computeIfAbsent(
                row.candidateId(), _ -> Candidate.ofClosed(row, this::shared)));
  }

  private Optional<Candidate> closedCandidate(UUID id) {
    return closed
        ? closedCandidates.find(id).map(row -> Candidate.ofClosed(row, this::shared))
        : Optional.empty();
  }

  /** Passes on all candidates. Changes to closed ones would be lost. */
  private void forEachCandidate(Consumer<Candidate> reader) {
    candidates.values().forEach(reader);
    if (closed) {
      closedCandidates.forEach(
          row -> {
            if (!candidates.containsKey(row.candidateId())) {
              reader.accept(Candidate.ofClosed(row, this::shared));
            }
          });
    }
  }

  /** The row of a candidate who has changed. A closed candidate leaves memory. */
  private CandidateChange changed(UUID id) {
    Candidate candidate = known(id);
    boolean before = candidate.closed;
    candidate.closed = closed && candidate.open == null;
    if (candidate.closed) {
      candidates.remove(id);
    }
    return new CandidateChange(candidate.row(season, country), before, candidate.closed);
  }

  // ---- opening and closing pools

  private void reviewAll(Instant now) {
    planned();
    pools.values().forEach(pool -> review(pool, now));
  }

  /**
   * Announces when a pool opens or closes to first entries. Returns after an invitation are not
   * affected.
   */
  private void review(Pool pool, Instant now) {
    Optional<PoolPlan> plan = book.plan(pool.id);
    if (plan.isEmpty()) {
      if (Boolean.TRUE.equals(pool.open)) {
        closePool(pool, NOT_PLANNED, "the season's plan no longer contains this pool", now);
      }
    } else if (now.isBefore(plan.get().getOpensAt())) {
      if (Boolean.TRUE.equals(pool.open)) {
        closePool(pool, NOT_OPEN, "the season's plan opens it at " + plan.get().getOpensAt(), now);
      }
    } else if (!now.isBefore(plan.get().getClosesAt())) {
      closePool(pool, SEASON_CLOSED, "the season closed at " + plan.get().getClosesAt(), now);
    } else if (quota(pool.id).filter(q -> q.getKind() == QuotaKind.NOT_OFFERED).isPresent()) {
      closePool(pool, NOT_OFFERED, "the country does not offer this category this season", now);
    } else if (spots(pool).filter(Spots::quotaMet).isPresent()) {
      quotaMet(pool, spots(pool).orElseThrow(), now);
    } else {
      openPool(pool, now);
    }
  }

  /**
   * Closes a pool whose quota is met. States it again if the quota has changed, because readers
   * compare the stated number of letters with the quota.
   */
  private void quotaMet(Pool pool, Spots spots, Instant now) {
    Integer permits = spots.quota().getPermits();
    if (Boolean.FALSE.equals(pool.open) && !permits.equals(pool.metAt)) {
      pool.open = null;
    }
    closePool(pool, QUOTA_MET, "the quota is met: " + spots.inWords(), now);
    pool.metAt = permits;
  }

  private void closePool(Pool pool, ClosingCause cause, String reason, Instant now) {
    if (!Boolean.FALSE.equals(pool.open)) {
      changed(pool, false);
      outbox.poolClosed(pool, cause, reason, now);
    }
  }

  private void openPool(Pool pool, Instant now) {
    if (!Boolean.TRUE.equals(pool.open)) {
      changed(pool, true);
      outbox.poolOpened(pool, now);
    }
  }

  private void changed(Pool pool, boolean open) {
    pool.open = open;
    pool.metAt = null;
    pool.changes++;
  }

  // ---- helpers

  /** Pools of the plan in force, in plan order. Registers those that are not known yet. */
  private List<Pool> planned() {
    return book.plan(season, country).stream()
        .flatMap(plan -> plan.getPools().stream().map(pool -> SeasonBook.id(plan, pool)))
        .map(this::pool)
        .toList();
  }

  private Optional<Quota> quota(PoolId pool) {
    return book.quota(pool).or(() -> shippedQuotas.apply(pool));
  }

  private Optional<Spots> spots(Pool pool) {
    return quota(pool.id)
        .map(q -> new Spots(q, book.quota(pool.id).isPresent(), pool.lois, pool.reserved));
  }

  private Candidate candidate(UUID id) {
    outbox.changed(id);
    Candidate candidate =
        candidates.computeIfAbsent(
            id, _ -> closedCandidate(id).orElseGet(() -> Candidate.unknown(season, country, id)));
    keepStanding(candidate);
    return candidate;
  }

  private Optional<Candidate> inMemory(UUID id) {
    return Optional.ofNullable(candidates.get(id));
  }

  private Candidate known(UUID id) {
    return Objects.requireNonNull(candidates.get(id), "a candidate without a row");
  }

  /** The candidate who holds an invitation that is not issued yet. */
  private Candidate holder(UUID invitationId) {
    return known(Objects.requireNonNull(notIssued.get(invitationId), "issued before"));
  }

  private Pool pool(PoolId id) {
    return pools.computeIfAbsent(id, Pool::new);
  }

  /** A pool's id, as the instance that all candidates of the country share. */
  private PoolId shared(PoolId id) {
    return pool(id).id;
  }

  /** A pool whose row is about to change. */
  private Pool changing(PoolId id) {
    Pool pool = pool(id);
    outbox.changed(pool);
    return pool;
  }

  private void put(Candidate candidate, Invitation invitation) {
    outbox.changed(candidate.id);
    candidate.put(invitation);
    watch(candidate, invitation);
  }

  private void watch(Candidate candidate, Invitation invitation) {
    Instant due = invitation.due();
    if (due != null) {
      dues.add(new Due(due, candidate.id, invitation.id()));
    }
  }

  private void put(Position at) {
    positions.put(partition(at), at);
    outbox.changed(at);
  }

  private static Partition partition(Position position) {
    return new Partition(position.topic(), position.partition());
  }

  private void remember(OrderOutcome decision) {
    for (PoolDecision pool : decision.pools()) {
      switch (pool) {
        case Ran _, NotRun _ -> rounds.add(pool.roundId());
        // An order to correct a round that never ran does not use up the round's id.
        case Corrected _, NotCorrected _ -> {}
      }
    }
  }

  private String name() {
    return PoolIds.country(season, country);
  }

  private Outcome outcome() {
    return outbox.take(announcedRounds.takeChanges(), this::changed);
  }
}
