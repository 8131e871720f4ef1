package org.iecpools.simulator.season;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** Receives the progress of a season. Called on the thread that runs it. */
public interface SeasonListener {

  /**
   * The state of the season at the end of a week.
   *
   * @param week number of the week; the season is announced in week 0
   * @param ends the Friday that ends the week, exclusive
   * @param candidates candidates who have submitted a profile so far
   * @param inPools candidates in pools; a candidate in two pools counts twice
   * @param invitations invitations issued so far
   * @param lois LOIs issued so far minus those cancelled
   * @param events upstream events sent so far, including repeats
   * @param differing number of cells of the live dashboard that differ from the books
   * @param elapsed wall-clock time since the start
   */
  record Week(
      int week,
      LocalDate ends,
      int candidates,
      int inPools,
      int invitations,
      int lois,
      long events,
      int differing,
      Duration elapsed) {

    /** The state as a line of text. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "week %2d  to %s  %,7d candidates  %,7d in pools  %,7d invitations  %,6d LOIs  %,8d"
              + " events  %4d s%s",
          week,
          ends,
          candidates,
          inPools,
          invitations,
          lois,
          events,
          elapsed.toSeconds(),
          differing == 0 ? "" : "  " + differing + " cells differ");
    }
  }

  /**
   * Called at the end of a week, when the services are at rest and the dashboard has been compared.
   */
  void weekPlayed(Week week);

  /**
   * Called once per week when half of a turn's events are sent, for example to kill a service while
   * it is busy. The season continues when this returns, and waits until the service is back.
   *
   * @param week number of the week, from 0
   */
  default void inTheMiddleOf(int week) {}
}
