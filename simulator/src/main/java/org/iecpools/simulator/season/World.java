package org.iecpools.simulator.season;

import static org.iecpools.simulator.season.Books.Figure.INVITATIONS;
import static org.iecpools.simulator.season.Books.Figure.IN_POOL;
import static org.iecpools.simulator.season.Books.Figure.LOIS;
import static org.iecpools.simulator.season.Books.Figure.OPEN;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.Answer;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolIds;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileSubmitted;
import org.iecpools.events.ProfileWithdrawn;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.QuotaKind;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.iecpools.simulator.upstream.Quotas;
import org.jspecify.annotations.Nullable;

/**
 * The expected state of every candidate by the published rules, against which the services are
 * checked. A fold of the upstream events of each turn, the ticks of the clock, and the following,
 * which cannot be derived from outside and is read from the events of the services:
 *
 * <ul>
 *   <li><b>who is drawn</b> ({@code InvitationIssued}). Each invitation is checked against the
 *       rules: the candidate is in the pool, not too old and has no other open invitation, and a
 *       round may run.
 *   <li><b>which pools are closed to entries</b> ({@code PoolClosed}, {@code PoolOpened}), checked
 *       against the quota. Entries that cross such a change may be admitted or not.
 *   <li><b>the result of a race with two valid outcomes</b>. A withdrawal may cross an application
 *       or its closing; it counts unless an {@code AnswerRejected} rejects it. A second profile
 *       waits for the end of the first for five seconds of wall-clock time, which does not depend
 *       on simulated time, so its entry shows the result.
 * </ul>
 *
 * <p>Everything else is derived without the services: quotas, LOIs and spots completely, and the
 * candidates in the pools and open invitations except for the races above. Invitations are counted
 * one by one, whereas the services use the totals of the rounds. The end of every invitation is
 * predicted and compared with the verdict of invitation-service. The members of each pool are
 * compared person by person with the pool events ({@link #differences}).
 */
final class World {

  /** The state of a profile. */
  enum Standing {
    PARKED,
    ACTIVE,
    INVITED,
    ENDED
  }

  /** The state of an invitation. */
  enum Stage {
    INVITED,
    ACCEPTED,
    APPLIED,
    CLOSED
  }

  /** A submitted profile and its state. */
  static final class Profile {
    final ProfileSubmitted form;
    final Candidate candidate;
    final Instant submittedAt;
    Standing standing = Standing.ENDED;
    Map<PoolId, LocalDate> entered = Map.of();
    final Set<PoolId> in = new HashSet<>();
    @Nullable Invitation invitation;
    boolean withdrawnInThisTurn;

    Profile(Candidate candidate, ProfileSubmitted form, Instant submittedAt) {
      this.candidate = candidate;
      this.form = form;
      this.submittedAt = submittedAt;
    }

    UUID id() {
      return form.getProfileId();
    }
  }

  /** An invitation and its state. */
  static final class Invitation {
    final InvitationIssued issued;
    final Profile profile;
    Stage stage = Stage.INVITED;
    final Instant answerBy;

    /** Null before the acceptance. */
    @Nullable Instant submitBy;

    /** Why it is closed; null while it is open. */
    @Nullable ClosedCause cause;

    /**
     * Another cause that is also valid, because an answer and a withdrawal crossed; null if none.
     */
    @Nullable ClosedCause alsoValid;

    boolean loi;
    boolean loiCancelled;

    boolean verdictSeen;

    Invitation(InvitationIssued issued, Profile profile, Instant answerBy) {
      this.issued = issued;
      this.profile = profile;
      this.answerBy = answerBy;
    }

    UUID id() {
      return issued.getInvitationId();
    }

    boolean open() {
      return stage != Stage.CLOSED;
    }
  }

  /** The state of one person in the season. */
  static final class Candidate {
    final Person person;
    final Map<UUID, Profile> profiles = new LinkedHashMap<>();
    final Set<UUID> seenEvents = new HashSet<>();
    final Set<UUID> withdrawnUnseen = new HashSet<>();

    /** The profile that is active or invited; null if there is none. */
    @Nullable Profile live;

    /** The profile that waits for the end of the live one; null if there is none. */
    @Nullable Profile parked;

    /** The citizenship of the first profile admitted; null before it. */
    @Nullable String country;

