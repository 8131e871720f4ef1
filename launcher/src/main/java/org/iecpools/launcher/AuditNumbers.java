package org.iecpools.launcher;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.iecpools.auditor.Audit;
import org.iecpools.auditor.AuditFailed;
import org.iecpools.auditor.AuditOptions;
import org.iecpools.auditor.AuditResult;
import org.iecpools.auditor.Difference;
import org.iecpools.auditor.IdentityFault;
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.PassedOver;
import org.iecpools.stack.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Implements {@code iec audit}: recounts all numbers and compares the dashboard. */
@Command(
    name = "audit",
    header =
        "Recounts everything from the first event and compares the dashboard of a running stack.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    description = {
      "Reads every event topic from its first record and counts with a second, deliberately simple"
          + " implementation. Then requests the dashboard live and as of every publication (Fridays,"
          + " 00:00 in Toronto) and compares each row: quota and its source, invitations issued,"
          + " candidates in pool, spots available, open invitations, LOIs, last"
          + " round, chance and rating. Not compared: anomalies, and the numbers as published"
          + " (knownAt).",
      "",
      "Also checks that no identity document was used by two candidates of a season, as far as"
          + " profiles state documents.",
      "",
      "Prints each cell that differs with the events that count in it. Changes nothing. The stack"
          + " may be in use: a difference is reported only if it is found twice, unchanged, while no"
          + " event arrived that counts in its cell. See docs/audit.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:every cell equals the recount, and no identity document was used twice",
      "1:a cell differs, a document was used twice, or something could not be read; the details are printed",
      HelpTexts.INVALID_USAGE,
      HelpTexts.INTERRUPTED
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec audit                                 next to ./iec up in another terminal",
      "  ./iec audit --season 2021 --events 100      one season, more events for each cell",
      "  ./iec audit --json > cells.json             for programs; progress goes to stderr",
      "  ./iec audit --connect 127.0.0.1:18085 --registry-url http://127.0.0.1:18080 \\",
      "      --stats-url http://127.0.0.1:18084      a stack of ./iec up --port-base 18080"
    })
final class AuditNumbers implements Callable<Integer> {
  /** Maximum number of places listed per reason for skipping records. */
  private static final int PLACES = 3;

  @Mixin private HelpOption help;

  @Mixin private LogAddress log;

  @Mixin private StatsUrl stats;

  @Option(
      names = "--season",
      paramLabel = "YEAR",
      description = "Compare this season only. Default: every season with events or rows.")
  private @Nullable Integer season;

