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
import org.iecpools.auditor.LoggedEvent;
import org.iecpools.auditor.PassedOver;
import org.iecpools.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Implements {@code iec audit}: recounts all numbers and compares the dashboard. */
@Command(
    name = "audit",
    header =
        "Recounts everything from the first event and compares the dashboard of a stack that runs.",
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    description = {
      "Every event topic is read from its first record on and counted by a second, deliberately"
          + " simple implementation. Then the dashboard is asked live and as of every publication"
          + " (Fridays, 00:00 in Toronto), and each row is compared: quota and its source,"
          + " invitations issued, candidates in pool, spots available, reserved spots, open"
          + " invitations, LOIs, last round, chance and rating. Not compared: anomalies, and the"
          + " numbers as published (knownAt).",
      "",
      "Each cell that differs is told with the events that count in it. Nothing is changed, and the"
          + " stack may be at work: a difference is one if it is found twice alike while no event"
          + " came in that counts in its cell. docs/audit.md says more."
    },
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = Iec.EXIT_CODES,
    exitCodeList = {
      "0:every cell is as recounted",
      "1:a cell differs, or something could not be read; what and where is printed",
      "2:wrong use of the command",
      "130:ended by Ctrl-C"
    },
    footerHeading = Iec.EXAMPLES,
    footer = {
      "  ./iec audit                                 beside ./iec up in another terminal",
      "  ./iec audit --season 2021 --events 100      one season, more events for each cell",
      "  ./iec audit --json > cells.json             for programs; the progress goes to stderr",
      "  ./iec audit --connect 127.0.0.1:18085 --registry-url http://127.0.0.1:18080 \\",
      "      --stats-url http://127.0.0.1:18084      a stack of ./iec up --port-base 18080"
    })
final class AuditNumbers implements Callable<Integer> {
  /** Maximum number of places listed per reason for records passed over. */
  private static final int PLACES = 3;

  @Mixin private HelpOption help;

  @Mixin private LogAddress log;

  @Mixin private StatsUrl stats;

  @Option(
      names = "--season",
      paramLabel = "YEAR",
      description = "Compare this season only. Default: every one that has events or rows.")
  private Integer season;

  @Option(
      names = "--events",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description =
          "How many of the events behind a differing cell are printed, newest first, 0 or more."
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
          spec.commandLine(), "--events " + events + ": it must be 0 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(json ? spec.commandLine().getErr() : out);
    AuditOptions options =
        AuditOptions.of(log.bootstrapServers(), log.registry(), stats.url()).keeping(events);
    AuditResult result;
    try {
      result = Audit.run(season == null ? options : options.onlySeason(season), progress::say);
    } catch (AuditFailed e) {
      throw new StackException("the stack could not be audited: " + e.getMessage(), e);
    }
    report(result, progress);
    if (json) {
      out.println(
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(json(result)));
      out.flush();
    }
    return exitStatus(result);
  }

  private static int exitStatus(AuditResult result) {
    return result.equal() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void report(AuditResult result, Progress progress) {
    progress.say("");
    if (!result.differences().isEmpty()) {
      progress.say("DIFFERENT:");
      result.differences().forEach(difference -> report(difference, progress));
      progress.say("");
    }
    if (result.unsettled() > 0) {
      progress.say(
          "Cells that differed, but never twice alike, for events kept coming in: %,d. Audit again when less is going on."
              .formatted(result.unsettled()));
      progress.say("");
    }
    progress.say(
        "%,d records read: %,d events, %,d repeats of them, %,d passed over."
            .formatted(
                result.records(),
                result.distinct(),
                result.duplicates(),
                result.passedOver().size()));
    byReason(result)
        .forEach(
            (why, records) ->
                progress.say(
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
    progress.say(
        result.seasons().isEmpty()
            ? "There are neither events nor rows: nothing was compared."
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
    return "%,d DIFFERENT%s"
        .formatted(
            result.differences().size(),
            result.unsettled() > 0 ? ", %,d not settled".formatted(result.unsettled()) : "");
  }

  private static String seasons(AuditResult result) {
    return result.seasons().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private void report(Difference difference, Progress progress) {
    progress.say("  %s; events: %,d".formatted(difference.sentence(), difference.behind()));
    difference.newest().forEach(event -> progress.say("    " + event));
    int more = difference.behind() - difference.newest().size();
    if (more > 0) {
      progress.say("    and %,d older ones; --events says how many are printed".formatted(more));
    }
  }

  private static Map<PassedOver.Why, List<PassedOver>> byReason(AuditResult result) {
    return result.passedOver().stream()
        .collect(Collectors.groupingBy(PassedOver::why, TreeMap::new, Collectors.toList()));
  }

  private static Map<String, Object> json(AuditResult result) {
    var records = new LinkedHashMap<String, Object>();
    records.put("read", result.records());
    records.put("distinct", result.distinct());
    records.put("duplicates", result.duplicates());
    records.put("passedOver", result.passedOver().stream().map(AuditNumbers::json).toList());
    var cells = new LinkedHashMap<String, Object>();
    cells.put("compared", result.cells());
    cells.put("different", result.differences().size());
    cells.put("unsettled", result.unsettled());
    var body = new LinkedHashMap<String, Object>();
    body.put("exitStatus", exitStatus(result));
    body.put("records", records);
    body.put("seasons", result.seasons());
    body.put("instants", result.instants());
    body.put("cells", cells);
    body.put("different", result.differences().stream().map(AuditNumbers::json).toList());
    body.put("seconds", result.elapsed().toSeconds());
    return body;
  }

  private static Map<String, Object> json(PassedOver record) {
    var body = new LinkedHashMap<String, Object>();
    body.put("place", record.position().toString());
    body.put("reason", record.why());
    body.put("detail", record.detail());
    return body;
  }

  /** {@code asOf} is null for a difference in the live table. */
  private static Map<String, Object> json(Difference difference) {
    var body = new LinkedHashMap<String, Object>();
    body.put("pool", difference.pool());
    body.put("asOf", difference.asOf().map(Instant::toString).orElse(null));
    body.put("column", difference.column());
    body.put("dashboard", difference.shown());
    body.put("recount", difference.recounted());
    body.put("eventsBehind", difference.behind());
    body.put("events", difference.newest().stream().map(AuditNumbers::json).toList());
    return body;
  }

  private static Map<String, Object> json(LoggedEvent logged) {
    var body = new LinkedHashMap<String, Object>();
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
