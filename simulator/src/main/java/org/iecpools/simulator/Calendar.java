package org.iecpools.simulator;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * The simulated year. Weeks end on Fridays, 00:00 in Toronto, as the programme's publications do.
 * They have one or two turns, each of which begins with a tick of the clock: Monday 15:00, when the
 * week's rounds are due, and Thursday 18:00 in every other week; before the first round Thursdays
 * only. What upstream says in a turn happened since the last tick, or since the week began,
 * whichever is later: so a turn's events belong to the turn's week.
 *
 * <p>Week 0 is for announcing; pools open on the Monday of week 1; the first round is on the Monday
 * of week 4, the final one five weeks before the end, the close at the end of that week; the last
 * weeks are for those who hold invitations.
 *
 * @param season the programme's year
 * @param weeks after week 0, {@value #FEWEST_WEEKS} or more; {@value #WEEKS} carry the rounds from
 *     January to October
 */
record Calendar(int season, int weeks) {

  static final int WEEKS = 48;
  static final int FEWEST_WEEKS = 12;

  static final ZoneId ZONE = ZoneId.of("America/Toronto");

  private static final int FIRST_ROUND_WEEK = 4;
  private static final int TAIL_WEEKS = 5;
  private static final LocalTime ROUND = LocalTime.of(12, 0);

  Calendar {
    if (weeks < FEWEST_WEEKS) {
      throw new IllegalArgumentException("a season takes at least " + FEWEST_WEEKS + " weeks");
    }
  }

  /**
   * A tick and what upstream does after it.
   *
   * @param number from 1; also the number of the tick
   * @param week that it belongs to, from 0
   * @param from exclusive; what happens in the turn happened after this
   * @param now inclusive; what the clock shows during the turn
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
        Instant now = at(week, 3, LocalTime.of(15, 0));
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

  /** The week of an instant; events from before week 0 count in it. */
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

  /** When the pools close that close within the simulated time. */
  Instant closesAt() {
    return at(lastRoundWeek() + 1, 2, LocalTime.MIDNIGHT);
  }

  /** When those pools close that are still open when the simulation ends. */
  Instant closesLate() {
    return at(weeks + 3, 2, LocalTime.MIDNIGHT);
  }

  /** Weekly rounds of a pool without pauses. */
  int rounds() {
    return lastRoundWeek() - FIRST_ROUND_WEEK + 1;
  }

  int lastRoundWeek() {
    return weeks - TAIL_WEEKS;
  }

  /** Day 0 of a week is its first, a Friday. */
  private Instant at(int week, int day, LocalTime time) {
    return fridayOf(week - 1).plusDays(day).atTime(time).atZone(ZONE).toInstant();
  }
}
