package org.iecpools.simulator.replay;

import java.util.List;

/** The columns that are compared. */
public enum Column {
  /** Permits of the season. */
  QUOTA("quota", "quota", List.of("quota")),
  /** Invitations issued by rounds so far. */
  INVITATIONS(
      "invitations issued", "invitationsIssued", List.of("invitationsissued", "invitations")),
  /** Candidates who can be drawn. */
  CANDIDATES("candidates in pool", "candidatesInPool", List.of("candidatesinpool", "candidates")),
  /** LOIs that can still be issued. */
  SPOTS("spots available", "spotsAvailable", List.of("spotsavailable", "spots"));

  private final String label;
  private final String field;
  private final List<String> headers;

  Column(String label, String field, List<String> headers) {
    this.label = label;
    this.field = field;
    this.headers = headers;
  }

  /** In words. */
  public String label() {
    return label;
  }

  /** The field of a dashboard row. */
  public String field() {
    return field;
  }

  /** What the column may be called in a file, in lower-case letters only. */
  List<String> headers() {
    return headers;
  }

  /** Whether it counts people or what they were sent: such a column has no words. */
  boolean counts() {
    return switch (this) {
      case INVITATIONS, CANDIDATES -> true;
      case QUOTA, SPOTS -> false;
    };
  }
}
