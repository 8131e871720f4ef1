package org.iecpools.kit;

/** Ends this process, so that the supervisor starts it again; tests only note that it would. */
@FunctionalInterface
public interface Termination {

  /** Status of a process that ended itself: EX_SOFTWARE of sysexits.h. */
  int STATUS = 70;

  /**
   * @param reason for the log, one sentence
   */
  void because(String reason);
}