    Candidate(Person person) {
      this.person = person;
    }
  }

  private final Rules rules = new Rules();
  private final Books books;
  private final Map<UUID, Candidate> candidates = new LinkedHashMap<>();
  private final Map<UUID, Invitation> invitations = new HashMap<>();

  /** The candidate who has an identity document, by digest: the first who submitted it. */
  private final Map<ByteBuffer, Candidate> holders = new HashMap<>();

  private final Map<UUID, Profile> parked = new HashMap<>();
  private final Set<PoolId> closedPools = new HashSet<>();
  private final ReportedStays reportedStays = new ReportedStays();
  private final List<String> differences = new ArrayList<>();
  private final Set<Candidate> touched = new LinkedHashSet<>();
  private Set<Invitation> closedNow = new LinkedHashSet<>();
  private Instant now = Instant.MIN;

  World(Books books) {
    this.books = books;
  }

  Candidate candidate(Person person) {
    return candidates.computeIfAbsent(person.candidateId(), _ -> new Candidate(person));
  }

  private Invitation invitation(UUID id) {
    return Objects.requireNonNull(
        invitations.get(id), "upstream answers only invitations that were issued");
  }

  Collection<Candidate> candidates() {
    return candidates.values();
  }

  /** Actions of the services that the rules do not allow, one sentence each. */
  List<String> differences() {
    return differences;
  }

  /**
   * Checks the HTTP status of a candidate's own request; returns a sentence if it is not as
   * expected. A profile must be refused if any of its pools does not accept it. An answer to an
   * open invitation must be accepted.
   */
  synchronized Optional<String> unexpected(CandidateEvent request, int status) {
    boolean accepted = status >= 200 && status < 300;
    boolean expected =
        !(request instanceof ProfileSubmitted form)
            || rules.admitted(form, closedPools::contains, now).size() == form.getWanted().size()
                && !form.getWanted().isEmpty();
    return accepted == expected
        ? Optional.empty()
        : Optional.of(
            "a request was %s but should have been %s: %s"
                .formatted(
                    accepted ? "accepted" : "refused", expected ? "accepted" : "refused", request));
  }

  /** Applies an announcement of the operators. */
  void announced(SeasonsEvent event) {
    switch (event) {
      case SeasonPlanned plan -> rules.planned(plan);
      case QuotaAnnounced e -> books.quota(e.getPool(), e.getQuota(), e.getOccurredAt());
      case PublicationTimeSet e ->
          books.publicationTime(
              LocalTime.MIDNIGHT.plusMinutes(e.getMinuteOfDay()), e.getOccurredAt());
      case AnnouncementWithdrawn e ->
          throw new IllegalArgumentException("no scenario withdraws an announcement: " + e);
    }
  }

  /**
   * Applies a tick of the clock, after the services have come to rest: deadlines, last days of
   * profiles in pools and closing pools, then the draws.
   *
   * @return the invitations that were drawn
   */
  List<Invitation> tick(Instant to, Observed observed) {
    now = to;
    report(observed);
    flip(observed);
    for (Invitation invitation : List.copyOf(invitations.values())) {
      switch (invitation.stage) {
        case INVITED -> {
          if (!now.isBefore(invitation.answerBy)) {
            runOut(invitation, ClosedCause.NOT_ANSWERED, observed);
          }
        }
        case ACCEPTED -> {
          Instant submitBy =
              Objects.requireNonNull(invitation.submitBy, "the acceptance sets the deadline");
          if (!now.isBefore(submitBy)) {
            runOut(invitation, ClosedCause.NOT_SUBMITTED, observed);
          }
        }
        case APPLIED, CLOSED -> {}
      }
    }
    for (Candidate candidate : candidates.values()) {
      if (candidate.live != null && candidate.live.standing == Standing.ACTIVE) {
        grow(candidate.live, observed);
      }
    }
    return settle(observed);
  }

