package org.iecpools.auditor.draw;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.Position;
import org.iecpools.domain.Weeks;
import org.iecpools.events.Answer;
import org.iecpools.events.ApplicationClosed;
import org.iecpools.events.ApplicationSubmitted;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.CandidateEvent;
import org.iecpools.events.ClosedCause;
import org.iecpools.events.InvitationAccepted;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationDeclined;
import org.iecpools.events.LoiCancelled;
import org.iecpools.events.LoiIssued;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundRun;
import org.iecpools.kafka.Topics;

/** Checks the draw's decision number and the positions up to which it had read the log. */
final class DecisionChecks {

  /** A decision with a number. */
  private record Decision(long seq, Position position, String inWords) {}

  private final Round round;
  private final CountryLog log;

  private DecisionChecks(Round round) {
    this.round = round;
    this.log = round.log();
  }

  static List<Check> of(Round round) {
    DecisionChecks checks = new DecisionChecks(round);
    return List.of(
        checks.sequence(), checks.order(), checks.positions(), checks.leftOut(), checks.drawDate());
  }

  /** The checks that need no other events than those of the round. */
  static List<Check> ofTheRoundAlone(Round round) {
    return List.of(new DecisionChecks(round).drawDate());
  }

  /** Checks that exactly one record of the round is a draw, and that it was not cancelled. */
  static Check oneDraw(CountryLog log, Logged<RoundRun> at) {
    Claim claim = Claim.ONE_DRAW;
    List<Logged<RoundRun>> draws =
        log.runs(at.event().getRoundId()).stream()
            .filter(run -> run.event().getRevision() == 0)
            .toList();
    return switch (draws.size()) {
      case 0 -> claim.broken("the log has corrections of the round, but no draw");
      case 1 ->
          log.cancellations(at.event().getRoundId()).stream()
              .findFirst()
              .map(it -> claim.broken("the round was cancelled at %s", it.position()))
              .orElseGet(() -> claim.holds("drawn at %s only", at.position()));
      default ->
          claim.broken(
              "the round was drawn more than once: %s",
              draws.stream()
                  .map(run -> "%s invited %d".formatted(run.position(), run.event().getInvited()))
                  .collect(Collectors.joining(", ")));
    };
  }

  private Check sequence() {
    Claim claim = Claim.SEQUENCE;
    long seq = round.seq();
    List<Decision> decisions =
        Stream.concat(
                log.runs().stream()
                    .filter(run -> run.event().getSeq() != null)
                    .filter(run -> run.event().getRevision() == 0)
                    .map(
                        run ->
                            new Decision(
                                run.event().getSeq(),
                                run.position(),
                                "round " + run.event().getRoundId())),
                log.closed().stream()
                    .map(
                        end ->
                            new Decision(
                                end.event().getSeq(),
                                end.position(),
                                "the end of invitation " + end.event().getInvitationId())))
            .toList();
    List<String> faults = new ArrayList<>();
    Map<Long, Decision> byNumber = new HashMap<>();
    for (Decision decision : decisions) {
      Decision other = byNumber.putIfAbsent(decision.seq(), decision);
      if (other != null && decision.seq() <= seq) {
        faults.add(
            "%d is the number of both %s at %s and %s at %s"
                .formatted(
                    decision.seq(),
                    other.inWords(),
                    other.position(),
                    decision.inWords(),
                    decision.position()));
      }
    }
    List<Long> missing = new ArrayList<>();
    for (long number = 1; number < seq; number++) {
      if (!byNumber.containsKey(number)) {
        missing.add(number);
      }
    }
    if (!missing.isEmpty()) {
      faults.add("no decision has these numbers: " + Check.listed(missing, ", "));
    }
    faults.addAll(outOfOrder(decisions));
    return faults.isEmpty()
        ? claim.holds("decision %d of the country; each of 1 to %d is in the log once", seq, seq)
        : claim.broken("%s", Check.listed(faults, "; "));
  }

