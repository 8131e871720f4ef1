package org.iecpools.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.iecpools.domain.Texts;
import org.iecpools.feed.FeedResult;
import org.iecpools.feed.Publication;
import org.iecpools.feed.WeeksFile;
import org.iecpools.forecast.Backtest;
import org.iecpools.forecast.BacktestResult;
import org.iecpools.forecast.CalibrationBin;
import org.iecpools.forecast.CalibrationPicture;
import org.iecpools.forecast.Coverage;
import org.iecpools.forecast.Interval;
import org.iecpools.forecast.Method;
import org.iecpools.forecast.Score;
import org.iecpools.forecast.Score.Measures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Implements {@code iec backtest}: scores the forecast on published weeks. */
@Command(
    name = "backtest",
    header = "Scores the forecast of chances on published weeks.",
    synopsisHeading = HelpTexts.USAGE,
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    description = {
      "Reads published weeks, forecasts the chance in the next round and until the season's end for"
          + " each pool and week from the weeks before, and compares the forecasts with what"
          + " happened. The same is done for IRCC's words, for the share of last week, and for the"
          + " mean share so far. Needs no stack. See docs/forecast.md."
    },
    optionListHeading = HelpTexts.OPTIONS,
    exitCodeListHeading = HelpTexts.EXIT_CODES,
    exitCodeList = {
      "0:the forecasts were scored",
      "1:an unexpected failure; the details are printed",
      "2:invalid usage, files with faults (all of them are printed), or too few weeks"
    },
    footerHeading = HelpTexts.EXAMPLES,
    footer = {
      "  ./iec backtest weeks.csv                        a table of the scores",
      "  ./iec backtest week1.xml week2.xml week3.xml    from IRCC's feed",
      "  ./iec backtest weeks.csv --json                 for programs",
      "  ./iec backtest weeks.csv --picture picture.svg  with the calibration as a picture"
    })
final class BacktestWeeks implements Callable<Integer> {

  private static final int MAX_FAULTS = 50;

