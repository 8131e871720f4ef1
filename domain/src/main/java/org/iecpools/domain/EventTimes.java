package org.iecpools.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.iecpools.events.AcceptanceConfirmed;
import org.iecpools.events.AnnouncementWithdrawn;
import org.iecpools.events.AnswerRejected;
import org.iecpools.events.ApplicationsEvent;
import org.iecpools.events.BeaconRoundId;
import org.iecpools.events.Event;
import org.iecpools.events.InvitationClosed;
import org.iecpools.events.InvitationIssued;
import org.iecpools.events.Pause;
import org.iecpools.events.PoolClosed;
import org.iecpools.events.PoolEntered;
import org.iecpools.events.PoolEntryRefused;
import org.iecpools.events.PoolLeaveVoided;
import org.iecpools.events.PoolLeft;
import org.iecpools.events.PoolOpened;
import org.iecpools.events.PoolPlan;
import org.iecpools.events.ProfileRejected;
import org.iecpools.events.ProfilesEvent;
import org.iecpools.events.PublicationTimeSet;
import org.iecpools.events.QuotaAnnounced;
import org.iecpools.events.ResponsesEvent;
import org.iecpools.events.RoundCancelled;
import org.iecpools.events.RoundRun;
import org.iecpools.events.RoundScheduled;
import org.iecpools.events.RoundSealed;
import org.iecpools.events.SeasonPlanned;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the times in an event are inside the window of its season. It uses no clock: how far
 * an event may be ahead of the current time is checked elsewhere.
 *
 * <p>A submitted or refused profile may name any season, because it is answered with a decision and
 * no count depends on its season. Its time only has to be inside the widest window.
 */
public final class EventTimes {

  /**
   * The deadlines of invitations that are issued or accepted on the last day of a window are after
   * it.
   */
  private static final Duration DEADLINES_AFTER = Duration.ofDays(31);

  private final List<String> faults = new ArrayList<>();

  private EventTimes() {}

  /** One sentence for each time outside the season's window; empty if there is none. */
  public static List<String> faults(Event event) {
    EventTimes times = new EventTimes();
    times.check(event);
    return times.faults;
  }

  private void check(Event event) {
    switch (event) {
      case SeasonPlanned e -> check(e);
      case QuotaAnnounced e -> announced(e, e.getPool().getSeason(), e.getOverride());
      case PublicationTimeSet e -> announced(e, e.getSeason(), e.getOverride());
      case AnnouncementWithdrawn e ->
          within(SeasonWindow.WIDEST, "occurredAt", e.getOccurredAt(), "every season");
      case RoundScheduled e -> {
        occurred(e, e.getPool().getSeason());
        instant(e.getPool().getSeason(), "runsAt", e.getRunsAt());
        beacon(e.getPool().getSeason(), e.getBeacon());
      }
      case RoundSealed e -> {
        occurred(e, e.getPool().getSeason());
        beacon(e.getPool().getSeason(), e.getBeacon());
      }
      case RoundRun e -> {
        occurred(e, e.getPool().getSeason());
        day(e.getPool().getSeason(), "drawDate", e.getDrawDate());
        beacon(e.getPool().getSeason(), e.getBeacon());
      }
      case RoundCancelled e -> occurred(e, e.getPool().getSeason());
      case PoolClosed e -> occurred(e, e.getPool().getSeason());
      case PoolOpened e -> occurred(e, e.getPool().getSeason());
      case PoolEntered e -> occurred(e, e.getPool().getSeason());
      case PoolLeft e -> occurred(e, e.getPool().getSeason());
      case PoolLeaveVoided e -> occurred(e, e.getPool().getSeason());
      case InvitationIssued e -> {
        occurred(e, e.getPool().getSeason());
        deadline(e.getPool().getSeason(), "answerBy", e.getAnswerBy());
      }
      case AcceptanceConfirmed e -> {
        occurred(e, e.getPool().getSeason());
        instant(e.getPool().getSeason(), "acceptedAt", e.getAcceptedAt());
        deadline(e.getPool().getSeason(), "submitBy", e.getSubmitBy());
      }
      case InvitationClosed e -> occurred(e, e.getPool().getSeason());
      case AnswerRejected e -> occurred(e, e.getPool().getSeason());
      case ResponsesEvent e -> occurred(e, e.getPool().getSeason());
      case ApplicationsEvent e -> occurred(e, e.getPool().getSeason());
      case ProfilesEvent _, PoolEntryRefused _, ProfileRejected _ ->
          within(SeasonWindow.WIDEST, "occurredAt", event.getOccurredAt(), "every season");
    }
  }

  private void beacon(int season, @Nullable BeaconRoundId beacon) {
    if (beacon != null) {
      instant(season, "beacon.at", beacon.getAt());
    }
  }

  private void check(SeasonPlanned plan) {
    if (!SeasonWindow.isSeason(plan.getSeason())) {
      faults.add("season " + plan.getSeason() + " is not a year from 2000 to 2999");
      return;
    }
    announced(plan, plan.getSeason(), plan.getOverride());
    for (PoolPlan pool : plan.getPools()) {
      instant(plan.getSeason(), "opensAt", pool.getOpensAt());
      instant(plan.getSeason(), "firstRoundAt", pool.getFirstRoundAt());
      instant(plan.getSeason(), "finalRoundAt", pool.getFinalRoundAt());
      instant(plan.getSeason(), "closesAt", pool.getClosesAt());
      for (Pause pause : pool.getPauses()) {
        instant(plan.getSeason(), "a pause's from", pause.getFrom());
        instant(plan.getSeason(), "a pause's until", pause.getUntil());
      }
    }
  }

  /** An announcement with an override may be made at any time. */
  private void announced(Event event, int season, @Nullable String override) {
    if (SeasonWindow.isSeason(season)) {
      within(
          override == null ? SeasonWindow.ofAnnouncements(season) : SeasonWindow.WIDEST,
          "occurredAt",
          event.getOccurredAt(),
          "announcements of season " + season);
    }
  }

  private void occurred(Event event, int season) {
    instant(season, "occurredAt", event.getOccurredAt());
  }

  private void deadline(int season, String field, Instant at) {
    if (SeasonWindow.isSeason(season)) {
      SeasonWindow window = SeasonWindow.of(season);
      within(
          new SeasonWindow(window.from(), window.until().plus(DEADLINES_AFTER)),
          field,
          at,
          "season " + season);
    }
  }

  private void instant(int season, String field, Instant at) {
    if (SeasonWindow.isSeason(season)) { // an invalid season is reported as a fault of the pool
      within(SeasonWindow.of(season), field, at, "season " + season);
    }
  }

  private void day(int season, String field, @Nullable LocalDate day) {
    if (day != null && SeasonWindow.isSeason(season) && !SeasonWindow.of(season).contains(day)) {
      faults.add(sentence(field, day, SeasonWindow.of(season), "season " + season));
    }
  }

  private void within(SeasonWindow window, String field, Instant at, String of) {
    if (!window.contains(at)) {
      faults.add(sentence(field, at, window, of));
    }
  }

  private static String sentence(String field, Object at, SeasonWindow window, String of) {
    return "%s %s is outside the window of %s, %s".formatted(field, at, of, window.inWords());
  }
}
