package org.iecpools.invitation.domain;

/**
 * A candidate's row to store. It is stored among the rows of closed candidates or among those of
 * the others, and never in both places.
 *
 * @param wasClosed whether the stored row, if there is one, is among those of closed candidates
 * @param closed whether the candidate is closed now, and has left memory
 */
public record CandidateChange(CandidateRow row, boolean wasClosed, boolean closed) {}
