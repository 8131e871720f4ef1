package org.iecpools.auditor.draw;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.domain.Weeks;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;

/**
 * Checks that an announced round was cancelled once, for a reason that the log confirms, and never
 * drawn. What concerns the pool is checked as for a draw at that point of the log.
 */
final class CancellationChecks {

  private final Round round;
  private final RoundCancelled cancellation;

  private CancellationChecks(Round round, RoundCancelled cancellation) {
    this.round = round;
    this.cancellation = cancellation;
  }

  /**
   * Checks a cancellation.
   *
   * @param round the round as {@link #asDraw}
   */
  static List<Check> of(Round round, RoundCancelled cancellation) {
    return new CancellationChecks(round, cancellation).all();
  }

  /** The draw that a cancellation stands in place of: it invites nobody. */
  static RoundRun asDraw(RoundCancelled cancellation) {
    return RoundRun.newBuilder()
        .setEventId(cancellation.getEventId())
        .setOccurredAt(cancellation.getOccurredAt())
        .setPool(cancellation.getPool())
        .setRoundId(cancellation.getRoundId())
        .setInvited(0)
        .setSeq(cancellation.getAfter() + 1)
        .setDrawDate(Weeks.day(cancellation.getOccurredAt()))
        .setAgesJudgedAt(cancellation.getOccurredAt())
        .setDrawable(cancellation.getDrawable())
        .setSize(cancellation.getSize())
        .setPositions(cancellation.getPositions())
        .setLog(cancellation.getLog())
        .build();
  }

  private List<Check> all() {
    List<Check> announcement = AnnouncementChecks.of(round);
    List<Check> decision = DecisionChecks.of(round);
    Check cancelled = cancelled(claim(Claim.MAY_RUN, announcement));
    return switch (cancellation.getCause()) {
      case NOBODY_TO_INVITE -> {
        List<Check> draw = DrawChecks.of(round);
        yield List.of(
            claim(Claim.ANNOUNCED_BEFORE, announcement),
            claim(Claim.ANNOUNCEMENTS, announcement),
            claim(Claim.RULE, announcement),
            claim(Claim.POSITIONS, decision),
            claim(Claim.LEFT_OUT, decision),
            claim(Claim.DRAWABLE, draw),
            claim(Claim.SIZE, draw),
            cancelled);
      }
      case NOT_ALLOWED, MISSED, BEACON_ENDED, UNKNOWN ->
          List.of(
              claim(Claim.ANNOUNCEMENTS, announcement),
              claim(Claim.POSITIONS, decision),
              cancelled);
    };
  }

  private static Check claim(Claim claim, List<Check> checks) {
    return checks.stream().filter(check -> check.claim() == claim).findFirst().orElseThrow();
  }

  private Check cancelled(Check mayRun) {
    List<String> faults = new ArrayList<>();
    List<Logged<RoundCancelled>> all = round.log().cancellations(round.id());
    if (all.size() > 1) {
      faults.add("the round was cancelled %d times".formatted(all.size()));
    }
    round.log().runs(round.id()).stream()
        .findFirst()
        .ifPresent(run -> faults.add("the round was drawn at %s".formatted(run.position())));
    round.seals().stream()
        .findFirst()
        .ifPresent(seal -> faults.add("its list was sealed at %s".formatted(seal.position())));
    if (round.announced().isEmpty()) {
      faults.add("the round was not announced before");
    }
    switch (cancellation.getCause()) {
      case NOBODY_TO_INVITE -> faults.addAll(somebodyToInvite());
      case NOT_ALLOWED -> {
        if (mayRun.finding() instanceof Finding.Holds) {
          faults.add("plan and quota allow the round: " + mayRun.finding().sentence());
        }
      }
      case MISSED ->
          round
              .announced()
              .map(announcement -> announcement.event().getRunsAt())
              .filter(runsAt -> cancellation.getOccurredAt().isBefore(runsAt))
              .ifPresent(runsAt -> faults.add("its time, %s, had not come".formatted(runsAt)));
      case BEACON_ENDED -> valueThatMayExist().ifPresent(faults::add);
      case UNKNOWN -> {
        return Claim.CANCELLED.notJudged(
            "it was cancelled for a reason that this version does not know: %s",
            cancellation.getReason());
      }
    }
    return faults.isEmpty()
        ? Claim.CANCELLED.holds("%s: %s", cancellation.getCause(), cancellation.getReason())
        : Claim.CANCELLED.broken(
            "%s: %s; but %s",
            cancellation.getCause(), cancellation.getReason(), String.join("; ", faults));
  }

  /** Why the announced value may exist; empty if its chain ends before. */
  private Optional<String> valueThatMayExist() {
    Optional<BeaconRoundId> announced = round.announced().map(it -> it.event().getBeacon());
    if (announced.isEmpty()) {
      return Optional.of("no beacon was announced");
    }
    BeaconRoundId value = announced.get();
    String hash = Formats.hex(Formats.bytes(value.getChain()));
    BeaconChain chain = round.chains().get(hash);
    if (chain == null) {
      return Optional.of("chain %s is not one of those that are trusted".formatted(hash));
    }
    boolean isAfterTheEnd = chain.end().filter(value.getAt()::isAfter).isPresent();
    return isAfterTheEnd && SealChecks.appears(chain, value)
        ? Optional.empty()
        : Optional.of("%s does not end before the announced value".formatted(chain));
  }

  private List<String> somebodyToInvite() {
    List<String> faults = new ArrayList<>();
    Integer drawable = cancellation.getDrawable();
    Integer size = cancellation.getSize();
    if (drawable == null || size == null) {
      faults.add("it does not state how many could be drawn and invited");
    } else if (drawable != 0 && size != 0) {
      faults.add("%d could be drawn, and %d invited".formatted(drawable, size));
    }
    Optional<Instant> value =
        round
            .announced()
            .map(Logged::event)
            .map(RoundScheduled::getBeacon)
            .map(BeaconRoundId::getAt)
            .filter(at -> !cancellation.getOccurredAt().isBefore(at));
    value.ifPresent(at -> faults.add("the beacon's value existed since %s".formatted(at)));
    return faults;
  }
}
