package org.iecpools.launcher;

import static org.iecpools.launcher.EventOutput.event;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.iecpools.domain.Texts;
import org.iecpools.stack.StackException;
import org.iecpools.transparency.Malformed;
import org.iecpools.transparency.NoteKey;
import org.iecpools.transparency.Witness;
import org.iecpools.transparency.WitnessEvent;
import org.iecpools.transparency.WitnessServer;
import org.iecpools.transparency.WitnessedLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Implements {@code iec witness}: runs a witness for transparency logs. */
@Command(
    name = "witness",
    header = "Runs a witness that cosigns checkpoints of transparency logs.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Cosigns a checkpoint if it continues the last one that it has cosigned for this log, and"
          + " refuses every other. It keeps what it has cosigned in the data directory. If a log"
          + " signs two versions of the same size, both are kept in a file there.",
      "",
      "Works with every log that submits checkpoints by the protocol c2sp.org/tlog-witness. It"
          + " needs no running stack. docs/witness.md describes it."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the verifier key was printed (--key)",
      "1:the witness could not be started; the reason is printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED,
      "143:ended by SIGTERM"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec witness --data .iec/witness --name example.com/witness --key",
      "                           generate a key and print the verifier key for the log's policy",
      "  ./iec witness --data .iec/witness --log \"$log_key\"",
      "                           cosign the checkpoints of a log that submits them",
      "  ./iec witness --data .iec/witness --log \"go.sum database tree=$log_key\"",
      "                           the same, if the origin of the log is not the name of its key"
    })
final class RunWitness implements Callable<Integer> {

