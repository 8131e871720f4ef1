package org.iecpools.simulator.replay;

import java.util.List;

/** The columns that are compared. */
public enum PublishedColumn {
  /** Permits of the season. */
  QUOTA("quota", "quota", List.of("quota")),
  /** Invitations issued by rounds so far. */
  INVITATIONS(
      "invitations issued", "invitationsIssued", List.of("invitationsissued", "invitations")),
  /** Candidates in the pool. */
  CANDIDATES("candidates in pool", "candidatesInPool", List.of("candidatesinpool", "candidates")),
  /** LOIs that can still be issued. */
  SPOTS("spots available", "spotsAvailable", List.of("spotsavailable", "spots"));

  private final String label;
  private final String field;
  private final List<String> headers;

  PublishedColumn(String label, String field, List<String> headers) {
    this.label = label;
    this.field = field;
    this.headers = headers;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /** The field of a dashboard row. */
  public String field() {
    return field;
  }

  /** Accepted header names in a file, reduced to lower-case letters. */
  List<String> headers() {
    return headers;
  }

  /** Whether the column is a count, which is never a word. */
  boolean counts() {
    return switch (this) {
      case INVITATIONS, CANDIDATES -> true;
      case QUOTA, SPOTS -> false;
    };
  }
}
