package org.iecpools.pool.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has an identity document in a season: the candidate whose claim was first, until the end. A
 * claim is made by each profile that states the document, whatever becomes of the profile.
 *
 * @param candidateId the candidate
 */
public record IdentityHolder(UUID candidateId) {

  /** The holder after a claim; the same as before if there was one. */
  public static IdentityHolder after(@Nullable IdentityHolder before, UUID claimant) {
    return before == null ? new IdentityHolder(claimant) : before;
  }

  /** Whether a candidate has the document. */
  public boolean is(UUID candidate) {
    return candidateId.equals(candidate);
  }
}
