package org.iecpools.simulator.season;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * The simulated year. Weeks end on Fridays at 00:00 in Toronto, like the programme's publications.
 * A week has one or two turns, each of which begins with a tick of the clock: Monday 15:00, when
 * the week's rounds are due, and Thursday 18:00 in every other week. Before the first round there
 * are Thursdays only, after the last one Mondays only. Upstream events of a turn occurred after the
 * previous tick and after the beginning of the week, so they belong to the week of the turn.
 *
 * <p>The season is announced in week 0. Pools open on the Monday of week 1. Rounds run from the
 * Monday of week 4 to the Monday of the week that ends five weeks before the end; most pools close
 * on the Sunday after that week. The last weeks are for open invitations.
 *
 * @param season year of the programme
 * @param weeks number of weeks after week 0, {@value #FEWEST_WEEKS} or more; with {@value #WEEKS},
 *     rounds run from January to October
 */
record Calendar(int season, int weeks) {

  static final int WEEKS = 48;
  static final int FEWEST_WEEKS = 12;

  static final ZoneId ZONE = ZoneId.of("America/Toronto");

  private static final int FIRST_ROUND_WEEK = 4;
  private static final int TAIL_WEEKS = 5;

  /** The clock ticks at this time, so that lists are closed when their announcements expect it. */
  private static final LocalTime ROUND = LocalTime.of(15, 0);

  Calendar {
    if (weeks < FEWEST_WEEKS) {
      throw new IllegalArgumentException("a season has at least " + FEWEST_WEEKS + " weeks");
    }
  }

  /**
   * A tick and the upstream events after it.
   *
   * @param number from 1
   * @param week week of the turn, from 0
   * @param from exclusive start of the time of the turn's events
   * @param now inclusive end of that time; the time of the clock during the turn
   * @param drawing whether the week's rounds ran at its tick
   * @param endsWeek whether no other turn of the week follows
   */
  record Turn(int number, int week, Instant from, Instant now, boolean drawing, boolean endsWeek) {}

  /** All turns in order. */
  List<Turn> turns() {
    var turns = new ArrayList<Turn>();
    for (int week = 0; week <= weeks; week++) {
      boolean monday = week >= FIRST_ROUND_WEEK;
      boolean thursday = !monday || week <= lastRoundWeek() && week % 2 == 0;
      Instant from = friday(week - 1);
      if (monday) {
        Instant now = at(week, 3, ROUND);
        turns.add(new Turn(turns.size() + 1, week, from, now, true, !thursday));
        from = now;
      }
      if (thursday) {
        Instant now = at(week, 6, LocalTime.of(18, 0));
        turns.add(new Turn(turns.size() + 1, week, from, now, false, true));
      }
    }
    return List.copyOf(turns);
  }

  /** The Friday that ends a week, exclusive. */
  LocalDate fridayOf(int week) {
    return LocalDate.of(season - 1, 12, 11)
        .with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY))
        .plusWeeks(week);
  }

  /** The instant at which a week ends, exclusive. */
  Instant friday(int week) {
    return fridayOf(week).atStartOfDay(ZONE).toInstant();
  }

  /** The week of an instant; instants before week 0 count as week 0. */
  int weekOf(Instant instant) {
    int week = 0;
    while (!instant.isBefore(friday(week))) {
      week++;
    }
    return week;
  }

  Instant opensAt() {
    return at(1, 3, LocalTime.of(9, 0));
  }

  Instant firstRoundAt() {
    return at(FIRST_ROUND_WEEK, 3, ROUND);
  }

  /** The last instant at which a round may run: the end of the final round's day. */
  Instant finalRoundAt() {
    return at(lastRoundWeek(), 4, LocalTime.MIDNIGHT);
  }

  /** When pools close that close before the end of the simulation. */
  Instant closesAt() {
    return at(lastRoundWeek() + 1, 2, LocalTime.MIDNIGHT);
  }

  /** When pools close that are still open at the end of the simulation. */
  Instant closesLate() {
    return at(weeks + 3, 2, LocalTime.MIDNIGHT);
  }

  /** Number of weekly rounds of a pool without pauses. */
  int rounds() {
    return lastRoundWeek() - FIRST_ROUND_WEEK + 1;
  }

  int lastRoundWeek() {
    return weeks - TAIL_WEEKS;
  }

  /** Day 0 of a week is its first day, a Friday. */
  private Instant at(int week, int day, LocalTime time) {
    return fridayOf(week - 1).plusDays(day).atTime(time).atZone(ZONE).toInstant();
  }
}
