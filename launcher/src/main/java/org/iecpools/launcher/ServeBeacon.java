package org.iecpools.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.relay.ChainInfo;
import org.iecpools.beacon.relay.LocalBeaconDirectory;
import org.iecpools.beacon.relay.LocalBeaconServer;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Implements {@code iec beacon serve}: runs a local beacon. */
@Command(
    name = "serve",
    header = "Runs a local beacon, for stacks without a network.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Serves a chain of one's own in drand's HTTP API, each round from its time on. Its secret is"
          + " generated at the first start. Anyone who has it knows every value in advance, so it"
          + " must not decide a real draw."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the parameters were printed (--info)",
      "1:the beacon could not be started; the reason is printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED,
      "143:ended by SIGTERM"
    })
final class ServeBeacon implements Callable<Integer> {

  @Mixin private HelpOption help;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIRECTORY",
      description =
          "Where the secret and the parameters of the chain are kept. Created if missing.")
  private Path data;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8091",
      converter = ListenAddress.class,
      description =
          "Where to listen for requests. Port 0 is any free port. Default: ${DEFAULT-VALUE}.")
  private InetSocketAddress listen;

  @Option(
      names = "--genesis",
      paramLabel = "TIME",
      description =
          "Time of the first round of a new chain, such as 2026-01-01T00:00:00Z. Default: now.")
  private @Nullable Instant genesis;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      description = "Time between two rounds of a new chain. Default: 3.")
  private @Nullable Integer period;

  @Option(
      names = "--info",
      description = "Print the parameters of the chain, which readers need, as JSON, and exit.")
  private boolean onlyInfo;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try {
      LocalBeacon beacon = open();
      if (onlyInfo) {
        print(ChainInfo.write(beacon.chain()));
      } else {
        serve(beacon);
      }
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      throw new StackException("the local beacon cannot use %s: %s".formatted(data, e), e);
    }
  }

  private LocalBeacon open() throws IOException {
    try {
      return LocalBeaconDirectory.open(
          data,
          Optional.ofNullable(genesis),
          Optional.ofNullable(period).map(Duration::ofSeconds),
          InstantSource.system(),
          new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--genesis or --period is invalid: " + e.getMessage(), e);
    }
  }

  private void print(byte[] info) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(new String(info, StandardCharsets.UTF_8));
    out.flush();
  }

  private void serve(LocalBeacon beacon) throws IOException, InterruptedException {
    DrandChain chain = beacon.chain();
    try (LocalBeaconServer server = listen(beacon);
        ShutdownHook _ = ShutdownHook.of(server::close)) {
      Console console = new Console(spec.commandLine().getOut());
      console.println("chain       %s %s".formatted(chain.id(), chain.hash()));
      console.println("begins      " + chain.genesis());
      console.println("period      %d s".formatted(chain.period().toSeconds()));
      console.println("chain info  " + Console.shortened(LocalBeaconDirectory.infoIn(data)));
      console.println(
          "listens on  http://%s:%d"
              .formatted(server.address().getHostString(), server.address().getPort()));
      new CountDownLatch(1).await();
    }
  }

  private LocalBeaconServer listen(LocalBeacon beacon) {
    try {
      return LocalBeaconServer.start(beacon, InstantSource.system(), listen);
    } catch (IOException e) {
      throw new StackException(
          "the local beacon cannot listen on %s:%d: %s"
              .formatted(listen.getHostString(), listen.getPort(), e.getMessage()),
          e);
    }
  }
}
