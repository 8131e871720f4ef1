package org.iecpools.launcher;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.iecpools.beacon.BeaconChain;
import org.iecpools.beacon.BeaconRound;
import org.iecpools.beacon.DrandChain;
import org.iecpools.beacon.LocalBeacon;
import org.iecpools.beacon.PulseChain;
import org.iecpools.beacon.relay.BeaconClient;
import org.iecpools.beacon.relay.FetchResult;
import org.iecpools.beacon.relay.RelayFault;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec beacon}: gets a round of public randomness and verifies it. */
@Command(
    name = "beacon",
    header = "Gets a round of a randomness beacon from relays and verifies it.",
    synopsisHeading = HelpTexts.USAGE,
    customSynopsis = {
      "iec beacon ROUND --relay=URL... [--chain=CHAIN | --chain-info=FILE] [--json]",
      "       iec beacon serve --data=DIRECTORY [OPTIONS]"
    },
    descriptionHeading = "%n",
    description = {
      "Asks the relays one after the other, until one of them gives the round. No relay is trusted:"
          + " the signature is verified with the key of the chain, and with drand there is only one"
          + " valid signature for each round. It needs no running stack. docs/beacon.md describes"
          + " it."
    },
    parameterListHeading = "%n",
    optionListHeading = HelpTexts.OPTIONS,
    commandListHeading = HelpTexts.COMMANDS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the round is genuine, and was printed",
      "1:it is not there yet, or no relay gave it; what each relay did is printed",
      HelpTexts.INVALID_USAGE
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec beacon 1000 --relay https://api.drand.sh --relay https://drand.cloudflare.com",
      "                           a round of quicknet, from the second relay if the first one"
          + " fails",
      "  ./iec beacon latest --relay https://api.drand.sh --json",
      "  ./iec beacon serve --data .iec/beacon",
      "                           run a local beacon, for stacks without a network",
      "  ./iec beacon 1 --chain-info .iec/beacon/chain-info.json --relay http://127.0.0.1:8091",
      "                           the first round of the local beacon"
    },
    subcommands = ServeBeacon.class)
final class FetchRound implements Callable<Integer> {

  private static final String LATEST = "latest";

  /** A relay has a round about this long after its time. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /** The chains that are built in. */
  enum Chain {
    /** The League of Entropy's chain with a round every three seconds. */
    quicknet
  }

  @Mixin private HelpOption help;

