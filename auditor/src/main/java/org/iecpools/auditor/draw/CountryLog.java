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
import org.iecpools.auditor.Place;
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
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundsEvent;
import org.iecpools.events.SeasonsEvent;

/**
 * The log of one season and country, in the order of each topic's partitions. Identical repeats of
 * records are left out.
 */
final class CountryLog {

  private record Answered(UUID invitation, Answer answer) {}

  private static final Comparator<LoggedEvent> BY_PLACE = Comparator.comparing(LoggedEvent::place);

  private final List<At<SeasonsEvent>> seasons = new ArrayList<>();
  private final List<At<RoundScheduled>> announcements = new ArrayList<>();
  private final List<At<RoundRun>> runs = new ArrayList<>();
  private final Map<UUID, Person> people = new LinkedHashMap<>();
  private final Map<UUID, List<InvitationIssued>> issued = new LinkedHashMap<>();
  private final List<At<InvitationClosed>> closed = new ArrayList<>();
  private final Map<UUID, Set<Instant>> accepted = new HashMap<>();
  private final Map<UUID, List<AcceptanceConfirmed>> confirmed = new HashMap<>();
  private final Map<UUID, InvitationClosed> ends = new HashMap<>();
  private final Map<UUID, UUID> roundOf = new HashMap<>();
  private final Map<Answered, Long> rejected = new HashMap<>();
  private final List<At<ResponsesEvent>> responses = new ArrayList<>();
  private final List<At<ApplicationsEvent>> applications = new ArrayList<>();
  private final Map<UUID, Long> numbers = new HashMap<>();
  private final List<LoggedEvent> leftOut;

  /**
   * @param events of the country, in any order
   * @param leftOut events of the country that only a dead letter excludes
   */
  CountryLog(List<LoggedEvent> events, List<LoggedEvent> leftOut) {
    this.leftOut = leftOut;
    Set<Event> said = new HashSet<>();
    events.stream()
        .sorted(BY_PLACE)
        .filter(
            e ->
                !(e.event() instanceof RoundsEvent) && !(e.event() instanceof InvitationsEvent)
                    || said.add(e.event()))
        .forEach(e -> add(e.place(), e.event()));
    for (At<RoundRun> run : runs) {
      if (run.event().getSeq() != null) {
        numbers.putIfAbsent(run.event().getRoundId(), run.event().getSeq());
      }
    }
  }

  private void add(Place place, Event event) {
    switch (event) {
      case SeasonsEvent e -> seasons.add(new At<>(place, e));
      case RoundScheduled e -> announcements.add(new At<>(place, e));
      case RoundRun e -> runs.add(new At<>(place, e));
      case PoolsEvent e -> add(place, e);
      case InvitationsEvent e -> add(place, e);
      case ResponsesEvent e -> add(place, e);
      case ApplicationsEvent e -> applications.add(new At<>(place, e));
      case PoolOpened _, PoolClosed _, ProfilesEvent _ -> {
        // No draw depends on these: a profile's results are on iec.pools.
      }
    }
  }

  private void add(Place place, PoolsEvent event) {
    switch (event) {
      case PoolEntered e -> person(e.getCandidateId()).add(place, e);
      case PoolLeft e -> person(e.getCandidateId()).add(place, e);
      case PoolLeaveVoided e -> person(e.getCandidateId()).add(place, e);
      case PoolEntryRefused _, ProfileRejected _ -> {
        // These never led to a stay in a pool.
      }
    }
  }

  private void add(Place place, ResponsesEvent event) {
    responses.add(new At<>(place, event));
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

  private void add(Place place, InvitationsEvent event) {
    switch (event) {
      case InvitationIssued e -> {
        issued.computeIfAbsent(e.getRoundId(), _ -> new ArrayList<>()).add(e);
        person(e.getCandidateId()).invitations.add(e);
        roundOf.putIfAbsent(e.getInvitationId(), e.getRoundId());
      }
      case AcceptanceConfirmed e ->
          confirmed.computeIfAbsent(e.getInvitationId(), _ -> new ArrayList<>()).add(e);
      case InvitationClosed e -> {
        closed.add(new At<>(place, e));
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
  List<At<RoundRun>> runs() {
    return runs;
  }

  List<At<RoundRun>> runs(UUID roundId) {
    return runs.stream().filter(run -> run.event().getRoundId().equals(roundId)).toList();
  }

  /** Draws of the country with a lower decision number. */
  List<At<RoundRun>> runsBefore(long seq) {
    return runs.stream()
        .filter(run -> run.event().getSeq() != null && run.event().getRevision() == 0)
        .filter(run -> run.event().getSeq() < seq)
        .toList();
  }

  List<At<RoundScheduled>> announcements() {
    return announcements;
  }

  List<At<RoundScheduled>> announcements(UUID roundId) {
    return announcements.stream()
        .filter(said -> said.event().getRoundId().equals(roundId))
        .toList();
  }

  /** The decision number of a round's draw; empty if the round did not run on this stack. */
  Optional<Long> number(UUID roundId) {
    return Optional.ofNullable(numbers.get(roundId));
  }

  /** The operators' announcements that a draw had read. */
  SeasonBook book(Positions seen) {
    SeasonBook book = new SeasonBook();
    seasons.stream()
        .filter(said -> seen.saw(said.place()))
        .forEach(said -> book.apply(said.event()));
    return book;
  }

  // ---- candidates and invitations

  Map<UUID, Person> people() {
    return people;
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

  List<At<InvitationClosed>> closed() {
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
    Long after = rejected.get(new Answered(invitationId, answer));
    return after != null && after < seq;
  }

  /**
   * The decision number of an invitation's round; empty if that round did not run on this stack.
   */
  Optional<Long> drawnAs(UUID invitationId) {
    return Optional.ofNullable(roundOf.get(invitationId)).flatMap(this::number);
  }

  UUID roundOf(UUID invitationId) {
    return roundOf.get(invitationId);
  }

  List<At<ResponsesEvent>> responses() {
    return responses;
  }

  List<At<ApplicationsEvent>> applications() {
    return applications;
  }

  List<LoggedEvent> leftOut() {
    return leftOut;
  }

  /** The latest time that a decision of the country states. */
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
  boolean hasRunsElsewhere(PoolId pool, Place before) {
    return runs.stream()
        .filter(run -> run.event().getPool().equals(pool) && run.event().getSeq() == null)
        .anyMatch(run -> run.place().offset() < before.offset());
  }
}
