package org.iecpools.invitation.web;

import java.util.List;
import org.iecpools.invitation.domain.ReasonAgainst;
import org.iecpools.kit.web.Fault;

/** Reasons of the domain, as parts of HTTP responses. */
final class Reasons {

  private Reasons() {}

  /** Reasons as faults of one field of a request. */
  static List<Fault> faults(String pointer, List<ReasonAgainst> reasons) {
    return reasons.stream()
        .map(reason -> new Fault(pointer, reason.code(), sentence(reason.detail())))
        .toList();
  }

  /** A text of the domain as a sentence, with a capital letter and a full stop. */
  static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
