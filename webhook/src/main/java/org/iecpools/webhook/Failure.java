package org.iecpools.webhook;

import java.util.Locale;

/** Why an attempt failed, as a label of metrics. */
enum Failure {
  /** The name has no address, or nothing may be posted to its address. */
  ADDRESS,
  /** The connection failed or broke. */
  CONNECTION,
  /** The answer was not complete in time. */
  TIMEOUT,
  /** The receiver answered with a status from 300 to 399. */
  REDIRECT,
  /** The receiver answered with a status from 400 to 499. */
  CLIENT_ERROR,
  /** The receiver answered with another status. */
  SERVER_ERROR;

  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  /** The failure that a status is, which is not from 200 to 299. */
  static Failure of(int status) {
    if (status >= FIRST_REDIRECT && status < FIRST_CLIENT_ERROR) {
      return REDIRECT;
    }
    return status >= FIRST_CLIENT_ERROR && status < FIRST_SERVER_ERROR
        ? CLIENT_ERROR
        : SERVER_ERROR;
  }

  /** The value of the label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