  /** Within a partition, decision numbers must ascend. */
  private List<String> outOfOrder(List<Decision> decisions) {
    Map<ReadPositions.Partition, Decision> last = new HashMap<>();
    List<String> faults = new ArrayList<>();
    decisions.stream()
        .sorted(Comparator.comparing(Decision::position))
        .forEach(
            decision -> {
              Decision before = last.put(ReadPositions.Partition.of(decision.position()), decision);
              if (before != null
                  && before.seq() > decision.seq()
                  && decision.seq() <= round.seq()) {
                faults.add(
                    "decision %d at %s is before decision %d at %s"
                        .formatted(
                            before.seq(), before.position(), decision.seq(), decision.position()));
              }
            });
    return faults;
  }

  // ---- decisions that the draw depends on

  private Check order() {
    Claim claim = Claim.ORDER;
    List<String> faults = new ArrayList<>();
    log.runs().stream()
        .filter(run -> run.event().getSeq() != null && round.seen().includes(run.position()))
        .filter(run -> run.event().getSeq() >= round.seq())
        .filter(run -> !run.equals(round.at()))
        .forEach(
            run ->
                faults.add(
                    "the draw had read round %s at %s, which is decision %d"
                        .formatted(
                            run.event().getRoundId(), run.position(), run.event().getSeq())));
    log.people()
        .values()
        .forEach(
            person ->
                person.entered.values().stream()
                    .filter(entry -> round.seen().includes(entry.position()))
                    .filter(entry -> entry.event().getAfter() != null)
                    .filter(entry -> !log.endedBefore(entry.event().getAfter(), round.seq()))
                    .forEach(
                        entry ->
                            faults.add(
                                "the draw had read the entry at %s, which follows the end of invitation %s: %s"
                                    .formatted(
                                        entry.position(),
                                        entry.event().getAfter(),
                                        ended(entry.event().getAfter())))));
    unjudgedAnswers()
        .forEach(
            (invitation, position) ->
                faults.add(
                    "the draw had read the answer at %s to invitation %s: %s"
                        .formatted(position, invitation, ended(invitation))));
    return faults.isEmpty()
        ? claim.holds(
            "every decision whose effects the draw had read has a number below %d", round.seq())
        : claim.broken("%s", Check.listed(faults, "; "));
  }

  private String ended(UUID invitation) {
    return log.end(invitation)
        .map(end -> "decision " + end.getSeq())
        .orElse("the invitation has not ended");
  }

  /**
   * Answers that the draw had read and that end an invitation, but that had not ended it before the
   * draw, by invitation.
   */
  private Map<UUID, Position> unjudgedAnswers() {
    Map<UUID, Position> unjudged = new TreeMap<>(Formats.ASCENDING);
    log.responses()
        .forEach(
            at -> {
              switch (at.event()) {
                case InvitationDeclined e -> {
                  if (isUnjudged(e.getInvitationId(), at.position())
                      && !isLate(e)
                      && !log.rejectedBefore(e.getInvitationId(), Answer.DECLINE, round.seq())) {
                    unjudged.putIfAbsent(e.getInvitationId(), at.position());
                  }
                }
                case InvitationAccepted _ -> {
                  // Ends no invitation.
                }
              }
            });
    log.applications()
        .forEach(
            at -> {
              switch (at.event()) {
                case LoiIssued _, ApplicationClosed _ -> {
                  if (isUnjudged(at.event().getInvitationId(), at.position())
                      && !isLate(at.event())) {
                    unjudged.putIfAbsent(at.event().getInvitationId(), at.position());
                  }
                }
                case ApplicationSubmitted _, LoiCancelled _ -> {
                  // These end no invitation.
                }
              }
            });
    return unjudged;
  }

  /**
   * Whether a draw should have judged an answer but had not. An answer that precedes its own round
   * in the log is excluded: the invitation was not known when the answer was read.
   */
  private boolean isUnjudged(UUID invitation, Position answer) {
    return round.seen().includes(answer)
        && !log.endedBefore(invitation, round.seq())
        && log.drawnAs(invitation).filter(number -> number < round.seq()).isPresent()
        && log.roundOf(invitation).stream()
            .flatMap(roundId -> log.runs(roundId).stream())
            .noneMatch(own -> new ReadPositions(own.event()).includes(answer));
  }