  @Option(
      names = "--events",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description =
          "Maximum number of events to print per differing cell, newest first, 0 or more."
              + " Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--json",
      description =
          "Print the result as JSON: every differing cell with its events, and the counts.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (events < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--events %d is out of range: it must be 0 or more".formatted(events));
    }
    PrintWriter out = spec.commandLine().getOut();
    Console console = new Console(json ? spec.commandLine().getErr() : out);
    AuditOptions options =
        AuditOptions.of(log.bootstrapServers(), log.registry(), stats.url())
            .authenticatedBy(log.client())
            .keeping(events);
    AuditResult result;
    try {
      result = Audit.run(season == null ? options : options.onlySeason(season), console::println);
    } catch (AuditFailed e) {
      throw new StackException("the stack could not be audited: " + e.getMessage(), e);
    }
    report(result, console);
    if (json) {
      out.println(Json.document(json(result)));
      out.flush();
    }
    return exitStatus(result);
  }

  private static int exitStatus(AuditResult result) {
    return result.equal() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void report(AuditResult result, Console console) {
    console.println("");
    if (!result.differences().isEmpty()) {
      console.println("DIFFERENT:");
      result.differences().forEach(difference -> report(difference, console));
      console.println("");
    }
    if (!result.identities().isEmpty()) {
      console.println("IDENTITY DOCUMENTS:");
      result.identities().forEach(fault -> report(fault, console));
      console.println("");
    }
    if (result.unsettled() > 0) {
      console.println(
          "Cells that differed, but not twice in the same way, because events kept arriving: %,d. Audit again when the load is lower."
              .formatted(result.unsettled()));
      console.println("");
    }
    console.println(
        "%,d records read: %,d events, %,d repeats of them, %,d passed over."
            .formatted(
                result.records(),
                result.distinct(),
                result.duplicates(),
                result.passedOver().size()));
    byReason(result)
        .forEach(
            (why, records) ->
                console.println(
                    "  %,d %s: %s%s. The first: %s."
                        .formatted(
                            records.size(),
                            why.text(),
                            records.stream()
                                .limit(PLACES)
                                .map(record -> record.position().toString())
                                .collect(Collectors.joining(", ")),
                            records.size() > PLACES ? ", ..." : "",
                            records.getFirst().detail())));
    console.println(
        result.seasons().isEmpty()
            ? "Nothing was compared, because there are neither events nor rows."
            : "%,d cells compared, of season %s at %,d instants: %s, in %,d s."
                .formatted(
                    result.cells(),
                    seasons(result),
                    result.instants(),
                    outcome(result),
                    result.elapsed().toSeconds()));
  }

  private static String outcome(AuditResult result) {
    if (result.equal()) {
      return "all as recounted";
    }
    return "%,d DIFFERENT%s%s"
        .formatted(
            result.differences().size(),
            result.identities().isEmpty()
                ? ""
                : ", %,d FAULTS OF IDENTITY DOCUMENTS".formatted(result.identities().size()),
            result.unsettled() > 0 ? ", %,d not settled".formatted(result.unsettled()) : "");
  }

  private static String seasons(AuditResult result) {
    return result.seasons().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private void report(Difference difference, Console console) {
    console.println("  %s; events: %,d".formatted(difference.sentence(), difference.behind()));
    difference.newest().forEach(event -> console.println("    " + event));
    int more = difference.behind() - difference.newest().size();
    if (more > 0) {
      console.println("    and %,d older ones; --events sets how many are printed".formatted(more));
    }
  }

  private static void report(IdentityFault fault, Console console) {
    console.println("  season %d: %s".formatted(fault.season(), fault.sentence()));
    fault.events().forEach(event -> console.println("    " + event));
  }

  private static Map<PassedOver.Why, List<PassedOver>> byReason(AuditResult result) {
    return result.passedOver().stream()
        .collect(Collectors.groupingBy(PassedOver::why, TreeMap::new, Collectors.toList()));
  }

  private static Map<String, Object> json(AuditResult result) {
    Map<String, Object> records = new LinkedHashMap<>();
    records.put("read", result.records());
    records.put("distinct", result.distinct());
    records.put("duplicates", result.duplicates());
    records.put("passedOver", result.passedOver().stream().map(AuditNumbers::json).toList());
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("compared", result.cells());
    cells.put("different", result.differences().size());
    cells.put("unsettled", result.unsettled());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitStatus", exitStatus(result));
    body.put("records", records);
    body.put("seasons", result.seasons());
    body.put("instants", result.instants());
    body.put("cells", cells);
    body.put("different", result.differences().stream().map(AuditNumbers::json).toList());
    body.put("identities", result.identities().stream().map(AuditNumbers::json).toList());
    body.put("seconds", result.elapsed().toSeconds());
    return body;
  }

  private static Map<String, Object> json(PassedOver record) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("place", record.position().toString());
    body.put("reason", record.why());
    body.put("detail", record.detail());
    return body;
  }

  /** {@code asOf} is null for a difference in the live table. */
  private static Map<String, @Nullable Object> json(Difference difference) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("pool", difference.pool());
    body.put("asOf", difference.asOf().map(Instant::toString).orElse(null));
    body.put("column", difference.column());
    body.put("dashboard", difference.shown());
    body.put("recount", difference.recounted());
    body.put("eventsBehind", difference.behind());
    body.put("events", difference.newest().stream().map(AuditNumbers::json).toList());
    return body;
  }

  private static Map<String, Object> json(IdentityFault fault) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("season", fault.season());
    body.put("fault", fault.sentence());
    body.put("events", fault.events().stream().map(AuditNumbers::json).toList());
    return body;
  }

  private static Map<String, Object> json(LoggedEvent logged) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("topic", logged.position().topic());
    body.put("partition", logged.position().partition());
    body.put("offset", logged.position().offset());
    body.put("type", logged.event().getClass().getSimpleName());
    body.put("occurredAt", logged.event().getOccurredAt().toString());
    body.put("eventId", logged.event().getEventId().toString());
    body.put("about", logged.about());
    return body;
  }
}
