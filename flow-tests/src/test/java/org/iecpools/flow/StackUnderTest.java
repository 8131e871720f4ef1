package org.iecpools.flow;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.iecpools.kafka.Principal;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.LocalStack.Addresses;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackOptions;
import org.iecpools.stack.StackTokens;
import org.iecpools.stack.TokenKeys;

/**
 * The stack that a test uses from outside: a throwaway stack, of containers with {@code
 * -Diec.compose=true}, or the running one whose broker {@code IEC_BOOTSTRAP_SERVERS} names. The
 * other addresses of a running stack are the defaults unless {@code IEC_REGISTRY_URL}, {@code
 * IEC_PROFILE_URL}, {@code IEC_POOL_URL}, {@code IEC_INVITATION_URL} and {@code IEC_STATS_URL} are
 * set, and the keys that sign tokens are those of {@code ./iec up} unless {@code IEC_TOKENS_DIR} is
 * set.
 *
 * @param client the file with which upstream authenticates to Kafka; of a running stack {@code
 *     IEC_COMMAND_CONFIG}
 * @param end stops what was started for the test
 */
record StackUnderTest(Addresses addresses, Optional<Path> client, StackTokens tokens, Runnable end)
    implements AutoCloseable {

  static StackUnderTest start() {
    if (Boolean.getBoolean("iec.compose")) {
      ComposeStack own = ComposeStack.inRealTime("single");
      own.up();
      return new StackUnderTest(
          own.addresses(1),
          Optional.of(own.clientFile(Principal.UPSTREAM)),
          own.tokens(),
          own::close);
    }
    Map<String, String> env = System.getenv();
    if (!env.containsKey("IEC_BOOTSTRAP_SERVERS")) {
      TestStack own = TestStack.start(StackOptions.throwaway());
      return new StackUnderTest(own.addresses(), Optional.empty(), own.tokens(), own::close);
    }
    Addresses usual = Addresses.of(Ports.usual());
    return new StackUnderTest(
        new Addresses(
            env.get("IEC_BOOTSTRAP_SERVERS"),
            env.getOrDefault("IEC_REGISTRY_URL", usual.registry()),
            env.getOrDefault("IEC_PROFILE_URL", usual.profile()),
            env.getOrDefault("IEC_POOL_URL", usual.pool()),
            env.getOrDefault("IEC_INVITATION_URL", usual.invitation()),
            env.getOrDefault("IEC_STATS_URL", usual.stats())),
        Optional.ofNullable(env.get("IEC_COMMAND_CONFIG")).map(Path::of),
        StackTokens.of(
            TokenKeys.in(
                Path.of(
                    env.getOrDefault(
                        "IEC_TOKENS_DIR",
                        LocalStack.tokensDirIn(Path.of("..", ".iec")).toString())))),
        () -> {});
  }

  @Override
  public void close() {
    end.run();
  }
}
