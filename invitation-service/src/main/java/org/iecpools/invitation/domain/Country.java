package org.iecpools.invitation.domain;

import static org.iecpools.events.ClosingCause.NOT_OFFERED;
import static org.iecpools.events.ClosingCause.NOT_OPEN;
import static org.iecpools.events.ClosingCause.NOT_PLANNED;
import static org.iecpools.events.ClosingCause.QUOTA_MET;
import static org.iecpools.events.ClosingCause.SEASON_CLOSED;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.iecpools.domain.Deadlines;
import org.iecpools.domain.DrawingOrder;
import org.iecpools.domain.EventIds;
import org.iecpools.domain.RoundSize;
import org.iecpools.domain.SeasonBook;
import org.iecpools.domain.SizeRule;
import org.iecpools.domain.Spots;
import org.iecpools.domain.Weeks;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.ClosingCause;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.Event;
import org.iecpools.events.InputPosition;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
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
import org.iecpools.events.RoundCommand;
import org.iecpools.events.RoundOrder;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.RunRounds;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.domain.LoggedAnswer.Acceptance;
import org.iecpools.invitation.domain.LoggedAnswer.Application;
import org.iecpools.invitation.domain.LoggedAnswer.ApplicationEnd;
import org.iecpools.invitation.domain.LoggedAnswer.Decline;
import org.iecpools.invitation.domain.LoggedAnswer.Letter;
import org.iecpools.invitation.domain.LoggedAnswer.Withdrawal;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.Kept;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.PoolDecision;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.domain.WaitingOrder.OfPool;

/**
 * Decides for all pools of one season and country together, so that no candidate is invited twice.
 * Each call takes one input and returns the events to write and the rows that changed. Not
 * thread-safe.
 *
 * <p>The states of an invitation and all transitions: docs/invitation-states.md.
 */
public final class Country {

  private record Due(Instant at, UUID candidateId, UUID invitationId) {}

  private final int season;
  private final String country;
  private final Function<PoolId, Optional<Quota>> shippedQuotas;
  private final Supplier<byte[]> seeds;

