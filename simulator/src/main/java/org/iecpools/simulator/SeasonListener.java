package org.iecpools.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** Hears how a season goes. Called on the thread that plays. */
public interface SeasonListener {

  /**
   * Where the season stands at the end of a week.
   *
   * @param week from 0, the week in which the season is announced
   * @param ends the Friday that ends the week, exclusive
   * @param candidates who have submitted a profile so far
   * @param inPools entries standing; who is in two pools counts twice
   * @param invitations issued so far
   * @param lois issued so far, less those cancelled
   * @param events sent so far by upstream, repeats included
   * @param differing cells of the dashboard that differ from the books now
   * @param elapsed since the start, by the wall's clock
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

    /** The progress line. */
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

  /** A week is over: everything is at rest, and the dashboard was compared. */
  void weekPlayed(Week week);

  /**
   * Half of a turn's events are sent and the services are at work: the moment to kill one. The
   * season goes on when this returns, and waits for the service to be back.
   *
   * @param week from 0
   */
  default void inTheMiddleOf(int week) {}
}