  @Mixin private HelpOption help;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIRECTORY",
      description =
          "Where the key and the cosigned checkpoints are kept. Created if missing. Never restore"
              + " an older copy of it.")
  private Path data;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Name of the key that is generated at first use, such as example.com/witness. It cannot"
              + " be changed later.")
  private @Nullable String name;

  @Option(
      names = "--log",
      paramLabel = "[ORIGIN=]KEY",
      converter = LogKey.class,
      description =
          "Verifier key of a log. Its name is the origin of the log, unless another one is given."
              + " Repeat the option for further logs, or for further keys of a log.")
  private List<WitnessedLog> logs = List.of();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8090",
      converter = ListenAddress.class,
      description =
          "Where to listen for requests. Port 0 is any free port. Default: ${DEFAULT-VALUE}.")
  private InetSocketAddress listen;

  @Option(names = "--key", description = "Print the verifier key of this witness and exit.")
  private boolean onlyKey;

  @Mixin private EventOutput output;

  @Spec private CommandSpec spec;

  /** Reads a verifier key, or an origin and a verifier key. */
  static final class LogKey implements ITypeConverter<WitnessedLog> {
    @Override
    public WitnessedLog convert(String text) {
      try {
        NoteKey key = NoteKey.parse(text);
        return new WitnessedLog(key.name(), List.of(key));
      } catch (Malformed withoutOrigin) {
        return withOrigin(text)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "%s is not the verifier key of a log: %s"
                            .formatted(Texts.escaped(text), withoutOrigin.getMessage())));
      }
    }

    /** An origin and the name of a key may contain the separator; the key's id decides. */
    private static Optional<WitnessedLog> withOrigin(String text) {
      for (int at = text.indexOf('='); at > 0; at = text.indexOf('=', at + 1)) {
        try {
          NoteKey key = NoteKey.parse(text.substring(at + 1));
          return Optional.of(new WitnessedLog(text.substring(0, at), List.of(key)));
        } catch (Malformed _) {
          // The separator is further to the right.
        }
      }
      return Optional.empty();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!onlyKey && logs.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "a witness needs at least one --log");
    }
    try {
      if (onlyKey) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Witness.key(data, Optional.ofNullable(name)).verifier().vkey());
        out.flush();
        return CommandLine.ExitCode.OK;
      }
      run();
      return CommandLine.ExitCode.OK;
    } catch (Malformed e) {
      throw new ParameterException(spec.commandLine(), "--name: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StackException("the witness cannot use %s: %s".formatted(data, e), e);
    }
  }

  private void run() throws IOException, InterruptedException {
    Console console = new Console(spec.commandLine().getOut());
    Witness witness =
        Witness.open(
            data,
            Optional.ofNullable(name),
            byOrigin(logs),
            InstantSource.system(),
            event -> report(event, console));
    try (witness;
        WitnessServer server = listen(witness);
        ShutdownHook _ = ShutdownHook.of(() -> stop(server, witness))) {
      reportStart(witness, server.address(), console);
      new CountDownLatch(1).await();
    }
  }

  /** Keys of the same origin belong to the same log. */
  private static List<WitnessedLog> byOrigin(List<WitnessedLog> each) {
    Map<String, List<NoteKey>> keys = new LinkedHashMap<>();
    for (WitnessedLog log : each) {
      keys.computeIfAbsent(log.origin(), _ -> new ArrayList<>()).addAll(log.keys());
    }
    List<WitnessedLog> logs = new ArrayList<>();
    keys.forEach((origin, all) -> logs.add(new WitnessedLog(origin, all)));
    return logs;
  }

  private WitnessServer listen(Witness witness) {
    try {
      return WitnessServer.start(witness, listen);
    } catch (IOException e) {
      throw new StackException(
          "the witness cannot listen on %s:%d: %s"
              .formatted(listen.getHostString(), listen.getPort(), e.getMessage()),
          e);
    }
  }

  /** Requests that have begun are answered before the process ends. */
  private static void stop(WitnessServer server, Witness witness) {
    server.close();
    try {
      witness.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- output

  private void reportStart(Witness witness, InetSocketAddress address, Console console) {
    String url = "http://%s:%d".formatted(address.getHostString(), address.getPort());
    List<String> origins = witness.logs().stream().map(WitnessedLog::origin).toList();
    String key = witness.verifier().vkey();
    output.print(
        console,
        event("started", "key", key, "url", url, "logs", origins),
        Stream.concat(
                Stream.of("verifier key  " + key, "listens on    " + url),
                origins.stream().map(origin -> "log           " + origin))
            .toList());
  }

  /** Called on the threads of requests. */
  private void report(WitnessEvent event, Console console) {
    output.print(console, json(event), text(event));
  }

  private static String text(WitnessEvent event) {
    return switch (event) {
      case WitnessEvent.Cosigned cosigned ->
          "cosigned      %s, size %d, at %s"
              .formatted(
                  cosigned.checkpoint().origin(), cosigned.checkpoint().size(), cosigned.time());
      case WitnessEvent.Refused refused ->
          "refused       %s with %d: %s"
              .formatted(
                  refused.origin().isEmpty() ? "a request" : refused.origin(),
                  refused.status(),
                  refused.reason());
      case WitnessEvent.SplitView split ->
          "SPLIT VIEW    %s has signed two versions of size %d. Both are in %s"
              .formatted(split.origin(), split.size(), Console.shortened(split.evidence()));
    };
  }

  private static Map<String, Object> json(WitnessEvent event) {
    return switch (event) {
      case WitnessEvent.Cosigned cosigned ->
          event(
              "cosigned",
              "origin",
              cosigned.checkpoint().origin(),
              "size",
              cosigned.checkpoint().size(),
              "root",
              cosigned.checkpoint().root().base64(),
              "time",
              cosigned.time().toString());
      case WitnessEvent.Refused refused ->
          event(
              "refused",
              "origin",
              refused.origin(),
              "status",
              refused.status(),
              "reason",
              refused.reason());
      case WitnessEvent.SplitView split ->
          event(
              "split-view",
              "origin",
              split.origin(),
              "size",
              split.size(),
              "evidence",
              split.evidence().toString());
    };
  }
}
