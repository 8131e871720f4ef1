package org.iecpools.flow;

import org.iecpools.simulator.upstream.Tokens;
import org.iecpools.stack.Role;
import org.iecpools.stack.StackTokens;

/** The tokens of a stack in the form that the simulator takes. */
final class SimulatorTokens {

  private SimulatorTokens() {}

  static Tokens of(StackTokens stack) {
    return new Tokens(
        () -> stack.of(Role.OPERATOR),
        () -> stack.of(Role.UPSTREAM),
        () -> stack.of(Role.CASE_WORKER));
  }
}