  /**
   * Applies the upstream events of a turn, after the services have come to rest.
   *
   * @param sent in the order sent, including repeats
   * @return the invitations that were drawn
   */
  List<Invitation> turn(List<CandidateEvent> sent, Observed observed) {
    report(observed);
    flip(observed);
    var byCandidate = new LinkedHashMap<Candidate, List<CandidateEvent>>();
    for (CandidateEvent event : sent) {
      Candidate candidate =
          Objects.requireNonNull(
              candidates.get(event.getCandidateId()), "every event is from a person of the season");
      if (candidate.seenEvents.add(event.getEventId())) {
        byCandidate.computeIfAbsent(candidate, _ -> new ArrayList<>()).add(event);
      }
    }
    byCandidate.forEach(
        (candidate, events) -> {
          touched.add(candidate);
          for (CandidateEvent event : inOrderOfJudgement(candidate, events, observed)) {
            apply(candidate, event, observed);
          }
        });
    List<Invitation> drawn = settle(observed);
    for (Candidate candidate : byCandidate.keySet()) {
      candidate.profiles.values().forEach(profile -> profile.withdrawnInThisTurn = false);
    }
    return drawn;
  }

  /**
   * Puts a candidate's events of one turn into the order in which invitation-service handled them.
   * Events of one topic keep their order; events of different topics may cross. Where the order
   * matters for the books, it depends on whether the withdrawal was rejected.
   */
  private List<CandidateEvent> inOrderOfJudgement(
      Candidate candidate, List<CandidateEvent> events, Observed observed) {
    var withdrawals = new ArrayList<CandidateEvent>();
    var profiles = new ArrayList<CandidateEvent>();
    var answers = new ArrayList<CandidateEvent>();
    var applications = new ArrayList<CandidateEvent>();
    for (CandidateEvent event : events) {
      switch (event) {
        case ProfileWithdrawn e -> {
          withdrawals.add(e);
          profiles.add(e);
        }
        case ProfileSubmitted e -> profiles.add(e);
        case InvitationAccepted e -> answers.add(e);
        case InvitationDeclined e -> answers.add(e);
        case ApplicationSubmitted e -> applications.add(e);
        case ApplicationClosed e -> applications.add(e);
        case LoiIssued e -> applications.add(e);
        case LoiCancelled e -> applications.add(e);
        case PoolsEvent e ->
            throw new IllegalArgumentException("upstream does not send this event: " + e);
        case InvitationsEvent e ->
            throw new IllegalArgumentException("upstream does not send this event: " + e);
      }
    }
    var order = new ArrayList<CandidateEvent>();
    Invitation open = candidate.live == null ? null : candidate.live.invitation;
    if (!withdrawals.isEmpty() && !answers.isEmpty() && open != null) {
      // In either order nobody is in a pool and nothing is open; only the cause in the verdict
      // differs.
      open.alsoValid = ClosedCause.PROFILE_WITHDRAWN;
    }
    if (!withdrawals.isEmpty() && open != null && open.open() && !applications.isEmpty()) {
      // The withdrawal crosses the application or its closing.
      if (observed.rejected(open.id(), Answer.WITHDRAWAL)) {
        profiles.removeAll(withdrawals);
      } else if (applications.getFirst() instanceof ApplicationSubmitted) {
        order.addAll(profiles);
        profiles.clear();
      }
    }
    order.addAll(answers);
    order.addAll(applications);
    order.addAll(profiles);
    return order;
  }

