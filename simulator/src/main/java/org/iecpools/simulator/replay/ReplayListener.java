package org.iecpools.simulator.replay;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** Receives the progress of a replay. Called on the thread that runs it. */
public interface ReplayListener {

  /**
   * The state of the replay after a published day.
   *
   * @param asOf the published day that was reached
   * @param rows number of rows published as of that day
   * @param candidates candidates who have submitted a profile so far
   * @param invitations invitations issued so far
   * @param lois LOIs issued so far, including cancelled ones
   * @param events upstream events sent so far
   * @param elapsed wall-clock time since the start
   */
  record Week(
      LocalDate asOf,
      int rows,
      int candidates,
      int invitations,
      int lois,
      long events,
      Duration elapsed) {

    /** The state as a line of text. */
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

  /** Called when a published day is complete and the services are at rest. */
  void weekReplayed(Week week);

  /**
   * Called when a part of a long week is done.
   *
   * @param asOf the published day that is being replayed
   * @param what description of the progress
   */
  void underWay(LocalDate asOf, String what);
}
