package org.iecpools.pool.stream;

/**
 * The answer to a claim, on its way to the candidate's task.
 *
 * @param granted whether the candidate has the document
 */
record IdentityAnswer(IdentityClaim claim, boolean granted) {}
