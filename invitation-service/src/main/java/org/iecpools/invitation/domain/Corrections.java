package org.iecpools.invitation.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.iecpools.domain.EventIds;
import org.iecpools.events.CorrectRound;
import org.iecpools.events.PoolIds;
import org.iecpools.events.RoundRun;

/** Rules of the correction of a round: which invitations it voids, and the event that states it. */
final class Corrections {

  private Corrections() {}

  /**
   * Returns every reason against an order that does not depend on a single invitation.
   *
   * @param last the round's last revision; null if the round did not run here
   */
  static List<Refusal> against(CorrectRound order, RoundRun last) {
    List<Refusal> reasons = new ArrayList<>();
    if (last == null) {
      reasons.add(
          new Refusal("UNKNOWN_ROUND", "no round %s was drawn here".formatted(order.getRoundId())));
    } else if (!last.getPool().equals(order.getPool())) {
      reasons.add(
          new Refusal(
              "OTHER_POOL",
              "round %s is of %s".formatted(order.getRoundId(), PoolIds.text(last.getPool()))));
    }
    if (order.getReason().isBlank()) {
      reasons.add(new Refusal("NO_REASON", "a correction says why"));
    }
    if (order.getInvitations().isEmpty() == (order.getSize() == null)) {
      reasons.add(
          new Refusal(
              "NOT_ONE_OF_TWO",
              "a correction names invitations, or says how many the round should have invited"));
    }
    if (order.getSize() != null && order.getSize() < 0) {
      reasons.add(new Refusal("SIZE_NEGATIVE", "a size is 0 or more, not " + order.getSize()));
    } else if (order.getSize() != null && last != null && order.getSize() >= drawn(last)) {
      reasons.add(
          new Refusal(
              "NOT_FEWER",
              "the round invited %d, which is not above %d: a correction invites nobody"
                  .formatted(drawn(last), order.getSize())));
    }
    return reasons;
  }

  /** Number of profiles that the draw itself invited. */
  private static int drawn(RoundRun run) {
    return run.getInvited() + run.getVoided().size();
  }

  /** A round's invitations by ascending ticket, as in the draw. */
  static List<Invitation> byTicket(RoundRun run, List<Invitation> invitations) {
    byte[] seed = new byte[run.getSeed().remaining()];
    run.getSeed().duplicate().get(seed);
    record Ticket(byte[] bytes, Invitation invitation) {}
    return invitations.stream()
        .map(i -> new Ticket(Draw.ticket(seed, run.getRoundId(), i.profileId()), i))
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
  static List<Invitation> meant(CorrectRound order, RoundRun last, List<Invitation> byTicket) {
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

  /** Refuses named invitations that are not part of the round. */
  static List<Refusal> strangers(CorrectRound order, Set<UUID> ofTheRound) {
    return order.getInvitations().stream()
        .distinct()
        .filter(id -> !ofTheRound.contains(id))
        .map(
            id ->
                new Refusal(
                    "NOT_OF_THIS_ROUND",
                    "%s is no invitation of round %s".formatted(id, order.getRoundId())))
        .toList();
  }

  /** The next revision: repeats the statements of the draw, with fewer invited. */
  static RoundRun of(RoundRun last, List<Invitation> voided, String reason) {
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