  private void apply(Candidate candidate, CandidateEvent event, Observed observed) {
    switch (event) {
      case ProfileSubmitted form -> submit(candidate, form, observed);
      case ProfileWithdrawn wish -> withdraw(candidate, wish, observed);
      case InvitationAccepted e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (invitation.stage == Stage.INVITED) {
          invitation.stage = Stage.ACCEPTED;
          invitation.submitBy =
              Rules.deadline(invitation.profile.form, e.getOccurredAt(), Rules.SUBMIT_DAYS);
        }
      }
      case InvitationDeclined e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (invitation.stage == Stage.INVITED) {
          close(invitation, ClosedCause.DECLINED, e.getOccurredAt());
          comeBack(invitation, e.getOccurredAt(), observed);
        }
      }
      case ApplicationSubmitted e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (invitation.stage == Stage.INVITED || invitation.stage == Stage.ACCEPTED) {
          invitation.stage = Stage.APPLIED;
        }
      }
      case ApplicationClosed e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (invitation.open()) {
          close(invitation, ClosedCause.APPLICATION_CLOSED, now);
          comeBack(invitation, now, observed);
        }
      }
      case LoiIssued e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (!invitation.loi) {
          invitation.loi = true;
          books.book(invitation.issued.getPool(), LOIS, 1, e.getOccurredAt());
        }
        if (invitation.open()) {
          close(invitation, ClosedCause.LOI_ISSUED, e.getOccurredAt());
          end(invitation.profile, observed);
        }
      }
      case LoiCancelled e -> {
        Invitation invitation = invitation(e.getInvitationId());
        if (!invitation.loiCancelled) {
          invitation.loiCancelled = true;
          books.book(invitation.issued.getPool(), LOIS, -1, e.getOccurredAt());
        }
      }
      case PoolsEvent e ->
          throw new IllegalArgumentException("upstream does not send this event: " + e);
      case InvitationsEvent e ->
          throw new IllegalArgumentException("upstream does not send this event: " + e);
    }
  }

  private void submit(Candidate candidate, ProfileSubmitted form, Observed observed) {
    if (candidate.profiles.containsKey(form.getProfileId())) {
      return;
    }
    var profile = new Profile(candidate, form, now);
    candidate.profiles.put(profile.id(), profile);
    ByteBuffer digest = form.getIdentityDigest();
    if (digest != null) {
      holders.putIfAbsent(digest, candidate);
    }
    if (candidate.withdrawnUnseen.contains(profile.id())) {
      return;
    }
    if (candidate.live == null) {
      admit(profile, observed);
    } else if (candidate.parked == null) {
      profile.standing = Standing.PARKED;
      candidate.parked = profile;
      parked.put(profile.id(), profile);
    }
  }

  private void admit(Profile profile, Observed observed) {
    Candidate candidate = profile.candidate;
    ProfileSubmitted form = profile.form;
    if (candidate.country != null && !candidate.country.equals(form.getCitizenship())) {
      return;
    }
    ByteBuffer digest = form.getIdentityDigest();
    if (digest != null && holders.get(digest) != candidate) {
      return;
    }
    Map<PoolId, LocalDate> admitted =
        new LinkedHashMap<>(
            rules.admitted(form, pool -> closedBy(pool, profile, observed), profile.submittedAt));
    if (admitted.isEmpty()) {
      return;
    }
    candidate.country = form.getCitizenship();
    candidate.live = profile;
    profile.standing = Standing.ACTIVE;
    profile.entered = admitted;
    admitted.keySet().forEach(pool -> enter(profile, pool, now));
  }

  /**
   * Whether a pool is closed for an entry. If the entry crosses the closing or opening of the pool,
   * the result is what pool-service decided.
   */
  private boolean closedBy(PoolId pool, Profile profile, Observed observed) {
    return observed.flipped(pool)
        ? !observed.entered(profile.id(), pool)
        : closedPools.contains(pool);
  }

  private void withdraw(Candidate candidate, ProfileWithdrawn wish, Observed observed) {
    Profile profile = candidate.profiles.get(wish.getProfileId());
    if (profile == null) {
      candidate.withdrawnUnseen.add(wish.getProfileId());
      return;
    }
    switch (profile.standing) {
      case PARKED -> {
        candidate.parked = null;
        profile.standing = Standing.ENDED;
      }
      case ACTIVE -> {
        profile.withdrawnInThisTurn = true;
        end(profile, observed);
      }
      case INVITED -> {
        Invitation invitation =
            Objects.requireNonNull(profile.invitation, "an invited profile has an invitation");
        if (invitation.stage != Stage.APPLIED) {
          close(invitation, ClosedCause.PROFILE_WITHDRAWN, now);
          end(profile, observed);
        }
      }
      case ENDED -> {}
    }
  }

  private void runOut(Invitation invitation, ClosedCause cause, Observed observed) {
    close(invitation, cause, now);
    end(invitation.profile, observed);
  }

  private void grow(Profile profile, Observed observed) {
    boolean changed = false;
    for (PoolId pool : List.copyOf(profile.in)) {
      if (!mayStay(profile, pool)) {
        leave(profile, pool, now);
        changed = true;
      }
    }
    if (changed) {
      touched.add(profile.candidate);
    }
    if (profile.in.isEmpty()) {
      end(profile, observed);
    }
  }

  private boolean mayStay(Profile profile, PoolId pool) {
    PoolPlan plan = rules.plan(pool).orElseThrow();
    return now.isBefore(plan.getClosesAt())
        && !Rules.today(profile.form, now).isAfter(profile.entered.get(pool));
  }

  private void close(Invitation invitation, ClosedCause cause, Instant at) {
    invitation.stage = Stage.CLOSED;
    invitation.cause = cause;
    closedNow.add(invitation);
    touched.add(invitation.profile.candidate);
    books.book(invitation.issued.getPool(), OPEN, -1, at);
  }

  /**
   * Returns a profile to every pool that it may still be in, after a decline or a closed
   * application.
   */
  private void comeBack(Invitation invitation, Instant declinedAt, Observed observed) {
    Profile profile = invitation.profile;
    profile.standing = Standing.ACTIVE;
    profile.invitation = null;
    boolean declined = invitation.cause == ClosedCause.DECLINED;
    for (PoolId pool : profile.entered.keySet()) {
      // A decline returns the candidate to the pool of the draw; a candidate who may not stay
      // leaves it again.
      boolean drawn = declined && pool.equals(invitation.issued.getPool());
      if (drawn) {
        enter(profile, pool, declinedAt);
      }
      if (drawn && !mayStay(profile, pool)) {
        leave(profile, pool, now);
      }
      if (!drawn && mayStay(profile, pool)) {
        enter(profile, pool, now);
      }
    }
    if (profile.in.isEmpty()) {
      end(profile, observed);
    }
  }

  private void end(Profile profile, Observed observed) {
    List.copyOf(profile.in).forEach(pool -> leave(profile, pool, now));
    profile.standing = Standing.ENDED;
    Candidate candidate = profile.candidate;
    touched.add(candidate);
    if (candidate.live == profile) {
      candidate.live = null;
      Profile next = candidate.parked;
      if (next != null) {
        candidate.parked = null;
        next.standing = Standing.ENDED;
        if (observed.entered(next.id())) {
          admit(next, observed);
        }
      }
    }
  }

  private void enter(Profile profile, PoolId pool, Instant at) {
    if (profile.in.add(pool)) {
      books.book(pool, IN_POOL, 1, at);
    }
  }

  private void leave(Profile profile, PoolId pool, Instant at) {
    if (profile.in.remove(pool)) {
      books.book(pool, IN_POOL, -1, at);
    }
  }

  /** Whoever a service reports on is compared, also if nothing happened by the rules. */
  private void report(Observed observed) {
    reportedStays.take(observed);
    for (PoolsEvent event : observed.pools()) {
      Candidate candidate = candidates.get(event.getCandidateId());
      if (candidate != null) {
        touched.add(candidate);
      }
    }
  }

  private void flip(Observed observed) {
    closedPools.addAll(observed.closedPools());
    closedPools.removeAll(observed.openedPools());
  }

  /**
   * Ends the wait of second profiles that pool-service rejected. The wait is in wall-clock time, so
   * it cannot be predicted.
   */
  private void giveUpWaiting(Observed observed) {
    for (UUID id : observed.rejectedProfiles()) {
      Profile waiting = parked.remove(id);
      if (waiting != null && waiting.standing == Standing.PARKED) {
        waiting.candidate.parked = null;
        waiting.standing = Standing.ENDED;
      }
    }
  }

  /** Applies the draws, then compares verdicts and pools with the result of the rules. */
  private List<Invitation> settle(Observed observed) {
    giveUpWaiting(observed);
    checkClosedPools();
    var drawn = new ArrayList<Invitation>();
    for (InvitationIssued issued : observed.issued()) {
      draw(issued).ifPresent(drawn::add);
    }
    for (InvitationClosed verdict : observed.closed()) {
      Invitation invitation = invitations.get(verdict.getInvitationId());
      if (invitation == null) {
        differ("invitation %s was closed but never issued", verdict.getInvitationId());
      } else if (invitation.verdictSeen) {
        differ("invitation %s was closed twice", invitation.id());
      } else {
        invitation.verdictSeen = true;
        if (verdict.getCause() != invitation.cause && verdict.getCause() != invitation.alsoValid) {
          differ(
              "invitation %s (%s) of profile %s was closed as %s, should be %s",
              invitation.id(),
              PoolIds.text(verdict.getPool()),
              invitation.profile.id(),
              verdict.getCause(),
              invitation.cause == null ? invitation.stage : invitation.cause);
        }
      }
    }
    for (Invitation invitation : closedNow) {
      if (!invitation.verdictSeen) {
        differ(
            "invitation %s (%s) of profile %s should be closed as %s, but is not",
            invitation.id(),
            PoolIds.text(invitation.issued.getPool()),
            invitation.profile.id(),
            Objects.requireNonNull(invitation.cause, "a closed invitation has a cause"));
      }
    }
    closedNow = new LinkedHashSet<>();
    for (Candidate candidate : touched) {
      for (Profile profile : candidate.profiles.values()) {
        Set<PoolId> reported = reportedStays.pools(profile.id());
        if (!reported.equals(profile.in)) {
          differ(
              "profile %s of candidate %s is in %s according to the events, should be in %s (%s)",
              profile.id(),
              candidate.person.candidateId(),
              reported.stream().map(PoolIds::text).sorted().toList(),
              profile.in.stream().map(PoolIds::text).sorted().toList(),
              profile.standing);
        }
      }
    }
    touched.clear();
    return drawn;
  }

  /** Checks that a pool takes entries from its opening to its close unless its quota is met. */
  private void checkClosedPools() {
    for (PoolId pool : books.pools()) {
      boolean takesEntries =
          rules
              .plan(pool)
              .filter(plan -> !now.isBefore(plan.getOpensAt()) && now.isBefore(plan.getClosesAt()))
              .isPresent();
      if (takesEntries && closedPools.contains(pool) != books.met(pool)) {
        differ(
            "%s is %s to entries with %d LOIs of a quota of %s",
            PoolIds.text(pool),
            closedPools.contains(pool) ? "closed" : "open",
            books.count(pool, LOIS),
            Quotas.text(books.quota(pool)));
      }
    }
  }

  /** Applies a draw; empty if it is a repeat, breaks the rules, or crossed a withdrawal. */
  private Optional<Invitation> draw(InvitationIssued issued) {
    Candidate candidate = candidates.get(issued.getCandidateId());
    Profile profile = candidate == null ? null : candidate.profiles.get(issued.getProfileId());
    PoolId pool = issued.getPool();
    if (candidate == null || profile == null) {
      differ("invitation %s is for a profile that was never submitted", issued.getInvitationId());
      return Optional.empty();
    }
    touched.add(candidate);
    if (invitations.containsKey(issued.getInvitationId())) {
      return Optional.empty();
    }
    var invitation =
        new Invitation(issued, profile, Rules.deadline(profile.form, now, Rules.ANSWER_DAYS));
    invitations.put(invitation.id(), invitation);
    books.book(pool, INVITATIONS, 1, now);
    books.book(pool, OPEN, 1, now);
    if (profile.withdrawnInThisTurn) {
      // An operator's round crossed the withdrawal: the invitation is closed immediately.
      close(invitation, ClosedCause.PROFILE_WITHDRAWN, now);
      return Optional.empty();
    }
    if (!profile.in.contains(pool)) {
      differ(
          "profile %s was invited from %s without being in it (%s)",
          profile.id(), PoolIds.text(pool), profile.standing);
      return Optional.empty();
    }
    checkRound(issued, invitation);
    List.copyOf(profile.in).forEach(left -> leave(profile, left, now));
    profile.standing = Standing.INVITED;
    profile.invitation = invitation;
    return Optional.of(invitation);
  }

  private void checkRound(InvitationIssued issued, Invitation invitation) {
    PoolId pool = issued.getPool();
    PoolPlan plan = rules.plan(pool).orElseThrow();
    if (books.quota(pool).getKind() == QuotaKind.TO_BE_ANNOUNCED
        || now.isBefore(plan.getFirstRoundAt())
        || now.isAfter(plan.getFinalRoundAt())
        || !now.isBefore(plan.getClosesAt())
        || plan.getPauses().stream()
            .anyMatch(p -> !now.isBefore(p.getFrom()) && now.isBefore(p.getUntil()))) {
      differ("a round of %s ran at %s, when none was allowed", PoolIds.text(pool), now);
    }
    if (!issued.getAnswerBy().equals(invitation.answerBy)) {
      differ(
          "invitation %s of %s at %s is to be answered by %s, should be %s",
          invitation.id(), PoolIds.text(pool), now, issued.getAnswerBy(), invitation.answerBy);
    }
  }

  private void differ(String sentence, Object... words) {
    differences.add(now + ": " + sentence.formatted(words));
  }
}
