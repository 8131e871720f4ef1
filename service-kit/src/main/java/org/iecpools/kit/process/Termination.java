package org.iecpools.kit.process;

/** Ends this process, so that the supervisor restarts it; tests only record the call. */
@FunctionalInterface
public interface Termination {

  /** Status of a process that ended itself: EX_SOFTWARE of sysexits.h. */
  int STATUS = 70;

  /**
   * Ends the process.
   *
   * @param reason one sentence, for the log
   */
  void because(String reason);
}
