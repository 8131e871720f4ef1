package org.iecpools.auditor.draw;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.domain.SeasonBook;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.Answer;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.InvitationsEvent;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolId;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolsEvent;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;

/**
 * The log of one season and country, in the order of each topic's partitions. Identical repeats of
 * records are left out.
 */
final class CountryLog {

  private record Answered(UUID invitation, Answer answer) {}

  private static final Comparator<LoggedEvent> BY_POSITION =
      Comparator.comparing(LoggedEvent::position);

  private final List<Logged<SeasonsEvent>> seasons = new ArrayList<>();
  private final List<Logged<RoundScheduled>> announcements = new ArrayList<>();
  private final List<Logged<RoundSealed>> seals = new ArrayList<>();
  private final List<Logged<RoundCancelled>> cancellations = new ArrayList<>();
  private final List<Logged<RoundRun>> runs = new ArrayList<>();
  private final Map<UUID, Person> people = new LinkedHashMap<>();
  private final Map<UUID, List<InvitationIssued>> issued = new LinkedHashMap<>();
  private final List<Logged<InvitationClosed>> closed = new ArrayList<>();
  private final Map<UUID, Set<Instant>> accepted = new HashMap<>();
  private final Map<UUID, List<AcceptanceConfirmed>> confirmed = new HashMap<>();
  private final Map<UUID, InvitationClosed> ends = new HashMap<>();
  private final Map<UUID, UUID> roundOf = new HashMap<>();
  private final Map<Answered, Long> rejected = new HashMap<>();
  private final List<Logged<ResponsesEvent>> responses = new ArrayList<>();
  private final List<Logged<ApplicationsEvent>> applications = new ArrayList<>();
  private final Map<UUID, Long> numbers = new HashMap<>();
  private final List<LoggedEvent> leftOut;

  /**
   * @param events of the country, in any order
   * @param leftOut events of the country that only a dead letter excludes
   */
  CountryLog(List<LoggedEvent> events, List<LoggedEvent> leftOut) {
    this.leftOut = leftOut;
    Set<Event> seen = new HashSet<>();
    events.stream()
        .sorted(BY_POSITION)
        .filter(
            e ->
                !(e.event() instanceof RoundsEvent) && !(e.event() instanceof InvitationsEvent)
                    || seen.add(e.event()))
        .forEach(e -> add(e.position(), e.event()));
    for (Logged<RoundRun> run : runs) {
      if (run.event().getSeq() != null) {
        numbers.putIfAbsent(run.event().getRoundId(), run.event().getSeq());
      }
    }
  }

  private void add(Position position, Event event) {
    switch (event) {
      case SeasonsEvent e -> seasons.add(new Logged<>(position, e));
      case RoundScheduled e -> announcements.add(new Logged<>(position, e));
      case RoundSealed e -> seals.add(new Logged<>(position, e));
      case RoundCancelled e -> cancellations.add(new Logged<>(position, e));
      case RoundRun e -> runs.add(new Logged<>(position, e));
      case PoolsEvent e -> add(position, e);
      case InvitationsEvent e -> add(position, e);
      case ResponsesEvent e -> add(position, e);
      case ApplicationsEvent e -> applications.add(new Logged<>(position, e));
      case PoolOpened _, PoolClosed _, ProfilesEvent _ -> {
        // No draw depends on these: a profile's results are on iec.pools.
      }
    }
  }

  private void add(Position position, PoolsEvent event) {
    switch (event) {
      case PoolEntered e -> person(e.getCandidateId()).add(position, e);
      case PoolLeft e -> person(e.getCandidateId()).add(position, e);
      case PoolLeaveVoided e -> person(e.getCandidateId()).add(position, e);
      case PoolEntryRefused _, ProfileRejected _ -> {
        // These never led to a stay in a pool.
      }
    }
  }

  private void add(Position position, ResponsesEvent event) {
    responses.add(new Logged<>(position, event));
    switch (event) {
      case InvitationAccepted e ->
          accepted
              .computeIfAbsent(e.getInvitationId(), _ -> new HashSet<>())
              .add(e.getOccurredAt());
      case InvitationDeclined _ -> {
        // Looked up among all responses.
      }
    }
  }

  private void add(Position position, InvitationsEvent event) {
    switch (event) {
      case InvitationIssued e -> {
        issued.computeIfAbsent(e.getRoundId(), _ -> new ArrayList<>()).add(e);
        person(e.getCandidateId()).invitations.add(e);
        roundOf.putIfAbsent(e.getInvitationId(), e.getRoundId());
      }
      case AcceptanceConfirmed e ->
          confirmed.computeIfAbsent(e.getInvitationId(), _ -> new ArrayList<>()).add(e);
      case InvitationClosed e -> {
        closed.add(new Logged<>(position, e));
        ends.merge(e.getInvitationId(), e, (a, b) -> a.getSeq() <= b.getSeq() ? a : b);
      }
      case AnswerRejected e ->
          rejected.merge(
              new Answered(e.getInvitationId(), e.getAnswer()),
              e.getSeq() == null ? 0 : e.getSeq(),
              Math::min);
    }
  }

