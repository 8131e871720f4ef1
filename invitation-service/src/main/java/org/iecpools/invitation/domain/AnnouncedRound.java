package org.iecpools.invitation.domain;

import java.time.Instant;
import java.util.UUID;
import org.iecpools.domain.SizeRule;
import org.iecpools.events.PoolId;

/**
 * A round that is announced and not decided yet.
 *
 * @param runsAt when it is to run
 * @param rule what will size it
 * @param commitment to its seed, bound to round and rule, 32 bytes in hexadecimal
 * @param revision 0 when it was first announced
 * @param heard whether the announcement has been read back from the log: only then may it run
 */
public record AnnouncedRound(
    PoolId pool,
    UUID roundId,
    Instant runsAt,
    SizeRule rule,
    String commitment,
    int revision,
    boolean heard) {

  AnnouncedRound asHeard() {
    return new AnnouncedRound(pool, roundId, runsAt, rule, commitment, revision, true);
  }
}