  private final SeasonBook book = new SeasonBook();
  private final Map<PoolId, Pool> pools = new LinkedHashMap<>();
  private final Map<UUID, Candidate> candidates = new HashMap<>();
  private final Map<UUID, UUID> notIssued = new LinkedHashMap<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparing(Due::at));
  private final Map<List<Object>, Position> positions = new HashMap<>();
  private final Set<UUID> decided = new HashSet<>();
  private final Set<UUID> rounds = new HashSet<>();
  private final Map<UUID, RoundRun> runs = new HashMap<>();
  private final AnnouncedRounds schedule = new AnnouncedRounds();
  private long seq;

  private List<RoundsEvent> roundsOut = new ArrayList<>();
  private List<InvitationsEvent> invitationsOut = new ArrayList<>();
  private List<OrderOutcome> decisionsOut = new ArrayList<>();
  private List<DrawnProfiles> drawnOut = new ArrayList<>();
  private Set<UUID> touched = new LinkedHashSet<>();
  private boolean countryTouched;

  /**
   * @param shippedQuotas reference quota of a pool, used if no quota was announced
   * @param seeds creates the secret seed of each announced round, 32 bytes
   */
  public Country(
      int season,
      String country,
      Function<PoolId, Optional<Quota>> shippedQuotas,
      Supplier<byte[]> seeds) {
    this.season = season;
    this.country = country;
    this.shippedQuotas = shippedQuotas;
    this.seeds = seeds;
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

  /** Restores the country's row, before any input. */
  public void restore(CountryRow row) {
    seq = row.seq();
    row.pools().forEach(pool -> pool(pool.pool()).restore(pool));
    row.positions().forEach(this::put);
    schedule.restore(row);
    row.waiting().forEach(order -> decided.add(order.id()));
  }

  /** Restores the secret seed of an announced round, before any input. */
  public void restore(UUID roundId, byte[] seed) {
    schedule.restore(roundId, seed);
  }

  /**
   * Restores that the stored seed of a round must not be used, before any input. The round is
   * announced again with another seed.
   *
   * @param why the reason of that announcement
   */
  public void restoreUnusable(UUID roundId, String why) {
    schedule.restoreUnusable(roundId, why);
  }

  /** Restores a candidate's row, before any input. */
  public void restore(CandidateRow row) {
    Candidate candidate = Candidate.of(row);
    candidates.put(candidate.id, candidate);
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
        seq,
        pools.values().stream()
            .sorted(Comparator.comparing(pool -> pool.id, DrawingOrder.OF_POOLS))
            .map(Pool::row)
            .toList(),
        sortedPositions(),
        schedule.announced(),
        schedule.waiting());
  }

  /** A candidate's row as it is now. */
  public CandidateRow row(UUID candidateId) {
    return candidates.get(candidateId).row(season, country);
  }

  /** Number of drawn invitations whose {@code InvitationIssued} is still to be written. */
  public int pending() {
    return notIssued.size();
  }

  /** Whether an order waits until the announcements of its rounds have been read back. */
  public boolean waits() {
    return !schedule.waiting().isEmpty();
  }

  /**
   * Forecasts a round of one pool as if it ran now; changes nothing. Pools that are drawn earlier
   * in the same order may take candidates away from it, which the forecast cannot include.
   *
   * @param size size that an operator would order; null for the policy
   */
  public Forecast foresee(PoolId pool, Integer size, Instant now) {
    Optional<Pool> known = Optional.ofNullable(pools.get(pool));
    int drawable = drawable(pool, now).size();
    Optional<Spots> spots = spots(known.orElseGet(() -> new Pool(pool)));
    Optional<RoundSize> sized =
        spots.flatMap(free -> rule(pool, size).map(rule -> RoundSize.of(rule, free, drawable)));
    return new Forecast(
        pool,
        known.map(p -> p.size).orElse(0),
        drawable,
        spots,
        sized,
        against(new OfPool(pool, null, size, now), now));
  }

  // ---- inputs

  /**
   * Applies one event of a topic that this service reads.
   *
   * @param at position of the event in the log
   * @param loggedAt when the event entered the log; deadlines are judged by this time
   * @throws IllegalArgumentException for an event of another topic
   */
  public Effects on(Event event, Position at, Instant loggedAt, Instant now) {
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
    return effects();
  }

  private static IllegalArgumentException notRead(Event event) {
    return new IllegalArgumentException("not read: " + event.getClass().getSimpleName());
  }

  /** Applies an operator's order. An order with a known command id is ignored. */
  public Effects on(RoundCommand command, Position at, Instant now) {
    if (decided.add(command.getCommandId())) {
      switch (command) {
        case RunRounds c ->
            take(
                c.getCommandId(),
                false,
                c.getOrders().stream().map(order -> ordered(order, now)).toList(),
                now);
        case CorrectRound c -> decide(c.getCommandId(), List.of(correct(c, now)), now);
      }
    }
    put(at);
    return effects();
  }

  private static OfPool ordered(RoundOrder order, Instant now) {
    return new OfPool(order.getPool(), order.getRoundId(), order.getSize(), millis(now));
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
  public Effects tick(Instant now, Instant watermark) {
    lapse(watermark, now);
    reviewAll(now);
    takeWeekly(watermark, now);
    runWaiting(now);
    return effects();
  }

  /**
   * Writes invitations that were drawn. The rounds have decided them already, so they may be
   * written in portions, later, and after a restart.
   *
   * @param atMost maximum number of invitations, 1 or more
   */
  public Effects issue(int atMost) {
    for (UUID invitationId : notIssued.keySet().stream().limit(atMost).toList()) {
      Candidate candidate = candidates.get(notIssued.get(invitationId));
      issue(candidate, candidate.invitation(invitationId));
    }
    return effects();
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
    Pool pool = pool(e.getPool());
    StayId stay = new StayId(e.getProfileId(), pool.id, e.getStay());
    if (!candidate.entered.add(stay)) {
      return;
    }
    pool.size++;
    candidate.timeZone = e.getTimeZone().intern();
    if (!e.getProfileId().equals(candidate.current)) {
      candidate.current = e.getProfileId();
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
    if (candidate.left.add(new StayId(e.getProfileId(), e.getPool(), e.getStay()))) {
      pool(e.getPool()).size--;
    }
    Stay stay = candidate.stay(e.getPool());
    if (stay != null
        && e.getProfileId().equals(candidate.current)
        && stay.number() == e.getStay()) {
      candidate.end(e.getPool());
    }
    // No early return for repeats: the same stay may be left twice with different causes, and a
    // withdrawal ends the open invitation whichever stay it names (R11).
    if (e.getCause() == LeaveCause.WITHDRAWN) {
      take(candidate, new Withdrawal(e, loggedAt), now);
    }
  }

  private void withdrawn(Candidate candidate, UUID profileId, Instant now) {
    Invitation invitation = candidate.openOf(profileId);
    if (invitation == null) {
      return;
    }
    switch (invitation.state()) {
      case Invited _, Accepted _ ->
          close(candidate, invitation, ClosedCause.PROFILE_WITHDRAWN, now);
      case Applied _ ->
          reject(
              candidate,
              invitation,
              Answer.WITHDRAWAL,
              "an application is in progress: the profile cannot be withdrawn",
              now);
      case Closed _ -> throw new IllegalStateException("open and closed: " + invitation);
    }
  }

  private void leaveVoided(PoolLeaveVoided e) {
    // Only the size changes: the draw has already ended the stay.
    if (candidate(e.getCandidateId())
        .voided
        .add(new StayId(e.getProfileId(), e.getPool(), e.getStay()))) {
      pool(e.getPool()).size++;
    }
  }

  // ---- iec.responses

  private void on(ResponsesEvent event, Instant loggedAt, Instant now) {
    Candidate candidate = candidate(event.getCandidateId());
    switch (event) {
      case InvitationAccepted e -> take(candidate, new Acceptance(e, loggedAt), now);
      case InvitationDeclined e -> take(candidate, new Decline(e, loggedAt), now);
    }
  }

  private void accepted(Candidate candidate, InvitationAccepted e, Instant now) {
    Invitation invitation = candidate.invitation(e.getInvitationId());
    if (invitation == null) {
      return; // the round ran elsewhere: not judged here
    }
    switch (invitation.state()) {
      case Invited _ -> confirm(candidate, invitation, e, now);
      case Accepted _, Applied _ -> {
        // Already accepted: nothing to do.
      }
      case Closed closed -> {
        if (!closed.accepted()) {
          reject(candidate, invitation, Answer.ACCEPT, ended(closed), now);
        }
      }
    }
  }

  /**
   * Applies a decline.
   *
   * @param counted whether the pool's size already includes the decline: a held decline was counted
   *     when it was read
   */
  private void declined(Candidate candidate, InvitationDeclined e, boolean counted, Instant now) {
    Invitation invitation = candidate.invitation(e.getInvitationId());
    if (invitation == null) {
      // The round ran elsewhere, so nobody will reject the decline. Or the round is still to be
      // drawn, because an invitation's id can be computed before the draw.
      if (candidate.declinedElsewhere.add(e.getInvitationId())) {
        pool(e.getPool()).size++;
      }
      return;
    }
    switch (invitation.state()) {
      case Invited _ -> {
        close(candidate, invitation, ClosedCause.DECLINED, now);
        pool(invitation.pool()).size += counted ? 0 : 1;
        putBack(candidate, invitation);
      }
      case Accepted _, Applied _ -> {
        reject(
            candidate,
            invitation,
            Answer.DECLINE,
            "the invitation was accepted before: it can no longer be declined",
            now);
        pool(invitation.pool()).size -= counted ? 1 : 0;
      }
      case Closed closed -> {
        if (closed.cause() != ClosedCause.DECLINED) {
          reject(candidate, invitation, Answer.DECLINE, ended(closed), now);
        }
        pool(invitation.pool()).size -= counted ? 1 : 0;
      }
    }
  }

  /**
   * Ends drawn invitations that were declined before their draw and counted then. An open one could
   * be declined a second time, but all other services count a decline once.
   */
  private void endDeclinedBeforehand(Instant now) {
    for (Map.Entry<UUID, UUID> drawn : List.copyOf(notIssued.entrySet())) {
      Candidate candidate = candidates.get(drawn.getValue());
      if (candidate.declinedElsewhere.contains(drawn.getKey())) {
        Invitation invitation = candidate.invitation(drawn.getKey());
        close(candidate, invitation, ClosedCause.DECLINED, now);
        putBack(candidate, invitation);
      }
    }
  }

  /**
   * Returns the candidate to the pool of the invitation, in the next stay, immediately and without
   * an entry event.
   */
  private void putBack(Candidate candidate, Invitation invitation) {
    if (invitation.profileId().equals(candidate.current)) {
      candidate.begin(
          invitation.pool(), new Stay(invitation.stay() + 1, invitation.eligibleUntil()));
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
          pool(e.getPool()).lois++;
        }
        take(candidate, new Letter(e, loggedAt), now);
        review(pool(e.getPool()), now);
      }
      case LoiCancelled e -> {
        if (candidate.loisCancelled.add(e.getInvitationId())) {
          pool(e.getPool()).lois--;
        }
        review(pool(e.getPool()), now);
      }
    }
  }

  private void applicationClosed(Candidate candidate, Invitation invitation, Instant now) {
    if (invitation != null && invitation.open()) {
      close(candidate, invitation, ClosedCause.APPLICATION_CLOSED, now);
    }
  }

  private void applied(Candidate candidate, Invitation invitation) {
    if (invitation == null) {
      return;
    }
    switch (invitation.state()) {
      // Acceptance and application are on different topics: either may be read first (R14).
      case Invited _, Accepted _ -> put(candidate, invitation.in(new Applied()));
      case Applied _, Closed _ -> {}
    }
  }

  private void loiIssued(Candidate candidate, Invitation invitation, Instant now) {
    if (invitation == null) {
      return;
    }
    switch (invitation.state()) {
      case Invited _, Accepted _, Applied _ ->
          close(candidate, invitation, ClosedCause.LOI_ISSUED, now);
      case Closed closed -> {
        if (closed.cause() != ClosedCause.LOI_ISSUED) {
          reject(candidate, invitation, Answer.LOI, ended(closed), now);
        }
      }
    }
  }

  // ---- iec.seasons

  private void on(SeasonsEvent event, Instant now) {
    book.apply(event);
    reviewAll(now);
    runWaiting(now); // under the rules that apply from now on
  }

  // ---- iec.rounds

  private void on(RoundsEvent event, Instant now) {
    switch (event) {
      case RoundScheduled e -> {
        if (schedule.hear(e)) {
          runWaiting(now);
        }
      }
      case RoundRun _, PoolClosed _, PoolOpened _ -> {
        // Written by this country itself, or about rounds that ran elsewhere: nothing to decide.
      }
    }
  }

  // ---- deadlines

  /**
   * Judges an answer by the time at which it entered the log, whenever it is read. An answer in
   * time is judged immediately. A late answer is held until everything from before the deadline has
   * been read, because the later of two records on different topics may be read first.
   */
  private void take(Candidate candidate, LoggedAnswer answer, Instant now) {
    if (!isLate(candidate, answer)) {
      judge(candidate, answer, false, now);
      settle(candidate, now);
    } else if (candidate.hold(answer) && answer instanceof Decline(var event, _)) {
      pool(candidate.invitation(event.getInvitationId()).pool()).size++; // counts when read
    }
  }

  /** Judges held answers that no longer wait for an open deadline. */
  private void settle(Candidate candidate, Instant now) {
    Optional<LoggedAnswer> next = judgeable(candidate);
    while (next.isPresent()) {
      candidate.release(next.get());
      judge(candidate, next.get(), true, now);
      next = judgeable(candidate);
    }
  }

  private static Optional<LoggedAnswer> judgeable(Candidate candidate) {
    return candidate.held().stream().filter(answer -> !isLate(candidate, answer)).findFirst();
  }

  /** Whether an answer entered the log at or after a deadline that is still open. */
  private static boolean isLate(Candidate candidate, LoggedAnswer answer) {
    Invitation invitation =
        switch (answer) {
          case Acceptance(var e, _) -> candidate.invitation(e.getInvitationId());
          case Decline(var e, _) -> candidate.invitation(e.getInvitationId());
          case Application(var e, _) -> candidate.invitation(e.getInvitationId());
          case ApplicationEnd(var e, _) -> candidate.invitation(e.getInvitationId());
          case Letter(var e, _) -> candidate.invitation(e.getInvitationId());
          case Withdrawal(var e, _) -> candidate.openOf(e.getProfileId());
        };
    if (invitation == null
        || invitation.due() == null
        || answer.loggedAt().isBefore(invitation.due())) {
      return false;
    }
    return switch (answer) {
      // Once accepted, these do not affect the invitation, whether or not it has lapsed.
      case Acceptance _, Decline _ -> invitation.state() instanceof Invited;
      case Application _, ApplicationEnd _, Letter _, Withdrawal _ -> true;
    };
  }

  private void judge(Candidate candidate, LoggedAnswer answer, boolean held, Instant now) {
    switch (answer) {
      case Acceptance(var e, _) -> accepted(candidate, e, now);
      case Decline(var e, _) -> declined(candidate, e, held, now);
      case Application(var e, _) -> applied(candidate, candidate.invitation(e.getInvitationId()));
      case ApplicationEnd(var e, _) ->
          applicationClosed(candidate, candidate.invitation(e.getInvitationId()), now);
      case Letter(var e, _) -> loiIssued(candidate, candidate.invitation(e.getInvitationId()), now);
      case Withdrawal(var e, _) -> withdrawn(candidate, e.getProfileId(), now);
    }
  }

  private void lapse(Instant watermark, Instant now) {
    while (!dues.isEmpty() && !dues.peek().at().isAfter(watermark)) {
      Due due = dues.poll();
      Candidate candidate = candidates.get(due.candidateId());
      Invitation invitation = candidate.invitation(due.invitationId());
      if (!due.at().equals(invitation.due())) {
        continue; // answered since
      }
      switch (invitation.state()) {
        case Invited _ -> close(candidate, invitation, ClosedCause.NOT_ANSWERED, now);
        case Accepted _ -> close(candidate, invitation, ClosedCause.NOT_SUBMITTED, now);
        case Applied _, Closed _ -> throw new IllegalStateException("never due: " + invitation);
      }
      settle(candidate, now);
    }
  }

  // ---- how invitations end

  private void close(Candidate candidate, Invitation invitation, ClosedCause cause, Instant now) {
    close(candidate, invitation, cause, null, now);
  }

  private void close(
      Candidate candidate, Invitation invitation, ClosedCause cause, String reason, Instant now) {
    // Consumers must read the issue of an invitation before its end (R12).
    Invitation issued = invitation.issued() ? invitation : issue(candidate, invitation);
    seq++;
    countryTouched = true;
    put(candidate, issued.in(new Closed(cause, issued.accepted(), now, reason)));
    candidate.open = null;
    pool(issued.pool()).reserved--;
    invitationsOut.add(
        InvitationClosed.newBuilder()
            .setEventId(EventIds.of("InvitationClosed", issued.id()))
            .setOccurredAt(millis(now))
            .setPool(issued.pool())
            .setRoundId(issued.roundId())
            .setInvitationId(issued.id())
            .setProfileId(issued.profileId())
            .setCandidateId(candidate.id)
            .setStay(issued.stay())
            .setCause(cause)
            .setSeq(seq)
            .setReason(reason)
            .build());
  }

  private Invitation issue(Candidate candidate, Invitation invitation) {
    Invitation issued = invitation.asIssued();
    put(candidate, issued);
    notIssued.remove(issued.id());
    invitationsOut.add(
        InvitationIssued.newBuilder()
            .setEventId(EventIds.of("InvitationIssued", issued.id()))
            // The time of the draw counts, not the time at which the event is written.
            .setOccurredAt(issued.drawnAt())
            .setPool(issued.pool())
            .setRoundId(issued.roundId())
            .setInvitationId(issued.id())
            .setProfileId(issued.profileId())
            .setCandidateId(candidate.id)
            .setStay(issued.stay())
            .setAnswerBy(issued.answerBy())
            .build());
    return issued;
  }

  /** Takes an acceptance in time and states the deadline that it leads to. */
  private void confirm(
      Candidate candidate, Invitation invitation, InvitationAccepted acceptance, Instant now) {
    // Consumers must read the issue of an invitation before all other events about it (R12).
    Invitation issued = invitation.issued() ? invitation : issue(candidate, invitation);
    Instant acceptedAt = acceptance.getOccurredAt();
    Instant submitBy = Deadlines.submitBy(acceptedAt, issued.drawnAt(), zone(issued.timeZone()));
    put(candidate, issued.in(new Accepted(submitBy)));
    invitationsOut.add(
        AcceptanceConfirmed.newBuilder()
            .setEventId(EventIds.of("AcceptanceConfirmed", issued.id()))
            .setOccurredAt(millis(now))
            .setPool(issued.pool())
            .setInvitationId(issued.id())
            .setProfileId(issued.profileId())
            .setCandidateId(candidate.id)
            .setAcceptedAt(acceptedAt)
            .setSubmitBy(submitBy)
            .build());
  }

  private void reject(
      Candidate candidate, Invitation invitation, Answer answer, String reason, Instant now) {
    UUID eventId = EventIds.of("AnswerRejected", invitation.id(), answer);
    if (answer == Answer.WITHDRAWAL) {
      // A profile may try to withdraw again, and pool-service waits for an answer each time.
      Invitation rejected = invitation.withWithdrawalRejected();
      put(candidate, rejected);
      eventId =
          EventIds.of("AnswerRejected", invitation.id(), answer, rejected.withdrawalsRejected());
    }
    invitationsOut.add(
        AnswerRejected.newBuilder()
            .setEventId(eventId)
            .setOccurredAt(millis(now))
            .setPool(invitation.pool())
            .setInvitationId(invitation.id())
            .setProfileId(invitation.profileId())
            .setCandidateId(candidate.id)
            .setAnswer(answer)
            .setReason(reason)
            .setSeq(seq)
            .build());
  }

  private static String ended(Closed closed) {
    String sentence =
        "the invitation ended before, at %s: %s".formatted(closed.at(), closed.cause());
    return closed.reason() == null ? sentence : sentence + ", " + closed.reason();
  }

  // ---- rounds

  /**
   * Takes weekly rounds once everything that entered the log up to their time has been read, so
   * that every profile that was submitted in time takes part. Then announces the next weekly
   * rounds.
   */
  private void takeWeekly(Instant watermark, Instant now) {
    List<OfPool> due = new ArrayList<>();
    for (Pool pool : planned()) {
      PoolPlan plan = book.plan(pool.id).orElseThrow();
      RoundRules.latestWeekly(plan, watermark)
          .filter(slot -> pool.lastWeekly == null || slot.isAfter(pool.lastWeekly))
          .ifPresent(
              slot -> {
                // Recorded whether or not the round can run, so that it never runs in the middle of
                // a week.
                pool.lastWeekly = slot;
                countryTouched = true;
                if (wasPlanned(pool.id, slot)) {
                  due.add(weekly(pool, slot));
                }
              });
    }
    if (!due.isEmpty()) {
      UUID id = EventIds.of("WeeklyRounds", due.stream().map(OfPool::roundId).sorted().toList());
      if (decided.add(id)) {
        take(id, true, due, now);
      }
    }
    planned().forEach(pool -> announceNext(pool, now));
  }

  /**
   * Whether the plan at that time had this round: a season that is announced late has no rounds
   * before its announcement.
   */
  private boolean wasPlanned(PoolId pool, Instant slot) {
    return book.plan(pool, slot)
        .flatMap(plan -> RoundRules.latestWeekly(plan, slot))
        .filter(slot::equals)
        .isPresent();
  }

  private static OfPool weekly(Pool pool, Instant slot) {
    return new OfPool(pool.id, EventIds.of("WeeklyRound", PoolIds.text(pool.id), slot), null, slot);
  }

  private void announceNext(Pool pool, Instant now) {
    PoolPlan plan = book.plan(pool.id).orElseThrow();
    dropPassed(pool);
    RoundRules.nextWeekly(plan, now)
        .filter(slot -> pool.lastWeekly == null || slot.isAfter(pool.lastWeekly))
        .map(slot -> weekly(pool, slot))
        .filter(round -> !schedule.isAnnounced(round.roundId()))
        .filter(
            round ->
                RoundRules.against(Optional.of(plan), quota(pool.id), round.slot(), now).isEmpty())
        .ifPresent(round -> announce(round, now));
  }

  /** Drops weekly rounds that a replaced plan announced and that can no longer become due. */
  private void dropPassed(Pool pool) {
    for (AnnouncedRound round : schedule.announced()) {
      if (round.pool().equals(pool.id)
          && pool.lastWeekly != null
          && !round.runsAt().isAfter(pool.lastWeekly)
          && !schedule.isAwaited(round.roundId())) {
        schedule.drop(round.roundId());
        countryTouched = true;
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
        uncommitted ? 1 : 0,
        uncommitted ? "it was announced without a commitment to its seed" : null,
        now);
  }

  /** Announces a round again if its commitment no longer holds. */
  private void renew(AnnouncedRound round, Instant now) {
    SizeRule rule =
        switch (round.rule()) {
          case SizeRule.Policy policy -> rule(round.pool(), null).orElse(policy);
          case SizeRule.Operator operator -> operator;
        };
    if (!rule.equals(round.rule())) {
      announceAnew(
          round,
          rule,
          "the season's plan changed: %s instead of %s"
              .formatted(rule.inWords(), round.rule().inWords()),
          now);
    } else {
      schedule.seedFault(round).ifPresent(reason -> announceAnew(round, rule, reason, now));
    }
  }

  private void announceAnew(AnnouncedRound round, SizeRule rule, String reason, Instant now) {
    announce(
        round.pool(), round.roundId(), round.runsAt(), rule, round.revision() + 1, reason, now);
  }

  private void announce(
      PoolId pool,
      UUID roundId,
      Instant runsAt,
      SizeRule rule,
      int revision,
      String reason,
      Instant now) {
    byte[] seed = seeds.get();
    byte[] commitment = Commitment.of(roundId, rule, seed);
    schedule.announce(
        new AnnouncedRound(
            pool, roundId, runsAt, rule, HexFormat.of().formatHex(commitment), revision, false),
        seed);
    countryTouched = true;
    RoundScheduled.Builder event =
        RoundScheduled.newBuilder()
            .setEventId(EventIds.of("RoundScheduled", roundId, revision))
            .setOccurredAt(millis(now))
            .setPool(pool)
            .setRoundId(roundId)
            .setRunsAt(runsAt)
            .setCommitment(ByteBuffer.wrap(commitment))
            .setRevision(revision)
            .setReason(reason);
    switch (rule) {
      case SizeRule.Policy(Integer cap, double yield) ->
          event.setRoundCap(cap).setExpectedYield(yield);
      case SizeRule.Operator(int size) -> event.setSize(size);
    }
    roundsOut.add(event.build());
  }

  /** The rule that sizes a round; empty if the policy applies and the pool is not planned. */
  private Optional<SizeRule> rule(PoolId pool, Integer size) {
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
  private void take(UUID id, boolean weekly, List<OfPool> wanted, Instant now) {
    List<OfPool> may = new ArrayList<>();
    List<NotRun> refused = new ArrayList<>();
    wanted.stream()
        .sorted(Comparator.comparing(OfPool::pool, DrawingOrder.OF_POOLS))
        .forEach(
            round -> {
              List<Refusal> reasons = againstOrder(round, weekly, now);
              if (!reasons.isEmpty()) {
                refused.add(new NotRun(round.pool(), round.roundId(), reasons));
                return;
              }
              if (!schedule.isAnnounced(round.roundId())) {
                announce(round, now);
              }
              may.add(round);
            });
    WaitingOrder order = new WaitingOrder(id, weekly, List.copyOf(may), List.copyOf(refused));
    countryTouched = true;
    if (may.isEmpty()) {
      decide(order, now);
    } else {
      schedule.await(order);
      runWaiting(now);
    }
  }

  private List<Refusal> againstOrder(OfPool round, boolean weekly, Instant now) {
    if (rounds.contains(round.roundId()) || (!weekly && schedule.isAnnounced(round.roundId()))) {
      return List.of(
          new Refusal("ROUND_ID_USED", "a round with this id was decided or announced before"));
    }
    return against(round, now);
  }

  /**
   * Renews announcements whose commitment no longer holds, then runs the orders whose announcements
   * have been read back, oldest first.
   */
  private void runWaiting(Instant now) {
    schedule.announced().forEach(round -> renew(round, now));
    for (Optional<WaitingOrder> next = schedule.next(); next.isPresent(); next = schedule.next()) {
      decide(next.get(), now);
    }
  }

  private void decide(WaitingOrder order, Instant now) {
    // All pools of a decision are decided on the same state of the log.
    List<InputPosition> seen =
        sortedPositions().stream()
            .map(p -> new InputPosition(p.topic(), p.partition(), p.offset()))
            .toList();
    List<PoolDecision> outcome = new ArrayList<>(order.refused());
    for (OfPool round : order.rounds()) {
      outcome.add(run(round, order.weekly(), seen, now));
      schedule.drop(round.roundId());
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
    decisionsOut.add(decision);
    countryTouched = true;
  }

  private PoolDecision run(OfPool order, boolean weekly, List<InputPosition> seen, Instant now) {
    PoolId poolId = order.pool();
    List<Refusal> reasons = against(order, now);
    if (!reasons.isEmpty()) {
      return new NotRun(poolId, order.roundId(), reasons);
    }
    Pool pool = pool(poolId);
    Map<UUID, Candidate> drawable = drawable(poolId, now);
    RoundSize size =
        RoundSize.of(
            schedule.round(order.roundId()).rule(), spots(pool).orElseThrow(), drawable.size());
    if (weekly && (drawable.isEmpty() || size.size() == 0)) {
      return new NotRun(
          poolId, order.roundId(), List.of(new Refusal("NOBODY_TO_INVITE", size.reason())));
    }

    byte[] seed = schedule.seed(order.roundId());
    Draw draw = Draw.of(seed, order.roundId(), drawable.keySet(), size.size());
    seq++;
    say(
        RoundRun.newBuilder()
            .setEventId(EventIds.of("RoundRun", order.roundId(), 0))
            .setOccurredAt(millis(now))
            .setPool(poolId)
            .setRoundId(order.roundId())
            .setRevision(0)
            .setInvited(draw.invited().size())
            .setSeq(seq)
            .setDrawDate(Weeks.day(now))
            .setAgesJudgedAt(millis(now))
            .setPoolSize(pool.size)
            .setDrawable(drawable.size())
            .setSize(size.size())
            .setSizeReason(size.reason())
            .setPositions(seen)
            .setSeed(ByteBuffer.wrap(seed))
            .setCutOff(draw.cutOff())
            .setMerkleRoot(ByteBuffer.wrap(draw.tree().root()))
            .build());
    drawnOut.add(new DrawnProfiles(order.roundId(), draw.drawable(), draw.tree()));
    draw.invited().forEach(profile -> invite(drawable.get(profile), pool, order, now));
    return new Ran(poolId, order.roundId(), seq, size.size(), draw.invited().size());
  }

  private List<Refusal> against(OfPool order, Instant now) {
    PoolId pool = order.pool();
    if (pool.getSeason() != season || !pool.getCountry().equals(country)) {
      return List.of(
          new Refusal(
              "OTHER_COUNTRY", "%s is not a pool of %s".formatted(PoolIds.text(pool), name())));
    }
    List<Refusal> reasons =
        new ArrayList<>(RoundRules.against(book.plan(pool), quota(pool), order.slot(), now));
    if (order.size() != null && order.size() < 0) {
      reasons.add(new Refusal("SIZE_NEGATIVE", "a size is 0 or more, not " + order.size()));
    }
    return reasons;
  }

  /** Candidates who can be drawn, by profile: in the pool, not too old yet, no open invitation. */
  private Map<UUID, Candidate> drawable(PoolId pool, Instant now) {
    Map<UUID, Candidate> drawable = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      Stay stay = candidate.stay(pool);
      if (stay != null
          && candidate.open == null
          && now.isBefore(Deadlines.tooOldFrom(stay.eligibleUntil(), zone(candidate.timeZone)))) {
        drawable.put(candidate.current, candidate);
      }
    }
    return drawable;
  }

  private void invite(Candidate candidate, Pool pool, OfPool order, Instant now) {
    Stay stay = candidate.stay(pool.id);
    Instant drawnAt = millis(now);
    Invitation invitation =
        new Invitation(
            Draw.invitationId(order.roundId(), candidate.current),
            order.roundId(),
            candidate.current,
            pool.id,
            stay.number(),
            stay.eligibleUntil(),
            drawnAt,
            Deadlines.endOfDay(drawnAt, Deadlines.ANSWER_DAYS, zone(candidate.timeZone)),
            candidate.timeZone,
            new Invited(),
            false,
            0);
    put(candidate, invitation);
    candidate.open = invitation.id();
    // Ends all stays immediately, without waiting for pool-service's echo (R8).
    candidate.endAllStays();
    pool.size--;
    pool.reserved++;
    notIssued.put(invitation.id(), candidate.id);
  }

  private void say(RoundRun run) {
    runs.put(run.getRoundId(), run);
    roundsOut.add(run);
  }

  // ---- corrections

  /**
   * Voids invitations of a round that ran. An order either names invitations, and all or none of
   * them are voided; or it states a size, and the invitations above that many lowest tickets are
   * voided as far as possible. No other candidates are invited instead.
   */
  private PoolDecision correct(CorrectRound command, Instant now) {
    RoundRun last = runs.get(command.getRoundId());
    List<Refusal> reasons = new ArrayList<>(Corrections.against(command, last));
    if (!reasons.isEmpty()) {
      return new NotCorrected(command.getPool(), command.getRoundId(), List.copyOf(reasons));
    }
    Map<UUID, Candidate> holders = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      candidate.invitations().stream()
          .filter(invitation -> invitation.roundId().equals(command.getRoundId()))
          .forEach(invitation -> holders.put(invitation.id(), candidate));
    }
    List<Invitation> byTicket =
        Corrections.byTicket(
            last,
            holders.entrySet().stream()
                .map(holder -> holder.getValue().invitation(holder.getKey()))
                .toList());
    List<Invitation> voided = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (Invitation invitation : Corrections.meant(command, last, byTicket)) {
      Optional<Refusal> against = invitation.againstVoiding();
      against.ifPresentOrElse(
          why -> kept.add(new Kept(invitation.id(), why)), () -> voided.add(invitation));
    }
    if (command.getSize() == null) {
      kept.forEach(one -> reasons.add(one.why()));
      reasons.addAll(Corrections.strangers(command, holders.keySet()));
    } else if (voided.isEmpty()) {
      reasons.add(
          new Refusal(
              "NOTHING_TO_VOID",
              "no invitation above the %d lowest tickets can be voided"
                  .formatted(command.getSize())));
      kept.forEach(one -> reasons.add(one.why()));
    }
    if (!reasons.isEmpty()) {
      return new NotCorrected(command.getPool(), command.getRoundId(), List.copyOf(reasons));
    }
    RoundRun correction = Corrections.of(last, voided, command.getReason());
    say(correction);
    for (Invitation invitation : voided) {
      Candidate candidate = holders.get(invitation.id());
      close(candidate, invitation, ClosedCause.VOIDED, command.getReason(), now);
      pool(invitation.pool()).size++;
      putBack(candidate, invitation);
      settle(candidate, now);
    }
    return new Corrected(
        last.getPool(),
        last.getRoundId(),
        correction.getRevision(),
        correction.getInvited(),
        voided.stream().map(Invitation::id).toList(),
        List.copyOf(kept));
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
        closePool(pool, NOT_PLANNED, "the season's plan no longer has this pool", now);
      }
    } else if (now.isBefore(plan.get().getOpensAt())) {
      if (Boolean.TRUE.equals(pool.open)) {
        closePool(pool, NOT_OPEN, "by the season's plan it opens " + plan.get().getOpensAt(), now);
      }
    } else if (!now.isBefore(plan.get().getClosesAt())) {
      closePool(pool, SEASON_CLOSED, "the season closed " + plan.get().getClosesAt(), now);
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
      roundsOut.add(
          PoolClosed.newBuilder()
              .setEventId(EventIds.of("PoolClosed", PoolIds.text(pool.id), pool.changes))
              .setOccurredAt(millis(now))
              .setPool(pool.id)
              .setReason(reason)
              .setChange(pool.changes)
              .setCause(cause)
              .setLois(cause == QUOTA_MET ? pool.lois : null)
              .build());
    }
  }

  private void openPool(Pool pool, Instant now) {
    if (!Boolean.TRUE.equals(pool.open)) {
      changed(pool, true);
      roundsOut.add(
          PoolOpened.newBuilder()
              .setEventId(EventIds.of("PoolOpened", PoolIds.text(pool.id), pool.changes))
              .setOccurredAt(millis(now))
              .setPool(pool.id)
              .setReason("the season's plan has it open and its quota is not met")
              .setChange(pool.changes)
              .build());
    }
  }

  private void changed(Pool pool, boolean open) {
    pool.open = open;
    pool.metAt = null;
    pool.changes++;
    countryTouched = true;
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
    touched.add(id);
    return candidates.computeIfAbsent(id, _ -> Candidate.unknown(season, country, id));
  }

  private Pool pool(PoolId id) {
    return pools.computeIfAbsent(id, Pool::new);
  }

  private void put(Candidate candidate, Invitation invitation) {
    touched.add(candidate.id);
    candidate.put(invitation);
    watch(candidate, invitation);
  }

  private void watch(Candidate candidate, Invitation invitation) {
    if (invitation.due() != null) {
      dues.add(new Due(invitation.due(), candidate.id, invitation.id()));
    }
  }

  private void put(Position at) {
    positions.put(List.of(at.topic(), at.partition()), at);
    countryTouched = true;
  }

  private List<Position> sortedPositions() {
    return positions.values().stream()
        .sorted(Comparator.comparing(Position::topic).thenComparing(Position::partition))
        .toList();
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

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException _) {
      return Weeks.ZONE; // upstream may send an unknown time zone
    }
  }

  /**
   * Truncates to milliseconds, the precision of events: a decision must not differ from its event.
   */
  private static Instant millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }

  private String name() {
    return PoolIds.country(season, country);
  }

  private Effects effects() {
    Effects effects =
        new Effects(
            roundsOut,
            invitationsOut,
            touched,
            countryTouched,
            decisionsOut,
            schedule.takeChanges(),
            drawnOut);
    roundsOut = new ArrayList<>();
    invitationsOut = new ArrayList<>();
    touched = new LinkedHashSet<>();
    decisionsOut = new ArrayList<>();
    drawnOut = new ArrayList<>();
    countryTouched = false;
    return effects;
  }
}