  private Person person(UUID candidateId) {
    return people.computeIfAbsent(candidateId, _ -> new Person());
  }

  // ---- rounds

  /** All RoundRun events, in the order of {@code iec.rounds}. */
  List<Logged<RoundRun>> runs() {
    return runs;
  }

  List<Logged<RoundRun>> runs(UUID roundId) {
    return runs.stream().filter(run -> run.event().getRoundId().equals(roundId)).toList();
  }

  /** Draws of the country with a lower decision number. */
  List<Logged<RoundRun>> runsBefore(long seq) {
    return runs.stream()
        .filter(run -> run.event().getSeq() != null && run.event().getRevision() == 0)
        .filter(run -> run.event().getSeq() < seq)
        .toList();
  }

  List<Logged<RoundScheduled>> announcements() {
    return announcements;
  }

  /** The seals of a round, in the order of {@code iec.rounds}. */
  List<Logged<RoundSealed>> seals(UUID roundId) {
    return seals.stream().filter(seal -> seal.event().getRoundId().equals(roundId)).toList();
  }

  /** All cancellations, in the order of {@code iec.rounds}. */
  List<Logged<RoundCancelled>> cancellations() {
    return cancellations;
  }

  List<Logged<RoundCancelled>> cancellations(UUID roundId) {
    return cancellations.stream()
        .filter(cancellation -> cancellation.event().getRoundId().equals(roundId))
        .toList();
  }

  List<Logged<RoundScheduled>> announcements(UUID roundId) {
    return announcements.stream()
        .filter(announcement -> announcement.event().getRoundId().equals(roundId))
        .toList();
  }

  /** The decision number of a round's draw; empty if the round did not run on this stack. */
  Optional<Long> number(UUID roundId) {
    return Optional.ofNullable(numbers.get(roundId));
  }

  /** The operators' announcements that a draw had read. */
  SeasonBook book(ReadPositions seen) {
    SeasonBook book = new SeasonBook();
    seasons.stream()
        .filter(announcement -> seen.includes(announcement.position()))
        .forEach(announcement -> book.apply(announcement.event()));
    return book;
  }

  // ---- candidates and invitations

  /** Candidates by id. */
  Map<UUID, Person> people() {
    return people;
  }

  /** The invitations of a candidate, in log order. */
  List<InvitationIssued> invitations(UUID candidateId) {
    Person person = people.get(candidateId);
    return person == null ? List.of() : person.invitations;
  }

  /** Invitations of a round, every distinct record. */
  List<InvitationIssued> issued(UUID roundId) {
    return issued.getOrDefault(roundId, List.of());
  }

  /** Issued invitations by round id. */
  Map<UUID, List<InvitationIssued>> issued() {
    return issued;
  }

  /** Whether an acceptance of the invitation states this time. */
  boolean accepted(UUID invitationId, Instant at) {
    return accepted.getOrDefault(invitationId, Set.of()).contains(at);
  }

  /** Confirmations of an invitation's acceptance, every distinct record. */
  List<AcceptanceConfirmed> confirmed(UUID invitationId) {
    return confirmed.getOrDefault(invitationId, List.of());
  }

  List<Logged<InvitationClosed>> closed() {
    return closed;
  }

  /** The end of an invitation; empty while it is open. */
  Optional<InvitationClosed> end(UUID invitationId) {
    return Optional.ofNullable(ends.get(invitationId));
  }

  /** Whether an invitation ended before a decision. */
  boolean endedBefore(UUID invitationId, long seq) {
    return end(invitationId).filter(end -> end.getSeq() < seq).isPresent();
  }

  /**
   * Whether an answer was rejected before a decision. A rejection without a number counts as
   * earlier.
   */
  boolean rejectedBefore(UUID invitationId, Answer answer, long seq) {
    Long number = rejected.get(new Answered(invitationId, answer));
    return number != null && number < seq;
  }

  /**
   * The decision number of an invitation's round; empty if that round did not run on this stack.
   */
  Optional<Long> drawnAs(UUID invitationId) {
    return roundOf(invitationId).flatMap(this::number);
  }

  /** The round of an invitation; empty if the invitation was not issued on this stack. */
  Optional<UUID> roundOf(UUID invitationId) {
    return Optional.ofNullable(roundOf.get(invitationId));
  }

  List<Logged<ResponsesEvent>> responses() {
    return responses;
  }

  List<Logged<ApplicationsEvent>> applications() {
    return applications;
  }

  List<LoggedEvent> leftOut() {
    return leftOut;
  }

  /** The latest time stated by a decision of the country. */
  Optional<Instant> latest() {
    return Stream.concat(
            runs.stream().map(run -> run.event().getOccurredAt()),
            closed.stream().map(end -> end.event().getOccurredAt()))
        .max(Comparator.naturalOrder());
  }

  /**
   * Whether the pool had earlier draws elsewhere. Their positions and invitations are not in this
   * log.
   */
  boolean hasRunsElsewhere(PoolId pool, Position before) {
    return runs.stream()
        .filter(run -> run.event().getPool().equals(pool) && run.event().getSeq() == null)
        .anyMatch(run -> run.position().offset() < before.offset());
  }
}
