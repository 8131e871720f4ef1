package org.iecpools.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.iecpools.domain.Texts;
import org.iecpools.events.PoolIds;
import org.iecpools.kafka.AccessDenied;
import org.iecpools.kafka.ClientConfig;
import org.iecpools.kafka.SchemaRegistry;
import org.iecpools.simulator.replay.PublishedTable;
import org.iecpools.simulator.replay.Replay;
import org.iecpools.simulator.replay.ReplayListener;
import org.iecpools.simulator.replay.ReplayPlan;
import org.iecpools.simulator.replay.ReplayResult;
import org.iecpools.simulator.replay.ReplayResult.Compared;
import org.iecpools.simulator.replay.ReplayResult.Outcome;
import org.iecpools.simulator.replay.TableRefused;
import org.iecpools.simulator.upstream.Endpoints;
import org.iecpools.stack.LocalStack;
import org.iecpools.stack.Ports;
import org.iecpools.stack.StackException;
import org.iecpools.stack.StackOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec replay}: replays published tables on a stack. */
@Command(
    name = "replay",
    header = "Replays published weekly tables on a throwaway stack and compares every cell.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    description = {
      "Sends seasons, quotas, profiles, rounds, declines, LOIs and cancellations through the normal"
          + " interfaces, week by week in simulated time, so that the system produces the published"
          + " numbers. Then requests the dashboard as of each published day and compares quota,"
          + " invitations issued, candidates in pool and spots available. Cells that no valid history"
          + " can reach are listed with the reason.",
      "",
      "The first line of the file names the columns, in any order: as_of, season, country,"
          + " country_name, category, stream, quota, invitations_issued, candidates_in_pool,"
          + " spots_available. Other columns are ignored, and blank cells are not compared. See"
          + " docs/replay.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:every cell that can be reached is in the dashboard as published",
      "1:a cell differs, or the replay could not be completed; the details are printed",
      "2:invalid usage, or a file with faults; all of them are printed",
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec replay weeks.csv                      with a throwaway stack",
      "  ./iec replay weeks.csv --json > cells.json  for programs; progress goes to stderr",
      "  ./iec replay weeks.csv --stay               keeps the stack up afterwards",
      "  ./iec up --fresh --simulated-clock          in one terminal, then in another:",
      "  ./iec replay weeks.csv --connect 127.0.0.1:9092"
    })
final class ReplayFile implements Callable<Integer> {
  /** Timeout for one batch of a replay, long enough for a busy machine. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  /** Maximum number of faults to print. */
  private static final int MAX_FAULTS = 50;

  /** Maximum file size. A season has about half a megabyte. */
  private static final int MAX_BYTES = 8 << 20;

  @Mixin private HelpOption help;

  @Parameters(paramLabel = "FILE", description = "The published rows, as CSV in UTF-8.")
  private Path file;

  @Option(
      names = "--json",
      description =
          "Print the result as JSON: every cell that differs or cannot be reached, and counts.")
  private boolean json;

