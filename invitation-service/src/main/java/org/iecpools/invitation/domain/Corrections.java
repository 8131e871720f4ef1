package org.iecpools.invitation.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;
import org.iecpools.invitation.domain.Invitation.Accepted;
import org.iecpools.invitation.domain.Invitation.Applied;
import org.iecpools.invitation.domain.Invitation.Closed;
import org.iecpools.invitation.domain.Invitation.Invited;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.Kept;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;

/**
 * Rules of the correction of a round: which invitations it voids, which it has to keep, and the
 * round's next revision. {@link Country} voids the invitations.
 */
final class Corrections {

  private Corrections() {}

  /** Result of an order to correct a round. */
  sealed interface Result {}

  /** Nothing is corrected, for the reasons in the outcome. */
  record Refused(NotCorrected outcome) implements Result {}

  /**
   * These invitations are to be voided.
   *
   * @param run next revision of the round
   * @param voided by ascending ticket, at least one
   * @param kept invitations that the order means but that cannot be voided
   */
  record Voiding(RoundRun run, List<Invitation> voided, List<Kept> kept) implements Result {

    Corrected outcome() {
      return new Corrected(
          run.getPool(),
          run.getRoundId(),
          run.getRevision(),
          run.getInvited(),
          voided.stream().map(Invitation::id).toList(),
          kept);
    }
  }

  /**
   * Decides an order. It either names invitations, and all or none of them are voided; or it states
   * a size, and the invitations above that many lowest tickets are voided as far as possible. No
   * other candidates are invited instead.
   *
   * @param last the round's last revision; empty if the round did not run here
   * @param ofTheRound all invitations of the round, in any order
   */
  static Result decide(CorrectRound order, Optional<RoundRun> last, List<Invitation> ofTheRound) {
    List<ReasonAgainst> reasons = against(order, last);
    if (last.isEmpty() || !reasons.isEmpty()) {
      return refused(order, reasons);
    }
    RoundRun run = last.get();
    List<Invitation> voided = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (Invitation invitation : meant(order, run, byTicket(run, ofTheRound))) {
      againstVoiding(invitation)
          .ifPresentOrElse(
              why -> kept.add(new Kept(invitation.id(), why)), () -> voided.add(invitation));
    }
    if (order.getSize() == null) {
      kept.forEach(one -> reasons.add(one.why()));
      reasons.addAll(againstUnknown(order, ofTheRound));
    } else if (voided.isEmpty()) {
      reasons.add(
          new ReasonAgainst(
              "NOTHING_TO_VOID",
              "no invitation above the %d lowest tickets can be voided"
                  .formatted(order.getSize())));
      kept.forEach(one -> reasons.add(one.why()));
    }
    return reasons.isEmpty()
        ? new Voiding(
            nextRevision(run, voided, order.getReason()), List.copyOf(voided), List.copyOf(kept))
        : refused(order, reasons);
  }

  private static Refused refused(CorrectRound order, List<ReasonAgainst> reasons) {
    return new Refused(new NotCorrected(order.getPool(), order.getRoundId(), List.copyOf(reasons)));
  }

  /** Every reason against an order that does not depend on a single invitation. */
  private static List<ReasonAgainst> against(CorrectRound order, Optional<RoundRun> last) {
    List<ReasonAgainst> reasons = new ArrayList<>();
    if (last.isEmpty()) {
      reasons.add(
          new ReasonAgainst(
              "UNKNOWN_ROUND", "round %s did not run here".formatted(order.getRoundId())));
    } else if (!last.get().getPool().equals(order.getPool())) {
      reasons.add(
          new ReasonAgainst(
              "OTHER_POOL",
              "round %s is a round of pool %s"
                  .formatted(order.getRoundId(), PoolIds.text(last.get().getPool()))));
    }
    if (order.getReason().isBlank()) {
      reasons.add(new ReasonAgainst("NO_REASON", "a correction needs a reason"));
    }
    if (order.getInvitations().isEmpty() == (order.getSize() == null)) {
      reasons.add(
          new ReasonAgainst(
              "NOT_ONE_OF_TWO",
              "a correction either names invitations or states how many the round should have"
                  + " invited"));
    }
    if (order.getSize() != null && order.getSize() < 0) {
      reasons.add(
          new ReasonAgainst(
              "SIZE_NEGATIVE", "the size must be 0 or more, but is %d".formatted(order.getSize())));
    } else if (order.getSize() != null
        && last.isPresent()
        && order.getSize() >= drawn(last.get())) {
      reasons.add(
          new ReasonAgainst(
              "NOT_FEWER",
              "the round invited %d: the size must be below that, but is %d"
                  .formatted(drawn(last.get()), order.getSize())));
    }
    return reasons;
  }

