package org.iecpools.invitation.web;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.iecpools.events.RoundCommand;
import org.iecpools.invitation.domain.OrderOutcome;
import org.iecpools.invitation.domain.OrderOutcome.Corrected;
import org.iecpools.invitation.domain.OrderOutcome.NotCorrected;
import org.iecpools.invitation.domain.OrderOutcome.NotRun;
import org.iecpools.invitation.domain.OrderOutcome.Ran;
import org.iecpools.invitation.stream.InvitationReads;
import org.iecpools.invitation.stream.RoundLog;
import org.iecpools.kit.stream.Attribution;
import org.iecpools.kit.web.Problem;
import org.iecpools.kit.web.TimeBudget;
import org.iecpools.kit.web.Unavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Publishes orders of operators, each once, and waits for their results. */
public final class Orders {

  /**
   * How long a request waits for the result of an order before it is answered as pending, in
   * addition to the time that a draw takes.
   */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Instances wait 30 s for each other's answers. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private final Publishing publishing;
  private final IdempotencyKeys keys;
  private final InvitationReads reads;
  private final RoundLog log;
  private final Duration drawing;

  /**
   * @param reads results of orders
   * @param log rounds that ran
   * @param drawing the longest time from closing a list to the value that decides its draw; zero if
   *     the seed alone decides
   */
  public Orders(
      Publishing publishing,
      IdempotencyKeys keys,
      InvitationReads reads,
      RoundLog log,
      Duration drawing) {
    this.publishing = publishing;
    this.keys = keys;
    this.reads = reads;
    this.log = log;
    this.drawing = drawing;
  }

  /**
   * The time that a request for one round may wait.
   *
   * @param prefer the header {@code Prefer}; null if there is none
   */
  TimeBudget roundBudget(@Nullable String prefer) {
    Duration whole = TIMEOUT.plus(drawing);
    return TimeBudget.of(Preference.wait(prefer, whole.compareTo(LONGEST) < 0 ? whole : LONGEST));
  }

  /**
   * Publishes an order, unless it is on the log.
   *
   * @param by who ordered it, and why
   * @return whether the request is a repeat
   * @throws Problem 422 if another request has used the command id
   */
  boolean publish(RoundCommand order, String fingerprint, Attribution by) {
    return keys.publishOnce(order.getCommandId(), fingerprint, () -> publishing.publish(order, by));
  }

  /**
   * Waits for the result of an order, until all of its rounds can be read from the log.
   *
   * @param country as season/country; a task of this instance has it
   * @return empty if the budget is used up before
   */
  Optional<OrderOutcome> await(String country, UUID commandId, TimeBudget budget) {
    return budget.await(() -> outcome(country, commandId), Optional::isPresent);
  }

  private Optional<OrderOutcome> outcome(String country, UUID commandId) {
    try {
      return reads
          .decision(country, commandId)
          .filter(outcome -> outcome.pools().stream().allMatch(this::isOnTheLog));
    } catch (Unavailable _) {
      return Optional.empty(); // the order is on the log: a repeat will find its result
    }
  }

  private boolean isOnTheLog(OrderOutcome.PoolDecision decision) {
    return switch (decision) {
      case Ran ran -> log.run(ran.roundId()).isPresent();
      case Corrected corrected ->
          log.run(corrected.roundId())
              .filter(run -> run.getRevision() >= corrected.revision())
              .isPresent();
      case NotRun _, NotCorrected _ -> true;
    };
  }

  /** Begins an answer with the location of a round: 201 for a new order, 200 for a repeat. */
  static ResponseEntity.BodyBuilder answer(boolean repeat, String country, UUID roundId) {
    URI location = URI.create("/api/v1/rounds/%s/%s".formatted(country, roundId));
    return repeat ? ResponseEntity.ok().location(location) : ResponseEntity.created(location);
  }
}
