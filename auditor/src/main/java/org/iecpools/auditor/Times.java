package org.iecpools.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.iecpools.domain.SeasonWindow;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.SeasonPlanned;
import org.iecpools.events.SeasonsEvent;
import org.jspecify.annotations.Nullable;

/** Validates the times that an event states against the event's season. */
final class Times {

  /** Added to the season's end for the deadlines of an invitation of the last day. */
  private static final Duration DEADLINES = Duration.ofDays(31);

  private Times() {}

  /** The first time outside the allowed window; empty if there is none. */
  static Optional<String> fault(Event event) {
    OptionalInt season = season(event);
    if (season.isEmpty()) {
      return outside(SeasonWindow.WIDEST, List.of(event.getOccurredAt()));
    }
    if (!SeasonWindow.isSeason(season.getAsInt())) {
      return Optional.of("%d is not a valid season".formatted(season.getAsInt()));
    }
    SeasonWindow window = SeasonWindow.of(season.getAsInt());
    return outside(allowed(event, season.getAsInt()), List.of(event.getOccurredAt()))
        .or(() -> outside(window, furtherTimes(event)))
        .or(() -> deadline(event, window))
        .or(() -> drawDate(event, window));
  }

  /** The window in which an event of the season may have occurred. */
  private static SeasonWindow allowed(Event event, int season) {
    return switch (event) {
      case SeasonPlanned e when e.getOverride() != null -> SeasonWindow.WIDEST;
      case QuotaAnnounced e when e.getOverride() != null -> SeasonWindow.WIDEST;
      case PublicationTimeSet e when e.getOverride() != null -> SeasonWindow.WIDEST;
      case SeasonsEvent _ -> SeasonWindow.ofAnnouncements(season);
      default -> SeasonWindow.of(season);
    };
  }

  /** The season of an event; empty for events of profiles and for their rejection or refusal. */
  private static OptionalInt season(Event event) {
    if (event instanceof SeasonPlanned plan) {
      return OptionalInt.of(plan.getSeason());
    }
    if (event instanceof PublicationTimeSet set) {
      return OptionalInt.of(set.getSeason());
    }
    return Pools.of(event)
        // A refusal contains the requested pool, which may be invalid.
        .filter(_ -> !(event instanceof PoolEntryRefused))
        .map(pool -> OptionalInt.of(pool.getSeason()))
        .orElse(OptionalInt.empty());
  }

  /** The instants of an event besides {@code occurredAt}. */
  private static List<Instant> furtherTimes(Event event) {
    List<Instant> times = new ArrayList<>();
    switch (event) {
      case RoundScheduled round -> {
        times.add(round.getRunsAt());
        addTime(round.getBeacon(), times);
      }
      case RoundSealed round -> addTime(round.getBeacon(), times);
      case RoundRun round -> addTime(round.getBeacon(), times);
      case AcceptanceConfirmed acceptance -> times.add(acceptance.getAcceptedAt());
      case SeasonPlanned plan -> plan.getPools().forEach(pool -> times.addAll(times(pool)));
      default -> {
        // no other instants
      }
    }
    return times;
  }

  private static void addTime(@Nullable BeaconRoundId beacon, List<Instant> times) {
    if (beacon != null) {
      times.add(beacon.getAt());
    }
  }

  private static List<Instant> times(PoolPlan plan) {
    List<Instant> times =
        new ArrayList<>(
            List.of(
                plan.getOpensAt(),
                plan.getFirstRoundAt(),
                plan.getFinalRoundAt(),
                plan.getClosesAt()));
    plan.getPauses().forEach(pause -> times.addAll(List.of(pause.getFrom(), pause.getUntil())));
    return times;
  }

  private static Optional<String> deadline(Event event, SeasonWindow window) {
    SeasonWindow longer = new SeasonWindow(window.from(), window.until().plus(DEADLINES));
    return switch (event) {
      case InvitationIssued invitation -> outside(longer, List.of(invitation.getAnswerBy()));
      case AcceptanceConfirmed acceptance -> outside(longer, List.of(acceptance.getSubmitBy()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> drawDate(Event event, SeasonWindow window) {
    return event instanceof RoundRun run
            && run.getDrawDate() != null
            && !window.contains(run.getDrawDate())
        ? Optional.of(
            "%s is outside the allowed window, %s".formatted(run.getDrawDate(), window.inWords()))
        : Optional.empty();
  }

  private static Optional<String> outside(SeasonWindow window, List<Instant> times) {
    return times.stream()
        .filter(at -> !window.contains(at))
        .findFirst()
        .map(at -> "%s is outside the allowed window, %s".formatted(at, window.inWords()));
  }
}
