package org.iecpools.simulator.upstream;

import java.util.function.Supplier;

/**
 * Bearer tokens for the requests of each role. A supplier is asked for each request, so that it can
 * renew its token.
 *
 * @param operator announces seasons and quotas, and orders rounds
 * @param portal submits the profiles of all candidates
 * @param caseWorker answers invitations of all candidates
 */
public record Tokens(
    Supplier<String> operator, Supplier<String> portal, Supplier<String> caseWorker) {

  /** For simulations without HTTP. */
  public static final Tokens NONE = new Tokens(() -> "", () -> "", () -> "");
}
