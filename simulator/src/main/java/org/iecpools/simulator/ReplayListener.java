package org.iecpools.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** Hears how a replay goes. Called on the thread that plays. */
public interface ReplayListener {

  /**
   * Where the replay stands.
   *
   * @param asOf the published day that was reached
   * @param rows published as of that day
   * @param candidates who have submitted a profile so far
   * @param invitations issued so far
   * @param lois issued so far, those cancelled since included
   * @param events sent so far by upstream
   * @param elapsed since the start, by the wall's clock
   */
  record Week(
      LocalDate asOf,
      int rows,
      int candidates,
      int invitations,
      int lois,
      long events,
      Duration elapsed) {

    /** The progress line. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "as of %s  %3d rows  %,8d candidates  %,8d invitations  %,7d LOIs  %,9d events  %4d s",
          asOf,
          rows,
          candidates,
          invitations,
          lois,
          events,
          elapsed.toSeconds());
    }
  }

  /** A published day is reached, and everything is at rest. */
  void weekReplayed(Week week);

  /**
   * A part of a long week is done.
   *
   * @param what in words, with numbers
   */
  void underWay(LocalDate asOf, String what);
}