  @Option(names = "--stay", description = "Keep the stack up afterwards, until Ctrl-C.")
  private boolean stay;

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description =
          "Keep topics, state and logs in this directory, after deleting those that it contains."
              + " Default: a directory that is deleted at the end.")
  private @Nullable Path dataDir;

  @ArgGroup(
      exclusive = false,
      heading = "%nTo replay on a running stack without data, started with --simulated-clock:%n")
  private @Nullable Connection connection;

  @Mixin private TokenOptions token;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    PublishedTable table;
    try {
      table = PublishedTable.read(bytes());
    } catch (TableRefused e) {
      err.printf(
          "iec: %s cannot be replayed, faults: %d%n", Texts.escaped(file.toString()), e.total());
      e.faults().stream()
          .limit(MAX_FAULTS)
          .forEach(fault -> err.printf("  %.500s%n", Texts.escaped(fault.toString())));
      if (e.total() > MAX_FAULTS) {
        err.printf("  and %d more%n", e.total() - MAX_FAULTS);
      }
      err.flush();
      return CommandLine.ExitCode.USAGE;
    }
    ReplayPlan plan = ReplayPlan.of(table);
    Console console = new Console(json ? err : spec.commandLine().getOut());
    table.notes().forEach(console::println);
    if (connection != null) {
      return replay(
              table,
              plan,
              SimulatorEndpoints.of(
                  connection.addresses(spec), connection.client(), token.tokens(), TIMEOUT),
              console)
          .exitStatus();
    }
    StackOptions options =
        dataDir == null
            ? StackOptions.throwaway()
            : StackOptions.keptIn(dataDir).on(Ports.free()).fresh(true);
    try (LocalStack stack = console.start(options.inSimulatedTime())) {
      ReplayResult result;
      try {
        result =
            replay(
                table,
                plan,
                SimulatorEndpoints.of(
                    stack.addresses(), ClientConfig.NONE, TokenOptions.of(stack.tokens()), TIMEOUT),
                console);
      } catch (RuntimeException e) {
        console.keepLogs(stack);
        throw e;
      }
      if (!result.reached()) {
        console.keepLogs(stack);
      }
      if (stay) {
        console.stay(stack);
        new CountDownLatch(1).await();
      }
      return result.exitStatus();
    }
  }

  /** Reads the file up to the maximum size, because it may be a device without an end. */
  private byte[] bytes() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "%s is larger than %d MB; a CSV file of published rows is needed"
                .formatted(file, MAX_BYTES >> 20));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "there is no file " + file + "; a CSV file is needed", e);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), file + " cannot be read; a CSV file is needed: " + e.getMessage(), e);
    }
  }

  private ReplayResult replay(
      PublishedTable table, ReplayPlan plan, Endpoints endpoints, Console console) {
    console.println(
        "%,d rows of %,d published days, %,d candidates:"
            .formatted(table.rows().size(), plan.weeks().size(), plan.people()));
    ReplayResult result;
    try {
      result = Replay.play(table, plan, endpoints, listener(console));
    } catch (IllegalStateException | SchemaRegistry.Unavailable | AccessDenied e) {
      throw new StackException("the table could not be replayed: " + e.getMessage(), e);
    }
    report(result, console);
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(Json.document(json(result)));
      out.flush();
    }
    return result;
  }

  private static ReplayListener listener(Console console) {
    return new ReplayListener() {
      @Override
      public void weekReplayed(Week week) {
        console.println(week.line());
      }

      @Override
      public void underWay(LocalDate asOf, String what) {
        console.println("as of %s  %s".formatted(asOf, what));
      }
    };
  }

  private static void report(ReplayResult result, Console console) {
    List<Compared> unreachable = result.cells(Outcome.UNREACHABLE);
    List<Compared> different = result.cells(Outcome.DIFFERENT);
    console.println("");
    if (!unreachable.isEmpty()) {
      console.println("No valid history can reach:");
      unreachable.forEach(
          cell -> console.println("  " + sentence(cell) + "; " + cell.reason() + "."));
      console.println("");
    }
    if (!different.isEmpty()) {
      console.println("DIFFERENT:");
      different.forEach(cell -> console.println("  " + sentence(cell) + "."));
      console.println("");
    }
    if (!result.problems().isEmpty()) {
      console.println("Differences from the plan:");
      result.problems().forEach(problem -> console.println("  " + problem));
      console.println("");
    }
    console.println(
        "%,d cells compared: %,d as published, %,d that cannot be reached, %,d DIFFERENT; %,d are blank."
            .formatted(
                result.compared().size(),
                result.cells(Outcome.REACHED).size(),
                unreachable.size(),
                different.size(),
                result.blank()));
    console.println(
        "%,d candidates, %,d invitations, %,d LOIs; %,d events from upstream in %d s."
            .formatted(
                result.candidates(),
                result.invitations(),
                result.lois(),
                result.events(),
                result.elapsed().toSeconds()));
    console.println("");
  }

  private static String sentence(Compared cell) {
    return "line %d, %s as of %s: %s published %s, dashboard %s"
        .formatted(
            cell.line(),
            PoolIds.text(cell.pool()),
            cell.asOf(),
            cell.column().label(),
            cell.published(),
            cell.shown().isEmpty() ? "without such a row" : cell.shown());
  }

  private Map<String, Object> json(ReplayResult result) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("compared", result.compared().size());
    counts.put("reached", result.cells(Outcome.REACHED).size());
    counts.put("unreachable", result.cells(Outcome.UNREACHABLE).size());
    counts.put("different", result.cells(Outcome.DIFFERENT).size());
    counts.put("blank", result.blank());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("file", file.toString());
    body.put("exitStatus", result.exitStatus());
    body.put("cells", counts);
    body.put("different", json(result.cells(Outcome.DIFFERENT)));
    body.put("unreachable", json(result.cells(Outcome.UNREACHABLE)));
    body.put("problems", result.problems());
    body.put("candidates", result.candidates());
    body.put("invitations", result.invitations());
    body.put("lois", result.lois());
    body.put("events", result.events());
    body.put("seconds", result.elapsed().toSeconds());
    return body;
  }

  private static List<Map<String, Object>> json(List<Compared> cells) {
    return cells.stream()
        .map(
            cell -> {
              Map<String, Object> body = new LinkedHashMap<>();
              body.put("line", cell.line());
              body.put("asOf", cell.asOf().toString());
              body.put("pool", PoolIds.text(cell.pool()));
              body.put("column", cell.column().field());
              body.put("published", cell.published());
              body.put("dashboard", cell.shown());
              body.put("reason", cell.reason());
              return body;
            })
        .toList();
  }
}
