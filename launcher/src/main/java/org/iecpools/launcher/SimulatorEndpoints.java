package org.iecpools.launcher;

import java.net.URI;
import java.time.Duration;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.simulator.upstream.Tokens;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.StackTokens;

/** A stack in the form that the simulator takes. */
public final class SimulatorEndpoints {

  /** Usual maximum wait for the services to come to rest. */
  static final Duration TIMEOUT = Duration.ofMinutes(3);

  private SimulatorEndpoints() {}

  /** With tokens that are signed with the keys of the stack, and the usual timeout. */
  public static Endpoints of(Addresses stack, ClientConfig client, StackTokens tokens) {
    return of(stack, client, TokenOptions.of(tokens), TIMEOUT);
  }

  /**
   * @param client how to authenticate to the broker and the registry
   * @param timeout maximum wait for the services to come to rest
   */
  static Endpoints of(Addresses stack, ClientConfig client, Tokens tokens, Duration timeout) {
    return new Endpoints(
        stack.bootstrapServers(),
        URI.create(stack.registry()),
        client,
        URI.create(stack.profile()),
        URI.create(stack.pool()),
        URI.create(stack.invitation()),
        URI.create(stack.stats()),
        tokens,
        timeout);
  }
}