  @Mixin private HelpOption help;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Published weeks, as CSV in UTF-8 or as IRCC's XML feed. In any order; of two publications"
              + " with the same date, the first is used.")
  private List<Path> files;

  @Option(names = "--json", description = "Print the scores as JSON.")
  private boolean json;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write the calibration as an SVG picture to this file.")
  private @Nullable Path picture;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Publication> publications = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean isRefused = false;
    for (Path file : files) {
      switch (read(file)) {
        case FeedResult.Read read -> {
          publications.addAll(read.publications());
          read.notes().forEach(note -> notes.add(file + ": " + note));
        }
        case FeedResult.Refused refused -> {
          report(file, refused);
          isRefused = true;
        }
      }
    }
    if (isRefused) {
      return CommandLine.ExitCode.USAGE;
    }
    BacktestResult result = Backtest.of(publications);
    if (result.everyPoolWeek().poolWeeks() == 0) {
      throw invalid(
          "the files have no pool with candidates in two publications of a season; at least two"
              + " weeks are needed");
    }
    notes.addAll(result.notes());
    if (picture != null) {
      write(picture, CalibrationPicture.svg(result.calibration()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.document(json(result, notes)));
    } else {
      print(result, notes, out);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private CommandLine.ParameterException invalid(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private FeedResult read(Path file) {
    return WeeksFile.read(bytes(file));
  }

  /** Reads a file up to the maximum size, because it may be a device without an end. */
  private byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(WeeksFile.MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw invalid("there is no file " + file + "; a CSV or XML file is needed");
    } catch (IOException e) {
      throw invalid(file + " cannot be read; a CSV or XML file is needed: " + e.getMessage());
    }
  }

  private void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw invalid("--picture " + file + " cannot be written: " + e.getMessage());
    }
  }

  private void report(Path file, FeedResult.Refused refused) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "iec: %s cannot be used, faults: %d%n", Texts.escaped(file.toString()), refused.total());
    refused.faults().stream()
        .limit(MAX_FAULTS)
        .forEach(
            fault ->
                err.printf("  line %d: %.500s%n", fault.line(), Texts.escaped(fault.sentence())));
    if (refused.total() > MAX_FAULTS) {
      err.printf("  and %d more%n", refused.total() - MAX_FAULTS);
    }
    err.flush();
  }

  // ---- text

  private static void print(BacktestResult result, List<String> notes, PrintWriter out) {
    notes.forEach(note -> out.println("Note: " + Texts.escaped(note)));
    out.printf(
        "%,d publications, %,d pool-weeks, of which %,d can be compared. Lower scores are better.%n",
        result.publications(), result.everyPoolWeek().poolWeeks(), result.nextRound().poolWeeks());
    table("Next round, comparable pool-weeks", result.nextRound(), out);
    table("Next round, all pool-weeks", result.everyPoolWeek(), out);
    table("Until the last publication of the season, all pool-weeks", result.season(), out);
    if (!result.calibration().isEmpty()) {
      out.printf("%nCalibration, comparable pool-weeks%n");
      out.printf("%-12s %10s %9s %9s%n", "forecast", "pool-weeks", "mean", "realised");
      result
          .calibration()
          .forEach(
              bin ->
                  out.printf(
                      Locale.ROOT,
                      "%3.0f to %3.0f %% %10d %9.3f %9.3f%n",
                      100 * bin.from(),
                      100 * bin.to(),
                      bin.poolWeeks(),
                      bin.forecast(),
                      bin.realised()));
    }
    result
        .coverage()
        .ifPresent(
            coverage ->
                out.printf(
                    Locale.ROOT,
                    "%n80 %% intervals cover %.1f %% of the comparable pool-weeks and %.1f %% of all.%n"
                        + "With their bounds they contain %.1f %%, %.1f %%, and %.1f %% until the"
                        + " season's end.%n",
                    100 * coverage.nextRound(),
                    100 * coverage.everyPoolWeek(),
                    100 * coverage.nextRoundClosed(),
                    100 * coverage.everyPoolWeekClosed(),
                    100 * coverage.seasonClosed()));
  }

  private static void table(String title, Score score, PrintWriter out) {
    if (score.poolWeeks() == 0) {
      return;
    }
    out.printf("%n%s%n", title);
    out.printf("%-22s %10s", "", "pool-weeks");
    Stream.of(Method.values()).forEach(method -> out.printf(" %11s", method.key()));
    out.println();
    score.months().forEach(month -> line("Brier " + month.label(), month, Measures::brier, out));
    line("Brier", score, Measures::brier, out);
    line("Brier, by candidates", score, Measures::weightedBrier, out);
    score.months().forEach(month -> line("log " + month.label(), month, Measures::logScore, out));
    line("log", score, Measures::logScore, out);
    line("log, by candidates", score, Measures::weightedLogScore, out);
  }

  private static void line(
      String label, Score score, ToDoubleFunction<Measures> value, PrintWriter out) {
    out.printf("%-22s %10d", label, score.poolWeeks());
    for (Method method : Method.values()) {
      Measures measures = score.measures().get(method);
      if (measures != null) {
        out.printf(Locale.ROOT, " %11.4f", value.applyAsDouble(measures));
      }
    }
    out.println();
  }

  // ---- JSON

  private Map<String, Object> json(BacktestResult result, List<String> notes) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("files", files.stream().map(Path::toString).toList());
    body.put("publications", result.publications());
    body.put("nextRound", json(result.nextRound()));
    body.put("everyPoolWeek", json(result.everyPoolWeek()));
    body.put("season", json(result.season()));
    body.put("calibration", result.calibration().stream().map(BacktestWeeks::json).toList());
    body.put("coverage", result.coverage().map(BacktestWeeks::json).orElse(null));
    body.put("logScoreClip", Score.CLIP);
    body.put("notes", notes);
    return body;
  }

  private static Map<String, Object> json(Score score) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!score.label().isEmpty()) {
      body.put("month", score.label());
    }
    body.put("poolWeeks", score.poolWeeks());
    body.put("brier", json(score, Measures::brier));
    body.put("logScore", json(score, Measures::logScore));
    body.put("brierByCandidates", json(score, Measures::weightedBrier));
    body.put("logScoreByCandidates", json(score, Measures::weightedLogScore));
    if (score.label().isEmpty()) {
      body.put("months", score.months().stream().map(BacktestWeeks::json).toList());
    }
    return body;
  }

  /** Null without pool-weeks. */
  private static @Nullable Map<String, Double> json(Score score, ToDoubleFunction<Measures> value) {
    if (score.poolWeeks() == 0) {
      return null;
    }
    Map<String, Double> body = new LinkedHashMap<>();
    for (Method method : Method.values()) {
      Measures measures = score.measures().get(method);
      if (measures != null) {
        body.put(method.key(), value.applyAsDouble(measures));
      }
    }
    return body;
  }

  private static Map<String, Object> json(CalibrationBin bin) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("from", bin.from());
    body.put("to", bin.to());
    body.put("poolWeeks", bin.poolWeeks());
    body.put("forecast", bin.forecast());
    body.put("realised", bin.realised());
    return body;
  }

  private static Map<String, Object> json(Coverage coverage) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("nominal", Interval.LEVEL);
    body.put("nextRound", coverage.nextRound());
    body.put("nextRoundClosed", coverage.nextRoundClosed());
    body.put("everyPoolWeek", coverage.everyPoolWeek());
    body.put("everyPoolWeekClosed", coverage.everyPoolWeekClosed());
    body.put("seasonClosed", coverage.seasonClosed());
    return body;
  }
}