  @Parameters(
      arity = "0..1",
      paramLabel = "ROUND",
      description =
          "Number of the round, 1 or more, or latest: the last round that is at least one second"
              + " old.")
  private @Nullable String round;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description =
          "A relay with drand's HTTP API, such as https://api.drand.sh, or with that of the chain of"
              + " --chain-info. Repeat the option for further relays.")
  private List<URI> relays = List.of();

  @Option(
      names = "--chain",
      paramLabel = "CHAIN",
      description = "A chain that is built in: ${COMPLETION-CANDIDATES}, which is the default.")
  private @Nullable Chain chain;

  @Option(
      names = "--chain-info",
      paramLabel = "FILE",
      description =
          "The parameters of any other chain: of drand as a relay returns them at /HASH/info, or of"
              + " pulses with their certificate. Compare the hash or the certificate with a published"
              + " one first.")
  private @Nullable Path chainInfo;

  @Option(
      names = "--json",
      description = "Print the result as a line of JSON, also if there is no round.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (round == null || relays.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "a ROUND and at least one --relay are needed, or the command serve");
    }
    relays.forEach(
        relay ->
            BeaconClient.fault(relay)
                .ifPresent(
                    fault -> {
                      throw new ParameterException(
                          spec.commandLine(), "--relay %s: %s".formatted(relay, fault));
                    }));
    BeaconChain wanted = chain();
    InstantSource clock = InstantSource.system();
    long number = number(round, wanted, clock.instant());
    try (BeaconClient client =
        new BeaconClient(wanted, relays, BeaconClient.Limits.DEFAULT, clock)) {
      FetchResult result = client.fetch(number);
      if (json) {
        spec.commandLine().getOut().println(Json.line(json(result, wanted, number)));
        spec.commandLine().getOut().flush();
        return result instanceof FetchResult.Genuine
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      }
      print(result, wanted, number);
      return CommandLine.ExitCode.OK;
    }
  }

  private BeaconChain chain() {
    if (chainInfo == null) {
      return DrandChain.QUICKNET;
    }
    if (chain != null) {
      throw new ParameterException(
          spec.commandLine(), "--chain and --chain-info cannot be combined");
    }
    return ChainInfoFile.read(spec, chainInfo);
  }

  private long number(String text, BeaconChain wanted, Instant now) {
    if (text.equals(LATEST)) {
      long latest = wanted.firstAfter(now.minus(SETTLED)) - 1;
      if (latest == 0) {
        throw new StackException(
            "%s has no round yet: it begins at %s".formatted(wanted, wanted.timeOf(1)));
      }
      return latest;
    }
    try {
      long number = Long.parseLong(text);
      wanted.timeOf(number);
      return number;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "'%s' is neither the number of a round, such as 1000, nor %s".formatted(text, LATEST),
          e);
    }
  }

  // ---- output

  private void print(FetchResult result, BeaconChain wanted, long number) {
    switch (result) {
      case FetchResult.Genuine genuine -> print(genuine, wanted);
      case FetchResult.TooEarly early ->
          throw new StackException(
              "round %d of %s is not there yet: its time is %s"
                  .formatted(number, wanted, early.time()));
      case FetchResult.Late late ->
          throw new StackException(
              "round %d of %s is late, or the relays do not serve this chain: its time was %s%n%s"
                  .formatted(number, wanted, wanted.timeOf(number), lines(late.faults())));
      case FetchResult.Failed failed ->
          throw new StackException(
              "no relay gave round %d of %s%n%s".formatted(number, wanted, lines(failed.faults())));
    }
  }

  private static String lines(Map<URI, RelayFault> faults) {
    return faults.entrySet().stream()
        .map(each -> "%s %s".formatted(each.getKey(), each.getValue().text()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private void print(FetchResult.Genuine genuine, BeaconChain wanted) {
    Console notes = new Console(spec.commandLine().getErr());
    genuine.faults().forEach((relay, fault) -> notes.note("%s %s".formatted(relay, fault.text())));
    Console console = new Console(spec.commandLine().getOut());
    BeaconRound its = genuine.round();
    console.println("chain      %s %s".formatted(wanted.id(), wanted.hash()));
    console.println("round      " + its.number());
    console.println("time       " + wanted.timeOf(its.number()));
    console.println("value      " + HexFormat.of().formatHex(its.value()));
    console.println("signature  " + HexFormat.of().formatHex(its.signature()));
    if (its.pulse().length > 0) {
      console.println("pulse      " + HexFormat.of().formatHex(its.pulse()));
    }
    console.println("relay      " + genuine.relay());
    limit(wanted).ifPresent(console::println);
  }

  /** What a genuine round does not prove. */
  private static Optional<String> limit(BeaconChain chain) {
    return switch (chain) {
      case DrandChain drand ->
          drand.id().equals(LocalBeacon.ID)
              ? Optional.of("A local chain: anyone who has its key knows every value in advance.")
              : Optional.empty();
      case PulseChain _ ->
          Optional.of("A pulse: its signer can know the value in advance, and choose it.");
    };
  }

  private static Map<String, Object> json(FetchResult result, BeaconChain wanted, long number) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("result", name(result));
    json.put("chain", wanted.id());
    json.put("chainHash", wanted.hash());
    json.put("round", number);
    json.put("time", wanted.timeOf(number).toString());
    switch (result) {
      case FetchResult.Genuine genuine -> {
        json.put("randomness", HexFormat.of().formatHex(genuine.round().value()));
        json.put("signature", HexFormat.of().formatHex(genuine.round().signature()));
        if (genuine.round().pulse().length > 0) {
          json.put("pulse", HexFormat.of().formatHex(genuine.round().pulse()));
        }
        json.put("relay", genuine.relay().toString());
        json.put("faults", json(genuine.faults()));
      }
      case FetchResult.TooEarly _ -> json.put("faults", List.of());
      case FetchResult.Late late -> json.put("faults", json(late.faults()));
      case FetchResult.Failed failed -> json.put("faults", json(failed.faults()));
    }
    return json;
  }

  private static List<Map<String, String>> json(Map<URI, RelayFault> faults) {
    List<Map<String, String>> list = new ArrayList<>();
    faults.forEach(
        (relay, fault) -> {
          Map<String, String> each = new LinkedHashMap<>();
          each.put("relay", relay.toString());
          each.put("fault", name(fault));
          each.put("text", fault.text());
          list.add(each);
        });
    return list;
  }

  private static String name(FetchResult result) {
    return switch (result) {
      case FetchResult.Genuine _ -> "genuine";
      case FetchResult.TooEarly _ -> "too-early";
      case FetchResult.Late _ -> "late";
      case FetchResult.Failed _ -> "failed";
    };
  }

  private static String name(RelayFault fault) {
    return switch (fault) {
      case RelayFault.Missing _ -> "missing";
      case RelayFault.Unreachable _ -> "unreachable";
      case RelayFault.TimedOut _ -> "timed-out";
      case RelayFault.NotAsked _ -> "not-asked";
      case RelayFault.UnexpectedStatus _ -> "status";
      case RelayFault.TooLarge _ -> "too-large";
      case RelayFault.Malformed _ -> "malformed";
      case RelayFault.OtherRound _ -> "other-round";
      case RelayFault.OtherTime _ -> "other-time";
      case RelayFault.NotGenuine _ -> "not-genuine";
    };
  }
}
