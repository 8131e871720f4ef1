package org.iecpools.launcher;

import static org.iecpools.launcher.EventOutput.event;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.iecpools.roundlog.RoundLog;
import org.iecpools.roundlog.RoundLogEvent;
import org.iecpools.roundlog.RoundLogProgram;
import org.iecpools.stack.StackException;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.WitnessClient.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Implements {@code iec round-log}: runs the transparency log of rounds. */
@Command(
    name = "round-log",
    header = "Publishes the events of rounds as a transparency log.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Appends each announcement, seal, draw and correction of a running stack to a log that cannot"
          + " be rewritten or shown in two versions, asks witnesses to cosign it, and serves it over"
          + " HTTP. Changes nothing in the stack; it only reads Kafka.",
      "",
      "Ends with status 1 if Kafka's log was rewritten. docs/round-log.md describes the log and how"
          + " to verify rounds with it."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the verifier key was printed (--key)",
      "1:the log could not be started or continued; the reason is printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED,
      "143:ended by SIGTERM"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec round-log --data .iec/round-log --name example.com/rounds --key",
      "                           generate a key and print the verifier key, which witnesses need",
      "  ./iec round-log --data .iec/round-log --witness \"$witness_key=http://127.0.0.1:8090\"",
      "                           run the log with one witness, next to ./iec up",
      "  ./iec verify-round --all --log http://127.0.0.1:8092 --log-key \"$log_key\"",
      "                           verify rounds, and that the log has them"
    })
final class RunRoundLog implements Callable<Integer> {

  @Mixin private HelpOption help;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIRECTORY",
      description =
          "Where the log and its key are kept. Created if missing. Never restore an older copy of"
              + " it.")
  private Path data;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Origin of a new log and name of its key, such as example.com/rounds. It cannot be changed"
              + " later.")
  private @Nullable String name;

  @Option(
      names = "--witness",
      paramLabel = "KEY=URL",
      converter = WitnessAddress.Converter.class,
      description = "Verifier key and address of a witness. Repeat the option for further ones.")
  private List<WitnessAddress> witnesses = List.of();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8092",
      converter = ListenAddress.class,
      description =
          "Where to listen for requests. Port 0 is any free port. Default: ${DEFAULT-VALUE}.")
  private InetSocketAddress listen;

  @Mixin private LogAddress logAddress;

  @Option(names = "--key", description = "Print the verifier key of this log and exit.")
  private boolean onlyKey;

  @Mixin private EventOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    List<Target> targets = targets();
    try {
      if (onlyKey) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(RoundLog.key(data, Optional.ofNullable(name)).vkey());
        out.flush();
        return CommandLine.ExitCode.OK;
      }
      run(targets);
      return CommandLine.ExitCode.OK;
    } catch (Malformed e) {
      throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StackException(
          "the log cannot use %s or listen on %s:%d: %s"
              .formatted(data, listen.getHostString(), listen.getPort(), e),
          e);
    }
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (WitnessAddress witness : witnesses) {
      targets.add(
          new Target(
              witness.key(),
              witness
                  .url()
                  .orElseThrow(
                      () ->
                          new ParameterException(
                              spec.commandLine(),
                              "--witness needs an address: KEY=URL, such as %s=http://127.0.0.1:8090"
                                  .formatted(witness.key())))));
    }
    return targets;
  }

  private void run(List<Target> targets) throws IOException, InterruptedException {
    Console console = new Console(spec.commandLine().getOut());
    RoundLogProgram.Settings settings =
        new RoundLogProgram.Settings(
            data,
            Optional.ofNullable(name),
            listen,
            targets,
            logAddress.bootstrapServers(),
            logAddress.client(),
            logAddress.client().registry(logAddress.registry()));
    try (RoundLogProgram program =
            RoundLogProgram.start(
                settings, InstantSource.system(), event -> report(event, console));
        ShutdownHook _ = ShutdownHook.of(program::close)) {
      reportStart(program, console);
      program.run();
    }
  }

  // ---- output

  private void reportStart(RoundLogProgram program, Console console) {
    String key = program.verifier().vkey();
    String url =
        "http://%s:%d".formatted(program.address().getHostString(), program.address().getPort());
    output.print(
        console,
        event("started", "key", key, "url", url, "size", program.size()),
        List.of(
            "verifier key  " + key,
            "listens on    " + url,
            "entries       %,d".formatted(program.size())));
  }

  /** Called on several threads. */
  private void report(RoundLogEvent event, Console console) {
    output.print(console, json(event), text(event));
  }

  private static String text(RoundLogEvent event) {
    return switch (event) {
      case RoundLogEvent.Appended appended ->
          "appended      size %d, root %s"
              .formatted(appended.checkpoint().size(), appended.checkpoint().root());
      case RoundLogEvent.Cosigned cosigned ->
          "cosigned      size %d by %s, at %s"
              .formatted(cosigned.size(), cosigned.witness(), cosigned.time());
      case RoundLogEvent.NotCosigned missing ->
          "not cosigned  size %d by %s: %s"
              .formatted(missing.size(), missing.witness(), missing.reason());
      case RoundLogEvent.RolledBack rolledBack ->
          "ROLLED BACK   %s has cosigned size %d, but this log has %d entries: an older copy was restored, or somebody else signs with its key. Stop it"
              .formatted(rolledBack.witness(), rolledBack.witnessedSize(), rolledBack.size());
      case RoundLogEvent.CaughtUp caughtUp -> "caught up     %d entries".formatted(caughtUp.size());
      case RoundLogEvent.Waiting waiting -> "waiting       " + waiting.reason();
    };
  }

  private static Map<String, Object> json(RoundLogEvent event) {
    return switch (event) {
      case RoundLogEvent.Appended appended ->
          event(
              "appended",
              "size",
              appended.checkpoint().size(),
              "root",
              appended.checkpoint().root().base64());
      case RoundLogEvent.Cosigned cosigned ->
          event(
              "cosigned",
              "witness",
              cosigned.witness(),
              "size",
              cosigned.size(),
              "time",
              cosigned.time().toString());
      case RoundLogEvent.NotCosigned missing ->
          event(
              "not-cosigned",
              "witness",
              missing.witness(),
              "size",
              missing.size(),
              "reason",
              missing.reason());
      case RoundLogEvent.RolledBack rolledBack ->
          event(
              "rolled-back",
              "witness",
              rolledBack.witness(),
              "witnessedSize",
              rolledBack.witnessedSize(),
              "size",
              rolledBack.size());
      case RoundLogEvent.CaughtUp caughtUp -> event("caught-up", "size", caughtUp.size());
      case RoundLogEvent.Waiting waiting -> event("waiting", "reason", waiting.reason());
    };
  }
}