  /**
   * Whether an answer entered the log after its deadline. Such an answer is judged only after
   * everything that entered before the deadline (ADR 23), so a draw may have read it without
   * judging it.
   */
  private boolean isLate(CandidateEvent answer) {
    UUID invitation =
        switch (answer) {
          case ResponsesEvent e -> e.getInvitationId();
          case ApplicationsEvent e -> e.getInvitationId();
          default -> throw new IllegalArgumentException("not an answer: " + answer);
        };
    boolean lapsed =
        log.end(invitation)
            .map(InvitationClosed::getCause)
            .filter(c -> c == ClosedCause.NOT_ANSWERED || c == ClosedCause.NOT_SUBMITTED)
            .isPresent();
    return lapsed
        || log.invitations(answer.getCandidateId()).stream()
            .filter(issued -> issued.getInvitationId().equals(invitation))
            .anyMatch(issued -> !answer.getOccurredAt().isBefore(issued.getAnswerBy()));
  }

  // ---- positions

  private Check positions() {
    Claim claim = Claim.POSITIONS;
    List<String> faults = new ArrayList<>();
    if (round.seen().repeats()) {
      faults.add("a partition is stated twice");
    }
    round
        .seen()
        .offsets()
        .forEach(
            (partition, offset) -> {
              Optional<Long> end = Optional.ofNullable(round.ends().get(partition));
              if (end.isPresent() && offset > end.get()) {
                faults.add(
                    "the draw had read %s up to %d, but the log ends at %d"
                        .formatted(partition, offset, end.get()));
              } else if (end.isEmpty() && isRead(partition.topic())) {
                faults.add(
                    "the draw had read %s up to %d, but that partition has no records"
                        .formatted(partition, offset));
              }
            });
    for (Logged<RoundRun> earlier : log.runsBefore(round.seq())) {
      new ReadPositions(earlier.event())
          .offsets()
          .forEach(
              (partition, offset) -> {
                long now = round.seen().upTo(partition).orElse(-1L);
                if (now < offset) {
                  faults.add(
                      "decision %d had read %s up to %d, but this one %s"
                          .formatted(
                              earlier.event().getSeq(),
                              partition,
                              offset,
                              now < 0 ? "none of it" : "only up to " + now));
                }
              });
    }
    return faults.isEmpty()
        ? claim.holds(
            "%s",
            round.seen().offsets().entrySet().stream()
                .map(at -> at.getKey() + " up to " + at.getValue())
                .sorted()
                .collect(Collectors.joining(", ")))
        : claim.broken("%s", Check.listed(faults, "; "));
  }

  /** Whether the verification read the topic. It does not read the topics of orders. */
  private static boolean isRead(String topic) {
    return Topics.EVENTS.stream().anyMatch(t -> t.name().equals(topic));
  }

  private Check leftOut() {
    Claim claim = Claim.LEFT_OUT;
    List<Position> excluded =
        log.leftOut().stream()
            .map(LoggedEvent::position)
            .filter(round.seen()::includes)
            .sorted()
            .toList();
    return excluded.isEmpty()
        ? claim.holds("none of the events that the draw had read")
        : claim.notJudged(
            "dead letters state that these events were refused, but the events do not show the reason: %s",
            Check.listed(excluded, ", "));
  }

  private Check drawDate() {
    RoundRun run = round.run();
    LocalDate day = Weeks.day(run.getOccurredAt());
    Instant judged = run.getAgesJudgedAt();
    // With a beacon they are judged when the list is closed, which SealChecks compares.
    boolean inTime =
        run.getBeacon() == null
            ? judged == null || judged.equals(run.getOccurredAt())
            : judged != null;
    return Claim.DRAW_DATE.equal(
        day.equals(run.getDrawDate()) && inTime,
        "drawn at %s, which is %s in Toronto; stated day %s, ages judged %s",
        run.getOccurredAt(),
        day,
        run.getDrawDate(),
        judged == null ? "on that day" : "at " + judged);
  }
}
