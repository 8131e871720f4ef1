package org.iecpools.invitation.web;

/** Whether an order of an operator is decided. */
enum OrderStatus {
  /** The result is known and can be read from the log. */
  DECIDED,
  /** The order is on the log; a repeat of the request returns the result. */
  PENDING
}