  /** Why an invitation cannot be voided; empty if {@link InvitationRules} closes it as voided. */
  static Optional<ReasonAgainst> againstVoiding(Invitation invitation) {
    return switch (invitation.state()) {
      case Invited _, Accepted _ -> Optional.empty();
      case Applied _ ->
          Optional.of(
              new ReasonAgainst(
                  "APPLICATION_IN_PROGRESS",
                  "an application of invitation %s is in progress".formatted(invitation.id())));
      case Closed closed ->
          Optional.of(
              new ReasonAgainst(
                  "INVITATION_ENDED",
                  "invitation %s ended before, at %s: %s"
                      .formatted(invitation.id(), closed.at(), closed.cause())));
    };
  }

  /** Number of profiles that the draw itself invited. */
  private static int drawn(RoundRun run) {
    return run.getInvited() + run.getVoided().size();
  }

  /** A round's invitations by ascending ticket, as in the draw. */
  private static List<Invitation> byTicket(RoundRun run, List<Invitation> invitations) {
    record Ticket(byte[] bytes, Invitation invitation) {}
    RunTickets tickets = RunTickets.of(run);
    return invitations.stream()
        .map(i -> new Ticket(tickets.of(i.profileId()), i))
        .sorted(
            Comparator.comparing(Ticket::bytes, Arrays::compareUnsigned)
                .thenComparing(ticket -> ticket.invitation().profileId(), ProfileIds::compare))
        .map(Ticket::invitation)
        .toList();
  }

  /**
   * Invitations that the order asks to void, whether or not they can be voided. An order with a
   * size skips invitations that were voided before.
   */
  private static List<Invitation> meant(
      CorrectRound order, RoundRun last, List<Invitation> byTicket) {
    if (order.getSize() == null) {
      Set<UUID> named = new HashSet<>(order.getInvitations());
      return byTicket.stream().filter(invitation -> named.contains(invitation.id())).toList();
    }
    Set<UUID> before = new HashSet<>(last.getVoided());
    return byTicket.stream()
        .skip(order.getSize())
        .filter(invitation -> !before.contains(invitation.id()))
        .toList();
  }

  /** The reasons against named invitations that are not part of the round. */
  private static List<ReasonAgainst> againstUnknown(
      CorrectRound order, List<Invitation> ofTheRound) {
    Set<UUID> known = ofTheRound.stream().map(Invitation::id).collect(Collectors.toSet());
    return order.getInvitations().stream()
        .distinct()
        .filter(id -> !known.contains(id))
        .map(
            id ->
                new ReasonAgainst(
                    "NOT_OF_THIS_ROUND",
                    "invitation %s is not one of round %s".formatted(id, order.getRoundId())))
        .toList();
  }

  /** Repeats the statements of the draw, with fewer invited. */
  private static RoundRun nextRevision(RoundRun last, List<Invitation> voided, String reason) {
    int revision = last.getRevision() + 1;
    return RoundRun.newBuilder(last)
        .setEventId(EventIds.of("RoundRun", last.getRoundId(), revision))
        .setRevision(revision)
        .setInvited(last.getInvited() - voided.size())
        .setCorrection(reason)
        .setVoided(
            Stream.concat(last.getVoided().stream(), voided.stream().map(Invitation::id)).toList())
        .build();
  }
}
